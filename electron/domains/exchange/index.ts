/**
 * Exchange: the link to one exchange, whose ccxt runs in a worker process of its own. It takes words of the wire for exact decimals, names
 * every failure by what it means for the order, and hands the one way to place orders out once.
 * Promises: nothing is sent twice; a failure says whether the exchange may hold the order; what is not known is not made up. It
 * judges no order and keeps no book: that is the gate's and execution's.
 */
import type { MarketRules, Reference } from '#shared/model/market';
import type { Fill } from '#shared/model/order';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { type ProcessStatus, SupervisedProcess } from '../../platform/process/supervised-process';
import type { Launch } from '../../platform/process/wire';
import {
  balanceFrom,
  candleFrom,
  failureFrom,
  fillFrom,
  incomeFrom,
  leverageFrom,
  orderFrom,
  positionFrom,
  referenceFrom,
  rulesFrom,
  snapshotFrom,
} from './convert';
import { Listeners } from './listeners';
import type { ExchangeAccountConfig, ExchangeProtocol, OneOrder, PlaceOrder } from './protocol';
import type {
  BalanceUpdate,
  Candle,
  ExchangeBudget,
  ExchangeFailure,
  ExchangeOrder,
  ExchangeSnapshot,
  Income,
  Leverage,
  Link,
  PositionUpdate,
} from './types';

export type { ExchangeAccountConfig, MarginSettings, OneOrder, PlaceOrder } from './protocol';
export type * from './types';

type Answer<T> = Promise<Result<T, ExchangeFailure>>;
type Subscribe<T> = (listener: (value: T) => void) => () => void;

/** The one way to place an order. Handed out once, to `execution`. */
export interface OrderEntry {
  /** Makes the request of an order ready that `place` may send later. Nothing leaves by this; losing it costs only time. */
  prepare(order: PlaceOrder): void;
  /**
   * Sends one order, once, its decimal text as it is. `not-sent`, `rejected` and `rate-limited` mean that the exchange holds no such order;
   * `outcome-unknown` means that it may: ask for the client order id, never send again.
   */
  place(order: PlaceOrder): Answer<ExchangeOrder>;
  cancel(order: OneOrder): Answer<ExchangeOrder>;
  query(order: OneOrder): Answer<ExchangeOrder>;
}

/** One exchange, seen from main: its worker process, requests to it and events from it. */
export interface Exchange {
  start(): void;
  /** Resolves when the worker is gone. */
  stop(): Promise<void>;
  /** Kills the worker; it is started again with the current config. */
  restart(): void;
  /**
   * Has rules and prices of these symbols come, too, without touching what runs. Answers those that the exchange has; after a failure
   * ask again, it does what is left to do.
   */
  watchSymbols(symbols: readonly string[]): Answer<readonly string[]>;
  /** Opens an account whose keys were lent only now, or anew, without touching the others. */
  openAccount(account: ExchangeAccountConfig): Answer<undefined>;
  readonly status: ProcessStatus;
  /** Hands out order entry. Throws when somebody has it already: orders have one way through. */
  takeOrderEntry(): OrderEntry;
  /** In this tick: no order goes to the worker any more, and the worker drops those it has not written. Cancels go on. */
  freeze(): void;
  thaw(): void;
  readonly isFrozen: boolean;
  cancelOrder(order: OneOrder): Answer<ExchangeOrder>;
  /** Cancels every working order of one symbol; answers with what it cancelled, which may be nothing. */
  cancelAll(accountId: string, symbol: string): Answer<readonly ExchangeOrder[]>;
  queryOrder(order: OneOrder): Answer<ExchangeOrder>;
  openOrders(accountId: string): Answer<readonly ExchangeOrder[]>;
  /** Reads the account afresh and tells it to `onSnapshot` before it answers; `not-ready` while it is being read already. */
  snapshot(accountId: string): Answer<ExchangeSnapshot>;
  candles(symbol: string, timeframe: '1m' | '5m' | '1h', limit: number): Answer<readonly Candle[]>;
  readonly onMarkets: Subscribe<readonly MarketRules[]>;
  readonly onReference: Subscribe<Reference>;
  readonly onOrder: Subscribe<ExchangeOrder>;
  readonly onFill: Subscribe<Fill>;
  readonly onBalances: Subscribe<BalanceUpdate>;
  readonly onSnapshot: Subscribe<ExchangeSnapshot>;
  /** Only of margin accounts, as are the two that follow. */
  readonly onPositions: Subscribe<PositionUpdate>;
  /** The same one may be told again. */
  readonly onIncome: Subscribe<Income>;
  readonly onLeverages: Subscribe<{ readonly accountId: string; readonly leverages: readonly Leverage[] }>;
  /** The exchange warns that these positions come close to liquidation. */
  readonly onMarginCall: Subscribe<{ readonly accountId: string; readonly symbols: readonly string[] }>;
  readonly onLink: Subscribe<Link>;
  readonly onBudget: Subscribe<ExchangeBudget>;
}

