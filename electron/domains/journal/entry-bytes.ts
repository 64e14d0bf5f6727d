import { err, messageOf, ok, type Result } from '#shared/model/result';
import type { JournalEntry } from './protocol';
import { ENVELOPE_BYTES, LINE_FEED, MAX_LINE_BYTES } from './record';

/**
 * Entries travel to the writer as UTF-8 bytes, `type SP json LF` each: JSON is made once, by the caller, and the writer copies it
 * into its line without making a string of it. Measured for decisions of 676 bytes: sending objects costs the two processes 16 µs
 * more a record, sending strings 4 µs more.
 */
export type EntryBytes = Uint8Array;

/** Lower-case words of letters, digits and hyphens, joined by dots. */
const TYPE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;
const MAX_TYPE_LENGTH = 64;
/** Data may be this long as UTF-8 JSON, so that the whole line stays below 1 MiB. */
export const MAX_DATA_BYTES = MAX_LINE_BYTES - ENVELOPE_BYTES;
/** Entries handed over together may be this long together. Bounds what one write may leave half done. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

const SPACE = 0x20;
const FIRST_CAPACITY = 64 * 1024;
/** Worst case of UTF-16 units to UTF-8 bytes. */
const BYTES_PER_UNIT = 3;

/** Collects entries as bytes, to be taken from its front. */
export class EntryBuffer {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  #start = 0;
  #end = 0;

  /** Bytes added and not taken. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Adds entries, all or none; returns the sentence that says why one of them can never be a record. */
  add(entries: readonly JournalEntry[]): string | undefined {
    let text = '';
    for (const { type, data } of entries) {
      if (!isType(type)) return notAType(type);
      let json: string | undefined;
      try {
        json = JSON.stringify(data);
      } catch (thrown) {
        return `the data of ${type} cannot be written as JSON: ${messageOf(thrown)}`;
      }
      if (json === undefined) return `the data of ${type} is not a JSON value`;
      const mayBeTooLong = json.length * BYTES_PER_UNIT > MAX_DATA_BYTES;
      if (mayBeTooLong && Buffer.byteLength(json) > MAX_DATA_BYTES) return tooLong(type);
      text += `${type} ${json}\n`;
    }
    // One conversion for all of them: the call costs more than the bytes of one.
    this.#makeRoom(Buffer.byteLength(text));
    this.#end += this.#bytes.write(text, this.#end, 'utf8');
    return undefined;
  }

  /** Forgets what was added after it was `length` long. */
  rewind(length: number): void {
    this.#end = this.#start + length;
  }

  /** Takes `length` bytes from the front, as a copy that shares its memory with nothing (it is sent as a whole). */
  take(length: number): EntryBytes {
    const taken = new Uint8Array(length);
    taken.set(this.#bytes.subarray(this.#start, this.#start + length));
    this.#start += length;
    if (this.#start === this.#end) this.#start = this.#end = 0;
    return taken;
  }

  #makeRoom(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const { length } = this;
    const target = length + more <= this.#bytes.length / 2 ? this.#bytes : Buffer.allocUnsafe((length + more) * 2);
    this.#bytes.copy(target, 0, this.#start, this.#end);
    this.#bytes = target;
    this.#start = 0;
    this.#end = length;
  }
}

/** One entry in the bytes: its type, and where its data stands. */
export interface EntrySpan {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Where the entries stand, in order, or why these are none: a writer takes nothing on trust that would break the format. That
 * the data is JSON is `EntryBuffer`'s promise.
 */
export function readEntries(bytes: Buffer): Result<readonly EntrySpan[], string> {
  const entries: EntrySpan[] = [];
  for (let at = 0; at < bytes.length; ) {
    const to = bytes.indexOf(LINE_FEED, at);
    const space = bytes.indexOf(SPACE, at);
    if (to < 0 || space < 0 || space >= to) return err('the bytes are not a list of entries');
    const type = bytes.toString('latin1', at, space);
    if (!isType(type)) return err(notAType(type));
    if (to - space - 1 > MAX_DATA_BYTES) return err(tooLong(type));
    entries.push({ type, from: space + 1, to });
    at = to + 1;
  }
  return entries.length > 0 ? ok(entries) : err('there is nothing to record');
}

let lastGoodType = '';

function isType(type: string): boolean {
  if (type === lastGoodType) return true;
  if (type.length > MAX_TYPE_LENGTH || !TYPE.test(type)) return false;
  lastGoodType = type;
  return true;
}

const notAType = (type: string): string =>
  `"${type.slice(0, 80)}" is not a record type: lower-case words joined by dots, at most ${MAX_TYPE_LENGTH} characters`;

const tooLong = (type: string): string =>
  `the data of ${type} is longer than the ${MAX_DATA_BYTES} bytes a record may have`;
