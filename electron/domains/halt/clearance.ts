import { z } from 'zod';
import { messageOf, type Result } from '#shared/model/result';
import type { HaltCause, RunbookStep, RunbookTick } from '#shared/model/runbook';
import { type Clock, formatUtc, type UtcMs } from '#shared/model/time';
import { type Halt, PORTFOLIO, scopeKey } from '#shared/model/trading-state';
import type { Covered } from './ports';
import { seal, unseal } from './sealed-text';
import type { StateFilePort } from './state-file';

/** Most causes kept apart for one halt; later ones count as one. */
const CAUSES_MOST = 100;

/** What the clearance needs from others. */
export interface ClearancePorts {
  readonly clock: Clock;
  /** Causes, acknowledgements and ticks of the halts that stand. Damaged or missing: all has to be done again. */
  readonly file: StateFilePort;
  journal(type: string, data: unknown): Promise<Result<{ readonly seq: number }, { readonly message: string }>>;
  /** Every step that has to be ticked before a HALTED scope resumes. */
  steps(): readonly RunbookStep[];
  /** How long after the halt a resume is possible at the earliest, milliseconds; 0: at once. */
  readonly coolDownMs: number;
  /** Compares the book with the exchange, read afresh; sentences, empty when they agree. Never rejects. */
  reconcile(covered: Covered): Promise<readonly string[]>;
  /** Why what is covered is not idle (I4): processes nobody watches, strangers at work; empty when it is. */
  idleProblems(covered: Covered): readonly string[];
  onChange(): void;
}

/** What stands between a halt and its resume: told to the screens, and enforced by `HaltService.resume`. */
export interface HaltClearanceView {
  readonly causes: readonly HaltCause[];
  readonly ticks: readonly RunbookTick[];
  /** Earliest time of a resume; 0 when there is no cool-down. */
  readonly resumableAt: UtcMs;
}

export type ClearanceRefusal = {
  readonly code: 'cooling-down' | 'not-acknowledged' | 'runbook-open';
  readonly message: string;
};
export type ClearanceFailure = {
  readonly code: 'no-such-halt' | 'no-such-cause' | 'no-such-step' | 'journal-failed';
  readonly message: string;
};

interface Entry {
  readonly halt: Halt;
  /** Monotonic time at which it was first seen in this run, and whether that was when it was tripped. */
  readonly seenAtMs: number;
  readonly isOfThisRun: boolean;
  causes: readonly HaltCause[];
  ticks: readonly RunbookTick[];
  /** Numbers causes. */
  lastCause: number;
}

const cause = z.strictObject({
  id: z.string(),
  source: z.string(),
  sentence: z.string(),
  at: z.number(),
  lastAt: z.number(),
  times: z.number().int().positive(),
  acknowledged: z.strictObject({ by: z.string(), at: z.number() }).nullable(),
});
const stored = z.strictObject({
  version: z.literal(1),
  halts: z.array(
    z.strictObject({
      id: z.string(),
      lastCause: z.number().int(),
      causes: z.array(cause),
      ticks: z.array(z.strictObject({ stepId: z.string(), by: z.string(), at: z.number() })),
    }),
  ),
});

/**
 * Keeps, for each halt that stands, what tripped it and what has been done about it: acknowledgements one by one and ticks of
 * the runbook. Outlives a restart; what cannot be read has to be done again.
 */