export interface ExchangeOptions {
  /** For status and logs: `exchange:paper`. */
  readonly name: string;
  readonly launch: Launch;
  /** Called at each start of the worker, with credentials lent by the vault. */
  readonly config: () => ExchangeProtocol['config'];
  readonly clock: Clock;
  readonly onStatus?: (status: ProcessStatus) => void;
  /** The worker refused to open a socket to a host that is none of its endpoints: a record for the journal. */
  readonly onHostRefused?: (host: string) => void;
  /** What the worker wrote to stderr, and what could not be read of its messages. */
  readonly onOutput?: (line: string) => void;
}

/** Longer than the worker's own limits, so that the worker's better-informed answer comes first. */
const REQUEST_LIMIT_MS = 15_000;
const SNAPSHOT_LIMIT_MS = 60_000;

/**
 * The exchange domain: the only code in main that speaks to an exchange worker. It never sees an exchange's own format, never
 * retries, and never places an order other than through the one OrderEntry.
 */
export function createExchange(options: ExchangeOptions): Exchange {
  const complain = (thrown: unknown): void => options.onOutput?.(`exchange event: ${messageOf(thrown)}`);
  const listeners = <T>(): Listeners<T> => new Listeners<T>(complain);
  const markets = listeners<readonly MarketRules[]>();
  const references = listeners<Reference>();
  const orders = listeners<ExchangeOrder>();
  const fills = listeners<Fill>();
  const balances = listeners<BalanceUpdate>();
  const snapshots = listeners<ExchangeSnapshot>();
  const positions = listeners<PositionUpdate>();
  const incomes = listeners<Income>();
  const leverages = listeners<{ readonly accountId: string; readonly leverages: readonly Leverage[] }>();
  const marginCalls = listeners<{ readonly accountId: string; readonly symbols: readonly string[] }>();
  const links = listeners<Link>();
  const budgets = listeners<ExchangeBudget>();
  let isFrozen = false;
  let isOrderEntryTaken = false;

  type Events = ExchangeProtocol['events'];
  const on: { readonly [K in keyof Events]: (payload: Events[K]) => void } = {
    markets: ({ rules }) => markets.tell(rules.map(rulesFrom)),
    reference: (message) => references.tell(referenceFrom(message, options.clock.monotonicMs())),
    order: (report) => orders.tell(orderFrom(report)),
    fill: (message) => fills.tell(fillFrom(message)),
    balances: ({ accountId, at, balances: changed }) =>
      balances.tell({ accountId, at, balances: changed.map(balanceFrom) }),
    snapshot: (message) => snapshots.tell(snapshotFrom(message)),
    positions: ({ positions: changed, ...update }) =>
      positions.tell({ ...update, positions: changed.map(positionFrom) }),
    income: (message) => incomes.tell(incomeFrom(message)),
    leverage: ({ accountId, leverages: changed }) =>
      leverages.tell({ accountId, leverages: changed.map(leverageFrom) }),
    marginCall: (message) => marginCalls.tell(message),
    hostRefused: ({ host }) => options.onHostRefused?.(host),
    link: ({ accountId, state, message }) => links.tell({ accountId: accountId ?? undefined, state, message }),
    budget: ({ usedWeight, clockSkewMs, droppedValues }) =>
      budgets.tell({ usedWeight, clockSkewMs: clockSkewMs ?? undefined, droppedValues }),
  };

  let wasReady = false;
  let accountIds: readonly string[] = [];
  const worker = new SupervisedProcess<ExchangeProtocol>({
    name: options.name,
    launch: options.launch,
    config: () => {
      const config = options.config();
      accountIds = config.accounts.map((account) => account.accountId);
      return config;
    },
    clock: options.clock,
    onReady: () => {
      // A worker that is started again during a halt is frozen before any request can reach it.
      if (isFrozen) worker.notify('freeze', {});
    },
    onEvent: (event, payload) => {
      try {
        (on[event] as ((value: typeof payload) => void) | undefined)?.(payload);
      } catch (thrown) {
        complain(thrown);
      }
    },
    onStatus: (status) => {
      // The links of a worker that is gone are down, and nobody else can say so.
      if (wasReady && status.state !== 'ready') tellLinksDown(status);
      wasReady = status.state === 'ready';
      options.onStatus?.(status);
    },
    ...(options.onOutput === undefined ? {} : { onOutput: options.onOutput }),
  });

  const tellLinksDown = (status: ProcessStatus): void => {
    const message = `the exchange worker ${status.lastExit ?? 'stopped'}`;
    for (const accountId of [undefined, ...accountIds]) links.tell({ accountId, state: 'down', message });
  };

  type Requests = ExchangeProtocol['requests'];
  const ask = async <K extends keyof Requests & string, T>(
    method: K,
    params: Requests[K]['params'],
    kind: 'write' | 'read',
    read: (result: Requests[K]['result']) => T,
    limitMs = REQUEST_LIMIT_MS,
  ): Answer<T> => {
    const answer = await worker.request(method, params, limitMs);
    if (!answer.ok) return err(failureFrom(answer.error, kind));
    try {
      return ok(read(answer.value));
    } catch (thrown) {
      return err(failureFrom({ code: 'unreadable', message: `the answer cannot be read: ${messageOf(thrown)}` }, kind));
    }
  };
  const notSent = (message: string): Result<never, ExchangeFailure> =>
    err({ code: 'not-sent', message, exchangeCode: undefined, retryAfterMs: undefined });

  const orderEntry: OrderEntry = {
    prepare: (order) => {
      if (!isFrozen) worker.notify('prepareOrder', order);
    },
    place: (order) =>
      isFrozen
        ? Promise.resolve(notSent('orders are frozen: it was not sent'))
        : ask('placeOrder', order, 'write', orderFrom),
    cancel: (order) => ask('cancelOrder', order, 'write', orderFrom),
    query: (order) => ask('queryOrder', order, 'read', orderFrom),
  };

  return {
    start: () => worker.start(),
    stop: () => worker.stop(),
    restart: () => worker.kill(),
    get status() {
      return worker.status;
    },
    takeOrderEntry: () => {
      if (isOrderEntryTaken) throw new Error('order entry is taken: orders have one way through');
      isOrderEntryTaken = true;
      return orderEntry;
    },
    freeze: () => {
      isFrozen = true;
      worker.notify('freeze', {});
    },
    thaw: () => {
      isFrozen = false;
      worker.notify('thaw', {});
    },
    get isFrozen() {
      return isFrozen;
    },
    cancelOrder: orderEntry.cancel,
    cancelAll: (accountId, symbol) => ask('cancelAll', { accountId, symbol }, 'write', (list) => list.map(orderFrom)),
    openAccount: (account) => {
      if (!accountIds.includes(account.accountId)) accountIds = [...accountIds, account.accountId];
      return ask('openAccount', account, 'read', () => undefined, SNAPSHOT_LIMIT_MS);
    },
    queryOrder: orderEntry.query,
    openOrders: (accountId) => ask('openOrders', { accountId }, 'read', (list) => list.map(orderFrom)),
    snapshot: (accountId) => ask('snapshot', { accountId }, 'read', snapshotFrom, SNAPSHOT_LIMIT_MS),
    watchSymbols: (symbols) => ask('watchSymbols', { symbols }, 'read', ({ known }) => known, SNAPSHOT_LIMIT_MS),
    candles: (symbol, timeframe, limit) =>
      ask('candles', { symbol, timeframe, limit }, 'read', (list) => list.map(candleFrom)),
    onMarkets: markets.add,
    onReference: references.add,
    onOrder: orders.add,
    onFill: fills.add,
    onBalances: balances.add,
    onSnapshot: snapshots.add,
    onPositions: positions.add,
    onIncome: incomes.add,
    onLeverages: leverages.add,
    onMarginCall: marginCalls.add,
    onLink: links.add,
    onBudget: budgets.add,
  };
}
