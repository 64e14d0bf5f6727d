import type { Decimal } from './decimal';
import type { UtcMs } from './time';

/** Unified symbol, `BASE/QUOTE`: `BTC/USDT`. */
export type MarketSymbol = string;

/** What an exchange accepts on one market (Binance: PRICE_FILTER, LOT_SIZE, MARKET_LOT_SIZE, NOTIONAL). */
export interface MarketRules {
  readonly symbol: MarketSymbol;
  readonly base: string;
  readonly quote: string;
  readonly isTrading: boolean;
  /** Prices are whole multiples of this. */
  readonly tickSize: Decimal;
  readonly minPrice: Decimal;
  readonly maxPrice: Decimal;
  /** Quantities are whole multiples of this. */
  readonly stepSize: Decimal;
  readonly minQuantity: Decimal;
  readonly maxQuantity: Decimal;
  /** Smallest and largest price × quantity, in the quote asset. */
  readonly minNotional: Decimal;
  readonly maxNotional: Decimal | undefined;
}

/** The freshest known prices of one market: what the collar measures against. */
export interface Reference {
  readonly symbol: MarketSymbol;
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  /** When this machine received it, on the monotonic clock: ages come from here. */
  readonly receivedMonotonicMs: number;
  /** When the exchange says it was so. */
  readonly exchangeTime: UtcMs;
}
