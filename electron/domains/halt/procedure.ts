import type { HaltedOrder, HaltReport } from '#shared/model/halt-report';
import type { Halt } from '#shared/model/trading-state';
import type { CancelPort, Covered, GuardAccountResult, HaltPorts } from './ports';
import { addResults, closeReport, openReport } from './report';

/** The guard answers within milliseconds when it lives; after this the exchange worker cancels beside it. */
const GUARD_SILENT_MS = 750;
/** Longest wait for orders that were on the wire when the gate closed. */
const SETTLE_MS = 10_000;
/** A press this soon after a halt was verified does not verify again: the gate has been closed all the time. */
const VERIFIED_FOR_MS = 2_000;
/** After an empty listing until the second one. */
const SECOND_LOOK_MS = 500;
/** Pause before another attempt when an account could not be verified. */
const RETRY_MS = 2_000;

type Results = readonly GuardAccountResult[];
/** One call of `cancelAll`, and when it was made, milliseconds after the press. */
interface GuardRun {
  readonly results: Promise<Results | undefined>;
  readonly startedMs: number;
}
type ProcedurePorts = Pick<
  HaltPorts,
  | 'clock'
  | 'guard'
  | 'fallback'
  | 'covered'
  | 'list'
  | 'positionsLeft'
  | 'knownOrders'
  | 'inFlightCount'
  | 'inFlightSettled'
  | 'journal'
  | 'onChange'
>;

/**
 * What follows the closed gate under one halt: cancels until the exchange lists nothing of what the halt covers, and keeps
 * its report. Never gives up while the halt stands; what it cannot verify it says and tries again.
 */
export class HaltProcedure {
  readonly halt: Halt;
  readonly #ports: ProcedurePorts;
  readonly #covered: Covered;
  #report: HaltReport | undefined;
  #running = false;
  #ended = false;
  /** Set while the procedure waits before another attempt: another press ends the wait. */
  #retryNow: (() => void) | undefined;
  /** Pressed since the last run began: the next try is a new run even when one has not answered. */
  #wasPressedAgain = false;
  /** Monotonic time of the last closed report. */
  #verifiedAtMs = 0;
  /** What the guard was asked and has not answered: it goes on trying by itself, until its own deadline. */
  #guardRun: GuardRun | undefined;
  /** Cancellers that have been asked and have not answered. */
  #cancelling = 0;
  /** An order of ours came to light at the exchange while the procedure ran: its last listing may be older. */
  #mustLookAgain = false;
  /** What of the last closed report went on record. */
  #lastTold = '';
  readonly #before: readonly HaltedOrder[];

  /** `before`: what the guard stopped on its own before this halt was there to say so; named in its report with the rest. */
  constructor(ports: ProcedurePorts, halt: Halt, before: readonly HaltedOrder[] = []) {
    this.#ports = ports;
    this.halt = halt;
    this.#before = before;
    this.#covered = ports.covered(halt.scope);
  }

  get report(): HaltReport | undefined {
    return this.#report;
  }

  /** While it cancels and verifies, or a canceller that was asked has not answered: that one may still cancel. */
  get isBusy(): boolean {
    return this.#running || this.#cancelling > 0;
  }

