import type { Account, ExchangeId } from '#shared/model/account';
import { isContractSymbol } from '#shared/model/market';
import type { Clock } from '#shared/model/time';
import { createExchange, type Exchange, type ExchangeFailure } from '../domains/exchange/index';
import { type GuardAccount, type GuardAccountResult, GuardClient } from '../domains/halt/index';
import type { Launch } from '../platform/process/wire';
import { MissingSymbols } from './bot-start/missing-symbols';
import { ExchangeQuiet } from './exchange-quiet';
import { ExchangeTimerBoard } from './exchange-timers';
import { combineExchanges, type LinkedExchange } from './exchanges';
import type { Health } from './health';
import { PaperDesk } from './paper-desk';
import type { Recorder } from './recorder';
import type { Settings } from './settings';
import { MAX_SKEW_MS } from './wake-check';

export interface VenueOptions {
  readonly launchers: { readonly exchange: Launch; readonly guard: Launch; readonly paperExchange: Launch };
  readonly clock: Clock;
  readonly settings: Settings;
  readonly accounts: readonly Account[];
  /** Every symbol a bot may trade or watch; may grow, and then `watch` is told. */
  readonly symbols: readonly string[];
  /** Of them those that the settings still name. */
  readonly wantedSymbols: () => readonly string[];
  readonly ledgerFile: string;
  readonly guardReports: string;
  readonly health: Health;
  readonly recorder: Recorder;
  readonly log: (line: string) => void;
  /** `unable`: accounts that it cannot cancel on, though on others it can; undefined while not armed: on none. */
  readonly onGuardArmed: (armed: boolean, unable: readonly string[] | undefined) => void;
  readonly onDeadMan: (why: string, accounts: readonly GuardAccountResult[]) => void;
  /** The exchange's own dead-man timer ran out: it has cancelled what worked on these symbols of the account. */
  readonly onTimerRanOut: (accountId: string, symbols: readonly string[]) => void;
  /** A link came up or went down, or an account or market was told: something may be ready now. */
  readonly onProgress: () => void;
}

/** The exchange side of the console: the paper exchange, the workers that trade on it, one per exchange, and the guard beside them. */
export interface Venue {
  readonly paper: PaperDesk;
  /** All linked exchanges as one. */
  readonly exchange: Exchange;
  readonly guard: GuardClient;
  readonly timers: ExchangeTimerBoard;
  readonly linked: readonly LinkedExchange[];
  /** Symbols that have come to `symbols`: their prices begin, and the guard covers them. False: ask again. */
  watch(added: readonly string[]): Promise<boolean>;
  /** Symbols that somebody set up and no exchange has. */
  readonly missing: MissingSymbols;
  /** Whether prices of the exchange come in. */
  hasPrices(exchange: ExchangeId): boolean;
  /** Whether the account's own stream is open. */
  isLinked(accountId: string): boolean;
  /** Takes what a request failed with: an exchange that wants quiet is shown on its light. */
  noteFailure(failure: ExchangeFailure): void;
  /** UTC of the last time the exchange confirmed the account; now while its link is up, 0 before the first. */
  confirmedAt(accountId: string): number;
}

