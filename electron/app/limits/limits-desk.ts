import { OVERRIDE_MAX_MS, REASON_MIN } from '#shared/contract/bounds';
import type { LimitEditRequest } from '#shared/contract/limits';
import type { LimitId } from '#shared/model/limits';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import type { StoredEntry } from '#shared/model/stored-limits';
import type { Clock, UtcMs } from '#shared/model/time';
import type { PassphraseAnswer } from '../../domains/halt/index';
import {
  applyEdits,
  entryOf,
  entryText,
  isSameEntry,
  type LimitBook,
  type LimitKeys,
  type LimitSubject,
  limitChanges,
  loosensAtAnyTime,
  parseLimits,
  type StoredLimits,
  storedEntry,
} from '../../domains/risk/index';
import { askPassphrase, type PassphraseRefusal } from './ask-passphrase';

/** How often overrides are looked at, and how often what could not be saved is tried again, milliseconds. */
const LOOK_EVERY_MS = 1_000;
const SAVE_EVERY_MS = 5_000;
/** Most overrides at once: more than these are no exceptions any more. */
const MOST_OVERRIDES = 20;

export type ChangeFailure = PassphraseRefusal | 'stale' | 'invalid' | 'journal-failed' | 'could-not-save';
type Refused<Code extends string> = { readonly code: Code; readonly message: string };
export type Changed = Result<{ readonly revision: number; readonly note: string }, Refused<ChangeFailure>>;
export type EditDirection = 'tighter' | 'looser' | 'both' | 'hidden' | 'same';

export interface LimitsDeskPorts {
  readonly clock: Clock;
  readonly book: LimitBook;
  readonly checkPassphrase: (passphrase: string) => Promise<PassphraseAnswer>;
  /** Durable before it resolves. */
  readonly append: (type: string, data: unknown) => Promise<Result<unknown, { readonly message: string }>>;
  /** Of what has happened already: kept until it is durable. */
  readonly record: (type: string, data: unknown) => void;
  readonly isJournalHealthy: () => boolean;
  /** Replaces the stored limits atomically; throws when it cannot. */
  readonly save: (limits: StoredLimits) => void;
  /** What limits may be set for; and every bot, or none, of each account. */
  readonly keys: LimitKeys;
  readonly bots: ReadonlyArray<Pick<LimitSubject, 'exchange' | 'accountId' | 'botId'>>;
}

/** A change worked out and not yet made. */
interface Plan {
  readonly next: StoredLimits;
  readonly ids: readonly LimitId[];
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The one way limits are changed. Loosening: passphrase, then the record, then the settings, then in force; what fails on the way
 * leaves everything as it was. Tightening: in force in the same tick, whatever else fails; then saved and recorded, and tried
 * again until both are done. Every change names the revision it was made on: one that is not the newest is refused.
 */
export class LimitsDesk {
  readonly #ports: LimitsDeskPorts;
  #stored: StoredLimits;
  #isUnsaved = false;
  /** When each override ends on the monotonic clock: a wall clock that is set back makes none longer. */
  readonly #deadlines = new Map<string, number>();
  #stops: Array<() => void> = [];

  constructor(stored: StoredLimits, ports: LimitsDeskPorts) {
    this.#stored = stored;
    this.#ports = ports;
    this.#noteDeadlines();
  }

  get stored(): StoredLimits {
    return this.#stored;
  }

  get revision(): number {
    return this.#ports.book.revision;
  }

  get keys(): LimitKeys {
    return this.#ports.keys;
  }

  /** A sentence while what is in force is not on disk; empty otherwise. */
  get unsaved(): string {
    return this.#isUnsaved
      ? 'The limits in force could not be saved: after a restart the older ones would apply. Free some space on the disk; it is tried again every 5 seconds.'
      : '';
  }

