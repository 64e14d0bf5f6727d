/** Kind of account. Endpoints are pinned per environment; the screen always shows the word. */
export type Environment = 'paper' | 'testnet' | 'live';

/** ccxt ids of the exchanges that are linked. Binance's spot and perpetuals are two: keys, limits and clocks of their own. */
export const EXCHANGE_IDS = ['binance', 'binanceusdm'] as const;
export type ExchangeId = (typeof EXCHANGE_IDS)[number];

/** Whether accounts there hold positions on margin instead of coins. */
export const isMarginExchange = (exchange: string): boolean => exchange === 'binanceusdm';

/** How far a bot has come (B4). Each step up is gated and has its own limits; going down is free. */
export type BotStage = 'draft' | 'paper' | 'limited-live' | 'live';

/** One subaccount at one exchange in one environment (K10). */
export interface Account {
  /** Short and stable: `sub-1`. */
  readonly id: string;
  /** ccxt id of the exchange: `binance`. */
  readonly exchange: ExchangeId;
  readonly environment: Environment;
}

/** An API key as lent to one worker for one exchange. Never journaled, logged, or sent to the renderer. */
export interface Credential {
  readonly apiKey: string;
  readonly secret: string;
  /** The third part of a key, where the exchange has one (OKX). */
  readonly passphrase?: string;
}
