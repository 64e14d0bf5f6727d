import type { BinanceConnection } from '../../../platform/venue/binance/connection';
import type { SymbolOf } from '../../../platform/venue/binance/raw';
import type { VenueFill } from '../../../platform/venue/binance/raw-fills';
import type { VenueOrder } from '../../../platform/venue/binance/raw-orders';
import type {
  AccountSnapshot,
  BalanceMessage,
  IncomeMessage,
  LeverageMessage,
  MarginSettings,
  OneOrder,
  PlaceOrder,
  PositionMessage,
} from '../protocol';

/** What one message of the account's stream says of its money. */
export interface MoneyNews {
  readonly at: number;
  readonly balances: readonly BalanceMessage[];
  /** Only of a margin account. */
  readonly positions: readonly PositionMessage[];
  /** The exchange's word for why; empty on spot. */
  readonly reason: string;
  readonly dropped: number;
}

/** Settings that changed, or a warning. */
export type AccountNotice =
  | { readonly kind: 'leverage'; readonly leverage: LeverageMessage }
  | { readonly kind: 'margin-call'; readonly at: number; readonly symbols: readonly string[] };

/** Orders that one answer names, and how many could not be read. */
export interface NamedOrders {
  readonly orders: readonly VenueOrder[];
  readonly dropped: number;
}

/**
 * In what an account session on one of Binance's exchanges differs from one on another: the calls it makes and how their answers
 * are read. What a request means for money, the streams and their snapshots are the session's own and the same everywhere.
 */
export interface AccountDialect {
  /** One HTTP request; with `mayGo` held until that says true. Throws `not-sent` for what cannot be said exactly. */
  place(connection: BinanceConnection, order: PlaceOrder, mayGo?: Promise<boolean>): Promise<unknown>;
  readPlaced(answer: unknown, order: PlaceOrder, symbolOf: SymbolOf): VenueOrder | undefined;
  /** Fills that the answer to a new order tells. */
  answerFills(answer: unknown, placed: VenueOrder): readonly VenueFill[];
  cancel(connection: BinanceConnection, order: OneOrder): Promise<unknown>;
  query(connection: BinanceConnection, order: OneOrder): Promise<unknown>;
  readOrder(answer: unknown, symbolOf: SymbolOf): VenueOrder | undefined;
  /** Cancels all of a symbol; names those that the answer names, which may be none. */
  cancelAll(connection: BinanceConnection, symbol: string, symbolOf: SymbolOf): Promise<NamedOrders>;
  openOrders(connection: BinanceConnection, symbolOf: SymbolOf): Promise<NamedOrders>;
  /** Everything about the account, afresh. Rejects when any part cannot be read: half is no snapshot. */
  snapshot(
    connection: BinanceConnection,
    accountId: string,
    symbols: readonly string[],
    symbolOf: SymbolOf,
  ): Promise<{ readonly snapshot: AccountSnapshot; readonly dropped: number }>;
  readStreamOrder(raw: unknown, symbolOf: SymbolOf): VenueOrder | undefined;
  readStreamFill(raw: unknown, order: VenueOrder): VenueFill | undefined;
  /** Undefined for a message that is about no money. */
  readMoney(raw: unknown, symbolOf: SymbolOf): MoneyNews | undefined;
  readNotice(raw: unknown, symbolOf: SymbolOf): AccountNotice | undefined;
  /** Sets what the operator wants of each symbol. Rejects when the exchange refuses one. */
  setMargin(connection: BinanceConnection, symbols: readonly string[], margin: MarginSettings): Promise<void>;
  /** Movements of the wallet that no fill tells, newest page. Undefined where there are none such. */
  readonly incomes?: (
    connection: BinanceConnection,
    accountId: string,
    symbolOf: SymbolOf,
  ) => Promise<readonly IncomeMessage[]>;
}
