import { type Decimal, decimal } from '#shared/model/decimal';
import { createRandom, type Random } from '../../../electron/domains/paper/engine/random';
import { Bot } from './bots';
import { JOURNAL_FOLDER, type Machine, SimConsole } from './console';
import { Disk } from './disk';
import { planFaults } from './faults';
import { JournalAudit } from './journal-audit';
import { BALANCES, BOTS, isPerp, PERP_ACCOUNT, PERP_SYMBOL, SPOT_ACCOUNTS, SPOT_SYMBOLS } from './limits';
import type { Mutation } from './mutation';
import { Operator } from './operator';
import { type Invariant, Report, type Violation } from './report';
import { sealed } from './sealed';
import { openOrders, unsettled } from './settled';
import { drained, VirtualTime } from './time';
import { Trace } from './trace';
import { Venue } from './venue';
import { Watch } from './watch';
import { fairWeather } from './weather';

export interface SimOptions {
  readonly mutation?: Mutation;
  /** Keeps every line of the trace. */
  readonly trace?: boolean;
}

export interface SimResult {
  readonly seed: number;
  readonly violation: Violation | undefined;
  /** Of everything that happened: equal for equal seeds. */
  readonly hash: string;
  readonly lines: readonly string[];
  readonly events: number;
  readonly virtualMs: number;
  readonly faults: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Longest a healthy desk may take to come up, and to be right again once nothing is in its way, virtual milliseconds. */
const READY_WITHIN_MS = 10_000;
const QUIET_WITHIN_MS = 60_000;
/** What is right at one look must still be right this much later: late messages have come by then. */
const STAYS_QUIET_MS = 2_500;
const LOOK_EVERY_MS = 250;
/** The audit checks each record as it becomes durable; the journal's own verification reads all again, so not in each run. */
const VERIFY_EACH = 5;
const RESTART_AFTER_MS = [200, 3_000] as const;

/** One run: a desk that trades while everything goes wrong, then quiet, then a halt. The seed decides all of it. */
export class SimWorld {
  readonly #seed: number;
  readonly #time = new VirtualTime();
  readonly #trace: Trace;
  readonly #report: Report;
  readonly #random: Random;
  readonly #disk: Disk;
  readonly #venue: Venue;
  readonly #watch: Watch;
  readonly #machine: Machine;
  #console: SimConsole | undefined;
  /** All that have run since the power last failed. */
  readonly #consoles: SimConsole[] = [];
  #bots: Bot[] = [];
  #runs = 0;
  #isChaos = true;
  #faults: readonly string[] = [];

  constructor(seed: number, { mutation, trace = false }: SimOptions = {}) {
    this.#seed = seed;
    this.#trace = new Trace(this.#time, trace);
    this.#report = new Report(this.#time, this.#trace);
    this.#random = createRandom(seed, 'world');
    const time = this.#time;
    const audit = new JournalAudit(JOURNAL_FOLDER, (what) => this.#report.violate('journal-kept', what));
    const initial = new Map(Object.entries(BALANCES).map(([asset, amount]) => [asset, decimal(amount)]));
    this.#watch = new Watch(this.#report, audit, initial);
    this.#disk = new Disk(time, createRandom(seed, 'disk'), audit);
    this.#disk.trouble.lies = mutation?.diskLies ?? false;
    this.#venue = new Venue({
      seed,
      time,
      random: createRandom(seed, 'network'),
      trace: this.#trace,
      watcher: this.#watch,
      accounts: SPOT_ACCOUNTS,
      symbols: SPOT_SYMBOLS,
      perpAccounts: [PERP_ACCOUNT],
      perpSymbols: [PERP_SYMBOL],
      balances: BALANCES,
      skewMs: Math.round(this.#random.between(-400, 400)),
    });
    this.#watch.attach(this.#venue);
    this.#machine = {
      time,
      random: createRandom(seed, 'pipes'),
      trace: this.#trace,
      disk: this.#disk,
      venue: this.#venue,
      watch: this.#watch,
      mutation,
      segmentBytes: Math.floor(this.#random.between(8_000, 200_000)),
    };
  }

  /** Runs to the end or to the first violation. */
  async run(): Promise<SimResult> {
    await sealed(this.#time, createRandom(this.#seed, 'chance'), async () => {
      try {
        await this.#live();
      } catch (thrown) {
        this.#violate('sound', `thrown: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
      }
    });
    this.#trace.note('end', `${this.#time.events} events`);
    return {
      seed: this.#seed,
      violation: this.#report.violation,
      hash: this.#trace.digest(),
      lines: this.#trace.lines,
      events: this.#time.events,
      virtualMs: this.#time.nowMs,
      faults: this.#faults,
      counts: this.#report.counts,
    };
  }

