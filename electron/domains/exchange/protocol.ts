import type { Credential, ExchangeId } from '#shared/model/account';
import type { OrderType, Side, TimeInForce } from '#shared/model/order';
import type { WorkerProtocol } from '../../platform/process/wire';

/** Money, prices and quantities cross the process boundary as decimal text. */
type Text = string;

export interface ExchangeAccountConfig {
  readonly accountId: string;
  /** The key that trades, lent for as long as the worker lives; over the channel only. Null: nothing is placed or cancelled here. */
  readonly credential: Credential | null;
  /** A key that can only read: where there is one, it alone reads the account. One of the two is there. */
  readonly watch?: Credential;
  /** What is set at the exchange for each symbol before the account counts as linked; null leaves it as it is, and on spot. */
  readonly margin: MarginSettings | null;
}

/** How a margin account's positions are held. */
export interface MarginSettings {
  /** Times the margin: 1 to 125. */
  readonly leverage: number;
  readonly mode: MarginMode;
}
export type MarginMode = 'cross' | 'isolated';

export interface MarketRulesMessage {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly isTrading: boolean;
  readonly tickSize: Text;
  readonly minPrice: Text;
  readonly maxPrice: Text;
  readonly stepSize: Text;
  readonly minQuantity: Text;
  readonly maxQuantity: Text;
  readonly minNotional: Text;
  readonly maxNotional: Text | null;
  /** Null on spot. */
  readonly contract: ContractMessage | null;
  /** Null where the exchange does not tell, or we do not know better. */
  readonly orderTypes: readonly OrderType[] | null;
}

/** A perpetual's own rules. `maxLeverage` is 0 and `brackets` empty while the exchange has not told: then nothing may be opened. */
export interface ContractMessage {
  readonly settle: string;
  readonly contractSize: Text;
  readonly maxLeverage: Text;
  readonly brackets: readonly {
    readonly notionalCap: Text;
    readonly maxLeverage: Text;
    readonly maintenanceRate: Text;
  }[];
}

