import type { HaltedOrder, HaltReport } from '#shared/model/halt-report';
import { messageOf } from '#shared/model/result';
import { formatUtc, type UtcMs } from '#shared/model/time';
import {
  type Halt,
  type HaltedState,
  type HaltScope,
  type HaltSource,
  PORTFOLIO,
  scopeWords,
  type TradingState,
} from '#shared/model/trading-state';
import type { ClearanceRefusal, HaltClearance } from './clearance';
import { ExitPermit } from './exit-permit';
import { type GateSubject, HaltGate } from './gate';
import type { Passphrase } from './passphrase';
import type { AccountListing, Covered, HaltPorts } from './ports';
import { HaltProcedure } from './procedure';
import { encodeState, loadStartState } from './state-file';

export type ResumeFailure =
  | 'not-halted'
  | 'no-passphrase'
  | 'wrong-passphrase'
  | 'too-many-tries'
  | 'halt-running'
  | 'not-clean'
  | 'not-reconciled'
  | 'not-idle'
  | 'not-healthy'
  | 'no-such-account'
  | ClearanceRefusal['code']
  | 'journal-failed';
/** What to resume to, and which accounts of it not to: each of those is left under a halt of its own. */
export interface ResumeTo {
  readonly state: Exclude<TradingState, 'HALTED'>;
  readonly leave: ReadonlyArray<{ readonly accountId: string; readonly state: HaltedState }>;
}
const LIVE_STARTS_HALTED =
  'A live account starts HALTED, every time. Unlock the vault, look at what stands there, then resume it on the Halt page.';
