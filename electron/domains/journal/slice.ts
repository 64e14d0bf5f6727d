import { type Files, type OpenFile, readFully } from '../../platform/files';
import { archivedBefore } from './archive/note';
import { CheckpointCheck } from './checkpoint/check';
import { withFile } from './journal-end';
import type { JournalHead } from './protocol';
import { dataTextOf, journalIdOf, LINE_FEED, MAX_LINE_BYTES, type RecordHeader, readHeader, ZERO_HASH } from './record';
import { scanSegment } from './scan';
import { listSegments, segmentName } from './segments';

/** One segment's file, as far as it belongs to a slice. */
export interface SlicePart {
  readonly segment: number;
  /** Name of the file in the journal's folder. */
  readonly name: string;
  readonly bytes: number;
}

/** Whole segments of a journal, one after the other, the last one up to a head. */
export interface JournalSlice {
  /** From the journal's first record; empty where that cannot be read. */
  readonly journalId: string;
  readonly parts: readonly SlicePart[];
  /** The record before the first one: all zeros where the slice begins with the journal. */
  readonly before: JournalHead;
  readonly head: JournalHead;
}

/** How the records of a slice hold together; `where` names the first bad one. */
export type SliceCheck =
  | { readonly intact: true; readonly records: number; readonly head: JournalHead }
  | { readonly intact: false; readonly records: number; readonly where: string; readonly reason: string };

const CHUNK_BYTES = 256 * 1024;

/**
 * Plans a slice: the segments that hold the records from `sinceMs` on (UTC; missing: all), up to the record `headSeq`
 * (missing: the last good one on the disk). Reads the first line of each segment and the last segment; writes nothing, and
 * needs no lock: a journal only grows. Undefined when there is no journal. Rejects when a file cannot be read.
 */
export async function planSlice(
  files: Files,
  directory: string,
  { sinceMs, headSeq }: { readonly sinceMs?: number | undefined; readonly headSeq?: number | undefined } = {},
): Promise<JournalSlice | undefined> {
  let journalId = '';
  const firsts: Array<{ readonly segment: number; readonly header: RecordHeader | undefined }> = [];
  for (const segment of await listSegments(files, directory)) {
    const header = await withFile(files, directory, segment, async (file) => {
      const line = await readFully(file, 0, 4_096);
      const feed = line.indexOf(LINE_FEED);
      const found = readHeader(feed < 0 ? line : line.subarray(0, feed));
      if (segment === 1 && found !== undefined) journalId = idIn(line.subarray(0, feed), found);
      return found;
    });
    // A segment begun after the head, or one in which nothing is written yet, belongs to what comes later.
    if (headSeq !== undefined && (header === undefined || header.seq > headSeq)) break;
    firsts.push({ segment, header });
  }
  const last = firsts.at(-1);
  if (last === undefined) return undefined;
  journalId ||= (await archivedBefore(files, directory))?.journalId ?? '';
  const isBefore = (each: (typeof firsts)[number]): boolean =>
    each.header !== undefined && Date.parse(each.header.time) <= (sinceMs ?? 0);
  const chosen = firsts.slice(Math.max(0, firsts.findLastIndex(isBefore)));
  const first = chosen[0] ?? last;
  const before: JournalHead =
    first.segment === 1 || first.header === undefined
      ? { seq: 0, hash: ZERO_HASH }
      : { seq: first.header.seq - 1, hash: first.header.prev };
  const parts: SlicePart[] = [];
  let head = before;
  for (const { segment } of chosen) {
    const isLast = segment === last.segment;
    const end = await withFile(files, directory, segment, async (file) =>
      isLast ? endOfRecord(file, headSeq) : { bytes: await file.size(), head },
    );
    head = end.head ?? head;
    parts.push({ segment, name: segmentName(segment), bytes: end.bytes });
  }
  return { journalId, parts, before, head };
}

/** Reads the slice again and checks every record of it by rules 1 to 6, and a whole journal's by rule 8, of docs/journal-format.md. Rejects when it cannot be read. */
export async function checkSlice(
  files: Files,
  directory: string,
  slice: JournalSlice,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<SliceCheck> {
  // Over a slice without the first records no tree can be grown; tools/verify_journal.py takes the first checkpoint's.
  const checkpoints = slice.before.seq === 0 ? new CheckpointCheck({}) : undefined;
  let head = slice.before;
  let records = 0;
  let due: number | undefined;
  for (const { segment, name, bytes } of slice.parts) {
    const bad = (line: number, seq: number, reason: string): SliceCheck => ({
      intact: false,
      records,
      where: `${name} line ${line} (seq ${seq})`,
      reason,
    });
    if (due !== undefined && segment !== due) return bad(1, head.seq + 1, `segment ${due} is missing`);
    const scan = await withFile(files, directory, segment, (file) =>
      scanSegment(file, {
        segment,
        from: 0,
        to: bytes,
        before: head,
        onRecord: ({ header, line }) => checkpoints?.record(header, line),
      }),
    );
    records += scan.records;
    if (scan.bad !== undefined) return bad(scan.bad.line, scan.bad.seq ?? (scan.head ?? head).seq + 1, scan.bad.reason);
    if (scan.records === 0) return bad(1, head.seq + 1, 'the segment is empty');
    head = scan.head ?? head;
    due = segment + 1;
    onBytes(bytes);
  }
  return { intact: true, records, head };
}

function idIn(line: Buffer, header: RecordHeader): string {
  try {
    return journalIdOf(JSON.parse(dataTextOf(line, header))) ?? '';
  } catch {
    return '';
  }
}

/** The byte after the record `seq`; without one, after the last whole line that begins like a record. */
async function endOfRecord(
  file: OpenFile,
  seq: number | undefined,
): Promise<{ readonly bytes: number; readonly head: JournalHead | undefined }> {
  const size = await file.size();
  let found: { readonly bytes: number; readonly head: JournalHead | undefined } = { bytes: 0, head: undefined };
  let pending: Buffer = Buffer.alloc(0);
  for (let at = 0; at < size; ) {
    const bytes = await readFully(file, at, Math.min(CHUNK_BYTES, size - at));
    if (bytes.length === 0) break;
    at += bytes.length;
    const all = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    let start = 0;
    for (let feed = all.indexOf(LINE_FEED); feed >= 0; feed = all.indexOf(LINE_FEED, start)) {
      const header = readHeader(all.subarray(start, feed));
      start = feed + 1;
      if (header === undefined) continue;
      found = { bytes: at - all.length + start, head: { seq: header.seq, hash: header.hash } };
      if (header.seq === seq) return found;
    }
    pending = all.subarray(start);
    if (pending.length > MAX_LINE_BYTES) break;
  }
  // The bytes after the last record, damaged ones too, are no part of what is on record.
  return found;
}
