import type { Decimal } from '#shared/model/decimal';
import type { Decision } from '#shared/model/decision';
import type { MarketRules, Reference } from '#shared/model/market';
import type { Fill, Order, OrderIntent, OrderType, Side, TimeInForce } from '#shared/model/order';
import type { Result } from '#shared/model/result';
import type { Clock, UtcMs } from '#shared/model/time';
import type { TradingState } from '#shared/model/trading-state';
import type { ExitPermit } from '../halt/index';
import type { RiskSnapshot, WorkingQuantities } from '../risk/index';
import type { WalletIncome } from './account-book';
import type { OrderUpdate } from './book';

/** An order as it leaves: decimal text exactly as decided. */
export interface OutgoingOrder {
  readonly accountId: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: string;
  readonly price: string | null;
  readonly stopPrice: string | null;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
}

export interface OneOrder {
  readonly accountId: string;
  readonly symbol: string;
  readonly clientOrderId: string;
}

/**
 * Why the exchange worker gave no report. `rejected`, `not-sent` and `rate-limited`: no such order stands.
 * `unknown-order`: asked, and not known there. Everything else: the outcome is unknown.
 */
export interface EntryFailure {
  readonly code: string;
  readonly message: string;
}

/** The only way to the exchange that can place orders; handed to execution and to nobody else. */
export interface OrderEntryPort {
  /** Makes the order's request ready while its decision is being written. It leaves only by `place`; losing it costs only time. */
  prepare(order: OutgoingOrder): void;
  /** Hands the order over before it returns; resolves with what the exchange said. */
  place(order: OutgoingOrder): Promise<Result<OrderUpdate, EntryFailure>>;
  cancel(order: OneOrder): Promise<Result<OrderUpdate, EntryFailure>>;
  query(order: OneOrder): Promise<Result<OrderUpdate, EntryFailure>>;
}

export interface JournalPort {
  /** Durable when it resolves ok. */
  append(type: string, data: unknown): Promise<Result<{ readonly seq: number }, { readonly message: string }>>;
  /** For what has already happened: kept and tried again until it is durable, in order. */
  record(type: string, data: unknown): void;
  /** The sequence that the record appended last should get; undefined when that cannot be said. A guess: the answer decides. */
  expectedSeq(): number | undefined;
  /** Six characters, part of every client order id. */
  journalId(): string;
}

export interface GatePort {
  look(
    subject: { exchange: string; accountId: string; botId: string; symbol: string },
    permit?: ExitPermit,
  ): {
    readonly state: TradingState;
    readonly reason: string;
    /** It is a block, not a halt, that holds the order back. */
    readonly isBlock?: true;
  };
}

export interface MarketPort {
  rules(symbol: string): MarketRules | undefined;
  reference(symbol: string): Reference | undefined;
}

/** What limits and meters know at the moment of a decision; everything else of a snapshot is the book's and the market's. */
export type RiskLook = Pick<
  RiskSnapshot,
  'limits' | 'watched' | 'isAccountLocked' | 'stage' | 'environment' | 'availableMargin' | 'leverage'
> & {
  /** Working quantities of the account on the symbol, with what reports say is filled and no fill has told yet. */
  readonly working: WorkingQuantities | undefined;
};

/** The gate's own knowledge, kept up by the app. */
export interface RiskPort {
  look(intent: OrderIntent, now: UtcMs, nowMonotonicMs: number): RiskLook;
}

/** One decision as told to the screens: with what it knew, and its place in the journal. */
export interface DecisionNotice {
  readonly seq: number;
  readonly at: UtcMs;
  readonly intent: OrderIntent;
  readonly decision: Decision;
  /** Null when denied. */
  readonly clientOrderId: string | null;
}

export interface ExecutionListener {
  onDecision(notice: DecisionNotice): void;
  onOrder(order: Order): void;
  /** Nobody could say for `UNKNOWN_DEADLINE_MS` what became of this order; told once, and asking goes on. */
  onUnresolved(order: Order): void;
  onFill(fill: Fill, botId: string | undefined, botOrderId: string | undefined): void;
  /** Balances or positions of an account changed. */
  onAccount(accountId: string): void;
  /** A margin account's wallet moved, and no fill tells why: funding, a transfer, a clearance fee. Told once each. */
  onIncome(income: WalletIncome): void;
  /** The exchange holds so much more (or less) of an asset than known fills explain: neither gain nor loss. */
  onMoneyMoved(accountId: string, asset: string, by: Decimal): void;
}

export interface ExecutionPorts {
  readonly clock: Clock;
  readonly entry: OrderEntryPort;
  readonly journal: JournalPort;
  readonly gate: GatePort;
  readonly market: MarketPort;
  readonly risk: RiskPort;
  /** Has the account read afresh. It is told by `applySnapshot` before this resolves. */
  readAccount(accountId: string): Promise<Result<unknown, EntryFailure>>;
  /** ccxt id of the account's exchange. */
  exchangeOf(accountId: string): string;
  readonly listener: ExecutionListener;
}
