import type { Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { Journal } from '../domains/journal/index';
import type { ProcessStatus } from '../platform/process/supervised-process';

/** Most facts kept in memory while the journal cannot be written. At 50 a second that is over five hours. */
const MAX_BACKLOG = 1_000_000;
/** Facts handed over together. */
const BATCH = 64;
/**
 * Facts are collected for so long before they are written: the write of one (1 to 2 ms with its sync, measured) would hold
 * up the next decision, whose order waits for it. Lost with the console are at most the facts of this time, all of which the
 * exchange knows.
 */
const FACTS_WAIT_MS = 20;

interface Fact {
  readonly type: string;
  readonly data: unknown;
}

/**
 * Hands entries to the journal. `append` is for what must be durable before something else happens. `record` is for what
 * has happened already (an acknowledgement, a fill): it cannot be refused, so it is kept and tried again, in order, until
 * it is durable. A fact written again after an unknown outcome can stand twice; it is never missing.
 */
export class Recorder {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #backlog: Fact[] = [];
  readonly #look: ((type: string, data: unknown) => void) | undefined;
  #isFlushDue = false;
  #flushing: Promise<void> | undefined;

  /** `look` is told every entry, before it is written; it must not throw. */
  constructor(journal: Journal, clock: Clock, look: ((type: string, data: unknown) => void) | undefined = undefined) {
    this.#look = look;
    this.#journal = journal;
    this.#clock = clock;
    journal.onChange(({ isHealthy }) => {
      if (isHealthy) void this.#flush();
    });
  }

  /** Facts not yet durable. */
  get pending(): number {
    return this.#backlog.length;
  }

  /** What is pending goes with it, in the same write: a decision never waits for the facts before it. */
  async append(type: string, data: unknown): Promise<Result<{ readonly seq: number }, { readonly message: string }>> {
    this.#look?.(type, data);
    void this.#flush();
    return this.#journal.append({ type, data });
  }

  /** A fact that is wanted durable at once: what the journal does not take now is kept and tried again, as any other. */
  async appendOrKeep(
    type: string,
    data: unknown,
  ): Promise<Result<{ readonly seq: number }, { readonly message: string }>> {
    const written = await this.append(type, data);
    if (!written.ok) this.record(type, data);
    return written;
  }

  record(type: string, data: unknown): void {
    if (this.#backlog.length >= MAX_BACKLOG) throw new Error('the backlog of the journal is full');
    this.#look?.(type, data);
    this.#backlog.push({ type, data });
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    this.#clock.after(FACTS_WAIT_MS, () => {
      this.#isFlushDue = false;
      void this.#flush();
    });
  }

  /** A process of the console ended by itself and is being started again. Of the journal's own end it is told once that is back. */
  processEnded({ name, lastExit, restarts }: ProcessStatus): void {
    this.record('process.ended', { name, why: lastExit ?? null, restarts });
  }

  /** Resolves when nothing is pending, or the journal does not take it. */
  settled(): Promise<void> {
    return this.#flush();
  }

  #flush(): Promise<void> {
    this.#flushing ??= this.#writeAll().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #writeAll(): Promise<void> {
    let most = BATCH;
    while (this.#backlog.length > 0 && this.#journal.isHealthy()) {
      const batch = this.#backlog.slice(0, most);
      const [first] = batch;
      const written = await this.#journal.appendMany(batch);
      if (written.ok) {
        this.#backlog.splice(0, batch.length);
        most = BATCH;
      } else if (written.error.code !== 'journal-refused') {
        return;
      } else if (batch.length > 1) {
        most = 1;
      } else if (first !== undefined) {
        // It can never be written (longer than a record may be): it is named in its place, the others are kept.
        this.#backlog[0] = { type: 'journal.entry-refused', data: { type: first.type, why: written.error.message } };
      }
    }
  }
}
