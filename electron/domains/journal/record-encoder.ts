import type { JournalHead } from './protocol';
import { COVERED_AT, ENVELOPE_BYTES, LINE_FEED, sha256Hex } from './record';

const FIRST_CAPACITY = 256 * 1024;
const CLOSING_BRACE = 0x7d;

/** Builds the lines of one group in one buffer, each chained to the one before. Reused for every group. */
export class RecordEncoder {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  #length = 0;
  #seq = 0;
  #hash = '';
  #hashes: string[] = [];

  /** Begins a group after `head`. The bytes of the last group are overwritten from here on. */
  begin(head: JournalHead): void {
    this.#length = 0;
    this.#seq = head.seq;
    this.#hash = head.hash;
    this.#hashes = [];
  }

  /** Adds one record of the writer's own. */
  addValue(type: string, data: unknown, time: string): void {
    const json = Buffer.from(JSON.stringify(data));
    this.add(type, json, 0, json.length, time);
  }

  /** Adds one record; its data is the JSON, without line breaks, at `from` to `to` of `source`. */
  add(type: string, source: Buffer, from: number, to: number, time: string): void {
    const seq = this.#seq + 1;
    const members = `","prev":"${this.#hash}","seq":${seq},"time":"${time}","type":"${type}","data":`;
    this.#makeRoom(ENVELOPE_BYTES + to - from);
    const bytes = this.#bytes;
    const start = this.#length;
    const dataAt = start + COVERED_AT + bytes.write(members, start + COVERED_AT, 'latin1');
    const end = dataAt + source.copy(bytes, dataAt, from, to) + 1;
    bytes[end - 1] = CLOSING_BRACE;
    const hash = sha256Hex(bytes.subarray(start + COVERED_AT, end));
    bytes.write(`{"hash":"${hash}`, start, 'latin1');
    bytes[end] = LINE_FEED;
    this.#length = end + 1;
    this.#seq = seq;
    this.#hash = hash;
    this.#hashes.push(hash);
  }

  /** The group so far. A view: valid until the next `begin`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The last record added, or the head the group began after. */
  get head(): JournalHead {
    return { seq: this.#seq, hash: this.#hash };
  }

  /** Hashes of the records since `begin`, in order. */
  get hashes(): readonly string[] {
    return this.#hashes;
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