const TO_ACTIVE: ResumeTo = { state: 'ACTIVE', leave: [] };
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

  /** What stands between each halt and its resume. */
  readonly clearance: HaltClearance;

  constructor(ports: HaltPorts, passphrase: Passphrase, clearance: HaltClearance) {
    this.#ports = ports;
    this.#passphrase = passphrase;
    this.clearance = clearance;
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

  /**
   * Comes up as H4 says and marks the folder as in use: `liveAccounts` always HALTED, whatever stood before. Returns the halt over
   * everything it starts under, if any.
   */
  async start(folderWasUsed: boolean, liveAccounts: readonly string[] = []): Promise<Halt | undefined> {
    await this.#passphrase.load();
    const before = { ...this.#ports.stateFile, read: () => this.#readBefore() };
    const { kept, mustHalt } = await loadStartState(before, folderWasUsed);
    // What was pressed while the console came up stands already, and is never weakened.
    const isHalted = (scope: HaltScope): boolean => this.gate.of(scope)?.state === 'HALTED';
    for (const halt of kept) if (!isHalted(halt.scope)) this.gate.close(halt);
    if (mustHalt !== undefined && !isHalted(PORTFOLIO))
      this.gate.close(this.#halt(PORTFOLIO, 'HALTED', 'start-up', mustHalt));
    for (const accountId of liveAccounts) {
      const scope = { kind: 'account', accountId } as const;
      if (!isHalted(scope)) this.gate.close(this.#halt(scope, 'HALTED', 'start-up', LIVE_STARTS_HALTED));
    }
    await this.clearance.load(this.gate.halts);
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
    if (before !== undefined && before !== halt) this.clearance.replace(before, halt);
    this.clearance.note(halt, source, reason);
    this.#carryOut(halt, pressedAt);
    return halt;
  }

  /** To close positions of an account that is HALTED. It stands while every halt over the account was listed empty twice and is idle. */
  exitPermit(accountId: string): ExitPermit {
    return new ExitPermit(accountId, () => {
      const over = this.gate.halts.filter(({ scope }) => this.#ports.covered(scope).accountIds.includes(accountId));
      const isEmpty = ({ id, state }: Halt): boolean => {
        const procedure = this.#procedures.get(id);
        return state === 'REDUCING' || (procedure?.report?.steps.emptyAgainMs !== undefined && !procedure.isBusy);
      };
      return over.some(({ state }) => state === 'HALTED') && over.every(isEmpty);
    });
  }

  /** Something that happened at `at` under halts that stood then: an operator has to acknowledge it before they are resumed. */
  noteDuringHalt(order: GateSubject, source: string, sentence: string, at: UtcMs): void {
    for (const halt of this.gate.covering(order)) if (halt.trippedAt <= at) this.clearance.note(halt, source, sentence);
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
   * Resumes the halt of this scope: passphrase; cool-down, acknowledgements and runbook; a clean exchange; book and exchange
   * agreeing; nothing at work that nobody watches; health; the record. Only then the gate opens, as far as `to` says. A press
   * meanwhile wins. What another halt covers stays halted.
   */
  async resume(
    passphrase: string,
    reason: string,
    scope: HaltScope = PORTFOLIO,
    to: ResumeTo = TO_ACTIVE,
  ): Promise<ResumeAnswer> {
    const halt = this.gate.of(scope);
    if (halt === undefined)
      return refuse('not-halted', `There is no halt over ${scopeWords(scope)}, so there is nothing to resume.`);
    const begunBefore = this.#begun;
    const answer = await this.#passphrase.check(passphrase);
    if (answer !== 'right') return PASSPHRASE_REFUSALS[answer];
    const covered = this.#ports.covered(scope);
    // What is resumed here, what another halt leaves, and what nobody halted must not be taken for each other.
    const stranger = to.leave.find(
      ({ accountId }) => !covered.accountIds.includes(accountId) || covered.symbols !== undefined,
    );
    if (stranger !== undefined)
      return refuse(
        'no-such-account',
        `Account ${stranger.accountId} cannot be left halted by resuming ${scopeWords(scope)}. Nothing was resumed.`,
      );
    const { checked, refusal } = await this.#clear(halt, covered);
    if (refusal !== undefined) return refusal;
    if (this.#begun !== begunBefore) return BEGAN_MEANWHILE;
    const record = { haltId: halt.id, scope, reason, to: to.state, leave: to.leave, ...checked };
    const recorded = await this.#ports.journal('halt.resumed', record);
    if (!recorded.ok)
      return refuse(
        'journal-failed',
        `The resume could not be recorded, so trading stays halted. ${recorded.error.message}`,
      );
    const late = this.#refusalSinceRecorded(halt, begunBefore);
    if (late !== undefined) {
      void this.#ports.journal('halt.resume-withdrawn', { haltId: halt.id, scope });
      return late;
    }
    this.#openTo(halt, to, reason);
    await this.#save();
    return { ok: true };
  }

  /** Something may have happened, or been noted, while the record of the resume was written. */
  #refusalSinceRecorded(halt: Halt, begunBefore: number): ResumeAnswer | undefined {
    if (this.#begun !== begunBefore) return BEGAN_MEANWHILE;
    if (this.gate.of(halt.scope) !== halt) return refuse('not-halted', 'It was resumed meanwhile.');
    const open = this.clearance.refusal(halt);
    return open === undefined ? undefined : { ok: false, ...open };
  }

  /** Everything that must be well before this halt is resumed, in the order in which it is told. */
  async #clear(halt: Halt, covered: Covered): Promise<{ readonly checked?: object; readonly refusal?: ResumeAnswer }> {
    const isHalted = halt.state === 'HALTED';
    const open = this.clearance.refusal(halt);
    if (open !== undefined) return { refusal: { ok: false, ...open } };
    // A canceller that has not answered yet may still cancel, and then it would be what is placed after the resume.
    if (this.#procedures.get(halt.id)?.isBusy)
      return {
        refusal: refuse(
          'halt-running',
          'The halt is still cancelling and verifying. Wait until its report is complete.',
        ),
      };
    // While REDUCING, exits work: there is nothing to be empty, and books follow the exchange as always.
    const listings = isHalted ? await this.#ports.list(covered.accountIds, covered.symbols) : [];
    const unclean = uncleanWords(listings);
    if (unclean !== '')
      return {
        refusal: refuse(
          'not-clean',
          `The exchange does not list every account as empty (${unclean}). Press halt to cancel again, then resume.`,
        ),
      };
    const mismatches = isHalted ? await this.clearance.reconcile(covered) : [];
    if (mismatches.length > 0)
      return {
        refusal: refuse('not-reconciled', `${mismatches.join(' ')} Trading stays halted until both say the same.`),
      };
    const busy = isHalted ? this.clearance.idleProblems(covered) : [];
    if (busy.length > 0) return { refusal: refuse('not-idle', `${busy.join(' ')} Trading stays halted.`) };
    const obstacles = this.#ports.obstacles(halt.scope);
    if (obstacles.length > 0)
      return { refusal: refuse('not-healthy', `${obstacles.join(' ')} Trading stays halted until that is well.`) };
    const { causes, ticks } = this.clearance.view(halt);
    return { checked: { listings, isReconciled: isHalted, causes, ticks } };
  }

  /** In one tick: what stays halted is closed before what is resumed opens. */
  #openTo(halt: Halt, to: ResumeTo, reason: string): void {
    for (const { accountId, state } of to.leave)
      this.trip(
        { kind: 'account', accountId },
        `Left ${state} when ${scopeWords(halt.scope)} was resumed: ${reason}`,
        'resume',
        undefined,
        state,
      );
    this.gate.open(halt);
    // Its second look may still wait for an answer: orders that it would find now are wanted.
    this.#procedures.get(halt.id)?.end();
    this.#procedures.delete(halt.id);
    this.clearance.forget(halt);
    if (to.state === 'REDUCING')
      this.trip(halt.scope, `Resumed to REDUCING: ${reason}`, 'resume', undefined, 'REDUCING');
    if (this.gate.portfolioHalt?.state !== 'HALTED') this.#ports.thaw();
    this.#ports.tellBots();
    this.#ports.onChange(this.report);
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

const BEGAN_MEANWHILE = refuse('halt-running', 'A new halt began meanwhile. Trading stays halted.');
const PASSPHRASE_REFUSALS = {
  'not-set': refuse('no-passphrase', 'No passphrase is set yet. Set one first, then resume.'),
  'too-many-tries': refuse('too-many-tries', 'Too many wrong tries. Trading stays halted; wait 30 seconds.'),
  wrong: refuse('wrong-passphrase', 'That is not the passphrase. Trading stays halted.'),
} as const;

/** Accounts that are not seen to be empty, with how many orders or why not; empty when all are. */
const uncleanWords = (listings: readonly AccountListing[]): string =>
  listings
    .filter(({ openOrders }) => openOrders !== 0)
    .map(({ accountId, openOrders, problem }) => `${accountId}: ${openOrders ?? problem ?? 'not known'}`)
    .join('; ');
