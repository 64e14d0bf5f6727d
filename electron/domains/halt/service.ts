import type { HaltedOrder, HaltReport } from '#shared/model/halt-report';
import { messageOf } from '#shared/model/result';
import { formatUtc } from '#shared/model/time';
import {
  type Halt,
  type HaltedState,
  type HaltScope,
  type HaltSource,
  PORTFOLIO,
  scopeWords,
} from '#shared/model/trading-state';
import { type GateSubject, HaltGate } from './gate';
import type { Passphrase } from './passphrase';
import type { HaltPorts } from './ports';
import { HaltProcedure } from './procedure';
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

/** One halt that stands, and the report of its procedure; REDUCING has none. */
export interface StandingHalt {
  readonly halt: Halt;
  readonly report: HaltReport | undefined;
}

/**
 * The halt. `trip` closes the gate before it does anything else, then saves, cancels, tells and records, none waiting for
 * another. It reads no prices, no PnL, no renderer and no vault.
 */
export class HaltService {
  readonly gate = new HaltGate();
  readonly #ports: HaltPorts;
  readonly #passphrase: Passphrase;
  /** By the halt's id: of those that stand HALTED. */
  readonly #procedures = new Map<string, HaltProcedure>();
  /** The one begun last, be its halt resumed or not; that over everything before all others. */
  #shown: HaltProcedure | undefined;
  #saving: Promise<void> = Promise.resolve();
  #stateSaved = false;
  #before: Promise<string | undefined> | undefined;
  #exiting = false;
  /** Presses and procedures begun: a resume that sees another count than at its start gives way. */
  #begun = 0;

  constructor(ports: HaltPorts, passphrase: Passphrase) {
    this.#ports = ports;
    this.#passphrase = passphrase;
  }

