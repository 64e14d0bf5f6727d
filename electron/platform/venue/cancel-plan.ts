import type { ExchangeId } from '#shared/model/account';

/** Exchanges that the guard can empty. Accounts are offered on Binance's alone so far. */
export type GuardedExchangeId = ExchangeId | 'bybit' | 'okx' | 'kraken';

/** How much an exchange lets through, as the guard plans with it. */
export interface Budget {
  /** Whether all accounts behind one address share it, or each account has its own. */
  readonly per: 'address' | 'account';
  /** Cost that fits into it. */
  readonly limit: number;
  /** Milliseconds after which a cost is forgotten; or how much of the whole falls away in a second. */
  readonly refill: { readonly windowMs: number } | { readonly perSecond: number };
}

/** What goes first when not all can go: cancels, then listings, then what names and warms. */
export type Priority = 0 | 1 | 2;

export interface RequestCost {
  readonly priority: Priority;
  /** By budget. */
  readonly costs: Readonly<Record<string, number>>;
  /** Further cost of each order that a request names, by budget. */
  readonly perOrder?: Readonly<Record<string, number>>;
}

/**
 * How one exchange is emptied and what that costs, as data: the planner makes waves of it, and paces them so that no budget is
 * ever overdrawn. Sources: the exchanges' own documents, named on their pages in docs/exchanges.
 */
export interface CancelPlan {
  /** The widest call: a whole account, a symbol, or orders one names. */
  readonly widest: 'account' | 'symbol' | 'orders';
  /** Whether one symbol can be cancelled by one call. */
  readonly bySymbol: boolean;
  /** Orders that one call may name; 0 when none can. */
  readonly batch: number;
  /** Whether each cancelled order is named by the answer, or by the request; else the history names it afterwards. */
  readonly namesCancels: boolean;
  /** Empty listings in a row that verify: two where a cancel's answer only says that it was taken. */
  readonly emptyListings: 1 | 2;
  /** Milliseconds within which a cancel that was taken is not asked for again though its order is still listed; 0: at once. */
  readonly settleMs: number;
  /** Requests of one account on their way at the same time. */
  readonly inFlight: number;
  readonly budgets: Readonly<Record<string, Budget>>;
  /** What one listing of an account asks for, its first page of each kind. */
  readonly listing: readonly string[];
  /** By the name under which the adapter asks. */
  readonly requests: Readonly<Record<string, RequestCost>>;
}

/** What became of a request, as far as its budget is concerned: how long the exchange wants quiet, and from whom. */
export interface Quiet {
  readonly ms: number;
  readonly per: Budget['per'];
}

/** Hands out the right to send. One for each account. */
export interface Pace {
  /**
   * Resolves when a request of this name may be written, with what is to be called once it has ended. Rejects with a `not-sent`
   * VenueError when that does not come within half a minute.
   * @param orders how many orders it names
   */
  start(request: string, orders?: number): Promise<(quiet?: Quiet) => void>;
}

/** No pace at all: for whoever has no other accounts to be fair to. */
export const UNPACED: Pace = { start: () => Promise.resolve(() => undefined) };

const MINUTE = { windowMs: 60_000 };
/** Of what an address may use, the guard plans with nine tenths: trading goes on behind the same address. */
const share = (limit: number): number => Math.floor(limit * 0.9);

const weight = (priority: Priority, cost: number): RequestCost => ({ priority, costs: { weight: cost } });

/** One call per symbol, order lists included; all accounts behind an address share 6,000 weight a minute. */
export const BINANCE_SPOT_PLAN: CancelPlan = {
  widest: 'symbol',
  bySymbol: true,
  batch: 0,
  namesCancels: true,
  emptyListings: 1,
  settleMs: 0,
  inFlight: 256,
  budgets: { weight: { per: 'address', limit: share(6_000), refill: MINUTE } },
  listing: ['privateGetOpenOrders of all'],
  requests: {
    privateDeleteOpenOrders: weight(0, 1),
    'privateGetOpenOrders of all': weight(1, 80),
    privateGetOpenOrders: weight(2, 6),
    privateGetOrder: weight(1, 4),
    publicGetPing: weight(2, 1),
  },
};

/** Book and conditional orders are cancelled, listed and remembered apart, and the cancels name nothing; 2,400 weight a minute. */
export const BINANCE_USDM_PLAN: CancelPlan = {
  ...BINANCE_SPOT_PLAN,
  namesCancels: false,
  budgets: { weight: { per: 'address', limit: share(2_400), refill: MINUTE } },
  listing: ['fapiPrivateGetOpenOrders of all', 'fapiPrivateGetOpenAlgoOrders of all'],
  requests: {
    fapiPrivateDeleteAllOpenOrders: weight(0, 1),
    fapiPrivateDeleteAlgoOpenOrders: weight(0, 1),
    fapiPrivateGetOpenOrders: weight(2, 1),
    fapiPrivateGetAllOrders: weight(2, 5),
    fapiPrivateGetAllAlgoOrders: weight(2, 5),
    'fapiPrivateGetOpenOrders of all': weight(1, 40),
    'fapiPrivateGetOpenAlgoOrders of all': weight(1, 40),
    fapiPrivateGetOrder: weight(1, 1),
    fapiPrivateGetAlgoOrder: weight(1, 1),
    fapiPublicGetPing: weight(2, 1),
  },
};

