import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '#shared/contract/desk';
import type { JournalRecordView, JournalView, TradingView } from '#shared/contract/views';
import type { Account } from '#shared/model/account';
import { formatDecimal } from '#shared/model/decimal';
import type { BotLimits } from '#shared/model/limits';
import type { Clock } from '#shared/model/time';
import { PORTFOLIO } from '#shared/model/trading-state';
import { type Bots, createBots } from '../domains/bots/index';
import { createExchange, type Exchange } from '../domains/exchange/index';
import { Execution, FOREIGN_BOT } from '../domains/execution/index';
import { type GuardAccount, GuardClient, HaltService, Passphrase } from '../domains/halt/index';
import { createJournal, type Journal } from '../domains/journal/index';
import { MarketData } from '../domains/market/index';
import { readFileIfExists, writeFileAtomically } from '../platform/files';
import type { BotLauncher } from '../platform/process/bot-process';
import type { Launch } from '../platform/process/wire';
import { botPorts, RecentFills } from './bot-ports';
import { Desk } from './desk/desk';
import { feed, orderEntryOf } from './exchange-feed';
import { createFallbackCanceller } from './fallback-canceller';
import { Health } from './health';
import { JournalFeed } from './journal-feed';
import { PaperDesk } from './paper-desk';
import { Recorder } from './recorder';
import { limitsOf, type Settings } from './settings';

/** How each kind of process is started: utility processes in the app, plain Node in tests and tools. */
export interface Launchers {
  readonly journal: Launch;
  readonly exchange: Launch;
  readonly guard: Launch;
  readonly paperExchange: Launch;
  readonly bots: BotLauncher;
}

export interface ComposeOptions {
  readonly dataFolder: string;
  readonly appVersion: string;
  readonly settings: Settings;
  /** Things to tell the operator about this start. */
  readonly notices: string[];
  readonly clock: Clock;
  readonly launchers: Launchers;
  readonly log: (line: string) => void;
  readonly onDeskChange: (change: Change) => void;
  readonly onJournalRecords: (records: JournalRecordView[]) => void;
}

/** The wired console, for lifecycle, IPC handlers, benches and tests. */
export interface Console {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly halt: HaltService;
  readonly guard: GuardClient;
  readonly execution: Execution;
  readonly exchange: Exchange;
  readonly market: MarketData;
  readonly bots: Bots;
  readonly paper: PaperDesk;
  readonly desk: Desk;
  readonly health: Health;
  readonly journalFeed: JournalFeed;
  readonly log: (line: string) => void;
  /** Starts the bots once accounts, markets and guard are there. Returns at once; told again at each change. */
  startBotsWhenReady(): void;
  readonly folderWasUsed: boolean;
  readonly dataFolder: string;
}

const JOURNAL_DOWN =
  'The journal cannot be written, so no order is sent. Cancels and the halt still work. See the Journal screen.';