export class HaltClearance {
  readonly #ports: ClearancePorts;
  readonly #entries = new Map<string, Entry>();
  #isSaveDue = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(ports: ClearancePorts) {
    this.#ports = ports;
  }

  /**
   * After the gate has its halts: takes up what was kept of each. What is not acknowledged of a halt that does not stand any
   * more (one that a crash replaced by a wider one) goes to the halt over everything.
   */
  async load(halts: readonly Halt[]): Promise<void> {
    const kept = await this.#read();
    for (const halt of halts) {
      // Pressed while the console came up: it has its cause already.
      if (this.#entries.has(halt.id)) continue;
      const before = kept.get(halt.id);
      kept.delete(halt.id);
      this.#entries.set(halt.id, { ...this.#entry(halt, false), ...before });
      if (before === undefined) this.note(halt, halt.source, halt.reason, halt.trippedAt);
    }
    const everything = halts.find(({ scope }) => scopeKey(scope) === scopeKey(PORTFOLIO));
    if (everything === undefined) return;
    for (const { causes } of kept.values())
      for (const open of causes.filter(({ acknowledged }) => acknowledged === null))
        this.note(everything, open.source, open.sentence, open.at);
  }

  /** One thing more to acknowledge under this halt. Only memory: the save comes later, and nothing here can fail. */
  note(halt: Halt, source: string, sentence: string, at: UtcMs = this.#ports.clock.now()): void {
    const entry = this.#entries.get(halt.id) ?? this.#entry(halt, true);
    this.#entries.set(halt.id, entry);
    const isOpen = ({ acknowledged }: HaltCause): boolean => acknowledged === null;
    const same =
      entry.causes.find((each) => isOpen(each) && each.source === source && each.sentence === sentence) ??
      (entry.causes.length < CAUSES_MOST ? undefined : entry.causes.findLast(isOpen));
    if (same === undefined) {
      entry.lastCause += 1;
      const id = `cause-${entry.lastCause}`;
      entry.causes = [...entry.causes, { id, source, sentence, at, lastAt: at, times: 1, acknowledged: null }];
    } else {
      const again = { ...same, times: same.times + 1, lastAt: Math.max(same.lastAt, at) };
      entry.causes = entry.causes.map((each) => (each === same ? again : each));
    }
    this.#changed();
  }

  /** A halt took another's place (REDUCING became HALTED): what is open of the one is open of the other. */
  replace(before: Halt, by: Halt): void {
    for (const { source, sentence, at, acknowledged } of this.#entries.get(before.id)?.causes ?? [])
      if (acknowledged === null) this.note(by, source, sentence, at);
    this.forget(before);
  }

  forget(halt: Halt): void {
    this.#entries.delete(halt.id);
    this.#changed();
  }

  /** What has to be acknowledged before this halt is resumed, the oldest first. */
  unacknowledged(halt: Halt): ReadonlyArray<Pick<HaltCause, 'id' | 'sentence' | 'at'>> {
    return this.view(halt).causes.filter(({ acknowledged }) => acknowledged === null);
  }

  view(halt: Halt): HaltClearanceView {
    const { causes = [], ticks = [] } = this.#entries.get(halt.id) ?? {};
    return { causes, ticks, resumableAt: this.#resumableAt(halt) };
  }

  /** On record first, then taken: an acknowledgement that is not on record is none. */
  async acknowledge(haltId: string, causeId: string, by: string): Promise<ClearanceFailure | undefined> {
    const found = this.#entries.get(haltId)?.causes.find(({ id }) => id === causeId);
    if (found === undefined)
      return fail('no-such-cause', 'That is not among what this halt was tripped by; nothing was acknowledged.');
    if (found.acknowledged !== null) return undefined;
    const { sentence, source, times } = found;
    const done = await this.#record('halt.acknowledged', { haltId, causeId, source, sentence, times, by });
    if (done !== undefined) return done;
    const entry = this.#entries.get(haltId);
    if (entry === undefined) return undefined;
    const acknowledged = { by, at: this.#ports.clock.now() };
    // What was counted up while the record was written has not been seen by anybody: it stays open.
    entry.causes = entry.causes.map((each) =>
      each.id === causeId && each.times === times ? { ...each, acknowledged } : each,
    );
    this.#changed();
    return undefined;
  }

  /** Ticks a step of the runbook, or takes the tick back. On record first. */
  async tick(haltId: string, stepId: string, by: string, isDone: boolean): Promise<ClearanceFailure | undefined> {
    const step = this.#ports.steps().find(({ id }) => id === stepId);
    if (step === undefined) return fail('no-such-step', 'The runbook has no such step; nothing was ticked.');
    if (!this.#entries.has(haltId))
      return fail('no-such-halt', 'That halt does not stand any more; nothing was ticked.');
    const type = isDone ? 'runbook.ticked' : 'runbook.unticked';
    const done = await this.#record(type, { haltId, stepId, title: step.title, by });
    if (done !== undefined) return done;
    const entry = this.#entries.get(haltId);
    if (entry === undefined) return undefined;
    const others = entry.ticks.filter((tick) => tick.stepId !== stepId);
    entry.ticks = isDone ? [...others, { stepId, by, at: this.#ports.clock.now() }] : others;
    this.#changed();
    return undefined;
  }

  /** Why this halt may not be resumed as far as operators and time go; undefined when it may. REDUCING only has to be acknowledged. */
  refusal(halt: Halt): ClearanceRefusal | undefined {
    const isHalted = halt.state === 'HALTED';
    const { ticks } = this.view(halt);
    const waitMs = this.#coolsDownForMs(halt);
    if (waitMs > 0) {
      const minutes = this.#ports.coolDownMs / 60_000;
      const until = `${formatUtc(this.#ports.clock.now() + waitMs).slice(11, 19)} UTC`;
      const message = `The cool-down of ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} lasts until ${until}. Trading stays halted until then.`;
      return { code: 'cooling-down', message };
    }
    const open = this.unacknowledged(halt);
    if (open.length > 0) {
      const what = open.map(({ sentence }) => `“${sentence}”`).slice(0, 3);
      const more = open.length > what.length ? ` and ${open.length - what.length} more` : '';
      const message = `Not acknowledged yet: ${what.join(', ')}${more}: read and acknowledge each; trading stays halted.`;
      return { code: 'not-acknowledged', message };
    }
    const ticked = new Set(ticks.map(({ stepId }) => stepId));
    const steps = isHalted ? this.#ports.steps().filter(({ id }) => !ticked.has(id)) : [];
    if (steps.length === 0) return undefined;
    const titles = steps.map(({ title }) => title).join('; ');
    return { code: 'runbook-open', message: `Steps of the runbook are open: ${titles}. Trading stays halted.` };
  }

  reconcile(covered: Covered): Promise<readonly string[]> {
    return this.#ports.reconcile(covered);
  }

  idleProblems(covered: Covered): readonly string[] {
    return this.#ports.idleProblems(covered);
  }

  #resumableAt({ trippedAt, state }: Halt): UtcMs {
    const { coolDownMs } = this.#ports;
    return coolDownMs === 0 || state !== 'HALTED' ? 0 : trippedAt + coolDownMs;
  }

  /** Of a halt of this run by the monotonic clock; of an earlier one's by the wall clock, but never longer than a whole cool-down. */
  #coolsDownForMs(halt: Halt): number {
    const { clock, coolDownMs } = this.#ports;
    const entry = this.#entries.get(halt.id);
    if (entry === undefined || this.#resumableAt(halt) === 0) return 0;
    const sinceSeen = coolDownMs - (clock.monotonicMs() - entry.seenAtMs);
    return entry.isOfThisRun ? sinceSeen : Math.min(sinceSeen, this.#resumableAt(halt) - clock.now());
  }

  #entry(halt: Halt, isOfThisRun: boolean): Entry {
    return { halt, seenAtMs: this.#ports.clock.monotonicMs(), isOfThisRun, causes: [], ticks: [], lastCause: 0 };
  }

  async #record(type: string, data: unknown): Promise<ClearanceFailure | undefined> {
    const recorded = await this.#ports.journal(type, data);
    if (recorded.ok) return undefined;
    return fail('journal-failed', `It could not be recorded, so it does not count. ${recorded.error.message}`);
  }

  #changed(): void {
    this.#ports.onChange();
    if (this.#isSaveDue) return;
    this.#isSaveDue = true;
    this.#saving = this.#saving.then(async () => {
      this.#isSaveDue = false;
      const halts = [...this.#entries.values()].map(({ halt, lastCause, causes, ticks }) => ({
        id: halt.id,
        lastCause,
        causes,
        ticks,
      }));
      try {
        await this.#ports.file.write(seal({ version: 1, halts }));
      } catch (thrown) {
        void this.#ports.journal('halt.clearance-not-saved', { message: messageOf(thrown) });
      }
    });
  }

  async #read(): Promise<Map<string, Pick<Entry, 'lastCause' | 'causes' | 'ticks'>>> {
    try {
      const parsed = stored.safeParse(unseal((await this.#ports.file.read()) ?? ''));
      return new Map(parsed.success ? parsed.data.halts.map(({ id, ...rest }) => [id, rest]) : []);
    } catch {
      return new Map();
    }
  }
}

const fail = (code: ClearanceFailure['code'], message: string): ClearanceFailure => ({ code, message });
