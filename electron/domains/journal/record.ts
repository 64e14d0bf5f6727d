import { isUtf8 } from 'node:buffer';
import { createHash, hash as hashOnce } from 'node:crypto';
import { isPlainJson } from './plain-json';
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
const PREV_AT = COVERED_AT + '","prev":"'.length;
export const LINE_FEED = 0x0a;
const CLOSING_BRACE = 0x7d;

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

/** The data of a good record, from its line without its line feed. */
export const dataOf = (line: Buffer, header: RecordHeader): unknown => JSON.parse(dataTextOf(line, header));

export type RecordCheck =
  | { readonly good: true; readonly header: RecordHeader }
  | { readonly good: false; readonly reason: string; readonly seq: number | undefined };

/** Where a record stands: in which segment, whether it is that segment's first, and the record before (unknown: not checked). */
export interface RecordPlace {
  readonly segment: number;
  readonly isFirst: boolean;
  readonly before: JournalHead | undefined;
}

const MINUTE_LENGTH = 'YYYY-MM-DDThh:mm'.length;
const TIME_LENGTH = 'YYYY-MM-DDThh:mm:ss.mmmZ'.length;
const REST_OF_TIME = /^:[0-5][0-9]\.[0-9]{3}Z$/;
/** Of the last record: records follow each other closely. */
let lastGoodTime = '';
let lastGoodType = '';

function isRealTime(time: string): boolean {
  const isSameMinute = time.slice(0, MINUTE_LENGTH) === lastGoodTime.slice(0, MINUTE_LENGTH);
  const at = isSameMinute && REST_OF_TIME.test(time.slice(MINUTE_LENGTH)) ? undefined : Date.parse(time);
  if (at !== undefined && (Number.isNaN(at) || new Date(at).toISOString() !== time)) return false;
  lastGoodTime = time;
  return true;
}

const TYPE = /^[a-z0-9.-]{1,64}$/;
const QUOTE = '"';

/** Where the bytes go on behind the text that stands at `at`; -1 when it does not, or `at` is -1. */
function after(line: Buffer, at: number, text: string): number {
  const { length } = text;
  for (let index = 0; index < length; index += 1) if (line[at + index] !== text.charCodeAt(index)) return -1;
  return at + length;
}

/** For longer texts: one conversion costs less than looking at each byte. */
const isHash = (line: Buffer, at: number, hash: string): boolean =>
  line.toString('latin1', at, at + hash.length) === hash;

/** The time that stands at `at`, when it is a real one. */
function timeAt(line: Buffer, at: number): string | undefined {
  if (lastGoodTime !== '' && after(line, at, lastGoodTime) > 0) return lastGoodTime;
  const time = line.toString('latin1', at, at + TIME_LENGTH);
  return isRealTime(time) ? time : undefined;
}

/** The type that stands at `at`, up to a quote. */
function typeAt(line: Buffer, at: number): string | undefined {
  const end = lastGoodType === '' ? -1 : after(line, at, lastGoodType);
  if (end > 0 && line[end] === QUOTE.charCodeAt(0)) return lastGoodType;
  const type = line.toString('latin1', at, line.indexOf(QUOTE, at));
  if (!TYPE.test(type)) return undefined;
  lastGoodType = type;
  return type;
}

/**
 * The header of the record that is due, when the line is byte for byte what has to stand there. Undefined says nothing: `checkInFull` decides
 * then. It makes no strings and no objects that it can do without, for a journal has millions of records.
 */
function readDue(line: Buffer, before: JournalHead): RecordHeader | undefined {
  const seq = before.seq + 1;
  if (!isHash(line, PREV_AT, before.hash)) return undefined;
  let at = after(line, PREV_AT + before.hash.length, '","seq":');
  at = after(line, at, String(seq));
  at = after(line, at, ',"time":"');
  const time = at < 0 ? undefined : timeAt(line, at);
  if (time === undefined) return undefined;
  at = after(line, at + TIME_LENGTH, '","type":"');
  const type = at < 0 ? undefined : typeAt(line, at);
  if (type === undefined) return undefined;
  const dataAt = after(line, at + type.length, '","data":');
  const last = line.length - 1;
  if (dataAt < 0 || last >= MAX_LINE_BYTES || line[last] !== CLOSING_BRACE || !isPlainJson(line, dataAt, last))
    return undefined;
  const hash = sha256Hex(line.subarray(COVERED_AT));
  const isRight =
    after(line, 0, '{"hash":"') === HASH_AT &&
    isHash(line, HASH_AT, hash) &&
    after(line, COVERED_AT, '","prev":"') === PREV_AT;
  return isRight && Number.isSafeInteger(seq) ? { hash, prev: before.hash, seq, time, type, dataAt } : undefined;
}

/** Rules 2 to 6 of docs/journal-format.md for one line without its line feed. */
export function checkRecord(line: Buffer, place: RecordPlace): RecordCheck {
  const due = place.isFirst || place.before === undefined ? undefined : readDue(line, place.before);
  return due === undefined ? checkInFull(line, place) : { good: true, header: due };
}

const bad = (reason: string, seq?: number): RecordCheck => ({ good: false, reason, seq });

function checkInFull(line: Buffer, place: RecordPlace): RecordCheck {
  if (line.length > MAX_LINE_BYTES) return bad('the line is longer than 1 MiB');
  const header = readHeader(line);
  if (header === undefined || line[line.length - 1] !== CLOSING_BRACE)
    return bad('not a record: wrong members or order');
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
  return opening === undefined ? { good: true, header } : bad(opening, seq);
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
