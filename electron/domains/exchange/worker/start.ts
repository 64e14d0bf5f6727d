import type { Credential, ExchangeId } from '#shared/model/account';
import { type Emit, RequestError, type ServedWorker } from '../../../platform/process/serve';
import { type BinanceConnection, restOrigins, type StreamTap } from '../../../platform/venue/binance/connection';
import { openConnection } from '../../../platform/venue/binance/open-connection';
import { symbolReader } from '../../../platform/venue/binance/symbols';
import { redactor } from '../../../platform/venue/redact';
import { openSocketPool, VenueHttp } from '../../../platform/venue/venue-http';
import type { ExchangeAccountConfig, ExchangeProtocol } from '../protocol';
import { AccountSession } from './account-session';
import type { AccountDialect } from './dialect';
import { noteLimits } from './failures';
import { MARKET_DIALECTS } from './market-dialect';
import { MarketSession } from './market-session';
import { RateHold } from './rate-hold';
import { References } from './references';
import { SPOT_DIALECT } from './spot-dialect';
import { USDM_DIALECT } from './usdm-dialect';

/** An account as it is open here. */
interface OpenAccount {
  readonly account: ExchangeAccountConfig;
  readonly session: AccountSession;
  /** The first one reads. */
  readonly connections: readonly BinanceConnection[];
}

const CLOCK_EVERY_MS = 30_000;
const RULES_EVERY_MS = 305_000;
const VOLUMES_EVERY_MS = 60_000;
const WARM_EVERY_MS = 10_000;
/** Sockets kept open between orders, so that none waits for a connection. */
const WARM_SOCKETS = 4;

const isOrder = (method: string, path: string): boolean =>
  method === 'POST' && (path.endsWith('/order') || path.endsWith('/algoOrder'));

const DIALECTS: Readonly<Record<ExchangeId, AccountDialect>> = { binance: SPOT_DIALECT, binanceusdm: USDM_DIALECT };

/** Limits per request: an order or a cancel is given up (as unknown) sooner than a long read. */
const timeoutMs = (method: string, path: string): number => {
  if (path.endsWith('/exchangeInfo')) return 30_000;
  return method === 'GET' ? 10_000 : 5_000;
};

/**
 * The exchange worker: everything that speaks to one exchange for trading. Answers requests at once after start; streams
 * come up by themselves and say so by `link`. Accounts share sockets and the address's request budget, nothing else.
 */
