import { err, type Result } from '#shared/model/result';
import { type EntryText, MAX_BATCH_BYTES } from './entry-text';
import type { JournalFailure } from './failure';
import type { JournalHead } from './protocol';
import { ENVELOPE_BYTES } from './record';

/** Entries that are durable: the first one's sequence number, and the journal's head once all of them were written. */
export interface Acknowledged {
  readonly seq: number;
  readonly head: JournalHead;
}

export type SendBatch = (text: EntryText) => Promise<Result<{ firstSeq: number; head: JournalHead }, JournalFailure>>;

interface Waiting {
  readonly text: EntryText;
  readonly count: number;
  readonly bytes: number;
  readonly settle: (result: Result<Acknowledged, JournalFailure>) => void;
}

/** At most so much waits for the writer: about 100,000 decisions. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Two requests at a time: the writer chains the second while it syncs the first. Under load the others collect into larger
 * requests, for a message between processes costs about 0.1 ms whatever it holds (measured).
 */
const MAX_REQUESTS = 2;

/** Collects the appends of one tick into one request, keeps their order, and bounds what waits. */
export class Outbox {
  readonly #send: SendBatch;
  #collected: Waiting[] = [];
  #bytes = 0;
  #requests = 0;
  readonly #waiting = new Set<Promise<unknown>>();
  #isFlushing = false;

  constructor(send: SendBatch) {
    this.#send = send;
  }

  /** Bytes handed over and not yet acknowledged or refused. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  /** Hands over `count` entries as one text; they become durable, or are refused, together. */
  add(text: EntryText, count: number): Promise<Result<Acknowledged, JournalFailure>> {
    const bytes = Buffer.byteLength(text) + count * ENVELOPE_BYTES;
    if (bytes > MAX_BATCH_BYTES) {
      const message = `${count} entries of ${bytes} bytes are more than one append holds (${MAX_BATCH_BYTES}). Append them in parts.`;
      return Promise.resolve(err({ code: 'journal-refused', message, mayBeWritten: false }));
    }
    if (this.#bytes + bytes > MAX_WAITING_BYTES) {
      const message = `More than ${MAX_WAITING_BYTES} bytes wait for the journal's disk, so this was not recorded. No new order is sent; cancels and the halt still work. Check the disk; it goes on by itself when the disk keeps up.`;
      return Promise.resolve(err({ code: 'journal-busy', message, mayBeWritten: false }));
    }
    this.#bytes += bytes;
    const added = new Promise<Result<Acknowledged, JournalFailure>>((settle) => {
      this.#collected.push({ text, count, bytes, settle });
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
    let text = '';
    let bytes = 0;
    for (const waiting of this.#collected) {
      bytes += waiting.bytes;
      if (count > 0 && bytes > MAX_BATCH_BYTES) break;
      text += waiting.text;
      count += 1;
    }
    void this.#deliver(text, this.#collected.splice(0, count));
  }

  async #deliver(text: EntryText, batch: readonly Waiting[]): Promise<void> {
    this.#requests += 1;
    const result = await this.#send(text);
    this.#requests -= 1;
    this.#flushSoon();
    let seq = result.ok ? result.value.firstSeq : 0;
    for (const { count, bytes, settle } of batch) {
      this.#bytes -= bytes;
      settle(result.ok ? { ok: true, value: { seq, head: result.value.head } } : result);
      seq += count;
    }
  }
}