/**
 * One call for the account. Nonces of a key must arrive in order, so one request at a time; each but the cancels adds to a counter of
 * 15 that falls by a third in a second ("starter", the lowest tier).
 */
export const KRAKEN_PLAN: CancelPlan = {
  widest: 'account',
  bySymbol: false,
  batch: 50,
  namesCancels: false,
  emptyListings: 1,
  settleMs: 0,
  inFlight: 1,
  budgets: { counter: { per: 'account', limit: 15, refill: { perSecond: 0.33 } } },
  listing: ['OpenOrders'],
  requests: {
    CancelAll: { priority: 0, costs: {} },
    CancelOrder: { priority: 0, costs: {} },
    CancelOrderBatch: { priority: 0, costs: {} },
    OpenOrders: { priority: 1, costs: { counter: 1 } },
    ClosedOrders: { priority: 2, costs: { counter: 1 } },
    check: { priority: 2, costs: { counter: 1 } },
    Time: { priority: 2, costs: {} },
  },
};

/** Nothing wider than twenty named orders, and 300 orders in two seconds for each account; an answer means "taken". */
export const OKX_PLAN: CancelPlan = {
  widest: 'orders',
  bySymbol: false,
  batch: 20,
  namesCancels: true,
  emptyListings: 2,
  settleMs: 500,
  inFlight: 32,
  budgets: {
    orders: { per: 'account', limit: 300, refill: { windowMs: 2_000 } },
    algos: { per: 'account', limit: 20, refill: { windowMs: 2_000 } },
    listings: { per: 'account', limit: 60, refill: { windowMs: 2_000 } },
    'algo listings': { per: 'account', limit: 20, refill: { windowMs: 2_000 } },
    histories: { per: 'account', limit: 40, refill: { windowMs: 2_000 } },
    time: { per: 'address', limit: 10, refill: { windowMs: 2_000 } },
  },
  listing: ['orders-pending', 'orders-algo-pending'],
  requests: {
    'cancel-batch-orders': { priority: 0, costs: {}, perOrder: { orders: 1 } },
    'cancel-algos': { priority: 0, costs: {}, perOrder: { algos: 1 } },
    'orders-pending': { priority: 1, costs: { listings: 1 } },
    'orders-algo-pending': { priority: 1, costs: { 'algo listings': 1 } },
    'orders-history': { priority: 2, costs: { histories: 1 } },
    check: { priority: 2, costs: { listings: 1 } },
    time: { priority: 2, costs: { time: 1 } },
  },
};

/** One call for an account's spot orders and one for each kind of conditional ones; 20 in a second, an answer means "taken". */
export const BYBIT_PLAN: CancelPlan = {
  widest: 'account',
  bySymbol: true,
  batch: 10,
  namesCancels: false,
  emptyListings: 2,
  settleMs: 500,
  inFlight: 32,
  budgets: {
    address: { per: 'address', limit: share(600), refill: { windowMs: 5_000 } },
    cancels: { per: 'account', limit: 20, refill: { windowMs: 1_000 } },
    listings: { per: 'account', limit: 50, refill: { windowMs: 1_000 } },
  },
  listing: ['realtime'],
  requests: {
    'cancel-all': { priority: 0, costs: { address: 1, cancels: 1 } },
    realtime: { priority: 1, costs: { address: 1, listings: 1 } },
    'realtime of ended': { priority: 2, costs: { address: 1, listings: 1 } },
    check: { priority: 2, costs: { address: 1, listings: 1 } },
    time: { priority: 2, costs: { address: 1 } },
  },
};

/** A plan with other limits, by budget. */
export const withBudgets = (plan: CancelPlan, limits: Readonly<Record<string, number>> = {}): CancelPlan => ({
  ...plan,
  budgets: Object.fromEntries(
    Object.entries(plan.budgets).map(([name, budget]) => [name, { ...budget, limit: limits[name] ?? budget.limit }]),
  ),
});

export const PLANS: Readonly<Record<GuardedExchangeId, CancelPlan>> = {
  binance: BINANCE_SPOT_PLAN,
  binanceusdm: BINANCE_USDM_PLAN,
  bybit: BYBIT_PLAN,
  okx: OKX_PLAN,
  kraken: KRAKEN_PLAN,
};