/** The only place where domains meet. Everything is made here, nothing is started: see lifecycle.ts. */
export function compose(options: ComposeOptions): Console {
  const { dataFolder, settings, clock, launchers, log } = options;
  const path = (...parts: string[]): string => join(dataFolder, ...parts);
  const folderWasUsed = existsSync(path('journal')) || existsSync(path('halt-state'));
  for (const folder of ['journal', 'bots', 'guard', 'paper']) mkdirSync(path(folder), { recursive: true, mode: 0o700 });
  const outputOf =
    (name: string) =>
    (line: string): void =>
      log(`${name}: ${line}`);

  const accounts: readonly Account[] = settings.accounts.map(({ id, exchange, environment }) => ({
    id,
    exchange,
    environment,
  }));
  const accountIds = accounts.map(({ id }) => id);
  const exchangeOf = (accountId: string): string => accounts.find(({ id }) => id === accountId)?.exchange ?? '';
  const symbols = [...new Set(settings.bots.flatMap((bot) => [...bot.symbols, ...(bot.limits.symbolAllowlist ?? [])]))];
  const limits = new Map<string, BotLimits>(settings.bots.map((bot) => [bot.id, limitsOf(bot.limits)]));
  const counts = new Map(settings.bots.map((bot) => [bot.id, { placed: 0, refused: 0 }]));
  const links = new Map<string, { up: boolean; at: number }>();
  let marketLink: { up: boolean; message: string } = { up: false, message: '' };
  let endpoints: Record<string, unknown> = {};

  const journal = createJournal({
    launch: launchers.journal,
    directory: path('journal'),
    clock,
    onOutput: outputOf('journal'),
  });
  const recorder = new Recorder(journal);
  const market = new MarketData();
  const fills = new RecentFills();
  const refresh = (): void => desk.refreshState(halt.report);
  const health = new Health(() => refresh());

  const paper = new PaperDesk({
    launch: launchers.paperExchange,
    clock,
    settings,
    ledgerFile: path('paper', 'ledger.jsonl'),
    onReady: ({ urls }) => {
      const moved = JSON.stringify(urls) !== JSON.stringify(endpoints);
      endpoints = urls;
      health.set('paper-exchange', 'good', 'The paper exchange runs.');
      guard.setAccounts(guardAccounts());
      guard.start();
      if (moved && exchange.status.state === 'ready') exchange.restart();
      exchange.start();
    },
    onStatus: (status) => {
      health.setProcess('paper-exchange', status);
      if (status.state === 'backing-off') {
        health.set(
          'paper-exchange',
          'bad',
          `The paper exchange ${status.lastExit ?? 'ended'} and is being started again. Orders are refused until prices are fresh.`,
        );
        recorder.record('process.ended', {
          name: status.name,
          why: status.lastExit ?? null,
          restarts: status.restarts,
        });
      }
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
      if (status.state === 'backing-off') {
        health.set(
          'exchange',
          'bad',
          `The exchange worker ${status.lastExit ?? 'ended'} and is being started again. Orders wait until it is back; cancels go through the guard.`,
        );
        recorder.record('process.ended', {
          name: status.name,
          why: status.lastExit ?? null,
          restarts: status.restarts,
        });
      }
    },
    onOutput: outputOf('exchange worker'),
  });

  const execution: Execution = new Execution({
    clock,
    entry: orderEntryOf(exchange),
    journal: {
      append: (type, data) => recorder.append(type, data),
      record: (type, data) => recorder.record(type, data),
      journalId: () => journal.status.journalId ?? '',
    },
    gate: { look: (subject) => halt.gate.look(subject) },
    market,
    limits: (botId) => limits.get(botId),
    exchangeOf,
    listener: {
      onDecision: (notice) => {
        const count = counts.get(notice.intent.botId);
        if (count !== undefined) count[notice.decision.verdict === 'allow' ? 'placed' : 'refused'] += 1;
        desk.onDecision(notice);
      },
      onOrder: (order) => {
        desk.onOrder(order);
        if (order.state === 'acknowledged' && order.intent.botId !== FOREIGN_BOT) halt.orderAppeared();
        if (order.clientOrderId !== '') bots.deliver.orderUpdate(order);
      },
      onFill: (fill, botId, botOrderId) => {
        if (botId === undefined) return;
        fills.add(botId, fill, botOrderId);
        bots.deliver.fill(botId, { fill, botOrderId });
      },
      onAccount: (accountId) => bots.deliver.balances(accountId, ports.book.balances(accountId)),
    },
  });
  feed(exchange, market, execution);

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
    reportDirectory: path('guard'),
    accounts: guardAccounts,
    onStatus: (status) => {
      health.setProcess('guard', status);
      if (status.state === 'backing-off')
        recorder.record('process.ended', {
          name: status.name,
          why: status.lastExit ?? null,
          restarts: status.restarts,
        });
    },
    onArmed: (armed, message) => {
      health.set(
        'guard',
        armed ? 'good' : 'bad',
        armed
          ? 'Armed: cancels everything when the console dies or hangs.'
          : `${message} No new order is sent until it is armed again.`,
      );
      if (armed) halt.gate.unblock('guard');
      else halt.gate.block('guard', 'The dead-man guard is not armed, so no order is sent until it is back.');
      bots.deliver.tradingState();
      startBotsWhenReady();
    },
    onDeadMan: (why, results) => {
      recorder.record('dead-man.fired', { why, accounts: results });
      halt.trip(
        PORTFOLIO,
        'The console was silent for over 1.5 seconds, so the guard cancelled everything.',
        'dead-man',
      );
    },
    onOutput: outputOf('guard'),
  });

  const halt: HaltService = new HaltService(
    {
      clock,
      stateFile: {
        read: async () => (await readFileIfExists(path('halt-state')))?.toString('utf8'),
        write: (text) => writeFileAtomically(path('halt-state'), text),
      },
      guard,
      fallback: createFallbackCanceller(exchange, symbols, clock),
      list: (ids) => guard.list(ids),
      accountIds: () => accountIds,
      knownOrders: () =>
        [...execution.book.workingOrders]
          .filter(({ clientOrderId }) => clientOrderId !== '')
          .map(({ clientOrderId, intent }) => ({
            accountId: intent.accountId,
            symbol: intent.symbol,
            clientOrderId,
            quantity: formatDecimal(intent.quantity),
          })),
      inFlightCount: () => execution.inFlightCount,
      inFlightSettled: (timeoutMs) => execution.inFlightSettled(timeoutMs),
      freeze: () => exchange.freeze(),
      thaw: () => exchange.thaw(),
      tellBots: () => bots.deliver.tradingState(),
      journal: (type, data) => recorder.append(type, data),
      obstacles: () => [...halt.gate.blocks.values()],
      onChange: () => refresh(),
    },
    new Passphrase(
      {
        read: async () => (await readFileIfExists(path('passphrase')))?.toString('utf8'),
        write: (text) => writeFileAtomically(path('passphrase'), text),
      },
      clock,
    ),
  );
  halt.gate.block('guard', 'The dead-man guard is starting, so no order is sent yet.');
  halt.gate.block('journal', 'The journal is starting, so no order is sent yet.');

  const ports = botPorts({ accounts, execution, exchange, market, gate: halt.gate, recorder, fills });
  const bots = createBots({
    configs: settings.bots.map(({ limits: _limits, ...config }) => config),
    ports,
    clock,
    launcher: launchers.bots,
    folder: path('bots'),
  });
  const journalFeed = new JournalFeed(journal, clock, options.onJournalRecords);

  const trading = (): TradingView => {
    const standing = halt.gate.portfolioHalt;
    const [held] = halt.gate.blocks.values();
    return {
      state: standing === undefined ? 'ACTIVE' : 'HALTED',
      reason: standing?.reason ?? held ?? '',
      since: standing?.trippedAt ?? 0,
      haltId: standing?.id ?? null,
      passphraseSet: halt.passphrase.isSet,
    };
  };
  const journalView = (): JournalView => {
    const { isHealthy, message, head, setAside } = journal.status;
    return {
      healthy: isHealthy,
      message,
      headSeq: head?.seq ?? 0,
      headHash: head?.hash ?? '',
      setAside:
        setAside === undefined
          ? ''
          : `${setAside.bytes} bytes at the end of ${setAside.segment} could not be read (${setAside.reason}) and were kept as ${setAside.file}.`,
    };
  };
  const desk: Desk = new Desk(
    {
      clock,
      execution,
      market,
      accounts,
      botOf: (accountId) => settings.bots.find((bot) => bot.accountId === accountId)?.id ?? '',
      positionLimit: (botId) => limits.get(botId)?.maxPositionNotional,
      confirmedAt: (accountId) => {
        const link = links.get(accountId);
        return link === undefined ? 0 : link.up ? clock.now() : link.at;
      },
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      botStatuses: () => bots.statuses(),
      trading,
      journal: journalView,
      health: () => health.list(),
      orderCounts: (botId) => ({ ...(counts.get(botId) ?? { placed: 0, refused: 0 }), fills: fills.count(botId) }),
      isHalted: (botId, accountId) =>
        halt.gate.look({ exchange: exchangeOf(accountId), accountId, botId, symbol: '' }).state === 'HALTED',
    },
    { appVersion: options.appVersion, dataFolder, notices: options.notices },
    options.onDeskChange,
  );

  journal.onChange(({ isHealthy, message }) => {
    health.set(
      'journal',
      isHealthy ? 'good' : 'bad',
      isHealthy ? 'Every decision is on disk before its order leaves.' : message,
    );
    if (isHealthy) halt.gate.unblock('journal');
    else halt.gate.block('journal', JOURNAL_DOWN);
    bots.deliver.tradingState();
    refresh();
  });
  exchange.onLink(({ accountId, state, message }) => {
    const up = state === 'up';
    if (accountId === undefined) {
      marketLink = { up, message };
      health.set(
        'market',
        up ? 'good' : 'bad',
        up ? 'Prices are coming in.' : `No prices: ${message}. Orders are refused while prices are old.`,
      );
    } else {
      links.set(accountId, { up, at: clock.now() });
    }
    const down = accountIds.filter((id) => links.get(id)?.up !== true);
    const isAllUp = down.length === 0;
    health.set(
      'exchange',
      isAllUp ? 'good' : 'bad',
      isAllUp
        ? 'All accounts are linked.'
        : `Not linked: ${down.join(', ')} (${message}). What is shown of them may be old.`,
    );
    startBotsWhenReady();
  });
  exchange.onMarkets(() => startBotsWhenReady());
  exchange.onSnapshot(() => startBotsWhenReady());
  exchange.onBudget(({ clockSkewMs }) => {
    if (clockSkewMs === undefined) return;
    const isOff = Math.abs(clockSkewMs) > 1_000;
    health.set(
      'clock',
      isOff ? 'warning' : 'good',
      `This machine's clock is ${Math.round(clockSkewMs)} ms from the exchange's.${isOff ? ' Beyond 5,000 ms the exchange refuses orders: set the clock.' : ''}`,
    );
  });
  bots.onChange(() => refresh());

  let botsStarted = false;
  const startBotsWhenReady = (): void => {
    const isReady =
      marketLink.up &&
      accountIds.every((id) => links.get(id)?.up === true && execution.book.account(id).isKnown) &&
      guard.isReady() &&
      journal.isHealthy();
    if (botsStarted || !isReady || symbols.some((symbol) => market.rules(symbol) === undefined)) return;
    botsStarted = true;
    recorder.record('desk.ready', { accounts: accountIds, symbols });
    bots.start();
  };

  return {
    settings,
    clock,
    accounts,
    journal,
    recorder,
    halt,
    guard,
    execution,
    exchange,
    market,
    bots,
    paper,
    desk,
    health,
    journalFeed,
    log,
    startBotsWhenReady,
    folderWasUsed,
    dataFolder,
  };
}
