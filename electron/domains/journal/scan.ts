import type { OpenFile } from '../../platform/files';
import type { JournalHead } from './protocol';
import { checkRecord, LINE_FEED, MAX_LINE_BYTES, type RecordHeader } from './record';

/** Between two reads the process answers others: a chunk takes 2 to 3 ms to check. */
const CHUNK_BYTES = 256 * 1024;

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
  /** Told each good record and its line; returns why it is bad all the same. */
  readonly also?: ((header: RecordHeader, data: unknown, line: Buffer) => string | undefined) | undefined;
}

/** Checks a segment's records from `from` to `to`, up to the first bad one. Rejects when it cannot be read. */
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

  for (let at = range.from; at < range.to; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, range.to - at));
    const came = await file.read(chunk, at);
    if (came === 0) break;
    at += came;
    const read = chunk.subarray(0, came);
    const bytes = pending.length === 0 ? read : Buffer.concat([pending, read]);
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
      const line = bytes.subarray(start, feed);
      const isFirst = end === 0;
      const check = checkRecord(line, { segment: range.segment, isFirst, before: head });
      if (!check.good) return stop(check.reason, check.seq);
      const more = range.also?.(check.header, check.data, line);
      if (more !== undefined) return stop(more, check.header.seq);
      if (isFirst) firstData = check.data;
      if (check.header.type === 'journal.tail-set-aside') namedAsides.add((check.data as { file: string }).file);
      head = { seq: check.header.seq, hash: check.header.hash };
      records += 1;
      start = feed + 1;
      end += line.length + 1;
    }
    pending = bytes.subarray(start);
    if (pending.length > MAX_LINE_BYTES) return stop('the line is longer than 1 MiB');
  }
  return stop(pending.length > 0 ? 'torn: the line does not end in a line feed' : undefined);
}
