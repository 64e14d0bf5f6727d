import type { Decimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { AccountTrade, BookOrder, Execution, PublicTrade, Side, StpMode } from '../types';

/** Words and shapes of the perpetual engine: Binance USD-M futures' own words (Common Definition; New Order; New Algo Order). */
export const PERP_ORDER_TYPES = ['LIMIT', 'MARKET'] as const;
export const CONDITIONAL_TYPES = ['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET'] as const;
export type ConditionalType = (typeof CONDITIONAL_TYPES)[number];
export type PerpOrderType = (typeof PERP_ORDER_TYPES)[number] | 'LIQUIDATION';
export const PERP_TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK', 'GTX'] as const;
/** GTX is post-only: refused when it would take. */
export type PerpTimeInForce = (typeof PERP_TIMES_IN_FORCE)[number];
export const WORKING_TYPES = ['CONTRACT_PRICE', 'MARK_PRICE'] as const;
/** Which price sets a conditional order off: the last traded one (the default) or the mark. */
export type WorkingType = (typeof WORKING_TYPES)[number];
export const MARGIN_TYPES = ['ISOLATED', 'CROSSED'] as const;
export type MarginType = (typeof MARGIN_TYPES)[number];

/** One perpetual order. Quantity in the base asset, price in USDT. */
export interface PerpOrder extends BookOrder {
  readonly type: PerpOrderType;
  /** What it was before it was triggered; else the same as `type`. */
  readonly origType: PerpOrderType | ConditionalType;
  readonly timeInForce: PerpTimeInForce;
  readonly reduceOnly: boolean;
  /** Came from a conditional order that closes the whole position. */
  readonly closePosition: boolean;
  /** Trigger price of the conditional order it came from; 0 otherwise. */
  readonly triggerPrice: Decimal;
}

export interface PerpOrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly type: (typeof PERP_ORDER_TYPES)[number];
  readonly timeInForce: PerpTimeInForce;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string | undefined;
  readonly stp: StpMode;
}

export interface PerpTrade extends AccountTrade {
  /** In USDT, before the fee; 0 for what opens. */
  readonly realizedPnl: Decimal;
}

/** A position and the settings of its symbol, for one account. Mutable: only the engine changes it. */
export interface Position {
  readonly symbol: string;
  /** Signed, in the base asset: above zero long. */
  quantity: Decimal;
  /** Signed sum of price × quantity of what is open, USDT: the entry price times `quantity`, exactly. */
  cost: Decimal;
  /** All profit and loss ever realised on it, USDT, before fees. */
  realized: Decimal;
  leverage: number;
  marginType: MarginType;
  /** Money set apart for an isolated position, USDT; 0 for a crossed one. */
  isolatedWallet: Decimal;
  updateTime: UtcMs;
}

export const INCOME_TYPES = ['REALIZED_PNL', 'COMMISSION', 'FUNDING_FEE', 'INSURANCE_CLEAR', 'TRANSFER'] as const;
export type IncomeType = (typeof INCOME_TYPES)[number];

/** One movement of an account's wallet, USDT. The wallet is always their sum. */
export interface Income {
  readonly id: number;
  readonly account: string;
  /** Empty for transfers. */
  readonly symbol: string;
  readonly type: IncomeType;
  readonly amount: Decimal;
  readonly time: UtcMs;
  /** Set where a trade caused it. */
  readonly tradeId: number | undefined;
}

export const ALGO_STATUSES = ['NEW', 'CANCELED', 'TRIGGERED', 'FINISHED', 'REJECTED', 'EXPIRED'] as const;
export type AlgoStatus = (typeof ALGO_STATUSES)[number];

/** A conditional order. It is no order of the book until it is triggered: then it places one. */
export interface AlgoOrder {
  readonly algoId: number;
  readonly clientAlgoId: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: ConditionalType;
  readonly timeInForce: PerpTimeInForce;
  /** 0 when it closes the whole position. */
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly triggerPrice: Decimal;
  readonly workingType: WorkingType;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly stp: StpMode;
  status: AlgoStatus;
  /** Of the order it placed; undefined before. */
  actualOrderId: number | undefined;
  /** Why it was REJECTED or EXPIRED, in Binance's words. */
  reason: string;
  readonly createTime: UtcMs;
  updateTime: UtcMs;
  triggerTime: UtcMs;
}

/** `order` is the live object: read it at once. AMENDMENT: a reduce-only order was shrunk to the position. */
export interface PerpOrderEvent {
  readonly execution: Execution | 'AMENDMENT';
  readonly order: PerpOrder;
  readonly account: string;
  readonly at: UtcMs;
  readonly trade?: PerpTrade;
}

export interface PerpRejectEvent {
  readonly account: string;
  readonly request: PerpOrderRequest;
  readonly code: number;
  readonly message: string;
  readonly at: UtcMs;
}

export type AccountChange =
  | 'DEPOSIT'
  | 'ORDER'
  | 'FUNDING_FEE'
  | 'INSURANCE_CLEAR'
  | 'MARGIN_TRANSFER'
  | 'MARGIN_TYPE_CHANGE';

/** Who listens to the perpetual engine; like EngineSink, `committed` closes an operation before it is answered. */
export interface FuturesSink {
  order(event: PerpOrderEvent): void;
  rejected(event: PerpRejectEvent): void;
  algo(order: AlgoOrder, at: UtcMs): void;
  income(income: Income): void;
  /** Wallet or positions changed; `symbols` names the positions. */
  account(account: string, symbols: ReadonlySet<string>, reason: AccountChange, at: UtcMs): void;
  /** The leverage of a symbol was set. */
  leverage(account: string, symbol: string, leverage: number, at: UtcMs): void;
  /** The dead-man timer of a symbol was armed; `dueAt` 0: disarmed, or run out. */
  countdown(account: string, symbol: string, dueAt: UtcMs): void;
  /** Maintenance margin comes close to the margin balance. */
  marginCall(account: string, symbols: readonly string[], at: UtcMs): void;
  trade(symbol: string, trade: PublicTrade): void;
  /** An account was liquidated: its order, for the public. */
  liquidated(order: PerpOrder, at: UtcMs): void;
  levelChanged(symbol: string, side: Side, price: Decimal): void;
  committed(): void;
}