/** Makes the three, wired to each other and to their lights; starts none. The paper exchange's readiness starts the others. */
export function createVenue(options: VenueOptions): Venue {
  const { launchers, clock, settings, accounts, symbols, health, recorder, log } = options;
  const accountIds = accounts.map(({ id }) => id);
  const links = new Map<string, { up: boolean; at: number; message: string }>();
  let wasArmed = false;
  let endpoints: Record<string, unknown> = {};

  const outputOf =
    (name: string) =>
    (line: string): void =>
      log(`${name}: ${line}`);

  const paper = new PaperDesk({
    launch: launchers.paperExchange,
    clock,
    settings,
    ledgerFile: options.ledgerFile,
    onReady: ({ urls }) => {
      const hasMoved = JSON.stringify(urls) !== JSON.stringify(endpoints);
      endpoints = urls;
      health.set('paper-exchange', 'good', 'The paper exchange runs.');
      guard.setAccounts(guardAccounts());
      guard.start();
      for (const { exchange: each } of linked) {
        if (hasMoved && each.status.state === 'ready') each.restart();
        each.start();
      }
    },
    onStatus: (status) => {
      health.setProcess('paper-exchange', status);
      if (status.state !== 'backing-off') return;
      const what = `The paper exchange ${status.lastExit ?? 'ended'} and is being started again.`;
      health.set('paper-exchange', 'bad', `${what} Orders are refused until prices are fresh.`);
      recorder.processEnded(status);
    },
    onOutput: outputOf('paper exchange'),
  });

  const symbolsAt = (id: ExchangeId): readonly string[] =>
    symbols.filter((symbol) => isContractSymbol(symbol) === (id === 'binanceusdm'));
  const link = (id: ExchangeId): LinkedExchange => {
    const own = settings.accounts.filter((account) => account.exchange === id);
    const name = EXCHANGE_NAMES[id];
    const exchange = createExchange({
      name: id === 'binance' ? 'exchange:paper' : `exchange:${id}`,
      launch: launchers.exchange,
      config: () => ({
        exchange: id,
        urls: endpoints,
        accounts: own.map((account) => ({
          accountId: account.id,
          credential: paper.credential(account.id),
          margin: account.margin ?? null,
        })),
        symbols: symbolsAt(id),
      }),
      clock,
      onStatus: (status) => {
        health.setProcess('exchange', status);
        if (status.state !== 'backing-off') return;
        const what = `The exchange worker${name} ${status.lastExit ?? 'ended'} and is being started again.`;
        health.set('exchange', 'bad', `${what} Orders wait until it is back; cancels go through the guard.`);
        recorder.processEnded(status);
      },
      onHostRefused: (host) => recorder.record('venue.host-refused', { exchange: id, host }),
      onOutput: outputOf(`exchange worker${name}`),
    });
    return {
      id,
      exchange,
      accountIds: own.map((account) => account.id),
      get symbols() {
        return symbolsAt(id);
      },
    };
  };
  const linked = [...new Set(accounts.map((account) => account.exchange))].map(link);
  const exchange = combineExchanges(linked);

  const missing = new MissingSymbols({
    exchanges: linked,
    bots: settings.bots,
    wanted: options.wantedSymbols,
    recorder,
    onChange: () => {
      guard.setAccounts(guardAccounts());
      showMarkets();
      options.onProgress();
    },
  });
  /** Without those that the exchange does not have: nothing can work on them, and what the guard asks of them would be refused. */
  const guardAccounts = (): GuardAccount[] =>
    accounts.map(({ id, exchange: at }) => ({
      accountId: id,
      exchange: at,
      urls: endpoints,
      credential: paper.credential(id),
      symbols: symbolsAt(at).filter((symbol) => !missing.has(symbol)),
    }));
  const timers = new ExchangeTimerBoard(recorder, options.onProgress);
  const guard = new GuardClient({
    launch: launchers.guard,
    clock,
    reportDirectory: options.guardReports,
    accounts: guardAccounts,
    onStatus: (status) => {
      health.setProcess('guard', status);
      if (status.state !== 'ready') timers.guardIsAway();
      if (status.state === 'backing-off') recorder.processEnded(status);
    },
    onArmed: (armed, message, unable) => {
      wasArmed ||= armed;
      if (armed) health.set('guard', 'good', 'Armed: cancels everything when the console dies or hangs.');
      else if (unable !== undefined && unable.length < accounts.length) {
        const says = `It cannot cancel everywhere (${inWords(message)}). No new order of ${unable.join(', ')} is sent until it can.`;
        health.set('guard', 'bad', says);
      } else if (wasArmed) health.set('guard', 'bad', `${message} No new order is sent until it is armed again.`);
      else health.set('guard', 'starting', 'Starting. No order is sent until it is armed.');
      options.onGuardArmed(armed, unable);
    },
    onDeadMan: options.onDeadMan,
    onTimers: (standing) => timers.take(standing),
    onTimerRanOut: options.onTimerRanOut,
    onOutput: outputOf('guard'),
  });

  const marketsDown = new Map<ExchangeId, string>();
  const marketsUp = new Set<ExchangeId>();
  const showMarkets = (): void => {
    const [down] = marketsDown;
    if (down !== undefined) {
      const trouble = `No prices${EXCHANGE_NAMES[down[0]]}: ${down[1]}. Orders are refused while prices are old.`;
      health.set('market', 'bad', trouble);
    } else if (linked.every(({ id }) => marketsUp.has(id))) {
      const { sentence } = missing;
      health.set('market', sentence === undefined ? 'good' : 'warning', sentence ?? 'Prices are coming in.');
    }
  };
  for (const { id, exchange: each } of linked) {
    each.onMarkets((rules) =>
      missing.onMarkets(
        id,
        rules.map(({ symbol }) => symbol),
      ),
    );
    each.onLink(({ accountId, state, message: told }) => {
      const up = state === 'up';
      const message = inWords(told);
      if (accountId !== undefined) links.set(accountId, { up, at: clock.now(), message });
      else if (up) {
        marketsUp.add(id);
        marketsDown.delete(id);
      } else {
        marketsUp.delete(id);
        marketsDown.set(id, message);
      }
      if (accountId === undefined) showMarkets();
      showLinks();
      options.onProgress();
    });
  }
  const quiet = new ExchangeQuiet(clock, () => showLinks());
  /** One light for all accounts: bad while the exchange wants quiet, bad when one that was linked is not, starting while some have not been yet. */
  const showLinks = (): void => {
    const down = accountIds.filter((id) => links.get(id)?.up === false);
    const why = links.get(down[0] ?? '')?.message ?? '';
    if (quiet.message !== undefined) health.set('exchange', 'bad', quiet.message);
    else if (down.length > 0) {
      health.set('exchange', 'bad', `Not linked: ${down.join(', ')} (${why}). What is shown of them may be old.`);
    } else if (accountIds.every((id) => links.has(id))) health.set('exchange', 'good', 'All accounts are linked.');
  };
  exchange.onMarkets(() => options.onProgress());
  exchange.onSnapshot(() => options.onProgress());
  exchange.onBudget(({ clockSkewMs }) => {
    if (clockSkewMs === undefined) return;
    const isOff = Math.abs(clockSkewMs) > MAX_SKEW_MS;
    const remedy = isOff ? ' Beyond 5,000 ms the exchange refuses orders: set the clock.' : '';
    const says = `This machine's clock is ${Math.round(clockSkewMs)} ms from the exchange's.${remedy}`;
    health.set('clock', isOff ? 'warning' : 'good', says);
  });

  return {
    paper,
    exchange,
    guard,
    timers,
    linked,
    watch: async (added) => {
      const here = linked.map(
        ({ exchange: each, symbols: all }) => [each, added.filter((one) => all.includes(one))] as const,
      );
      const answers = await Promise.all(
        here.flatMap(([each, own]) => (own.length === 0 ? [] : [each.watchSymbols(own)])),
      );
      if (!answers.every(({ ok }) => ok)) return false;
      missing.onAsked(added);
      guard.setAccounts(guardAccounts());
      return true;
    },
    noteFailure: (failure) => quiet.note(failure),
    missing,
    hasPrices: (id) => marketsUp.has(id),
    isLinked: (accountId) => links.get(accountId)?.up === true,
    confirmedAt: (accountId) => {
      const link = links.get(accountId);
      return link === undefined ? 0 : link.up ? clock.now() : link.at;
    },
  };
}

/** How an operator tells the exchanges apart; the first one needs no name. */
const EXCHANGE_NAMES: Readonly<Record<ExchangeId, string>> = { binance: '', binanceusdm: ' of perpetuals' };

/** Socket errors as an operator would say them; everything else as it is. */
function inWords(message: string): string {
  if (message.includes('ECONNREFUSED')) return 'the exchange refuses the connection';
  if (message.includes('ECONNRESET') || message.includes('socket hang up')) return 'the connection was cut';
  if (message.includes('ETIMEDOUT') || message.includes('timed out')) return 'the exchange does not answer';
  return message;
}
