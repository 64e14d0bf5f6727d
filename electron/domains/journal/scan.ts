import type { OpenFile } from '../../platform/files';
import type { JournalHead } from './protocol';
import { checkRecord, dataOf, LINE_FEED, MAX_LINE_BYTES, type RecordHeader } from './record';

/** Between two reads the process answers others: a chunk takes 2 to 3 ms to check. */
const CHUNK_BYTES = 256 * 1024;

/** A good record as a scan meets it. */
export interface ScannedRecord {
  readonly header: RecordHeader;
  /** Without its line feed; valid only while it is told. */
  readonly line: Buffer;
  /** Bytes from the start of the segment: where it begins, and where the next one does. */
  readonly start: number;
  readonly end: number;
}

export interface SegmentScan {
  readonly records: number;
  /** Where the last good record ends, in bytes from the start of the segment. */
  readonly end: number;
  /** The last good record; what `before` was when there is none. */
  readonly head: JournalHead | undefined;
  /** The data of the segment's first record, when the scan began there and it is good. */
  readonly firstData: unknown;
  /** Files that the records met name as set aside. */
  readonly namedAsides: ReadonlySet<string>;
  readonly bad: { readonly line: number; readonly seq: number | undefined; readonly reason: string } | undefined;
}

export interface ScanRange {
  readonly segment: number;
  /** Bytes; `from` is the start of a line. */
  readonly from: number;
  readonly to: number;
  /** The record before `from`; undefined: the first record found vouches for itself. */
  readonly before: JournalHead | undefined;
  /** The scan ends after the record of this number; undefined: at `to`. */
  readonly lastSeq?: number | undefined;
  /** A further check of each good record, in order: why it is bad all the same, undefined when it is not. The next is read once it is known. */
  readonly onRecord?: ((record: ScannedRecord) => string | undefined | Promise<string | undefined>) | undefined;
  /** The good lines of one reading, and where they begin: the next is read when this has resolved. */
  readonly onLines?: ((bytes: Buffer, offset: number) => Promise<void> | void) | undefined;
  /** Aborted: the scan rejects with its reason before the next reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks a segment's records from `from` to `to`, up to the first bad one. Rejects when it cannot be read, when it is told to
 * end, and with whatever `onRecord` and `onLines` reject with.
 */
export async function scanSegment(file: OpenFile, range: ScanRange): Promise<SegmentScan> {
  let { before: head, from: end } = range;
  let records = 0;
  let firstData: unknown;
  const namedAsides = new Set<string>();
  let pending: Buffer = Buffer.alloc(0);
  const stop = (reason: string | undefined, seq?: number): SegmentScan => {
    const bad = reason === undefined ? undefined : { line: records + 1, seq, reason };
    return { records, end, head, firstData, namedAsides, bad };
  };

  const isLast = (): boolean => head !== undefined && head.seq >= (range.lastSeq ?? Number.POSITIVE_INFINITY);
  for (let at = range.from; at < range.to && !isLast(); ) {
    range.signal?.throwIfAborted();
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, range.to - at));
    const came = await file.read(chunk, at);
    if (came === 0) break;
    at += came;
    const read = chunk.subarray(0, came);
    const bytes = pending.length === 0 ? read : Buffer.concat([pending, read]);
    const offset = end;
    let start = 0;
    let why: { readonly reason: string; readonly seq: number | undefined } | undefined;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0 && !isLast(); feed = bytes.indexOf(LINE_FEED, start)) {
      const line = bytes.subarray(start, feed);
      const isFirst = end === 0;
      const check = checkRecord(line, { segment: range.segment, isFirst, before: head });
      if (!check.good) {
        why = { reason: check.reason, seq: check.seq };
        break;
      }
      const { header } = check;
      const told = range.onRecord?.({ header, line, start: end, end: end + line.length + 1 });
      const further = told instanceof Promise ? await told : told;
      if (further !== undefined) {
        why = { reason: further, seq: header.seq };
        break;
      }
      if (isFirst) firstData = dataOf(line, header);
      if (header.type === 'journal.tail-set-aside') namedAsides.add((dataOf(line, header) as { file: string }).file);
      head = { seq: header.seq, hash: header.hash };
      records += 1;
      start = feed + 1;
      end += line.length + 1;
    }
    if (start > 0) await range.onLines?.(bytes.subarray(0, start), offset);
    if (why !== undefined) return stop(why.reason, why.seq);
    if (isLast()) return stop(undefined);
    pending = bytes.subarray(start);
    if (pending.length > MAX_LINE_BYTES) return stop('the line is longer than 1 MiB');
  }
  return stop(pending.length > 0 ? 'torn: the line does not end in a line feed' : undefined);
}
