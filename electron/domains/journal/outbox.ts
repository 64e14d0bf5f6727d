import { err, type Result } from '#shared/model/result';
import { EntryBuffer, type EntryBytes, MAX_BATCH_BYTES } from './entry-bytes';
import type { JournalFailure } from './failure';
import type { JournalEntry, JournalHead } from './protocol';
import { ENVELOPE_BYTES } from './record';

/** Entries that are durable: the first one's sequence number, and the journal's head once all of them were written. */
export interface Acknowledged {
  readonly seq: number;
  readonly head: JournalHead;
}

export type SendBatch = (bytes: EntryBytes) => Promise<Result<{ firstSeq: number; head: JournalHead }, JournalFailure>>;

interface Waiting {
  readonly count: number;
  /** As entries, and as the records they become at most. */
  readonly entryBytes: number;
  readonly bytes: number;
  readonly settle: (result: Result<Acknowledged, JournalFailure>) => void;
}

/** At most so much waits for the writer: about 100,000 decisions. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Two requests at a time: the writer works on one while the caller makes the next. Under load the other appends collect into
 * larger ones, for a message between processes costs about 0.1 ms whatever it holds (measured); half a MiB is enough for that.
 */
const MAX_REQUESTS = 2;
const REQUEST_BYTES = 512 * 1024;

/** Collects the appends of one tick into one request, keeps their order, and bounds what waits. */
export class Outbox {
  readonly #send: SendBatch;
  readonly #buffer = new EntryBuffer();
  #collected: Waiting[] = [];
  #bytes = 0;
  #requests = 0;
  #entries = 0;
  #lastSeq: number | undefined;
  readonly #waiting = new Set<Promise<unknown>>();
  #isFlushing = false;

  constructor(send: SendBatch) {
    this.#send = send;
  }

  /** Bytes handed over and not yet acknowledged or refused. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  /**
   * The sequence that the last entry handed over should get. A guess: the writer adds a record of its own after an outage.
   * Undefined before the first acknowledgement.
   */
  get expectedSeq(): number | undefined {
    return this.#lastSeq === undefined ? undefined : this.#lastSeq + this.#entries;
  }

  /** Hands over entries that become durable, or are refused, together. One that breaks a limit refuses all of them. */
  add(entries: readonly JournalEntry[]): Promise<Result<Acknowledged, JournalFailure>> {
    const before = this.#buffer.length;
    const refuse = (
      code: 'journal-refused' | 'journal-busy',
      message: string,
    ): Promise<Result<never, JournalFailure>> => {
      this.#buffer.rewind(before);
      return Promise.resolve(err({ code, message, mayBeWritten: false }));
    };
    const problem = this.#buffer.add(entries);
    if (problem !== undefined) return refuse('journal-refused', `Not recorded: ${problem}.`);
    const count = entries.length;
    const entryBytes = this.#buffer.length - before;
    const bytes = entryBytes + count * ENVELOPE_BYTES;
    if (count === 0) return refuse('journal-refused', 'Not recorded: there is nothing to record.');
    if (bytes > MAX_BATCH_BYTES) {
      return refuse(
        'journal-refused',
        `Not recorded: ${count} entries of ${bytes} bytes are more than one append holds (${MAX_BATCH_BYTES}). Append them in parts.`,
      );
    }
    if (this.#bytes + bytes > MAX_WAITING_BYTES) {
      return refuse(
        'journal-busy',
        `More than ${MAX_WAITING_BYTES} bytes wait for the journal's disk, so this was not recorded. No new order is sent; cancels and the halt still work. Check the disk; it goes on by itself when the disk keeps up.`,
      );
    }
    this.#bytes += bytes;
    this.#entries += count;
    const added = new Promise<Result<Acknowledged, JournalFailure>>((settle) => {
      this.#collected.push({ count, entryBytes, bytes, settle });
    });
    this.#waiting.add(added);
    void added.then(() => this.#waiting.delete(added));
    this.#flushSoon();
    return added;
  }

  /** Resolves when nothing waits any more: each append was acknowledged or refused. */
  async drained(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.all(this.#waiting);
  }

  #flushSoon(): void {
    if (this.#isFlushing || this.#requests >= MAX_REQUESTS || this.#collected.length === 0) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      while (this.#collected.length > 0 && this.#requests < MAX_REQUESTS) this.#deliverNext();
    });
  }

  #deliverNext(): void {
    let count = 0;
    let entryBytes = 0;
    let bytes = 0;
    for (const waiting of this.#collected) {
      bytes += waiting.bytes;
      if (count > 0 && bytes > REQUEST_BYTES) break;
      entryBytes += waiting.entryBytes;
      count += 1;
    }
    void this.#deliver(this.#buffer.take(entryBytes), this.#collected.splice(0, count));
  }

  async #deliver(entries: EntryBytes, batch: readonly Waiting[]): Promise<void> {
    this.#requests += 1;
    const result = await this.#send(entries);
    this.#requests -= 1;
    this.#flushSoon();
    let seq = result.ok ? result.value.firstSeq : 0;
    for (const { count, bytes, settle } of batch) {
      this.#bytes -= bytes;
      this.#entries -= count;
      settle(result.ok ? { ok: true, value: { seq, head: result.value.head } } : result);
      seq += count;
    }
    if (result.ok) this.#lastSeq = seq - 1;
  }
}
