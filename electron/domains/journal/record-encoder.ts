import type { JournalHead } from './protocol';
import { COVERED_AT, HASH_AT, LINE_FEED, sha256Hex } from './record';

const FIRST_CAPACITY = 256 * 1024;
/** Worst case of UTF-16 units to UTF-8 bytes. */
const BYTES_PER_UNIT = 3;

/** Builds the lines of one group in one buffer, each chained to the one before. Reused for every group. */
export class RecordEncoder {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  #length = 0;
  #seq = 0;
  #hash = '';

  /** Begins a group after `head`. The bytes of the last group are overwritten from here on. */
  begin(head: JournalHead): void {
    this.#length = 0;
    this.#seq = head.seq;
    this.#hash = head.hash;
  }

  /** Adds one record; `dataText` is its data as JSON without line breaks. Returns its sequence number. */
  add(type: string, dataText: string, time: string): number {
    const seq = this.#seq + 1;
    const covered = `","prev":"${this.#hash}","seq":${seq},"time":"${time}","type":"${type}","data":${dataText}}`;
    this.#makeRoom(COVERED_AT + covered.length * BYTES_PER_UNIT + 1);
    const bytes = this.#bytes;
    const start = this.#length;
    const end = start + COVERED_AT + bytes.write(covered, start + COVERED_AT, 'utf8');
    const hash = sha256Hex(bytes.subarray(start + COVERED_AT, end));
    bytes.write('{"hash":"', start, 'latin1');
    bytes.write(hash, start + HASH_AT, 'latin1');
    bytes[end] = LINE_FEED;
    this.#length = end + 1;
    this.#seq = seq;
    this.#hash = hash;
    return seq;
  }

  /** The group so far. A view: valid until the next `begin`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The last record added, or the head the group began after. */
  get head(): JournalHead {
    return { seq: this.#seq, hash: this.#hash };
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
