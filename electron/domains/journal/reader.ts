import { join } from 'node:path';
import { type Files, type OpenFile, readFully } from '../../platform/files';
import type { JournalHead, JournalRecord } from './protocol';
import { checkRecord, dataOf, LINE_FEED, MAX_LINE_BYTES } from './record';
import { listSegments, segmentName } from './segments';

/** How far somebody has read: the end of the last record read, bytes from the start of its segment, and where that record began. */
export interface ReadPosition {
  readonly segment: number;
  readonly lastAt: number;
  readonly offset: number;
  readonly head: JournalHead;
}

/** Consecutive records, oldest first, and where they end. */
export interface ReadBatch {
  readonly records: readonly JournalRecord[];
  readonly position: ReadPosition;
}

/** The journal on disk does not go on where the record read last says it must. Nothing after that is told. */
export class BrokenJournalError extends Error {}

/** Read at once: a few milliseconds of checking between two looks at what else there is to do. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads the journal forwards, from the start or from behind `from`, up to the record `toSeq`, which must be durable: the writer may be
 * writing what comes after it. Memory is bounded by a chunk and the longest record. Each record is checked as a verifier would
 * (docs/journal-format.md, rules 2 to 6), so nothing is told that the chain does not vouch for. A journal whose older segments were
 * archived begins with the first one that is there.
 * @throws BrokenJournalError at a missing segment or a bad record, with the good ones before it told; what the files port rejects with
 */
export async function* readRecords(
  files: Files,
  directory: string,
  from: ReadPosition | undefined,
  toSeq: number,
): AsyncGenerator<ReadBatch> {
  const segments = await listSegments(files, directory);
  let position = from;
  let segment = from?.segment ?? segments[0];
  while (segment !== undefined && (position?.head.seq ?? 0) < toSeq) {
    if (!segments.includes(segment)) throw new BrokenJournalError(`${segmentName(segment)} is missing`);
    const file = await files.open(join(directory, segmentName(segment)), 'read');
    try {
      for await (const batch of readSegment(file, segment, position, toSeq)) {
        position = batch.position;
        yield batch;
      }
    } finally {
      await file.close();
    }
    segment += 1;
  }
}

/** Whether the record that was read last still stands where it stood: otherwise this is another journal, or one that was cut or changed. */
export async function standsAt(files: Files, directory: string, { segment, lastAt, offset, head }: ReadPosition) {
  if (!(await listSegments(files, directory)).includes(segment)) return false;
  const file = await files.open(join(directory, segmentName(segment)), 'read');
  try {
    const line = await readFully(file, lastAt, offset - lastAt);
    const check = checkRecord(line.subarray(0, -1), { segment, isFirst: lastAt === 0, before: undefined });
    return check.good && line.at(-1) === LINE_FEED && check.header.seq === head.seq && check.header.hash === head.hash;
  } finally {
    await file.close();
  }
}

async function* readSegment(
  file: OpenFile,
  segment: number,
  from: ReadPosition | undefined,
  toSeq: number,
): AsyncGenerator<ReadBatch> {
  let head = from?.head;
  let offset = from?.segment === segment ? from.offset : 0;
  let lastAt = offset;
  let pending: Buffer = Buffer.alloc(0);
  for (let at = offset; (head?.seq ?? 0) < toSeq; ) {
    const chunk = await readFully(file, at, CHUNK_BYTES);
    if (chunk.length === 0) {
      if (pending.length > 0) throw bad(segment, head, 'torn: the line does not end in a line feed');
      return;
    }
    at += chunk.length;
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const records: JournalRecord[] = [];
    let start = 0;
    let feed = bytes.indexOf(LINE_FEED);
    let problem: BrokenJournalError | undefined;
    while (feed >= 0 && (head?.seq ?? 0) < toSeq && problem === undefined) {
      const line = bytes.subarray(start, feed);
      const check = checkRecord(line, { segment, isFirst: offset === 0, before: head });
      if (check.good) {
        const { hash, prev, seq, time, type } = check.header;
        records.push({ hash, prev, seq, time, type, data: dataOf(line, check.header) });
        head = { seq, hash };
        lastAt = offset;
        offset += line.length + 1;
        start = feed + 1;
        feed = bytes.indexOf(LINE_FEED, start);
      } else problem = bad(segment, head, check.reason);
    }
    pending = bytes.subarray(start);
    if (records.length > 0 && head !== undefined) yield { records, position: { segment, lastAt, offset, head } };
    if (problem !== undefined) throw problem;
    if (pending.length > MAX_LINE_BYTES && (head?.seq ?? 0) < toSeq)
      throw bad(segment, head, 'the line is longer than 1 MiB');
  }
}

const bad = (segment: number, head: JournalHead | undefined, reason: string): BrokenJournalError =>
  new BrokenJournalError(`${segmentName(segment)}, record ${(head?.seq ?? 0) + 1}: ${reason}`);
