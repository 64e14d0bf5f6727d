import type { Decimal } from './decimal';
import type { OrderType, TimeInForce } from './order';
import type { UtcMs } from './time';

/** Unified symbol: `BASE/QUOTE` for spot (`BTC/USDT`), `BASE/QUOTE:SETTLE` for a perpetual (`BTC/USDT:USDT`). */
export type MarketSymbol = string;

/** How much leverage a position of some size may have, and the margin it must keep (Binance: leverage brackets). */
export interface MaintenanceBracket {
  /** Positions up to this notional, quote asset, belong to the bracket. */
  readonly notionalCap: Decimal;
  readonly maxLeverage: Decimal;
  /** Fraction of the notional below which the position is liquidated: 0.004 is 0.4 %. */
  readonly maintenanceRate: Decimal;
}

/** Two prices this many times apart cannot both be right. */
const ABSURD_FACTOR = 2n;

/** Middle of bid and ask; undefined when there is no price or it is crossed. */
export function midOf(reference: Reference | undefined): Decimal | undefined {
  if (reference === undefined || reference.bid <= 0n || reference.bid > reference.ask) return undefined;
  return ((reference.bid + reference.ask) / 2n) as Decimal;
}

/**
 * What a holding is valued at: on perpetuals the exchange's mark price, by which it liquidates, elsewhere the middle of bid and ask.
 * Undefined where there is none, the book is crossed, or mark and book are twice as far apart: then nothing is known.
 */
export function markOf(reference: Reference | undefined): Decimal | undefined {
  const mid = midOf(reference);
  const mark = reference?.mark;
  if (mid === undefined || mark === undefined) return mid;
  return mark > mid * ABSURD_FACTOR || mark * ABSURD_FACTOR < mid ? undefined : mark;
}

/** What a perpetual has on top of a spot market. */
export interface ContractRules {
  /** The asset that margin and profit are in. */
  readonly settle: string;
  /** Base asset in one contract. */
  readonly contractSize: Decimal;
  readonly maxLeverage: Decimal;
  /** By rising notional; empty where the exchange does not tell. */
  readonly brackets: readonly MaintenanceBracket[];
}

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
  /** Only on perpetuals. */
  readonly contract?: ContractRules;
  /** What the market takes, where the exchange tells; otherwise only the limits decide. */
  readonly orderTypes?: readonly OrderType[];
  readonly timesInForce?: readonly TimeInForce[];
}

/** Whether a symbol is a perpetual's: it says what it settles in. */
export const isContractSymbol = (symbol: MarketSymbol): boolean => symbol.includes(':');

/** The freshest known prices of one market: what the collar measures against. */
export interface Reference {
  readonly symbol: MarketSymbol;
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly last: Decimal;
  /** When this machine received it, on the monotonic clock: ages come from here. */
  readonly receivedMonotonicMs: number;
  /** What may be bought at the ask and sold at the bid at once, base asset; undefined where the worker does not tell. */
  readonly bidQuantity?: Decimal;
  readonly askQuantity?: Decimal;
  /** Traded in the last 24 hours, quote asset; undefined where the worker does not tell. */
  readonly volume24h?: Decimal;
  /** The price the exchange values positions at and liquidates by; only on perpetuals. */
  readonly mark?: Decimal;
  /** What longs pay shorts at the next funding, as a fraction of the position's value at mark; below zero shorts pay. */
  readonly fundingRate?: Decimal;
  readonly nextFundingAt?: UtcMs;
  /** When the exchange says it was so. */
  readonly exchangeTime: UtcMs;
}
