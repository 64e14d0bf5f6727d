import type { Account } from '#shared/model/account';
import type { Clock } from '#shared/model/time';
import { createExchange, type Exchange, type ExchangeFailure } from '../domains/exchange/index';
import { type GuardAccount, type GuardAccountResult, GuardClient } from '../domains/halt/index';
import type { Launch } from '../platform/process/wire';
import { ExchangeQuiet } from './exchange-quiet';
import type { Health } from './health';
import { PaperDesk } from './paper-desk';
import type { Recorder } from './recorder';
import type { Settings } from './settings';

export interface VenueOptions {
  readonly launchers: { readonly exchange: Launch; readonly guard: Launch; readonly paperExchange: Launch };
  readonly clock: Clock;
  readonly settings: Settings;
  readonly accounts: readonly Account[];
  /** Every symbol a bot may trade or watch. */
  readonly symbols: readonly string[];
  readonly ledgerFile: string;
  readonly guardReports: string;
  readonly health: Health;
  readonly recorder: Recorder;
  readonly log: (line: string) => void;
  readonly onGuardArmed: (armed: boolean) => void;
  readonly onDeadMan: (why: string, accounts: readonly GuardAccountResult[]) => void;
  /** A link came up or went down, or an account or market was told: something may be ready now. */
  readonly onProgress: () => void;
}

/** The exchange side of the console: the paper exchange, the worker that trades on it, and the guard beside it. */
export interface Venue {
  readonly paper: PaperDesk;
  readonly exchange: Exchange;
  readonly guard: GuardClient;
  /** Whether prices and every account are linked. */
  isLinked(): boolean;
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
  let isMarketUp = false;
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
      if (hasMoved && exchange.status.state === 'ready') exchange.restart();
      exchange.start();
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

  const exchange = createExchange({
    name: 'exchange:paper',
    launch: launchers.exchange,
    config: () => ({
      exchange: 'binance',
      urls: endpoints,
      accounts: accountIds.map((accountId) => ({ accountId, credential: paper.credential(accountId) })),
      symbols,
    }),
    clock,
    onStatus: (status) => {
      health.setProcess('exchange', status);
      if (status.state !== 'backing-off') return;
      const what = `The exchange worker ${status.lastExit ?? 'ended'} and is being started again.`;
      health.set('exchange', 'bad', `${what} Orders wait until it is back; cancels go through the guard.`);
      recorder.processEnded(status);
    },
    onOutput: outputOf('exchange worker'),
  });

  const guardAccounts = (): GuardAccount[] =>
    accountIds.map((accountId) => ({
      accountId,
      exchange: 'binance',
      urls: endpoints,
      credential: paper.credential(accountId),
      symbols,
    }));
  const guard = new GuardClient({
    launch: launchers.guard,
    clock,
    reportDirectory: options.guardReports,
    accounts: guardAccounts,
    onStatus: (status) => {
      health.setProcess('guard', status);
      if (status.state === 'backing-off') recorder.processEnded(status);
    },
    onArmed: (armed, message) => {
      wasArmed ||= armed;
      if (armed) health.set('guard', 'good', 'Armed: cancels everything when the console dies or hangs.');
      else if (wasArmed) health.set('guard', 'bad', `${message} No new order is sent until it is armed again.`);
      else health.set('guard', 'starting', 'Starting. No order is sent until it is armed.');
      options.onGuardArmed(armed);
    },
    onDeadMan: options.onDeadMan,
    onOutput: outputOf('guard'),
  });

  exchange.onLink(({ accountId, state, message: told }) => {
    const up = state === 'up';
    const message = inWords(told);
    if (accountId === undefined) {
      isMarketUp = up;
      const trouble = `No prices: ${message}. Orders are refused while prices are old.`;
      health.set('market', up ? 'good' : 'bad', up ? 'Prices are coming in.' : trouble);
    } else {
      links.set(accountId, { up, at: clock.now(), message });
    }
    showLinks();
    options.onProgress();
  });
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
    const isOff = Math.abs(clockSkewMs) > CLOCK_WARNING_MS;
    const remedy = isOff ? ' Beyond 5,000 ms the exchange refuses orders: set the clock.' : '';
    const says = `This machine's clock is ${Math.round(clockSkewMs)} ms from the exchange's.${remedy}`;
    health.set('clock', isOff ? 'warning' : 'good', says);
  });

  return {
    paper,
    exchange,
    guard,
    noteFailure: (failure) => quiet.note(failure),
    isLinked: () => isMarketUp && accountIds.every((id) => links.get(id)?.up === true),
    confirmedAt: (accountId) => {
      const link = links.get(accountId);
      return link === undefined ? 0 : link.up ? clock.now() : link.at;
    },
  };
}

/** Socket errors as an operator would say them; everything else as it is. */
function inWords(message: string): string {
  if (message.includes('ECONNREFUSED')) return 'the exchange refuses the connection';
  if (message.includes('ECONNRESET') || message.includes('socket hang up')) return 'the connection was cut';
  if (message.includes('ETIMEDOUT') || message.includes('timed out')) return 'the exchange does not answer';
  return message;
}

/** A fifth of Binance's default recvWindow. */
const CLOCK_WARNING_MS = 1_000;
