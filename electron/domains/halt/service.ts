import type { HaltReport } from '#shared/model/halt-report';
import { messageOf } from '#shared/model/result';
import { formatUtc } from '#shared/model/time';
import type { Halt, HaltScope, HaltSource } from '#shared/model/trading-state';
import { HaltGate } from './gate';
import type { Passphrase } from './passphrase';
import type { CancelPort, GuardAccountResult, HaltPorts } from './ports';
import { addResults, closeReport, openReport } from './report';
import { encodeState, loadStartState } from './state-file';

export type ResumeFailure =
  | 'not-halted'
  | 'no-passphrase'
  | 'wrong-passphrase'
  | 'too-many-tries'
  | 'halt-running'
  | 'not-clean'
  | 'not-healthy'
  | 'journal-failed';
export type ResumeAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ResumeFailure; readonly message: string };

/** The guard answers within milliseconds when it lives; after this the exchange worker cancels beside it. */
const GUARD_SILENT_MS = 750;
/** Longest wait for orders that were on the wire when the gate closed. */
const SETTLE_MS = 10_000;
/** A press this soon after a halt was verified does not verify again: the gate has been closed all the time. */
const VERIFIED_FOR_MS = 2_000;
/** Pause before another attempt when an account could not be verified. */
const RETRY_MS = 2_000;

type Results = readonly GuardAccountResult[];
/** One call of `cancelAll`, and when it was made, milliseconds after the press. */
interface GuardRun {
  readonly results: Promise<Results | undefined>;
  readonly startedMs: number;
}

/**
 * The halt. `trip` closes the gate before it does anything else, then saves, cancels, tells and records, none waiting for
 * another. It reads no prices, no PnL, no renderer and no vault.
 */
export class HaltService {
  readonly gate = new HaltGate();
  readonly #ports: HaltPorts;
  readonly #passphrase: Passphrase;
  #report: HaltReport | undefined;
  #running = false;
  #saving: Promise<void> = Promise.resolve();
  #stateSaved = false;
  #exiting = false;
  /** Set while the procedure waits before another attempt: another press ends the wait. */
  #retryNow: (() => void) | undefined;
  /** Pressed since the last run began: the next try is a new run even when one has not answered. */
  #wasPressedAgain = false;
  /** Monotonic time of the last closed report. */
  #verifiedAtMs = 0;
  /** Presses and procedures begun: a resume that sees another count than at its start gives way. */
  #begun = 0;
  /** What the guard was asked and has not answered: it goes on trying by itself, until its own deadline. */
  #guardRun: GuardRun | undefined;
  /** Cancellers that have been asked and have not answered. */
  #cancelling = 0;
  /** An order of ours came to light at the exchange while the procedure ran: its last listing may be older. */
  #mustLookAgain = false;

  constructor(ports: HaltPorts, passphrase: Passphrase) {
    this.#ports = ports;
    this.#passphrase = passphrase;
  }

  get report(): HaltReport | undefined {
    return this.#report;
  }

  get passphrase(): Passphrase {
    return this.#passphrase;
  }

  /** Whether the last change of state is on disk. False means a restart may not know it, but comes back HALTED anyway. */
  get isStateSaved(): boolean {
    return this.#stateSaved;
  }

