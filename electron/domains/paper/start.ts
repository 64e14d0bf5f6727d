import { err, messageOf, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { Engine, openAccount } from './engine/engine';
import type { EngineSink } from './engine/types';
import { type OpenedLedger, openLedger } from './ledger/ledger';
import type { LedgerState } from './ledger/read';
import { marketSources } from './market-sources';
import type { PaperAccountConfig, PaperFaults, PaperProtocol, PaperUrls } from './protocol';
import { type IssuedKey, secretKey } from './server/auth';
import { ccxtUrls } from './server/ccxt-urls';
import { type ExchangeServices, lastPrices } from './server/exchange';
import { Faults } from './server/faults';
import { Publication } from './server/publication';
import { DEFAULT_LIMITS, RateLimits, spotLimits } from './server/rate-limits';
import { createRestHandler } from './server/rest';
import { type Feeds, listen, type PaperServer } from './server/server';
import { SPOT_STREAMS } from './server/stream-dialect';
import { Streams } from './server/streams';
import { UserStreams } from './server/user-streams';
import { createSink, type Listeners } from './sinks';
import { hasFutures, openFutures, openFuturesAccounts } from './start-futures';
import { checkConfig, type PaperOptions, type PaperStartFailure, portFailure } from './start-options';
import { type OpenedVenue, venueOf } from './start-venue';

export interface PaperExchange {
  readonly urls: PaperUrls;
  setFaults(faults: PaperFaults): Promise<void>;
  readonly status: PaperProtocol['requests']['status']['result'];
  /** Milliseconds (monotonic) since the last signed request came in; since the start when none did. */
  quietForMs(): number;
  /** Writes what is due and frees the port. */
  close(): Promise<void>;
}

const TICK_MS = 50;
const SLOW_TICK_MS = 1_000;
const FAST_TICK_MS = 100;
const PRICES_EVERY_MS = 10_000;

/** Starts the paper exchange: ledger, engine, server, and the clock that lets the market live. `say` gets notices for the operator. */
export async function startPaperExchange(
  options: PaperOptions,
  clock: Clock,
  say: (message: string) => void,
): Promise<Result<PaperExchange, PaperStartFailure>> {
  const config = checkConfig(options);
  if (config !== undefined) return err({ code: 'bad-config', message: config });
  const startAt = clock.now();
  const opened = openState(options.stateFile, startAt, say);
  if (!opened.ok) return opened;
  const { recording } = options;
  const sources = marketSources({
    seed: options.seed,
    startAt,
    lastPrices: opened.value?.state?.prices ?? new Map(),
    ...(recording === undefined ? {} : { recording }),
  });
  if (!sources.ok)
    return err({
      code: 'bad-recording',
      message: `The recorded market cannot be used: ${sources.error}. Give a CSV of one-minute candles and one of the exchange's markets.`,
    });
  let listeners: Listeners | undefined;
  const sink = createSink(() => listeners);
  const engine = new Engine({ seed: options.seed, startAt, markets: sources.value, sink, speed: options.speed ?? 1 });
  const faults = new Faults();
  const hasAnyFutures = options.accounts.some((account) => hasFutures(account, opened.value?.state?.futures));
  const futures = openFutures(engine, options, faults, opened.value?.ledger, hasAnyFutures);
  const services: ExchangeServices = {
    ...openServices(engine, options, clock, startAt, opened.value?.state),
    faults,
    futures: futures.services,
  };
  const streams = new Streams(engine, services.publication, SPOT_STREAMS);
  const users = new UserStreams(services.faults);
  listeners = {
    ledger: opened.value?.ledger,
    streams,
    users,
    limits: services.limits,
    balancesOf: (account) => engine.accounts.assets(account),
  };
  recordNewAccounts(engine, sink, opened.value?.state);
  openFuturesAccounts(futures.services.engine, options.accounts, opened.value?.state?.futures);
  engine.advance(startAt);
  let lastSigned = clock.monotonicMs();
  try {
    const feeds: Feeds = { streams, users, futuresStreams: futures.streams };
    const onSigned = (): void => {
      lastSigned = clock.monotonicMs();
    };
    const venue = venueOf(options, services, clock);
    const rest = venue?.handler(onSigned) ?? createRestHandler(services, onSigned);
    const server = await listen(services, feeds, options.port, { rest, hasStreams: venue === undefined }, onSigned);
    const exchange = run({ services, feeds, server, ledger: opened.value?.ledger, clock, say, venue });
    // Not spread: its counts are getters.
    return ok(Object.assign(exchange, { quietForMs: () => clock.monotonicMs() - lastSigned }));
  } catch (thrown) {
    opened.value?.ledger.close();
    return err(portFailure(thrown, options.port));
  }
}

function openState(
  file: string | undefined,
  now: number,
  say: (message: string) => void,
): Result<OpenedLedger | undefined, PaperStartFailure> {
  if (file === undefined) return ok(undefined);
  try {
    return ok(openLedger(file, now, say));
  } catch (thrown) {
    return err({
      code: 'state-unusable',
      message: `The paper exchange cannot keep its ledger (${messageOf(thrown)}). Check that the folder exists and can be written.`,
    });
  }
}

function openServices(
  engine: Engine,
  options: PaperOptions,
  clock: Clock,
  startAt: number,
  state: LedgerState | undefined,
): Omit<ExchangeServices, 'futures' | 'faults'> {
  const keys = new Map<string, IssuedKey>();
  for (const account of options.accounts) {
    openOrRestore(engine, account, state);
    const futures = hasFutures(account, state?.futures);
    keys.set(account.apiKey, {
      account: account.name,
      apiKey: account.apiKey,
      secret: secretKey(account.secret),
      ...(account.passphrase === undefined ? {} : { passphrase: account.passphrase }),
      canRead: account.permissions?.canRead ?? true,
      canTradeSpot: account.permissions?.canTradeSpot ?? true,
      hasFutures: futures,
      canTradeFutures: futures && (account.permissions?.canTradeFutures ?? true),
      createdAt: startAt,
    });
  }
  restoreOrders(engine, state);
  return {
    engine,
    specs: engine.symbols.flatMap((symbol) => engine.market(symbol)?.spec ?? []),
    publication: new Publication(engine),
    limits: new RateLimits(spotLimits({ ...DEFAULT_LIMITS, ...options.limits })),
    keys,
    now: clock.now,
  };
}

function openOrRestore(engine: Engine, account: PaperAccountConfig, state: LedgerState | undefined): void {
  const held = state?.balances.get(account.name);
  openAccount(engine, account.name, held === undefined ? account.balances : {});
  for (const [asset, { free, locked }] of held ?? []) engine.accounts.restore(account.name, asset, free, locked);
}

/** Orders of accounts that are no longer configured stay in the ledger and out of the market. */
function restoreOrders(engine: Engine, state: LedgerState | undefined): void {
  if (state === undefined) return;
  engine.reserveOrderIds(state.nextOrderId);
  for (const { account, order } of state.orders.values())
    if (engine.accounts.has(account)) engine.restore(account, order);
  for (const trade of state.trades) if (engine.accounts.has(trade.account)) engine.store.addTrade(trade);
}

/** Opening balances are the ledger's first word on an account. */
function recordNewAccounts(engine: Engine, sink: EngineSink, state: LedgerState | undefined): void {
  for (const account of engine.accounts.names()) {
    if (state?.balances.has(account) === true) continue;
    sink.balances(account, new Set(engine.accounts.assets(account).keys()), engine.now);
  }
  sink.committed();
}

interface Running {
  readonly services: ExchangeServices;
  readonly feeds: Feeds;
  readonly server: PaperServer;
  readonly ledger: OpenedLedger['ledger'] | undefined;
  readonly clock: Clock;
  readonly say: (message: string) => void;
  readonly venue: OpenedVenue | undefined;
}

function run({ services, feeds, server, ledger, clock, say, venue }: Running): Omit<PaperExchange, 'quietForMs'> {
  const { engine, futures } = services;
  const markets = [feeds.streams, feeds.futuresStreams];
  let beat = 0;
  const stopTicking = clock.every(TICK_MS, () => {
    beat += TICK_MS;
    const now = clock.now();
    futures.engine.advance(now);
    futures.users.expire(now);
    for (const streams of markets) {
      streams.bookTickers(now);
      if (beat % FAST_TICK_MS === 0) streams.fastTick(now);
      if (beat % SLOW_TICK_MS === 0) streams.slowTick(now);
    }
    if (beat % PRICES_EVERY_MS === 0) ledger?.prices(lastPrices(engine), now);
  });
  let isListening = true;
  const rest = `http://127.0.0.1:${server.port}`;
  const ws = `ws://127.0.0.1:${server.port}`;
  return {
    urls: { rest, ws, urls: venue?.venue.urls(rest) ?? ccxtUrls(rest, ws) },
    get status() {
      const { store } = futures.engine;
      const refused = [
        services.limits.refusals,
        futures.limits.refusals,
        venue?.venue.refusals ?? { limited: 0, banned: 0 },
      ];
      return {
        openOrders: engine.store.openCount() + store.openCount(),
        trades: engine.store.tradeCount + store.tradeCount,
        limited: refused.reduce((sum, { limited }) => sum + limited, 0),
        banned: refused.reduce((sum, { banned }) => sum + banned, 0),
      };
    },
    setFaults: async (faults) => {
      services.faults.set(faults);
      if (faults.forgetLimits === true)
        for (const counted of [services.limits, futures.limits, venue?.venue]) counted?.forget();
      const { prices, priceSymbols } = services.faults;
      services.publication.setFault(prices, priceSymbols, (market, old) => feeds.streams.republish(market, old));
      futures.publication.setFault(prices, priceSymbols, (market, old) => feeds.futuresStreams.republish(market, old));
      for (const apiKey of faults.revokedKeys ?? []) {
        feeds.users.terminate(apiKey, clock.now());
        futures.users.terminate(apiKey, clock.now());
      }
      if (services.faults.outage === isListening) {
        isListening = !services.faults.outage;
        if (isListening)
          await server
            .reopen()
            .catch((thrown: unknown) => say(`paper exchange: the outage could not be lifted: ${messageOf(thrown)}`));
        else await server.close();
      }
    },
    close: async () => {
      stopTicking();
      venue?.close();
      if (isListening) await server.close();
      ledger?.prices(lastPrices(engine), clock.now());
      ledger?.close();
    },
  };
}
