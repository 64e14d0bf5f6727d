import type { JournalRecordView } from '#shared/contract/views';
import type { Clock } from '#shared/model/time';
import type { Journal } from '../domains/journal/index';
import { journalRecordView } from './desk/records';

const EVERY_MS = 500;
/** Most records told in one round; a screen that needs more asks for them. */
const MAX_RECORDS = 100;

/** Tells new records as they become durable, for the live tail. */
export class JournalFeed {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #tell: (records: JournalRecordView[]) => void;
  #toldSeq = 0;
  #isAsking = false;
  #stop: (() => void) | undefined;

  constructor(journal: Journal, clock: Clock, tell: (records: JournalRecordView[]) => void) {
    this.#journal = journal;
    this.#clock = clock;
    this.#tell = tell;
  }

  start(): void {
    this.#stop = this.#clock.every(EVERY_MS, () => void this.#round());
  }

  stop(): void {
    this.#stop?.();
  }

  async #round(): Promise<void> {
    const headSeq = this.#journal.status.head?.seq ?? 0;
    if (this.#isAsking || headSeq <= this.#toldSeq || !this.#journal.isHealthy()) return;
    this.#isAsking = true;
    const answer = await this.#journal.tail({ limit: Math.min(MAX_RECORDS, headSeq - this.#toldSeq) });
    this.#isAsking = false;
    if (!answer.ok) return;
    const fresh = answer.value.filter(({ seq }) => seq > this.#toldSeq);
    this.#toldSeq = fresh.at(-1)?.seq ?? this.#toldSeq;
    if (fresh.length > 0) this.#tell(fresh.map(journalRecordView));
  }
}
