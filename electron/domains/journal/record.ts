import { isUtf8 } from 'node:buffer';
import { createHash, hash as hashOnce } from 'node:crypto';
import type { JournalHead } from './protocol';

/** `prev` of the first record of a journal. */
export const ZERO_HASH = '0'.repeat(64);
/** docs/journal-format.md: a line is at most 1 MiB. Ours stay below it, line feed included. */
export const MAX_LINE_BYTES = 1024 * 1024;
/** No record's members around `data` are longer than this (288 bytes with the longest type and sequence). */
export const ENVELOPE_BYTES = 300;
export const JOURNAL_FORMAT = 1;

/** Where the hash and the covered text stand in a line. */
export const HASH_AT = 9;
export const COVERED_AT = 73;
export const LINE_FEED = 0x0a;

const HEADER =
  /^\{"hash":"([0-9a-f]{64})","prev":"([0-9a-f]{64})","seq":([1-9][0-9]{0,15}),"time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)","type":"([a-z0-9.-]{1,64})","data":/;
const JOURNAL_ID = /^[a-z0-9]{6}$/;

/** SHA-256 in lower-case hex. The one-call form is three times as fast as a Hash object; Node before 20.12 lacks it. */
export const sha256Hex: (bytes: Uint8Array) => string =
  typeof hashOnce === 'function'
    ? (bytes) => hashOnce('sha256', bytes, 'hex')
    : (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The members before `data`, and where `data` begins in the line. */
export interface RecordHeader {
  readonly hash: string;
  readonly prev: string;
  readonly seq: number;
  readonly time: string;
  readonly type: string;
  readonly dataAt: number;
}

/** Reads the members before `data` from a line without its line feed; undefined when it does not begin like a record. */
export function readHeader(line: Buffer): RecordHeader | undefined {
  const found = HEADER.exec(line.toString('latin1', 0, ENVELOPE_BYTES));
  if (found === null) return undefined;
  const [all, hash = '', prev = '', seq = '', time = '', type = ''] = found;
  return { hash, prev, seq: Number(seq), time, type, dataAt: all.length };
}

/** The text of `data`, from a line without its line feed. */
export function dataTextOf(line: Buffer, header: RecordHeader): string {
  return line.toString('utf8', header.dataAt, line.length - 1);
}

export type RecordCheck =
  | { readonly good: true; readonly header: RecordHeader; readonly data: unknown }
  | { readonly good: false; readonly reason: string; readonly seq: number | undefined };

/** Where a record stands: in which segment, whether it is that segment's first, and the record before (unknown: not checked). */
export interface RecordPlace {
  readonly segment: number;
  readonly isFirst: boolean;
  readonly before: JournalHead | undefined;
}

let lastGoodTime = '';

function isRealTime(time: string): boolean {
  if (time === lastGoodTime) return true;
  const at = Date.parse(time);
  if (Number.isNaN(at) || new Date(at).toISOString() !== time) return false;
  lastGoodTime = time;
  return true;
}

/** Rules 2 to 6 of docs/journal-format.md for one line without its line feed. */
export function checkRecord(line: Buffer, place: RecordPlace): RecordCheck {
  const bad = (reason: string, seq?: number): RecordCheck => ({ good: false, reason, seq });
  if (line.length > MAX_LINE_BYTES) return bad('the line is longer than 1 MiB');
  const header = readHeader(line);
  if (header === undefined || line[line.length - 1] !== 0x7d) return bad('not a record: wrong members or order');
  const { seq, prev, hash } = header;
  if (!isUtf8(line)) return bad('not a record: not UTF-8', seq);
  if (!Number.isSafeInteger(seq) || !isRealTime(header.time)) return bad('not a record: impossible seq or time', seq);
  let data: unknown;
  try {
    const text = dataTextOf(line, header);
    data = JSON.parse(text);
    if (hasLooseSpace(text)) return bad('not a record: white space outside strings', seq);
  } catch {
    return bad('not a record: data is not JSON', seq);
  }
  if (sha256Hex(line.subarray(COVERED_AT)) !== hash) return bad('the hash is not that of the text', seq);
  if (place.before !== undefined) {
    if (prev !== place.before.hash) return bad('prev is not the hash of the record before', seq);
    if (seq !== place.before.seq + 1) return bad(`seq should be ${place.before.seq + 1}`, seq);
  }
  const opening = place.isFirst ? checkOpening(header, data, place.segment) : undefined;
  return opening === undefined ? { good: true, header, data } : bad(opening, seq);
}

function checkOpening(header: RecordHeader, data: unknown, segment: number): string | undefined {
  const members = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  if (segment === 1) {
    const isCreated = header.type === 'journal.created' && header.seq === 1 && header.prev === ZERO_HASH;
    if (!isCreated || journalIdOf(data) === undefined) return 'the first record is not journal.created with format 1';
    return undefined;
  }
  const isOpened =
    header.type === 'journal.segment-opened' && members.segment === segment && members.prevHead === header.prev;
  return isOpened ? undefined : 'the segment does not begin with its journal.segment-opened';
}

/** The journal's id from `journal.created`'s data; undefined when it is not of this format. */
export function journalIdOf(data: unknown): string | undefined {
  const members = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const { format, journalId } = members;
  return format === JOURNAL_FORMAT && typeof journalId === 'string' && JOURNAL_ID.test(journalId)
    ? journalId
    : undefined;
}

/** The journal's id that a first line names, whether or not its hash is right; undefined when it is not a `journal.created` of this format. */
export function journalIdOfLine(line: Buffer): string | undefined {
  const header = readHeader(line);
  if (header?.type !== 'journal.created') return undefined;
  try {
    return journalIdOf(JSON.parse(dataTextOf(line, header)));
  } catch {
    return undefined;
  }
}

function hasLooseSpace(json: string): boolean {
  return /[ \t\r]/.test(json) && /\s/.test(json.replace(/"(?:[^"\\]|\\.)*"/g, ''));
}
