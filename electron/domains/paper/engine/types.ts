import type { Decimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';

/** Words and shapes of the matching engine. They are Binance spot's own words (enums.md of binance-spot-api-docs). */
export type Side = 'BUY' | 'SELL';
export const ORDER_TYPES = ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];
export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];
export const STP_MODES = ['NONE', 'EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH'] as const;
/** What happens when an order would trade with another of the same account. Binance's default is EXPIRE_MAKER. */
export type StpMode = (typeof STP_MODES)[number];
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH';

/** What books and matching know of an order, spot or perpetual. Mutable: only an engine changes it. */
export interface BookOrder {
  readonly id: number;
  /** Account name; undefined for the synthetic participants, who have no balance and pay no fee. */
  readonly account: string | undefined;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  /** Limit price in the quote asset; 0 for MARKET. */
  readonly price: Decimal;
  /** In the base asset. */
  quantity: Decimal;
  readonly stp: StpMode;
  executed: Decimal;
  /** Sum of price × quantity over fills, in the quote asset. */
  executedQuote: Decimal;
  status: OrderStatus;
  readonly time: UtcMs;
  updateTime: UtcMs;
}

/** One spot order. A MARKET order by `quoteQuantity` gets in `quantity` what it executed. */
export interface Order extends BookOrder {
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** In the quote asset; 0 unless MARKET was asked by amount to spend or receive. */
  readonly quoteQuantity: Decimal;
  /** Trigger price; 0 for orders without trigger. */
  readonly stopPrice: Decimal;
  /** On the book, or would be: false while a stop waits for its trigger. */
  isWorking: boolean;
  /** When it came to the book; -1 while a stop waits. */
  workingTime: UtcMs;
}

/** What a caller asks for, after its parameters were read and before any filter. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly quoteQuantity: Decimal;
  readonly stopPrice: Decimal;
  /** Undefined: the exchange makes one. */
  readonly clientOrderId: string | undefined;
  readonly stp: StpMode;
}

/** One execution as its account sees it. Fee in the asset received (Binance without BNB discount). */
export interface AccountTrade {
  readonly id: number;
  readonly orderId: number;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly quote: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly isMaker: boolean;
  readonly time: UtcMs;
}

/** One execution as everybody sees it. */
export interface PublicTrade {
  readonly id: number;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly time: UtcMs;
  /** True when the seller took: the buyer's order was resting. */
  readonly isBuyerMaker: boolean;
}

export interface Balance {
  free: Decimal;
  locked: Decimal;
}

export type Execution = 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED' | 'TRADE_PREVENTION';

/** Something happened to an account's order. `order` is the live object: read it at once, do not keep it. */
export interface OrderEvent {
  readonly execution: Execution;
  readonly order: Order;
  readonly account: string;
  readonly at: UtcMs;
  readonly trade?: AccountTrade;
  /** On CANCELED: the client id of the cancel request itself. */
  readonly cancelClientOrderId?: string;
}

/** An order the engine refused: nothing was locked or matched. */
export interface RejectEvent {
  readonly account: string;
  readonly request: OrderRequest;
  readonly code: number;
  readonly message: string;
  readonly at: UtcMs;
}

/**
 * Who listens to the engine. Called synchronously inside an operation; `committed` closes it, before the caller gets
 * its answer, so a ledger written there is never behind what was acknowledged.
 */
export interface EngineSink {
  order(event: OrderEvent): void;
  rejected(event: RejectEvent): void;
  balances(account: string, assets: ReadonlySet<string>, at: UtcMs): void;
  trade(symbol: string, trade: PublicTrade): void;
  levelChanged(symbol: string, side: Side, price: Decimal): void;
  committed(): void;
}

export const isOpen = (order: BookOrder): boolean => order.status === 'NEW' || order.status === 'PARTIALLY_FILLED';
export const isStop = (type: OrderType): boolean => type === 'STOP_LOSS_LIMIT' || type === 'TAKE_PROFIT_LIMIT';