  async #live(): Promise<void> {
    this.#startConsole();
    if (!(await this.#until(() => this.#bots.length > 0, READY_WITHIN_MS)))
      return this.#violate('sound', 'the desk did not come up');
    const chaosMs = this.#random.between(3_500, 9_500);
    this.#faults = planFaults(
      {
        time: this.#time,
        venue: this.#venue,
        disk: this.#disk,
        report: this.#report,
        note: (what) => this.#trace.note('fault', what),
        console: () => this.#console,
        endConsole: (how) => this.#endConsole(how),
      },
      createRandom(this.#seed, 'faults'),
      chaosMs,
    );
    const operator = new Operator(this.#time, this.#seed, this.#report, () => this.#console);
    await this.#pass(chaosMs);
    operator.leave();
    await this.#settle('once nothing was in the way any more');
    await this.#halt();
    await this.#checkJournal();
  }

  /** Faults off, bots at rest, the market closed: within a minute everything agrees, and stays so. */
  async #settle(when: string): Promise<void> {
    this.#heal();
    await this.#until(() => this.#console !== undefined, QUIET_WITHIN_MS);
    const deadline = this.#time.nowMs + QUIET_WITHIN_MS;
    let why: string | undefined = 'nothing was looked at';
    while (this.#time.nowMs < deadline && this.#report.violation === undefined) {
      const console = this.#console;
      why = console === undefined ? 'there is no console' : unsettled(console, this.#venue);
      if (why === undefined) {
        await this.#pass(STAYS_QUIET_MS);
        if (console !== undefined && unsettled(console, this.#venue) === undefined) {
          this.#trace.note('world', `quiet ${when}`);
          return this.#watch.money.checkSettled(console, (account, asset) => this.#totalAt(account, asset));
        }
      }
      await this.#pass(LOOK_EVERY_MS);
    }
    this.#violate('quiet', `a minute after, ${when}: ${why}`);
  }

  #totalAt(account: string, asset: string): Decimal {
    if (isPerp(account)) return this.#venue.perps.engine.accounts.get(account).wallet;
    const { free, locked } = this.#venue.engine.accounts.balance(account, asset);
    return (free + locked) as Decimal;
  }

  /** One more press in fair weather: nothing works afterwards, and the report names each order that did. */
  async #halt(): Promise<void> {
    const console = this.#console;
    if (console === undefined || this.#report.violation !== undefined) return;
    // A press right after a verified halt does not verify again; this one has waited.
    await this.#pass(STAYS_QUIET_MS);
    const working = openOrders(this.#venue).map(({ clientOrderId }) => clientOrderId);
    console.trip('button');
    await this.#settle('after the last halt');
    const { report } = console.halt;
    const left = openOrders(this.#venue);
    if (left.length > 0) this.#violate('halt-proof', `${left[0]?.clientOrderId} works after a halt`);
    for (const clientOrderId of working) {
      const named = report?.orders.find((order) => order.clientOrderId === clientOrderId);
      if (named?.outcome !== 'cancelled' && named?.outcome !== 'filled')
        this.#violate('halt-proof', `${clientOrderId} worked and the report says ${named?.outcome ?? 'nothing'} of it`);
    }
  }

  async #checkJournal(): Promise<void> {
    this.#watch.audit.checkPromises();
    if (this.#seed % VERIFY_EACH !== 0) return;
    let isIntact: boolean | undefined;
    void this.#console?.journal.verify().then((answer) => {
      isIntact = answer.ok && answer.value.intact;
    });
    await this.#until(() => isIntact !== undefined, READY_WITHIN_MS);
    if (isIntact !== true) this.#violate('journal-kept', 'the journal does not verify');
  }

  #heal(): void {
    this.#isChaos = false;
    for (const bot of this.#bots) bot.rest();
    Object.assign(this.#venue.weather, fairWeather());
    Object.assign(this.#disk.trouble, { code: undefined, failingSyncs: 0, shortWrites: 0, slowestSyncMs: 1.5 });
    this.#venue.stopMarket();
  }

  #startConsole(): void {
    this.#runs += 1;
    const run = this.#runs;
    const console = new SimConsole(this.#machine, run);
    this.#console = console;
    this.#consoles.push(console);
    this.#bots = [];
    void console.start().then(() => {
      // Requirement H4: only a clean exit may come back trading.
      if (run > 1 && console.halt.gate.portfolioHalt === undefined)
        this.#violate('comes-back-halted', 'a console that had crashed came back trading');
    });
    const startBots = (): void => {
      if (this.#console !== console || !this.#isChaos) return;
      if (console.isReady) this.#bots = BOTS.map((bot) => new Bot(bot, console, this.#seed, run));
      else console.life.after(50, startBots);
    };
    startBots();
  }

  #endConsole(how: 'killed' | 'power lost'): void {
    const console = this.#console;
    if (console === undefined || !this.#isChaos) return;
    this.#trace.note('console', how);
    this.#console = undefined;
    this.#watch.consoleEnded(console);
    if (how === 'killed') console.kill();
    else {
      // Also what an earlier console left behind: its guard, its journal writer.
      for (const each of this.#consoles) each.losePower();
      this.#consoles.length = 0;
      this.#disk.losePower();
    }
    this.#time.in(this.#random.between(...RESTART_AFTER_MS), () => this.#startConsole());
  }

  /** Lets time pass, event by event; all promises are settled after each. Ends early at a violation. */
  async #pass(ms: number): Promise<void> {
    const until = this.#time.nowMs + ms;
    while (this.#report.violation === undefined && this.#time.step(until)) await drained();
  }

  async #until(isSo: () => boolean, mostMs: number): Promise<boolean> {
    const deadline = this.#time.nowMs + mostMs;
    await drained();
    while (!isSo() && this.#report.violation === undefined && this.#time.step(deadline)) await drained();
    return isSo();
  }

  #violate(invariant: Invariant, what: string): void {
    this.#report.violate(invariant, what);
  }
}

/** Runs one seed. */
export const simulate = (seed: number, options: SimOptions = {}): Promise<SimResult> =>
  new SimWorld(seed, options).run();