/** One order as the exchange reports it, by REST or stream. */
export interface OrderReport {
  readonly accountId: string;
  readonly symbol: string;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string;
  readonly side: Side;
  /** `waiting`: a conditional order whose price was not reached; once it was, it is what any other order is. */
  readonly status: 'open' | 'waiting' | 'partially-filled' | 'filled' | 'cancelled' | 'rejected' | 'expired';
  readonly type: OrderType;
  readonly reduceOnly: boolean;
  readonly quantity: Text;
  readonly price: Text | null;
  readonly stopPrice: Text | null;
  readonly filledQuantity: Text;
  /** Sum of price × quantity of its fills, quote asset. */
  readonly filledNotional: Text;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface FillMessage {
  readonly accountId: string;
  readonly tradeId: string;
  readonly symbol: string;
  readonly exchangeOrderId: string;
  readonly clientOrderId: string | null;
  readonly side: Side;
  readonly price: Text;
  readonly quantity: Text;
  readonly fee: Text;
  readonly feeAsset: string;
  readonly isMaker: boolean;
  /** Profit or (negative) loss it realised, before fees; null on spot. */
  readonly realised: Text | null;
  readonly at: number;
}

/** One perpetual position, as the exchange tells it. */
export interface PositionMessage {
  readonly symbol: string;
  /** Signed: above zero long. */
  readonly quantity: Text;
  /** 0 when flat. */
  readonly entryPrice: Text;
  readonly isIsolated: boolean;
  readonly isolatedWallet: Text;
}

/** One movement of a margin account's wallet that no fill tells: funding, transfers, clearance fees. */
export interface IncomeMessage {
  readonly accountId: string;
  /** Unique in the account; the same one may be told again. */
  readonly id: string;
  /** The exchange's own word. */
  readonly type: string;
  readonly symbol: string | null;
  readonly asset: string;
  /** Signed: below zero paid. */
  readonly amount: Text;
  readonly at: number;
}

export interface LeverageMessage {
  readonly symbol: string;
  readonly leverage: Text;
}

export interface BalanceMessage {
  readonly asset: string;
  readonly free: Text;
  readonly locked: Text;
  /** When it last changed, by the exchange's clock: told by readings of a margin account alone. */
  readonly changedAt?: number;
}

/** Everything about one account, read afresh by REST: at start and after each reconnect. */
export interface AccountSnapshot {
  readonly accountId: string;
  readonly at: number;
  readonly balances: readonly BalanceMessage[];
  readonly openOrders: readonly OrderReport[];
  /** All fills the exchange still tells, oldest first, of the configured symbols. */
  readonly fills: readonly FillMessage[];
  /** Only of margin accounts. All positions: a symbol not named is flat. Balances are wallets then, and nothing is locked. */
  readonly margin: {
    readonly positions: readonly PositionMessage[];
    readonly leverages: readonly LeverageMessage[];
    /** Newest the exchange still tells, oldest first. */
    readonly incomes: readonly IncomeMessage[];
  } | null;
}

export interface PlaceOrder {
  readonly accountId: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Text;
  readonly price: Text | null;
  readonly stopPrice: Text | null;
  readonly timeInForce: TimeInForce;
  /** A perpetual's exchange is told; on spot the gate alone holds it. */
  readonly reduceOnly: boolean;
}

export interface OneOrder {
  readonly accountId: string;
  readonly symbol: string;
  readonly clientOrderId: string;
}

export interface CandleMessage {
  readonly at: number;
  readonly open: Text;
  readonly high: Text;
  readonly low: Text;
  readonly close: Text;
  readonly volume: Text;
}

/**
 * Failure codes of the requests:
 * - `rejected`: the exchange said no; it holds no such order. detail: {exchangeCode, exchangeMessage}
 * - `not-sent`: it never left this machine (frozen, connection refused, worker starting).
 * - `rate-limited`: 429 or 418; the exchange holds no such order. detail: {retryAfterMs}
 * - `outcome-unknown`: sent, and no answer, a cut socket, a time-out, 5xx, or -1007.
 * - `unknown-order`: cancel or query: the exchange does not know it (-2011, -2013).
 * - `unreachable`: a read could not be made.
 */
export interface ExchangeProtocol extends WorkerProtocol {
  readonly config: {
    /** ccxt id. */
    readonly exchange: ExchangeId;
    /** Taken by ccxt as `urls.api`; the endpoints of the account's environment and no others. */
    readonly urls: Record<string, unknown>;
    readonly accounts: readonly ExchangeAccountConfig[];
    readonly symbols: readonly string[];
  };
  /** Ready means: takes requests. Links come up afterwards and tell by `link`. */
  readonly ready: Record<string, never>;
  readonly requests: {
    readonly placeOrder: { readonly params: PlaceOrder; readonly result: OrderReport };
    readonly cancelOrder: { readonly params: OneOrder; readonly result: OrderReport };
    readonly cancelAll: {
      readonly params: { readonly accountId: string; readonly symbol: string };
      readonly result: readonly OrderReport[];
    };
    readonly queryOrder: { readonly params: OneOrder; readonly result: OrderReport };
    /**
     * An account whose keys were lent only now, or anew: its session begins, instead of the one it had. One that is the same already
     * goes on untouched.
     */
    readonly openAccount: { readonly params: ExchangeAccountConfig; readonly result: Record<string, never> };
    readonly openOrders: { readonly params: { readonly accountId: string }; readonly result: readonly OrderReport[] };
    readonly snapshot: { readonly params: { readonly accountId: string }; readonly result: AccountSnapshot };
    /**
     * Symbols to be traded from now on, besides those it has: what is set for them is set, their fills of before are left aside, and
     * their rules and prices come. Answers those that the exchange has. Asked again it does what is left to do.
     */
    readonly watchSymbols: {
      readonly params: { readonly symbols: readonly string[] };
      readonly result: { readonly known: readonly string[] };
    };
    readonly candles: {
      readonly params: { readonly symbol: string; readonly timeframe: '1m' | '5m' | '1h'; readonly limit: number };
      readonly result: readonly CandleMessage[];
    };
  };
  readonly notices: {
    /**
     * Signs the order and makes its request ready while its decision is being written. Nothing leaves: only a placeOrder of the
     * same order sends it. Dropped after a second, at `freeze`, and when anything about it goes wrong.
     */
    readonly prepareOrder: PlaceOrder;
    /** From now on placeOrder fails `not-sent`, also for orders still waiting inside the worker; cancels go on. */
    readonly freeze: Record<string, never>;
    readonly thaw: Record<string, never>;
  };
  readonly events: {
    readonly markets: { readonly rules: readonly MarketRulesMessage[] };
    /** `accountId` is null for public market data. `down` until streams stand and a snapshot was read. */
    readonly link: { readonly accountId: string | null; readonly state: 'up' | 'down'; readonly message: string };
    /** Best bid and ask with the last trade; only finite, positive numbers are sent on; crossed ones are sent as they are. */
    readonly reference: {
      readonly symbol: string;
      readonly bid: Text;
      readonly ask: Text;
      readonly last: Text;
      readonly bidQuantity: Text | null;
      readonly askQuantity: Text | null;
      /** Quote asset, read once a minute. */
      readonly volume24h: Text | null;
      /** Only on perpetuals; nothing is told of one before its mark price is known. */
      readonly mark: Text | null;
      readonly fundingRate: Text | null;
      readonly nextFundingAt: number | null;
      readonly exchangeTime: number;
    };
    readonly order: OrderReport;
    readonly fill: FillMessage;
    readonly balances: {
      readonly accountId: string;
      readonly at: number;
      readonly balances: readonly BalanceMessage[];
    };
    readonly snapshot: AccountSnapshot;
    /** Positions of a margin account that changed, with the reason in the exchange's word; others are as they were. */
    readonly positions: {
      readonly accountId: string;
      readonly at: number;
      readonly reason: string;
      readonly positions: readonly PositionMessage[];
    };
    /** A movement of the wallet that no fill tells; the same one may be told again. */
    readonly income: IncomeMessage;
    readonly leverage: { readonly accountId: string; readonly leverages: readonly LeverageMessage[] };
    /** A socket to a host that is none of the endpoints was refused: `host`, or `host:port`. */
    readonly hostRefused: { readonly host: string };
    /** The exchange warns that these positions come close to liquidation. */
    readonly marginCall: { readonly accountId: string; readonly at: number; readonly symbols: readonly string[] };
    /**
     * Local minus exchange clock, milliseconds, each 30 s; request-weight used of the minute's budget; and how many
     * values of the exchange were dropped since start because they could not be read (not finite, negative, missing).
     */
    readonly budget: {
      readonly usedWeight: number;
      readonly clockSkewMs: number | null;
      readonly droppedValues: number;
    };
  };
}