  /** Starts, or starts again. Returns false when it did neither: it runs, or has verified a moment ago. `pressedAt` monotonic. */
  press(pressedAt: number): boolean {
    if (this.#running) {
      this.#wasPressedAgain = true;
      this.#retryNow?.();
      return false;
    }
    if (this.#wasJustVerified()) return false;
    this.#begin(pressedAt);
    return true;
  }

  /** An order of ours turned out to stand there although this halt covers it: cancels and verifies again. */
  lookAgain(): void {
    if (this.#running) this.#mustLookAgain = true;
    else if (!this.#ended) this.#begin(this.#ports.clock.monotonicMs());
  }

  /** Resumed, or the console is closing: no further attempt after the one that runs. */
  end(): void {
    this.#ended = true;
  }

  /** One step of the report. */
  note(steps: Partial<HaltReport['steps']>): void {
    if (this.#report === undefined) return;
    this.#report = { ...this.#report, steps: { ...this.#report.steps, ...steps } };
    this.#ports.onChange(this.#report);
  }

  /** A key held down, or a page gone wild, must not spend the exchange's request budget on looking again and again. */
  #wasJustVerified(): boolean {
    const sinceMs = this.#ports.clock.monotonicMs() - this.#verifiedAtMs;
    return this.#report?.state === 'verified-empty' && sinceMs < VERIFIED_FOR_MS;
  }

  #begin(pressedAt: number): void {
    this.#running = true;
    this.#lastTold = '';
    const { clock } = this.#ports;
    // Pressed again under the same halt: what it has stopped so far stays in its report.
    const stopped = this.#report?.orders ?? this.#before;
    const opened = openReport(this.halt, this.#covered.accountIds, clock.monotonicMs() - pressedAt);
    this.#report = { ...opened, orders: stopped };
    void this.#cancelUntilEmpty(pressedAt, this.#ports.inFlightCount() > 0);
  }

  async #cancelUntilEmpty(pressedAt: number, hadInFlight: boolean): Promise<void> {
    const { clock } = this.#ports;
    this.#mustLookAgain = false;
    await this.#cancelOnce(pressedAt);
    if (hadInFlight) {
      // What was on the wire when the gate closed may have been accepted after the first listing: list again.
      await this.#ports.inFlightSettled(SETTLE_MS);
      this.#mustLookAgain = false;
      await this.#cancelOnce(pressedAt);
    }
    for (;;) {
      while (this.#mustLookAgain && !this.#ended) {
        this.#mustLookAgain = false;
        await this.#cancelOnce(pressedAt);
      }
      const report = this.#report;
      if (report === undefined) return;
      this.#report = closeReport(
        report,
        clock.monotonicMs() - pressedAt,
        clock.now(),
        this.#ports.positionsLeft(this.#covered),
      );
      this.#ports.onChange(this.#report);
      const told = outcomeOf(this.#report);
      // Tried again every two seconds, for hours where a key waits for the vault: on record is what changes.
      if (told !== this.#lastTold) void this.#ports.journal(`halt.${this.#report.state}`, this.#report);
      this.#lastTold = told;
      this.#verifiedAtMs = clock.monotonicMs();
      if (this.#report.state === 'verified-empty' || this.#ended) break;
      await new Promise<void>((resolve) => {
        this.#retryNow = resolve;
        clock.after(RETRY_MS, resolve);
      });
      // By itself it starts no second run beside one that waits (a ban, a limit): that would only make the wait longer.
      await this.#cancelOnce(pressedAt, this.#wasPressedAgain ? undefined : this.#guardRun);
    }
    this.#running = false;
    if (this.#report?.state === 'verified-empty') this.#lookOnceMore(this.#report, pressedAt);
  }

  /**
   * A second listing a moment after the first empty one: what appeared meanwhile, from whomever, is cancelled and verified again.
   * While the exchange cannot be asked it is tried again; a new run has its own second look.
   */
  #lookOnceMore(verified: HaltReport, pressedAt: number): void {
    const { clock } = this.#ports;
    const { accountIds, symbols } = this.#covered;
    const isOver = (): boolean => this.#ended || this.#running || this.#report?.finishedAt !== verified.finishedAt;
    clock.after(SECOND_LOOK_MS, () => {
      if (isOver()) return;
      void this.#ports.list(accountIds, symbols).then((listings) => {
        if (isOver()) return;
        if (listings.some(({ openOrders }) => openOrders !== null && openOrders > 0)) this.lookAgain();
        else if (listings.some(({ openOrders }) => openOrders === null))
          clock.after(RETRY_MS, () => this.#lookOnceMore(verified, pressedAt));
        else this.note({ emptyAgainMs: clock.monotonicMs() - pressedAt });
      });
    });
  }

  async #cancelOnce(pressedAt: number, joined?: GuardRun): Promise<void> {
    const { clock, guard, fallback } = this.#ports;
    const startedMs = clock.monotonicMs() - pressedAt;
    const { accountIds, symbols } = this.#covered;
    const known = this.#ports
      .knownOrders()
      .filter((order) => accountIds.includes(order.accountId) && (symbols?.includes(order.symbol) ?? true));
    const start = async (canceller: CancelPort): Promise<Results | undefined> => {
      if (!canceller.isReady()) return undefined;
      this.#cancelling += 1;
      try {
        return await canceller.cancelAll(this.halt.id, accountIds, known, symbols);
      } finally {
        this.#cancelling -= 1;
      }
    };
    const take = async (run: GuardRun, by: 'guard' | 'exchange-worker'): Promise<boolean> => {
      const results = await run.results;
      if (results === undefined) return false;
      if (this.#report !== undefined) this.#report = addResults(this.#report, results, by, run.startedMs);
      this.#ports.onChange(this.#report);
      return true;
    };
    const byGuard = take(joined ?? this.#remember({ results: start(guard), startedMs }), 'guard');
    const late = new Promise<'late'>((resolve) => clock.after(GUARD_SILENT_MS, () => resolve('late')));
    const first = await Promise.race([byGuard, late]);
    if (first === true) return;
    // Cancels are harmless twice, so the two work side by side; whoever ends first with an answer is enough.
    const byWorker = take({ results: start(fallback), startedMs }, 'exchange-worker');
    if (first === false) {
      await byWorker;
      return;
    }
    const anyAnswer = await Promise.race([byGuard, byWorker]);
    if (!anyAnswer) await Promise.all([byGuard, byWorker]);
  }

  #remember(run: GuardRun): GuardRun {
    this.#guardRun = run;
    this.#wasPressedAgain = false;
    const forget = (): void => {
      if (this.#guardRun === run) this.#guardRun = undefined;
    };
    run.results.then(forget, forget);
    return run;
  }
}

/** What of a report is news: its state, and of each account how it stands, and its orders. */
const outcomeOf = ({ state, accounts, orders }: HaltReport): string =>
  JSON.stringify([state, accounts.map(({ accountId, state: of, problem }) => [accountId, of, problem]), orders]);
