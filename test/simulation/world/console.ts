import type { Account } from '#shared/model/account';
import type { OrderIntent } from '#shared/model/order';
import type { RunbookStep } from '#shared/model/runbook';
import { type HaltedState, type HaltScope, PORTFOLIO, scopeWords } from '#shared/model/trading-state';
import { createClearance } from '../../../electron/app/clearance-checks';
import { feed, isOursAndStands, knownOrders, orderEntryOf, positionsLeft } from '../../../electron/app/exchange-feed';
import { combineExchanges } from '../../../electron/app/exchanges';
import { createFallbackCanceller } from '../../../electron/app/fallback-canceller';
import { Recorder } from '../../../electron/app/recorder';
import { RiskDesk } from '../../../electron/app/risk-desk';
import { Scopes } from '../../../electron/app/scopes';
import { createExchange, type Exchange } from '../../../electron/domains/exchange/index';
import {
  type CancelAllOutcome,
  type CancelOutcome,
  Execution,
  type SubmitOutcome,
} from '../../../electron/domains/execution/index';
import { type GuardAccount, GuardClient, HaltService } from '../../../electron/domains/halt/index';
import { createJournal, entryProblem, type Journal } from '../../../electron/domains/journal/index';
import { MarketData } from '../../../electron/domains/market/index';
import type { Random } from '../../../electron/domains/paper/engine/random';
import { writeFileAtomically } from '../../../electron/platform/files';
import type { Disk } from './disk';
import { exchangeProcess } from './exchange-process';
import { guardProcess } from './guard-process';
import { journalProcess } from './journal-process';
import {
  ACCOUNTS,
  accountsAt,
  EXCHANGES,
  exchangeOf,
  isPerp,
  PERP_MARGIN,
  SETTINGS,
  SYMBOLS,
  symbolsAt,
} from './limits';
import type { Mutation } from './mutation';
import { SimPassphrase } from './passphrase';
import { SimProcess, type SimStart } from './processes';
import { Life, type VirtualTime } from './time';
import type { Trace } from './trace';
import type { Venue } from './venue';
import type { Watch } from './watch';

/** The machine that a console runs on, and what outlives it. */
export interface Machine {
  readonly time: VirtualTime;
  /** For pipes and journal ids. */
  readonly random: Random;
  readonly trace: Trace;
  readonly disk: Disk;
  readonly venue: Venue;
  readonly watch: Watch;
  readonly mutation: Mutation | undefined;
  readonly segmentBytes: number;
}

export const DATA = '/data';
export const JOURNAL_FOLDER = `${DATA}/journal`;
const STATE_FILE = `${DATA}/halt-state`;
const CLEARANCE_FILE = `${DATA}/halt-clearance`;
/** One step, for the operator to tick. */
export const RUNBOOK: readonly RunbookStep[] = [
  { id: 'look', byMinute: 1, title: 'Look', text: 'Look at the exchange.', action: 'none' },
];

/**
 * One run of the console: everything that `app/compose.ts` wires for orders and halts, wired here the same way, with the
 * processes simulated and the windows, bots' processes and settings left out. It ends when the world kills it.
 */
export class SimConsole {
  readonly life: Life;
  readonly market = new MarketData();
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly exchange: Exchange;
  readonly guard: GuardClient;
  readonly execution: Execution;
  readonly halt: HaltService;
  readonly scopes: Scopes;
  readonly journalProcess: SimProcess;
  /** One for each exchange. */
  readonly exchangeProcesses: readonly SimProcess[];
  readonly guardProcess: SimProcess;
  readonly #machine: Machine;
  readonly #run: number;
  #isLinked = new Map<string, boolean>();