export async function startExchangeWorker(
  config: ExchangeProtocol['config'],
  emit: Emit<ExchangeProtocol>,
): Promise<ServedWorker<ExchangeProtocol>> {
  const { exchange } = config;
  const symbolOf = symbolReader(config.symbols, exchange);
  const dialect = MARKET_DIALECTS[exchange];
  const hold = new RateHold(() => performance.now());
  hold.setWeightLimit(dialect.weightLimit);
  let isFrozen = false;
  let usedWeight = 0;
  let droppedValues = 0;
  let clockSkewMs: number | null = null;
  const onDropped = (count: number): void => {
    droppedValues += count;
  };

  const http = new VenueHttp({
    pool: openSocketPool(),
    origins: restOrigins(config.urls),
    timeoutMs,
    mayWrite: (method, path) => !isFrozen || !isOrder(method, path),
    onAnswer: (headers) => {
      const used = Number(headers['x-mbx-used-weight-1m']);
      if (!Number.isFinite(used)) return;
      usedWeight = used;
      hold.noteUsedWeight(used);
    },
  });
  const connect = async (credential: Credential | null, tap: StreamTap): Promise<BinanceConnection> => {
    const redact = redactor(credential === null ? [] : [credential.apiKey, credential.secret]);
    const connection = openConnection(exchange, { urls: config.urls, credential, http, redact, tap });
    connection.useClockSkew(clockSkewMs ?? 0);
    await connection.prepare();
    return connection;
  };

  const references = new References({
    symbolOf,
    exchangeNow: () => Date.now() - (clockSkewMs ?? 0),
    send: (reference) => emit('reference', reference),
    onDropped,
    needsMark: dialect.markPriceCall !== null,
  });
  const publicConnection = await connect(null, {
    onBookTicker: (raw) => market.onBookTicker(raw),
    onTrade: (raw) => market.onTrade(raw),
    onMarkPrice: (raw) => market.onMarkPrice(raw),
    onWeightLimit: (limit) => hold.setWeightLimit(limit),
  });
  /** What is traded here; `watchSymbols` adds to it, and whoever holds it sees that. */
  const symbols = [...config.symbols];
  const opened = new Map<string, OpenAccount>();
  const market = new MarketSession({
    dialect,
    connection: publicConnection,
    symbols,
    hold,
    references,
    emit,
    onDropped,
    signed: () => [...opened.values()][0]?.connections[0],
  });

  const measureClock = async (): Promise<void> => {
    try {
      if (hold.waitMs('read') > 0) return;
      clockSkewMs = await publicConnection.measureClockSkew();
      for (const { connections } of opened.values())
        for (const connection of connections) connection.useClockSkew(clockSkewMs);
    } catch (thrown) {
      noteLimits(thrown, hold);
      clockSkewMs = null;
    }
    emit('budget', { usedWeight, clockSkewMs, droppedValues });
  };

  /** Opens an account's connections and its session; instead of the one it had, if its keys or settings are other ones. */
  const openAccount = async (account: ExchangeAccountConfig): Promise<void> => {
    const { accountId, credential, watch = null, margin } = account;
    const before = opened.get(accountId);
    if (before !== undefined && JSON.stringify(before.account) === JSON.stringify(account)) return;
    const session = (): AccountSession | undefined => {
      const now = opened.get(accountId);
      return now?.account === account ? now.session : undefined;
    };
    const connection = await connect(watch ?? credential, {
      onExecutionReport: (raw) => session()?.onExecutionReport(raw),
      onAccountPosition: (raw) => session()?.onAccountPosition(raw),
      onAccountNotice: (raw) => session()?.onNotice(raw),
    });
    const entry = watch === null || credential === null ? null : await connect(credential, {});
    const onClockRefused = (): void => void measureClock();
    const shared = { symbols, symbolOf, hold, isFrozen: () => isFrozen, emit, onDropped, onClockRefused };
    const next = new AccountSession({
      accountId,
      dialect: DIALECTS[exchange],
      margin,
      connection,
      entry: watch === null ? connection : entry,
      ...shared,
    });
    opened.get(accountId)?.session.stop();
    opened.set(accountId, { account, session: next, connections: entry === null ? [connection] : [connection, entry] });
    void next.run();
  };
  const sessions = (): AccountSession[] => [...opened.values()].map(({ session }) => session);
  const account = (accountId: string): AccountSession => {
    const found = opened.get(accountId);
    if (found === undefined)
      throw new RequestError('not-sent', `no key of ${accountId} is lent to this worker: it was not sent`);
    return found.session;
  };
  const watchSymbols = async (wanted: readonly string[]): Promise<readonly string[]> => {
    for (const symbol of wanted) symbolOf.add(symbol);
    const added = wanted.filter((symbol) => !symbols.includes(symbol));
    // Rules come last: with them orders on the symbol become possible.
    await Promise.all(sessions().map((session) => session.beginSymbols(added)));
    symbols.push(...added.filter((symbol) => !symbols.includes(symbol)));
    return market.watch(wanted);
  };
  const keepWarm = (): void => {
    if (hold.waitMs('read') > 0) return;
    for (let count = 0; count < WARM_SOCKETS; count += 1)
      publicConnection.rest(dialect.pingCall).catch((thrown) => noteLimits(thrown, hold));
  };

  void measureClock().then(keepWarm);
  // Accounts first: some of a market's rules are told to a key only.
  for (const each of config.accounts) await openAccount(each);
  void market.run();
  const timers = [
    setInterval(() => void measureClock(), CLOCK_EVERY_MS),
    setInterval(keepWarm, WARM_EVERY_MS),
    setInterval(() => void market.refreshRules(), RULES_EVERY_MS),
    setInterval(() => void market.refreshVolumes(), VOLUMES_EVERY_MS),
    setInterval(() => {
      market.checkSilence();
      for (const session of sessions()) session.checkEcho();
    }, 1_000),
  ];

  return {
    ready: {},
    requests: {
      placeOrder: async (order) => account(order.accountId).placeOrder(order),
      cancelOrder: (order) => account(order.accountId).cancelOrder(order),
      cancelAll: ({ accountId, symbol }) => account(accountId).cancelAll(symbol),
      queryOrder: (order) => account(order.accountId).queryOrder(order),
      openAccount: async (lent) => {
        await openAccount(lent);
        await market.onSigned();
        return {};
      },
      openOrders: ({ accountId }) => account(accountId).openOrders(),
      snapshot: ({ accountId }) => account(accountId).snapshot(),
      watchSymbols: async ({ symbols: wanted }) => ({ known: await watchSymbols(wanted) }),
      candles: ({ symbol, timeframe, limit }) => market.candles(symbol, timeframe, limit),
    },
    notices: {
      prepareOrder: (order) => opened.get(order.accountId)?.session.prepareOrder(order),
      freeze: () => {
        isFrozen = true;
        http.recheck();
      },
      thaw: () => {
        isFrozen = false;
      },
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
      market.stop();
      for (const session of sessions()) session.stop();
    },
  };
}
