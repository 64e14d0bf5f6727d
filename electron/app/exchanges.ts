import { err, ok, type Result } from '#shared/model/result';
import type { Exchange, ExchangeFailure, OrderEntry } from '../domains/exchange/index';

/** One linked exchange in one environment: its worker, the accounts it trades on and the symbols it tells prices of. */
export interface LinkedExchange {
  /** Of its place: `binance`, `binance:testnet`. */
  readonly id: string;
  readonly exchange: Exchange;
  /** Of those whose key it has; may grow. */
  readonly accountIds: readonly string[];
  readonly symbols: readonly string[];
}

/**
 * Several exchanges as one, for whoever goes by account or by symbol and does not care where it is: each request goes to the one
 * worker that serves it, every event comes from all. One worker hanging delays no other.
 */
export function combineExchanges(linked: readonly LinkedExchange[]): Exchange {
  const [first] = linked;
  if (first === undefined) throw new Error('no exchange is linked: the settings name no account');
  if (linked.length === 1) return first.exchange;
  const all = linked.map(({ exchange }) => exchange);
  const of = (accountId: string): Exchange | undefined =>
    linked.find(({ accountIds }) => accountIds.includes(accountId))?.exchange;
  const nowhere = (accountId: string): Promise<Result<never, ExchangeFailure>> =>
    Promise.resolve(
      err({
        code: 'not-sent',
        message: `no exchange is linked for account ${accountId}: it was not sent`,
        exchangeCode: undefined,
        retryAfterMs: undefined,
      }),
    );
  const onAll =
    <T>(pick: (exchange: Exchange) => (listener: (value: T) => void) => () => void) =>
    (listener: (value: T) => void): (() => void) => {
      const stops = all.map((exchange) => pick(exchange)(listener));
      return () => {
        for (const stop of stops) stop();
      };
    };
  return {
    start: () => {
      for (const exchange of all) exchange.start();
    },
    stop: async () => {
      await Promise.all(all.map((exchange) => exchange.stop()));
    },
    restart: () => {
      for (const exchange of all) exchange.restart();
    },
    openAccount: (account) => of(account.accountId)?.openAccount(account) ?? nowhere(account.accountId),
    /** Of the first that is not ready; else of the first. */
    get status() {
      return (all.find(({ status }) => status.state !== 'ready') ?? first.exchange).status;
    },
    takeOrderEntry: () => {
      const entries = new Map(linked.map((each) => [each, each.exchange.takeOrderEntry()]));
      const entryOf = (accountId: string): OrderEntry | undefined =>
        [...entries].find(([{ accountIds }]) => accountIds.includes(accountId))?.[1];
      return {
        prepare: (order) => entryOf(order.accountId)?.prepare(order),
        place: (order) => entryOf(order.accountId)?.place(order) ?? nowhere(order.accountId),
        cancel: (order) => entryOf(order.accountId)?.cancel(order) ?? nowhere(order.accountId),
        query: (order) => entryOf(order.accountId)?.query(order) ?? nowhere(order.accountId),
      };
    },
    freeze: () => {
      for (const exchange of all) exchange.freeze();
    },
    thaw: () => {
      for (const exchange of all) exchange.thaw();
    },
    get isFrozen() {
      return all.some(({ isFrozen }) => isFrozen);
    },
    cancelOrder: (order) => of(order.accountId)?.cancelOrder(order) ?? nowhere(order.accountId),
    cancelAll: (accountId, symbol) => of(accountId)?.cancelAll(accountId, symbol) ?? nowhere(accountId),
    queryOrder: (order) => of(order.accountId)?.queryOrder(order) ?? nowhere(order.accountId),
    openOrders: (accountId) => of(accountId)?.openOrders(accountId) ?? nowhere(accountId),
    snapshot: (accountId) => of(accountId)?.snapshot(accountId) ?? nowhere(accountId),
    watchSymbols: async (symbols) => {
      const answers = await Promise.all(all.map((exchange) => exchange.watchSymbols(symbols)));
      const known = answers.flatMap((answer) => (answer.ok ? answer.value : []));
      return answers.find(({ ok: isDone }) => !isDone) ?? ok(known);
    },
    candles: (symbol, timeframe, limit) =>
      (linked.find(({ symbols }) => symbols.includes(symbol)) ?? first).exchange.candles(symbol, timeframe, limit),
    onMarkets: onAll((exchange) => exchange.onMarkets),
    onReference: onAll((exchange) => exchange.onReference),
    onOrder: onAll((exchange) => exchange.onOrder),
    onFill: onAll((exchange) => exchange.onFill),
    onBalances: onAll((exchange) => exchange.onBalances),
    onSnapshot: onAll((exchange) => exchange.onSnapshot),
    onPositions: onAll((exchange) => exchange.onPositions),
    onIncome: onAll((exchange) => exchange.onIncome),
    onLeverages: onAll((exchange) => exchange.onLeverages),
    onMarginCall: onAll((exchange) => exchange.onMarginCall),
    onLink: onAll((exchange) => exchange.onLink),
    onBudget: onAll((exchange) => exchange.onBudget),
  };
}