  constructor(machine: Machine, run: number) {
    this.#machine = machine;
    this.#run = run;
    const { time, random, trace, disk, venue, watch, mutation } = machine;
    const life = new Life(`console#${run}`, time);
    this.life = life;
    const child = (name: string, start: SimStart): SimProcess =>
      new SimProcess({ name, time, random, parent: life, start, note: (what) => trace.note('process', what) });
    const makeJournalId = (): string => `sim${Math.floor(random.between(100, 999))}`;
    this.journalProcess = child('journal', journalProcess(disk, makeJournalId));
    const workers = EXCHANGES.map((id) => ({ id, process: child(`exchange:${id}`, exchangeProcess(venue)) }));
    this.exchangeProcesses = workers.map(({ process }) => process);
    this.guardProcess = child(
      'guard',
      guardProcess(venue, (what) => trace.note('guard', what)),
    );

    this.journal = watch.tapJournal(
      createJournal({
        launch: this.journalProcess.launch,
        directory: JOURNAL_FOLDER,
        clock: life,
        segmentBytes: machine.segmentBytes,
      }),
    );
    this.recorder = new Recorder(this.journal, life, (type, data) => {
      const problem = entryProblem(type, data);
      if (problem !== undefined) throw new Error(problem);
    });
    const linked = workers.map(({ id, process }) => ({
      id,
      accountIds: accountsAt(id),
      symbols: symbolsAt(id),
      exchange: createExchange({
        name: `exchange:${id}`,
        launch: process.launch,
        clock: life,
        config: () => ({
          exchange: id,
          urls: {},
          accounts: accountsAt(id).map((accountId) => ({
            accountId,
            credential: { apiKey: '', secret: '' },
            margin: isPerp(accountId) ? PERP_MARGIN : null,
          })),
          symbols: symbolsAt(id),
        }),
        onOutput: (line) => watch.onComplaint(line),
      }),
    }));
    this.exchange = combineExchanges(linked);
    this.guard = new GuardClient({
      launch: this.guardProcess.launch,
      clock: life,
      reportDirectory: DATA,
      accounts: () => guardAccounts,
      onStatus: () => undefined,
      onArmed: (armed) => {
        if (armed) this.halt.gate.unblock('guard');
        else this.halt.gate.block('guard', 'The guard is not armed.');
      },
      onDeadMan: (why, accounts) => {
        this.recorder.record('dead-man.fired', { why, accounts });
        this.trip('dead-man');
      },
      onOutput: () => undefined,
    });

    const { recorder, market } = this;
    const accounts = ACCOUNTS.map((id): Account => ({ id, exchange: exchangeOf(id), environment: 'paper' }));
    const scopes = new Scopes(accounts, SETTINGS.bots, SYMBOLS);
    this.scopes = scopes;
    const gate = { look: (subject: Parameters<HaltService['gate']['look']>[0]) => this.halt.gate.look(subject) };
    const journalPort = {
      append: (type: string, data: unknown) => recorder.append(type, data),
      record: (type: string, data: unknown) => recorder.record(type, data),
      journalId: () => this.journal.journalId,
      expectedSeq: () => this.journal.expectedSeq,
    };
    const entry = orderEntryOf(this.exchange, () => undefined);
    const risk = new RiskDesk({
      settings: SETTINGS,
      accounts,
      clock: life,
      accountBook: (accountId) => this.execution.book.account(accountId),
      botOfOrder: (clientOrderId) => this.execution.book.byClientOrderId(clientOrderId)?.intent.botId,
      reference: (symbol) => market.reference(symbol),
      rules: (symbol) => market.rules(symbol),
      record: (type, data) => recorder.record(type, data),
      memory: { read: async () => undefined, write: async () => undefined },
    });
    this.execution = new Execution({
      clock: life,
      entry: risk.counting(watch.tapEntry(mutation?.entry?.(entry) ?? entry, this)),
      journal: mutation?.journal?.(journalPort) ?? journalPort,
      gate: mutation?.gate?.(gate) ?? gate,
      market,
      risk: {
        look: (...about) => {
          const look = risk.look(...about);
          const { limits } = look;
          return limits === undefined ? look : { ...look, limits: mutation?.limits?.(limits) ?? limits };
        },
      },
      readAccount: (accountId) => this.exchange.snapshot(accountId),
      exchangeOf,
      listener: {
        onDecision: (notice) => watch.onDecision(notice),
        onOrder: (order) => {
          risk.onOrder(order);
          trace.note('book', `${order.clientOrderId} ${order.intent.botId} ${order.intent.botOrderId} ${order.state}`);
          if (isOursAndStands(order, this.journal.status.journalId ?? ''))
            this.halt.orderAppeared(scopes.subjectOf(order.intent));
        },
        onUnresolved: ({ intent }) => this.trip('unknown-outcome', { kind: 'account', accountId: intent.accountId }),
        onFill: (fill) => risk.onFill(fill),
        onAccount: (accountId) => risk.onAccount(accountId),
        onIncome: (income) => risk.onIncome(income),
        onMoneyMoved: (accountId, asset, by) => risk.onMoneyMoved(accountId, asset, by),
      },
    });
    feed(this.exchange, market, mutation?.feed?.(this.execution.reports) ?? this.execution.reports);
    this.exchange.onMarkets((rules) => risk.onMarkets(rules));
    this.exchange.onReference((reference) => risk.onReference(reference));
    for (const { id, exchange } of linked)
      exchange.onLink(({ accountId, state }) => this.#isLinked.set(accountId ?? `prices of ${id}`, state === 'up'));
    watch.tapFeed(this);

    this.halt = new HaltService(
      {
        clock: life,
        stateFile: {
          read: () => disk.readText(life, STATE_FILE),
          write: (text) => writeFileAtomically(STATE_FILE, text, disk.filesOf(life)),
        },
        guard: mutation?.guard?.(this.guard) ?? this.guard,
        fallback: createFallbackCanceller(this.exchange, SYMBOLS, life),
        list: (ids, only) => this.guard.list(ids, only),
        covered: (scope) => scopes.covered(scope),
        knownOrders: () => knownOrders(this.execution),
        positionsLeft: (covered) => positionsLeft(this.execution, covered),
        inFlightCount: () => this.execution.inFlightCount,
        inFlightSettled: (timeoutMs) => this.execution.inFlightSettled(timeoutMs),
        freeze: () => this.exchange.freeze(),
        thaw: () => {
          watch.resumed(this.halt.gate.halts);
          this.exchange.thaw();
        },
        cancelGrowing: (scope) => this.execution.cancelGrowing((intent) => scopes.isIn(scope, intent)),
        tellBots: () => undefined,
        journal: (type, data) => recorder.append(type, data),
        obstacles: () => [...this.halt.gate.blocks.values()],
        onChange: () => undefined,
      },
      new SimPassphrase(life),
      createClearance({
        clock: life,
        file: {
          read: () => disk.readText(life, CLEARANCE_FILE),
          write: (text) => writeFileAtomically(CLEARANCE_FILE, text, disk.filesOf(life)),
        },
        recorder,
        runbook: { current: { steps: RUNBOOK, isOwn: true, problem: '' } },
        coolDownMinutes: 0,
        exchange: this.exchange,
        execution: this.execution,
        accounts,
        symbols: SYMBOLS,
        botStatuses: () => [],
        onChange: () => undefined,
      }),
    );
    this.halt.gate.block('guard', 'The guard is starting.');
    this.halt.gate.block('journal', 'The journal is starting.');
    this.journal.onChange(({ isHealthy }) => {
      if (isHealthy) this.halt.gate.unblock('journal');
      else this.halt.gate.block('journal', 'The journal cannot be written.');
    });
  }

  /** As `app/lifecycle.ts` brings it up. */
  async start(): Promise<void> {
    const { watch, trace } = this.#machine;
    const kept = await this.halt.start(this.#run > 1);
    trace.note('console', `starts, ${kept === undefined ? 'active' : `halted: ${kept.reason}`}`);
    watch.consoleStarted(this);
    if (kept?.state === 'HALTED') this.exchange.freeze();
    this.guard.start();
    this.exchange.start();
    await this.journal.start();
    this.recorder.record('console.started', {
      version: '0.0.0-simulated',
      halts: kept === undefined ? [] : [kept],
      notices: [],
      setAside: null,
      run: this.#run,
    });
    if (this.halt.standing.length === 0) return;
    const cancel = this.life.every(100, () => {
      if (!this.guard.isReady()) return;
      cancel();
      this.halt.verifyAfterStart();
    });
  }

  /** Whether bots may be started: what compose waits for before it starts them. */
  get isReady(): boolean {
    return (
      [...EXCHANGES.map((id) => `prices of ${id}`), ...ACCOUNTS].every((id) => this.#isLinked.get(id) === true) &&
      ACCOUNTS.every((id) => this.execution.book.account(id).isKnown) &&
      this.guard.isReady() &&
      this.journal.isHealthy() &&
      SYMBOLS.every((symbol) => this.market.rules(symbol) !== undefined)
    );
  }

  trip(
    source: 'button' | 'dead-man' | 'unknown-outcome',
    scope: HaltScope = PORTFOLIO,
    state: HaltedState = 'HALTED',
  ): void {
    this.#machine.trace.note('halt', `${scopeWords(scope)} to ${state}, tripped by ${source}`);
    this.#machine.watch.tripped(scope, state);
    this.halt.trip(scope, `tripped by ${source}`, source, undefined, state);
  }

  /** The one way a bot's order takes. */
  submit(intent: OrderIntent): Promise<SubmitOutcome> {
    return this.#machine.watch.submitted(this, intent, () => this.execution.submit(intent));
  }

  cancel(botId: string, botOrderId: string): Promise<CancelOutcome> {
    return this.execution.cancel(botId, botOrderId);
  }

  cancelAll(botId: string): Promise<CancelAllOutcome> {
    return this.execution.cancelAll(botId);
  }

  /** `kill -9`: children hear the end of their channels; nobody is asked. */
  kill(): void {
    this.life.end();
    for (const child of [this.journalProcess, ...this.exchangeProcesses, this.guardProcess]) child.parentGone();
  }

  /** The machine loses power, and everything on it stops at once. */
  losePower(): void {
    this.life.end();
    for (const child of [this.journalProcess, ...this.exchangeProcesses, this.guardProcess]) child.vanish();
  }
}

const guardAccounts: readonly GuardAccount[] = ACCOUNTS.map((accountId) => ({
  accountId,
  exchange: exchangeOf(accountId),
  urls: {},
  credential: { apiKey: '', secret: '' },
  symbols: symbolsAt(exchangeOf(accountId)),
}));
