import type { Account, Credential } from '#shared/model/account';
import { MARKET_WORDS } from '#shared/model/account-places';
import type { Clock } from '#shared/model/time';
import {
  createExchange,
  type Exchange,
  type ExchangeAccountConfig,
  type ExchangeFailure,
} from '../domains/exchange/index';
import { type GuardAccount, type GuardAccountResult, GuardClient } from '../domains/halt/index';
import { addressesOf } from '../platform/endpoint-addresses';
import type { Launch } from '../platform/process/wire';
import type { KeyLoans } from './accounts/key-loans';
import { type Place, placeId, placesOf } from './accounts/places';
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
  /** Where a symbol is traded. */
  readonly placeOfSymbol: (symbol: string) => string;
  /** Keys lent by the vault to accounts that are not on paper. */
  readonly loans: () => Pick<KeyLoans, 'ofWorker' | 'ofGuard'>;
  /** Of them those that the settings still name. */
  readonly wantedSymbols: () => readonly string[];
  readonly ledgerFile: string;
  readonly guardReports: string;
  readonly guardSilenceSeconds: number;
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
  /** Starts the workers of whatever is not on paper; the paper exchange starts its own. The guard starts with its first account. */
  start(): void;
  /** A key of an account was lent, or lent anew: it reaches the worker, or the guard, without a new start of either. */
  take(accountId: string, borrower: 'exchange-worker' | 'guard'): void;
  /** Whether the account's halts and cancels reach its exchange: the guard has its key. */
  isInReach(accountId: string): boolean;
  /** Symbols that somebody set up and no exchange has. */
  readonly missing: MissingSymbols;
  /** Whether prices of the account's place come in. */
  hasPrices(account: Account): boolean;
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
      for (const { exchange: each, place } of linked) {
        if (place.environment !== 'paper') continue;
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

  const symbolsAt = (id: string): readonly string[] => symbols.filter((symbol) => options.placeOfSymbol(symbol) === id);
  const accountsAt = (id: string) => settings.accounts.filter((account) => placeId(account) === id);
  const urlsOf = ({ exchange, environment }: Pick<Place, 'exchange' | 'environment'>): Record<string, unknown> =>
    environment === 'paper' ? endpoints : (addressesOf(exchange, environment) ?? {});
  const keysOf = (account: Settings['accounts'][number]) =>
    account.environment === 'paper'
      ? { credential: paper.credential(account.id) }
      : options.loans().ofWorker(account.id);
  /** What the worker of its exchange gets of an account; nothing before a key is lent. */
  const configOf = (account: Settings['accounts'][number]): ExchangeAccountConfig[] => {
    const keys = keysOf(account);
    return keys === undefined ? [] : [{ accountId: account.id, ...keys, margin: account.margin ?? null }];
  };
  /** Loans so far, and how many of them each process was started with: what came while it started is told once it is ready. */
  let loansTaken = 0;
  const startedWith = new Map<Place | 'guard', number>();
  const openAccountsAt = (place: Place, exchange: Exchange): void => {
    startedWith.set(place, loansTaken);
    for (const config of accountsAt(place.id).flatMap(configOf))
      void exchange.openAccount(config).then((answer) => {
        const { accountId } = config;
        if (!answer.ok) recorder.record('account.not-opened', { accountId, why: answer.error.message });
      });
  };
  const link = (place: Place): LinkedExchange & { readonly place: Place } => {
    const name = nameOf(place);
    const exchange = createExchange({
      name: place.id === 'binance' ? 'exchange:paper' : `exchange:${place.id}`,
      launch: launchers.exchange,
      config: () => {
        startedWith.set(place, loansTaken);
        return {
          exchange: place.exchange,
          urls: urlsOf(place),
          accounts: accountsAt(place.id).flatMap(configOf),
          symbols: symbolsAt(place.id),
        };
      },
      clock,
      onStatus: (status) => {
        health.setProcess('exchange', status);
        if (status.state === 'ready' && startedWith.get(place) !== loansTaken) openAccountsAt(place, exchange);
        if (status.state !== 'backing-off') return;
        const what = `The exchange worker${name} ${status.lastExit ?? 'ended'} and is being started again.`;
        health.set('exchange', 'bad', `${what} Orders wait until it is back; cancels go through the guard.`);
        recorder.processEnded(status);
      },
      onHostRefused: (host) =>
        recorder.record('venue.host-refused', { exchange: place.exchange, environment: place.environment, host }),
      onOutput: outputOf(`exchange worker${name}`),
    });
    return {
      id: place.id,
      place,
      exchange,
      get accountIds() {
        return accountsAt(place.id)
          .filter((account) => keysOf(account) !== undefined)
          .map(({ id }) => id);
      },
      get symbols() {
        return symbolsAt(place.id);
      },
    };
  };
  const linked = placesOf(accounts).map(link);
  const exchange = combineExchanges(linked);

  const missing = new MissingSymbols({
    exchanges: linked,
    bots: settings.bots,
    wanted: options.wantedSymbols,
    recorder,
    onChange: () => {
      tellGuard();
      showMarkets();
      options.onProgress();
    },
  });
  const hasPaper = (): boolean => Object.keys(endpoints).length > 0;
  const guardKeyOf = ({ id, environment }: Account): Credential | undefined =>
    environment !== 'paper' ? options.loans().ofGuard(id) : hasPaper() ? paper.credential(id) : undefined;
  /** Without those that the exchange does not have: nothing can work on them, and what the guard asks of them would be refused. */
  const guardAccounts = (): GuardAccount[] =>
    accounts.flatMap((account) => {
      const credential = guardKeyOf(account);
      if (credential === undefined) return [];
      const { id, exchange: at } = account;
      const own = symbolsAt(placeId(account)).filter((symbol) => !missing.has(symbol));
      return [{ accountId: id, exchange: at, urls: urlsOf(account), credential, symbols: own }];
    });
  const timers = new ExchangeTimerBoard(recorder, options.onProgress);
  const guard = new GuardClient({
    launch: launchers.guard,
    clock,
    reportDirectory: options.guardReports,
    silenceSeconds: options.guardSilenceSeconds,
    accounts: () => {
      startedWith.set('guard', loansTaken);
      return guardAccounts();
    },
    onStatus: (status) => {
      health.setProcess('guard', status);
      if (status.state === 'ready' && startedWith.get('guard') !== loansTaken) tellGuard();
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

  const tellGuard = (): void => {
    startedWith.set('guard', loansTaken);
    guard.setAccounts(guardAccounts());
  };

  const marketsDown = new Map<Place, string>();
  const marketsUp = new Set<Place>();
  const showMarkets = (): void => {
    const [down] = marketsDown;
    if (down !== undefined) {
      const trouble = `No prices${nameOf(down[0])}: ${down[1]}. Orders are refused while prices are old.`;
      health.set('market', 'bad', trouble);
    } else if (linked.every(({ place }) => marketsUp.has(place))) {
      const { sentence } = missing;
      health.set('market', sentence === undefined ? 'good' : 'warning', sentence ?? 'Prices are coming in.');
    }
  };
  for (const { id, place, exchange: each } of linked) {
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
        marketsUp.add(place);
        marketsDown.delete(place);
      } else {
        marketsUp.delete(place);
        marketsDown.set(place, message);
      }
      if (accountId === undefined) showMarkets();
      showLinks();
      options.onProgress();
    });
  }
  const quiet = new ExchangeQuiet(clock, () => showLinks());
  const linkable = (): readonly string[] => linked.flatMap((each) => each.accountIds);
  /** One light for all accounts: bad while the exchange wants quiet, bad when one that was linked is not, starting while some have not been yet. */
  const showLinks = (): void => {
    const down = accountIds.filter((id) => links.get(id)?.up === false);
    const why = links.get(down[0] ?? '')?.message ?? '';
    if (quiet.message !== undefined) health.set('exchange', 'bad', quiet.message);
    else if (down.length > 0) {
      health.set('exchange', 'bad', `Not linked: ${down.join(', ')} (${why}). What is shown of them may be old.`);
    } else if (linkable().every((id) => links.has(id))) {
      const without = accountIds.filter((id) => !linkable().includes(id));
      if (without.length === 0) health.set('exchange', 'good', 'All accounts are linked.');
      else
        health.set(
          'exchange',
          'warning',
          `Without a key for now, and not linked: ${without.join(', ')}. See the Accounts page.`,
        );
    }
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
    start: () => {
      const real = linked.filter(({ place }) => place.environment !== 'paper');
      for (const { exchange: each } of real) each.start();
      showLinks();
    },
    take: (accountId, borrower) => {
      loansTaken += 1;
      const at = linked.find(({ accountIds: own }) => own.includes(accountId));
      // One that is not ready yet is told when it is.
      if (borrower === 'guard') {
        if (guard.isReady()) tellGuard();
        else guard.start();
      } else if (at?.exchange.status.state === 'ready') openAccountsAt(at.place, at.exchange);
      showLinks();
      options.onProgress();
    },
    isInReach: (accountId) => {
      const account = accounts.find(({ id }) => id === accountId);
      return account !== undefined && (account.environment === 'paper' || guardKeyOf(account) !== undefined);
    },
    missing,
    hasPrices: (account) => linked.some(({ id, place }) => id === placeId(account) && marketsUp.has(place)),
    isLinked: (accountId) => links.get(accountId)?.up === true,
    confirmedAt: (accountId) => {
      const link = links.get(accountId);
      return link === undefined ? 0 : link.up ? clock.now() : link.at;
    },
  };
}

/** How an operator tells the exchanges apart; the first one needs no name. */
function nameOf({ exchange, environment }: Place): string {
  if (environment !== 'paper') return ` of ${MARKET_WORDS[exchange]}, ${environment}`;
  return exchange === 'binance' ? '' : ' of perpetuals';
}

/** Socket errors as an operator would say them; everything else as it is. */
function inWords(message: string): string {
  if (message.includes('ECONNREFUSED')) return 'the exchange refuses the connection';
  if (message.includes('ECONNRESET') || message.includes('socket hang up')) return 'the connection was cut';
  if (message.includes('ETIMEDOUT') || message.includes('timed out')) return 'the exchange does not answer';
  return message;
}
