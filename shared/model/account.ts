/** Kind of account. Endpoints are pinned per environment; the screen always shows the word. */
export type Environment = 'paper' | 'testnet' | 'live';

/** One subaccount at one exchange in one environment (K10). */
export interface Account {
  /** Short and stable: `sub-1`. */
  readonly id: string;
  /** ccxt id of the exchange: `binance`. */
  readonly exchange: string;
  readonly environment: Environment;
}

/** An API key as lent to one worker for one exchange. Never journaled, logged, or sent to the renderer. */
export interface Credential {
  readonly apiKey: string;
  readonly secret: string;
}
