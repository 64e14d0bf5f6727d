import type { Result } from '#shared/model/result';
import type { Journal } from '../domains/journal/index';

/** Most facts kept in memory while the journal cannot be written. At 50 a second that is over five hours. */
const MAX_BACKLOG = 1_000_000;

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
  readonly #backlog: Fact[] = [];
  #isFlushing = false;

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.onChange(({ isHealthy }) => {
      if (isHealthy) void this.#flush();
    });
  }

  /** Facts not yet durable. */
  get pending(): number {
    return this.#backlog.length;
  }

  async append(type: string, data: unknown): Promise<Result<{ readonly seq: number }, { readonly message: string }>> {
    return this.#journal.append({ type, data });
  }

  record(type: string, data: unknown): void {
    if (this.#backlog.length >= MAX_BACKLOG) throw new Error('the backlog of the journal is full');
    this.#backlog.push({ type, data });
    void this.#flush();
  }

  /** Resolves when nothing is pending, or the journal does not take it. */
  async settled(): Promise<void> {
    await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    try {
      while (this.#backlog.length > 0 && this.#journal.isHealthy()) {
        const batch = this.#backlog.slice(0, 64);
        const written = await this.#journal.appendMany(batch);
        if (!written.ok) return;
        this.#backlog.splice(0, batch.length);
      }
    } finally {
      this.#isFlushing = false;
    }
  }
}
