import type { Decimal } from '#shared/model/decimal';
import type { MarketSymbol } from '#shared/model/market';
import type { Fill, OrderType, Side } from '#shared/model/order';
import type { UtcMs } from '#shared/model/time';
import type { OrderReport } from './protocol';

/** One order as the exchange reports it, by REST or stream; later `updatedAt` is newer. */
export interface ExchangeOrder {
  readonly accountId: string;
  readonly symbol: MarketSymbol;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly status: OrderReport['status'];
  readonly type: OrderType;
  readonly reduceOnly: boolean;
  /** Base asset. */
  readonly quantity: Decimal;
  /** Quote asset; undefined for market orders. */
  readonly price: Decimal | undefined;
  readonly stopPrice: Decimal | undefined;
  readonly filledQuantity: Decimal;
  /** Sum of price × quantity of its fills, quote asset. */
  readonly filledNotional: Decimal;
  readonly createdAt: UtcMs;
  readonly updatedAt: UtcMs;
}

export interface Balance {
  readonly asset: string;
  readonly free: Decimal;
  /** Held by working orders. */
  readonly locked: Decimal;
  /** When it last changed, by the exchange's clock, where it tells that of each balance. */
  readonly changedAt?: UtcMs;
}

/** Balances that changed; assets not named are as they were. */
export interface BalanceUpdate {
  readonly accountId: string;
  /** The exchange's time. */
  readonly at: UtcMs;
  readonly balances: readonly Balance[];
}

/** Everything about one account, read afresh: replaces what was believed before. */
export interface ExchangeSnapshot extends BalanceUpdate {
  readonly openOrders: readonly ExchangeOrder[];
  /** All fills the exchange still tells of the configured symbols, oldest first. */
  readonly fills: readonly Fill[];
  /** Only of a margin account; its balances are wallets, of which nothing is locked. */
  readonly margin:
    | {
        /** All of them: a symbol not named is flat. */
        readonly positions: readonly ExchangePosition[];
        readonly leverages: readonly Leverage[];
        /** Newest the exchange still tells, oldest first. */
        readonly incomes: readonly Income[];
      }
    | undefined;
}

/** A perpetual position as the exchange tells it. */
export interface ExchangePosition {
  readonly symbol: MarketSymbol;
  /** Signed: above zero long. */
  readonly quantity: Decimal;
  /** Quote asset; 0 when flat. */
  readonly entryPrice: Decimal;
  readonly isIsolated: boolean;
  /** Money set apart for an isolated position, settle asset; 0 for a crossed one. */
  readonly isolatedWallet: Decimal;
}

/** Positions that changed; others are as they were. */
export interface PositionUpdate {
  readonly accountId: string;
  readonly at: UtcMs;
  /** The exchange's word for why: `ORDER`, `FUNDING_FEE` … */
  readonly reason: string;
  readonly positions: readonly ExchangePosition[];
}

/** What is set for a symbol. */
export interface Leverage {
  readonly symbol: MarketSymbol;
  readonly leverage: Decimal;
}

/** One movement of a margin account's wallet that no fill tells. */
export interface Income {
  readonly accountId: string;
  /** Unique in the account; the same one may be told again. */
  readonly id: string;
  /** The exchange's own word: `FUNDING_FEE`, `TRANSFER`, `INSURANCE_CLEAR` … */
  readonly type: string;
  readonly symbol: MarketSymbol | undefined;
  readonly asset: string;
  /** Signed: below zero paid. */
  readonly amount: Decimal;
  readonly at: UtcMs;
}

export interface Candle {
  /** Its opening. */
  readonly at: UtcMs;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
}

/** `accountId` is undefined for public market data. */
export interface Link {
  readonly accountId: string | undefined;
  readonly state: 'up' | 'down';
  readonly message: string;
}

export interface ExchangeBudget {
  /** Of the minute's request weight (Binance spot: 6,000), for this machine's address. */
  readonly usedWeight: number;
  /** Local minus exchange clock; undefined when it could not be measured. */
  readonly clockSkewMs: number | undefined;
  /** Values from the exchange that could not be read and were dropped, since the worker's start. */
  readonly droppedValues: number;
}

/** See ExchangeProtocol for what each code means for money. */
export type ExchangeFailureCode =
  | 'rejected'
  | 'not-sent'
  | 'rate-limited'
  | 'outcome-unknown'
  | 'unknown-order'
  | 'unreachable';

export interface ExchangeFailure {
  readonly code: ExchangeFailureCode;
  /** In an operator's words; never holds a key or a signature. */
  readonly message: string;
  /** The exchange's own code, such as −2010; undefined when it gave none. */
  readonly exchangeCode: number | undefined;
  /** Only for `rate-limited`: how long the exchange wants quiet. */
  readonly retryAfterMs: number | undefined;
}