  /** Comes up as H4 says and marks the folder as in use. Returns the halt it starts under, if any. */
  async start(folderWasUsed: boolean): Promise<Halt | undefined> {
    await this.#passphrase.load();
    const start = await loadStartState(this.#ports.stateFile, folderWasUsed);
    if (start.halted) this.gate.close(start.kept ?? this.#halt({ kind: 'portfolio' }, 'start-up', start.reason));
    await this.#save();
    return this.gate.portfolioHalt;
  }

  /** After start: makes sure that under a halt nothing works at the exchange, with a report of its own. */
  verifyAfterStart(): void {
    const halt = this.gate.portfolioHalt;
    if (halt !== undefined) this.#begin(halt, this.#ports.clock.monotonicMs());
  }

  /**
   * Closes the gate in this tick, then starts the procedure. `pressedAt` is the monotonic time of the press, for the
   * report. Tripping again during a halt is harmless: it answers the standing halt, and verifies afresh if idle.
   */
  trip(scope: HaltScope, reason: string, source: HaltSource, pressedAt = this.#ports.clock.monotonicMs()): Halt {
    const standing = this.gate.portfolioHalt;
    const halt = standing ?? this.#halt(scope, source, reason);
    this.gate.close(halt);
    if (this.#running) {
      this.#wasPressedAgain = true;
      this.#retryNow?.();
    } else if (standing !== undefined && this.#wasJustVerified()) this.#begun += 1;
    else this.#begin(halt, pressedAt);
    return halt;
  }

  /** A key held down, or a page gone wild, must not spend the exchange's request budget on looking again and again. */
  #wasJustVerified(): boolean {
    const sinceMs = this.#ports.clock.monotonicMs() - this.#verifiedAtMs;
    return this.#report?.state === 'verified-empty' && sinceMs < VERIFIED_FOR_MS;
  }

  /**
   * An order of ours turned out to stand at the exchange although trading is halted: it was on its way, unanswered, when
   * the gate closed. It is cancelled and the exchange verified again. Does nothing while trading is not halted.
   */
  orderAppeared(): void {
    const halt = this.gate.portfolioHalt;
    if (halt === undefined || this.#exiting) return;
    if (this.#running) this.#mustLookAgain = true;
    else this.#begin(halt, this.#ports.clock.monotonicMs());
  }

  /** Passphrase, then a clean exchange, then health, then the record; only then the gate opens. A press meanwhile wins. */
  async resume(passphrase: string, reason: string): Promise<ResumeAnswer> {
    const halt = this.gate.portfolioHalt;
    if (halt === undefined) return refuse('not-halted', 'Trading is not halted, so there is nothing to resume.');
    const begunBefore = this.#begun;
    const answer = await this.#passphrase.check(passphrase);
    if (answer === 'not-set') return refuse('no-passphrase', 'No passphrase is set yet. Set one first, then resume.');
    if (answer === 'too-many-tries')
      return refuse('too-many-tries', 'Too many wrong tries. Trading stays halted; wait 30 seconds.');
    if (answer === 'wrong') return refuse('wrong-passphrase', 'That is not the passphrase. Trading stays halted.');
    // A canceller that has not answered yet may still cancel, and then it would be what is placed after the resume.
    if (this.#running || this.#cancelling > 0)
      return refuse('halt-running', 'The halt is still cancelling and verifying. Wait until its report is complete.');
    const listings = await this.#ports.list(this.#ports.accountIds());
    const unclean = listings.filter(({ openOrders }) => openOrders !== 0);
    if (unclean.length > 0) {
      const which = unclean
        .map(({ accountId, openOrders, problem }) => `${accountId}: ${openOrders ?? problem ?? 'not known'}`)
        .join('; ');
      return refuse(
        'not-clean',
        `The exchange does not list every account as empty (${which}). Press Halt all to cancel again, then resume.`,
      );
    }
    const obstacles = this.#ports.obstacles();
    if (obstacles.length > 0)
      return refuse('not-healthy', `${obstacles.join(' ')} Trading stays halted until that is well.`);
    const recorded = await this.#ports.journal('halt.resumed', { haltId: halt.id, reason, listings });
    if (!recorded.ok)
      return refuse(
        'journal-failed',
        `The resume could not be recorded, so trading stays halted. ${recorded.error.message}`,
      );
    if (this.#begun !== begunBefore) return refuse('halt-running', 'A new halt began meanwhile. Trading stays halted.');
    this.gate.open(halt);
    this.#ports.thaw();
    this.#ports.tellBots('ACTIVE', '');
    this.#ports.onChange(this.#report);
    await this.#save();
    return { ok: true };
  }

  /** The clean end: everything cancelled and verified, then the state saved as ended cleanly. */
  async stopCleanly(): Promise<void> {
    this.#exiting = true;
    const { guard, fallback } = this.#ports;
    const canceller = guard.isReady() ? guard : fallback;
    this.gate.block('exit', 'The console is closing.');
    this.#ports.freeze();
    await this.#ports.inFlightSettled(2_000);
    const results = await canceller.cancelAll('exit', this.#ports.accountIds(), this.#ports.knownOrders());
    const clean = results?.every(({ state }) => state === 'verified-empty') === true;
    await this.#ports.journal('console.stopping', { clean, orders: results?.flatMap(({ orders }) => orders) ?? [] });
    // An exit that could not verify the exchange is not a clean one: the next start comes back HALTED.
    if (clean) await this.#save(false);
  }

  #halt(scope: HaltScope, source: HaltSource, reason: string): Halt {
    const trippedAt = this.#ports.clock.now();
    return { id: `halt-${formatUtc(trippedAt).replaceAll(/[-:.TZ]/g, '')}`, scope, source, reason, trippedAt };
  }

  #begin(halt: Halt, pressedAt: number): void {
    this.#running = true;
    this.#begun += 1;
    const { clock } = this.#ports;
    const sinceMs = (): number => clock.monotonicMs() - pressedAt;
    // Pressed again under the same halt: what it has stopped so far stays in its report.
    const stopped = this.#report?.halt.id === halt.id ? this.#report.orders : [];
    this.#report = { ...openReport(halt, this.#ports.accountIds(), sinceMs()), orders: stopped };
    const inFlight = this.#ports.inFlightCount();
    this.#ports.freeze();
    void this.#cancelUntilEmpty(halt, pressedAt, inFlight > 0);
    void this.#save().then(() => this.#note({ stateSavedMs: sinceMs() }));
    this.#ports.tellBots('HALTED', halt.reason);
    void this.#ports.journal('halt.tripped', { ...halt, inFlight });
    this.#ports.onChange(this.#report);
  }

  async #cancelUntilEmpty(halt: Halt, pressedAt: number, hadInFlight: boolean): Promise<void> {
    const { clock } = this.#ports;
    this.#mustLookAgain = false;
    await this.#cancelOnce(halt, pressedAt);
    if (hadInFlight) {
      // What was on the wire when the gate closed may have been accepted after the first listing: list again.
      await this.#ports.inFlightSettled(SETTLE_MS);
      this.#mustLookAgain = false;
      await this.#cancelOnce(halt, pressedAt);
    }
    for (;;) {
      while (this.#mustLookAgain && !this.#exiting) {
        this.#mustLookAgain = false;
        await this.#cancelOnce(halt, pressedAt);
      }
      const report = this.#report;
      if (report === undefined) return;
      this.#report = closeReport(report, clock.monotonicMs() - pressedAt, clock.now());
      this.#ports.onChange(this.#report);
      void this.#ports.journal(`halt.${this.#report.state}`, this.#report);
      this.#verifiedAtMs = clock.monotonicMs();
      if (this.#report.state === 'verified-empty' || this.#exiting) break;
      await new Promise<void>((resolve) => {
        this.#retryNow = resolve;
        clock.after(RETRY_MS, resolve);
      });
      // By itself it starts no second run beside one that waits (a ban, a limit): that would only make the wait longer.
      await this.#cancelOnce(halt, pressedAt, this.#wasPressedAgain ? undefined : this.#guardRun);
    }
    this.#running = false;
  }

  async #cancelOnce(halt: Halt, pressedAt: number, joined?: GuardRun): Promise<void> {
    const { clock, guard, fallback } = this.#ports;
    const startedMs = clock.monotonicMs() - pressedAt;
    const accountIds = this.#ports.accountIds();
    const known = this.#ports.knownOrders();
    const start = async (canceller: CancelPort): Promise<Results | undefined> => {
      if (!canceller.isReady()) return undefined;
      this.#cancelling += 1;
      try {
        return await canceller.cancelAll(halt.id, accountIds, known);
      } finally {
        this.#cancelling -= 1;
      }
    };
    const take = async (run: GuardRun, by: 'guard' | 'exchange-worker'): Promise<boolean> => {
      const results = await run.results;
      if (results === undefined) return false;
      // A canceller that answers late may answer to an earlier halt: what it saw then proves nothing about this one.
      if (this.#report?.halt.id === halt.id) this.#report = addResults(this.#report, results, by, run.startedMs);
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

  #note(steps: Partial<HaltReport['steps']>): void {
    if (this.#report === undefined) return;
    this.#report = { ...this.#report, steps: { ...this.#report.steps, ...steps } };
    this.#ports.onChange(this.#report);
  }

  /** Saves in order, the latest state last; a failure never delays or undoes a halt. */
  #save(running = true): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      try {
        await this.#ports.stateFile.write(encodeState({ halt: this.gate.portfolioHalt ?? null, running }));
        this.#stateSaved = true;
      } catch (thrown) {
        this.#stateSaved = false;
        void this.#ports.journal('halt.state-not-saved', { message: messageOf(thrown) });
      }
    });
    return this.#saving;
  }
}

const refuse = (code: ResumeFailure, message: string): ResumeAnswer => ({ ok: false, code, message });