  /** Puts what is in force on record, then looks after overrides and what could not be saved. */
  start(): void {
    const { clock, record } = this.#ports;
    record('limits.in-force', this.#stored);
    this.#stops = [
      clock.every(LOOK_EVERY_MS, () => this.#endOverdue()),
      clock.every(SAVE_EVERY_MS, () => this.#isUnsaved && this.#save(this.#stored)),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  /** For each edit what is wrong with it, or which way it goes by itself; and whether all together need the passphrase. */
  preview(edits: readonly LimitEditRequest[]): {
    readonly revision: number;
    readonly edits: Array<{ readonly problem: string; readonly direction: EditDirection }>;
    readonly needsPassphrase: boolean;
  } {
    const { stored: next, problems } = applyEdits(this.#stored, edits, this.keys);
    return {
      revision: this.revision,
      edits: edits.map((edit, index) => ({
        problem: problems[index] ?? '',
        direction: problems[index] === '' ? this.#direction(edit) : 'same',
      })),
      needsPassphrase: this.#loosens(next, idsOf(edits)),
    };
  }

  /** The limits as these edits would make them, for trying; or what is wrong, in sentences. */
  edited(edits: readonly LimitEditRequest[]): Result<StoredLimits, Refused<'invalid'>> {
    const { stored, problems } = applyEdits(this.#stored, edits, this.keys);
    const wrong = edits.flatMap(({ limitId, level, key }, index) =>
      problems[index] === '' ? [] : [`${limitId} (${level} ${key}): ${problems[index]}`],
    );
    return wrong.length === 0
      ? ok(stored)
      : err({ code: 'invalid', message: `${wrong.join(' ')} Nothing was changed; correct it and save again.` });
  }

  /** Makes the edits, all or none. */
  async change(
    revision: number,
    edits: readonly LimitEditRequest[],
    reason: string,
    passphrase: string | null,
  ): Promise<Changed> {
    if (revision !== this.revision) return err(STALE);
    const edited = this.edited(edits);
    if (!edited.ok) return edited;
    const changes = edits.flatMap((edit) => {
      const [from, to] = [storedEntry(this.#stored, edit), storedEntry(edited.value, edit)];
      return isSameEntry(from, to) ? [] : [{ ...cellOf(edit), from: wordsOf(from), to: wordsOf(to) }];
    });
    if (changes.length === 0)
      return err({ code: 'invalid', message: 'These limits are set like that already. Nothing was changed.' });
    const plan = { next: edited.value, ids: idsOf(edits), type: 'limits.changed', data: { reason, changes } };
    return this.#make(revision, plan, reason, passphrase);
  }

  /** R12 (RTS 6 art. 15(6)): replaces one limit at one level for so long. */
  async override(
    revision: number,
    edit: LimitEditRequest,
    forMs: number,
    reason: string,
    passphrase: string | null,
  ): Promise<Changed> {
    const { clock } = this.#ports;
    const entry = edit.to.kind === 'none' ? err('An override sets a value.') : entryOf(edit, this.keys);
    const invalid = (message: string): Changed => err({ code: 'invalid', message: `${message} Nothing was changed.` });
    if (!entry.ok) return invalid(entry.error);
    if (entry.value === undefined) return invalid('An override sets a value.');
    if (!(forMs > 0 && forMs <= OVERRIDE_MAX_MS)) return invalid('An override lasts 7 days at most.');
    if (this.#stored.overrides.length >= MOST_OVERRIDES)
      return invalid(
        `${MOST_OVERRIDES} overrides hold already. Lift one that is not needed, or change the limit itself.`,
      );
    const createdAt = clock.now();
    const override = {
      id: this.#freeId(),
      ...cellOf(edit),
      limit: edit.limitId,
      entry: entry.value,
      reason,
      createdAt,
      expiresAt: createdAt + forMs,
    };
    const { limitId: _same, ...kept } = override;
    const next = { ...this.#stored, overrides: [...this.#stored.overrides, kept] };
    const data = { ...kept, entry: wordsOf(entry.value), from: wordsOf(storedEntry(this.#stored, edit)) };
    return this.#make(revision, { next, ids: [edit.limitId], type: 'limits.override-made', data }, reason, passphrase);
  }

  /** Ends an override before its time; undefined: there is none of this id. */
  async lift(revision: number, id: string, passphrase: string | null): Promise<Changed | undefined> {
    const override = this.#stored.overrides.find((each) => each.id === id);
    if (override === undefined) return undefined;
    const next = { ...this.#stored, overrides: this.#stored.overrides.filter((each) => each !== override) };
    const { limit, level, key, reason, expiresAt } = override;
    const data = { id, limit, level, key, reason, expiresAt, entry: wordsOf(override.entry as StoredEntry) };
    return this.#make(revision, { next, ids: [limit], type: 'limits.override-lifted', data }, 'lifted', passphrase);
  }

  /** The book has let overrides run out: they leave the settings, too. */
  onExpired(expired: ReadonlyArray<{ readonly id: string }>): void {
    const ids = new Set(expired.map(({ id }) => id));
    this.#stored = { ...this.#stored, overrides: this.#stored.overrides.filter(({ id }) => !ids.has(id)) };
    this.#noteDeadlines();
    this.#save(this.#stored);
  }

  async #make(revision: number, plan: Plan, reason: string, passphrase: string | null): Promise<Changed> {
    if (revision !== this.revision) return err(STALE);
    return this.#loosens(plan.next, plan.ids) ? this.#loosen(revision, plan, reason, passphrase) : this.#tighten(plan);
  }

  async #loosen(revision: number, plan: Plan, reason: string, passphrase: string | null): Promise<Changed> {
    const { checkPassphrase, append, record, save } = this.#ports;
    if (reason.trim().length < REASON_MIN)
      return err({
        code: 'invalid',
        message: 'Loosening a limit asks for a reason, which goes on record. Nothing was changed.',
      });
    const refused = await askPassphrase(
      checkPassphrase,
      passphrase,
      'This lets through what was refused',
      'No limit was changed.',
    );
    if (refused !== undefined) {
      record('operator.limits-refused', { code: refused.code, type: plan.type });
      return err(refused);
    }
    if (revision !== this.revision) return err(STALE);
    const recorded = await append(plan.type, { ...plan.data, loosens: true });
    if (!recorded.ok)
      return err({
        code: 'journal-failed',
        message: `The change could not be recorded, so no limit was changed. ${recorded.error.message}`,
      });
    const drop = (why: string): void => record('limits.change-dropped', { type: plan.type, why });
    if (revision !== this.revision) {
      drop('the limits had changed meanwhile');
      return err(STALE);
    }
    try {
      save(plan.next);
    } catch (thrown) {
      drop(messageOf(thrown));
      return err({
        code: 'could-not-save',
        message: `The limits could not be saved (${messageOf(thrown)}). No limit was changed; free some space and try again.`,
      });
    }
    this.#isUnsaved = false;
    this.#put(plan.next);
    return ok({ revision: this.revision, note: '' });
  }

  /** Nothing that can fail stands before it: a tighter limit holds from this tick on. */
  #tighten({ next, type, data }: Plan): Changed {
    const { record, isJournalHealthy } = this.#ports;
    this.#put(next);
    this.#save(next);
    record(type, { ...data, loosens: false });
    const notes = [
      ...(this.#isUnsaved ? [this.unsaved] : []),
      ...(isJournalHealthy()
        ? []
        : ['The journal is away: the change holds already, and goes on record as soon as the journal is back.']),
    ];
    return ok({ revision: this.revision, note: notes.join(' ') });
  }

  #put(next: StoredLimits): void {
    this.#stored = next;
    this.#ports.book.replace(parseLimits(next));
    this.#noteDeadlines();
  }

  #save(limits: StoredLimits): void {
    try {
      this.#ports.save(limits);
      this.#isUnsaved = false;
    } catch (thrown) {
      if (!this.#isUnsaved) this.#ports.record('limits.not-saved', { why: messageOf(thrown) });
      this.#isUnsaved = true;
    }
  }

  #loosens(next: StoredLimits, ids: readonly LimitId[]): boolean {
    const { book, clock } = this.#ports;
    return loosensAtAnyTime(book.tree, parseLimits(next), this.#subjects(next), clock.now(), ids);
  }

  /** What the edit does by itself. */
  #direction(edit: LimitEditRequest): EditDirection {
    const { stored: next } = applyEdits(this.#stored, [edit], this.keys);
    if (isSameEntry(storedEntry(this.#stored, edit), storedEntry(next, edit))) return 'same';
    const { book, clock } = this.#ports;
    const after = parseLimits(next);
    const changes = limitChanges(book.tree, after, this.#subjects(next), clock.now(), [edit.limitId]);
    const isLooser = changes.some(({ isLoosening }) => isLoosening) || this.#loosens(next, [edit.limitId]);
    const isTighter = changes.some(({ isLoosening }) => !isLoosening);
    return isLooser ? (isTighter ? 'both' : 'looser') : isTighter ? 'tighter' : 'hidden';
  }

  /** Everybody a change can touch: each bot (and each account without one) on each symbol of its own limits, and on any other. */
  #subjects(next: StoredLimits): LimitSubject[] {
    const symbols = new Set(['']);
    for (const { symbols: sets, overrides } of [this.#stored, next]) {
      for (const symbol of Object.keys(sets)) symbols.add(symbol);
      for (const { level, key } of overrides) if (level === 'symbol') symbols.add(key);
    }
    return this.#ports.bots.flatMap((bot) => [...symbols].map((symbol) => ({ ...bot, symbol })));
  }

  #freeId(): string {
    const taken = new Set(this.#stored.overrides.map(({ id }) => id));
    const stem = `o-${this.#ports.clock.now().toString(36)}`;
    for (let more = 0; ; more += 1) {
      const id = more === 0 ? stem : `${stem}-${more}`;
      if (!taken.has(id)) return id;
    }
  }

  #noteDeadlines(): void {
    const { clock } = this.#ports;
    const kept = new Set(this.#stored.overrides.map(({ id }) => id));
    for (const id of this.#deadlines.keys()) if (!kept.has(id)) this.#deadlines.delete(id);
    const toMonotonic = (at: UtcMs): number => clock.monotonicMs() + (at - clock.now());
    for (const { id, expiresAt } of this.#stored.overrides)
      if (!this.#deadlines.has(id)) this.#deadlines.set(id, toMonotonic(expiresAt));
  }

  #endOverdue(): void {
    const { clock, book, record } = this.#ports;
    book.overrides(clock.now());
    const overdue = this.#stored.overrides.filter(
      ({ id }) => clock.monotonicMs() >= (this.#deadlines.get(id) ?? Number.POSITIVE_INFINITY),
    );
    if (overdue.length === 0) return;
    this.#put({ ...this.#stored, overrides: this.#stored.overrides.filter((each) => !overdue.includes(each)) });
    this.#save(this.#stored);
    for (const { id, limit, level, key, reason } of overdue)
      record('limits.override-expired', { id, limit, level, key, reason });
  }
}

const STALE = {
  code: 'stale',
  message:
    'The limits have changed since this edit was begun: another window changed them, or an override ended. Nothing was changed; look at the numbers as they are now, then save again.',
} as const;

const idsOf = (edits: readonly LimitEditRequest[]): LimitId[] => [...new Set(edits.map(({ limitId }) => limitId))];
const cellOf = ({ level, key, limitId }: LimitEditRequest) => ({ level, key, limitId });

/** An entry as it goes on record; null: none set. */
function wordsOf(entry: StoredEntry | undefined): string | null {
  if (entry === undefined) return null;
  if (entry.notWatched !== undefined) return `not watched: ${entry.notWatched}`;
  return entry.onBreach === 'resize' ? `${entryText(entry)} or smaller` : entryText(entry);
}