  /** Of the halt over everything while there is one, otherwise of the last halt. */
  get report(): HaltReport | undefined {
    const everything = this.gate.portfolioHalt;
    return (everything === undefined ? undefined : this.#procedures.get(everything.id)?.report) ?? this.#shown?.report;
  }

  /** Every halt that stands, the oldest first. */
  get standing(): readonly StandingHalt[] {
    return this.gate.halts.map((halt) => ({ halt, report: this.#procedures.get(halt.id)?.report }));
  }

  get passphrase(): Passphrase {
    return this.#passphrase;
  }

  /** Whether the last change of state is on disk. False means a restart may not know it, but comes back HALTED anyway. */
  get isStateSaved(): boolean {
    return this.#stateSaved;
  }

  /** Comes up as H4 says and marks the folder as in use. Returns the halt over everything it starts under, if any. */
  async start(folderWasUsed: boolean): Promise<Halt | undefined> {
    await this.#passphrase.load();
    const before = { ...this.#ports.stateFile, read: () => this.#readBefore() };
    const { kept, mustHalt } = await loadStartState(before, folderWasUsed);
    // What was pressed while the console came up stands already, and is never weakened.
    const isHalted = (scope: HaltScope): boolean => this.gate.of(scope)?.state === 'HALTED';
    for (const halt of kept) if (!isHalted(halt.scope)) this.gate.close(halt);
    if (mustHalt !== undefined && !isHalted(PORTFOLIO))
      this.gate.close(this.#halt(PORTFOLIO, 'HALTED', 'start-up', mustHalt));
    await this.#save();
    return this.gate.portfolioHalt;
  }

  /**
   * After start: makes sure that under each halt nothing of it works at the exchange, with a report of its own. That of the halt
   * over everything names also what the guard stopped while nobody was there.
   */
  verifyAfterStart(stoppedByGuard: readonly HaltedOrder[] = []): void {
    for (const halt of this.gate.halts) {
      if (halt.scope.kind === 'portfolio' && halt.state === 'HALTED' && !this.#procedures.has(halt.id))
        this.#procedures.set(halt.id, new HaltProcedure(this.#ports, halt, stoppedByGuard));
      this.#carryOut(halt, this.#ports.clock.monotonicMs());
    }
  }

  /**
   * Closes the gate in this tick, then starts the procedure. `pressedAt` is the monotonic time of the press, for the
   * report. Tripping again during a halt of the same scope is harmless: it answers the standing halt, and verifies afresh
   * if idle. REDUCING becomes HALTED that way, HALTED never becomes REDUCING.
   */
  trip(
    scope: HaltScope,
    reason: string,
    source: HaltSource,
    pressedAt = this.#ports.clock.monotonicMs(),
    state: HaltedState = 'HALTED',
  ): Halt {
    const before = this.gate.of(scope);
    const standing = before?.state === state || before?.state === 'HALTED' ? before : undefined;
    const halt = standing ?? this.#halt(scope, state, source, reason);
    this.gate.close(halt);
    this.#carryOut(halt, pressedAt);
    return halt;
  }

  /**
   * An order of ours turned out to stand at the exchange although its account, bot or symbol is halted: it was on its way,
   * unanswered, when the gate closed. It is cancelled and the exchange verified again. Does nothing for any other order.
   */
  orderAppeared(order: GateSubject): void {
    if (this.#exiting) return;
    for (const { id } of this.gate.covering(order)) {
      const procedure = this.#procedures.get(id);
      if (procedure === undefined) continue;
      this.#begun += 1;
      procedure.lookAgain();
      this.#ports.onChange(procedure.report);
    }
  }

  /**
   * Resumes the halt of this scope: passphrase, then a clean exchange, then health, then the record; only then the gate
   * opens. A press meanwhile wins. What another halt covers stays halted.
   */
  async resume(passphrase: string, reason: string, scope: HaltScope = PORTFOLIO): Promise<ResumeAnswer> {
    const halt = this.gate.of(scope);
    if (halt === undefined)
      return refuse('not-halted', `There is no halt over ${scopeWords(scope)}, so there is nothing to resume.`);
    const begunBefore = this.#begun;
    const answer = await this.#passphrase.check(passphrase);
    if (answer === 'not-set') return refuse('no-passphrase', 'No passphrase is set yet. Set one first, then resume.');
    if (answer === 'too-many-tries')
      return refuse('too-many-tries', 'Too many wrong tries. Trading stays halted; wait 30 seconds.');
    if (answer === 'wrong') return refuse('wrong-passphrase', 'That is not the passphrase. Trading stays halted.');
    // A canceller that has not answered yet may still cancel, and then it would be what is placed after the resume.
    if (this.#procedures.get(halt.id)?.isBusy)
      return refuse('halt-running', 'The halt is still cancelling and verifying. Wait until its report is complete.');
    const { accountIds, symbols } = this.#ports.covered(scope);
    // While REDUCING, exits work: there is nothing to be empty.
    const listings = halt.state === 'REDUCING' ? [] : await this.#ports.list(accountIds, symbols);
    const unclean = listings.filter(({ openOrders }) => openOrders !== 0);
    if (unclean.length > 0) {
      const which = unclean
        .map(({ accountId, openOrders, problem }) => `${accountId}: ${openOrders ?? problem ?? 'not known'}`)
        .join('; ');
      return refuse(
        'not-clean',
        `The exchange does not list every account as empty (${which}). Press halt to cancel again, then resume.`,
      );
    }
    const obstacles = this.#ports.obstacles();
    if (obstacles.length > 0)
      return refuse('not-healthy', `${obstacles.join(' ')} Trading stays halted until that is well.`);
    const recorded = await this.#ports.journal('halt.resumed', { haltId: halt.id, scope, reason, listings });
    if (!recorded.ok)
      return refuse(
        'journal-failed',
        `The resume could not be recorded, so trading stays halted. ${recorded.error.message}`,
      );
    if (this.#begun !== begunBefore) {
      void this.#ports.journal('halt.resume-withdrawn', { haltId: halt.id, scope });
      return refuse('halt-running', 'A new halt began meanwhile. Trading stays halted.');
    }
    this.gate.open(halt);
    this.#procedures.delete(halt.id);
    if (this.gate.portfolioHalt?.state !== 'HALTED') this.#ports.thaw();
    this.#ports.tellBots();
    this.#ports.onChange(this.report);
    await this.#save();
    return { ok: true };
  }

  /** The clean end: everything cancelled and verified, then the state saved as ended cleanly. Resolves with whether it was. */
  async stopCleanly(): Promise<boolean> {
    this.#exiting = true;
    for (const procedure of this.#procedures.values()) procedure.end();
    const { guard, fallback } = this.#ports;
    const canceller = guard.isReady() ? guard : fallback;
    this.gate.block('exit', 'The console is closing.');
    this.#ports.freeze();
    await this.#ports.inFlightSettled(2_000);
    const { accountIds } = this.#ports.covered(PORTFOLIO);
    const results = await canceller.cancelAll('exit', accountIds, this.#ports.knownOrders());
    const clean = results?.every(({ state }) => state === 'verified-empty') === true;
    await this.#ports.journal('console.stopping', { clean, orders: results?.flatMap(({ orders }) => orders) ?? [] });
    // An exit that could not verify the exchange is not a clean one: the next start comes back HALTED.
    if (clean) await this.#save(false);
    return clean;
  }

  #halt(scope: HaltScope, state: HaltedState, source: HaltSource, reason: string): Halt {
    const trippedAt = this.#ports.clock.now();
    const at = `halt-${formatUtc(trippedAt).replaceAll(/[-:.TZ]/g, '')}`;
    const taken = this.gate.halts.filter(({ id }) => id.startsWith(at)).length;
    return { id: taken === 0 ? at : `${at}-${taken + 1}`, scope, state, source, reason, trippedAt };
  }

  /** What a halt does once the gate is closed. Nothing here waits for anything. */
  #carryOut(halt: Halt, pressedAt: number): void {
    this.#begun += 1;
    if (halt.state === 'REDUCING') {
      this.#ports.cancelGrowing(halt.scope);
      this.#announce(halt, 0);
      this.#ports.onChange(this.report);
      void this.#save();
      return;
    }
    const procedure = this.#procedures.get(halt.id) ?? new HaltProcedure(this.#ports, halt);
    this.#procedures.set(halt.id, procedure);
    this.#shown = procedure;
    const inFlight = this.#ports.inFlightCount();
    if (halt.scope.kind === 'portfolio') this.#ports.freeze();
    if (!procedure.press(pressedAt)) return;
    void this.#save().then(() => procedure.note({ stateSavedMs: this.#ports.clock.monotonicMs() - pressedAt }));
    this.#announce(halt, inFlight);
    this.#ports.onChange(procedure.report);
  }

  #announce(halt: Halt, inFlight: number): void {
    this.#ports.tellBots();
    void this.#ports.journal('halt.tripped', { ...halt, inFlight });
  }

  /** The state file as the last run left it: a press during the start is saved after that was read, and covers none of it up. */
  #readBefore(): Promise<string | undefined> {
    this.#before ??= this.#ports.stateFile.read();
    return this.#before;
  }

  /** Saves in order, the latest state last; a failure never delays or undoes a halt. */
  #save(running = true): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      await this.#readBefore().catch(() => undefined);
      try {
        await this.#ports.stateFile.write(encodeState({ halts: this.gate.halts, running }));
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
