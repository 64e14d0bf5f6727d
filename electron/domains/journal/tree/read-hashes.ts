import type { Files, OpenFile } from '../../../platform/files';
import { firstLineOf, type JournalEnd, withFile } from '../journal-end';
import { COVERED_AT, HASH_AT, LINE_FEED, readHeader } from '../record';
import { listSegments } from '../segments';

/** Between two reads the process answers others: a chunk of 300 records takes about 1 ms. */
const CHUNK_BYTES = 256 * 1024;

/** Where in the files the next record begins, if there is one. */
export interface HashPlace {
  readonly segment: number;
  readonly offset: number;
  /** The number of that record. */
  readonly seq: number;
}

export const JOURNAL_START: HashPlace = { segment: 1, offset: 0, seq: 1 };

/** Where the segment that holds record `seq`, or would be first to, begins. */
export async function segmentOf(files: Files, directory: string, seq: number, end: JournalEnd): Promise<HashPlace> {
  const segments = (await listSegments(files, directory)).filter((segment) => segment <= end.segment);
  for (const segment of [...segments].reverse()) {
    const first = await withFile(files, directory, segment, async (file) => readHeader(await firstLineOf(file)));
    if (first !== undefined && first.seq <= seq) return { segment, offset: 0, seq: first.seq };
  }
  return JOURNAL_START;
}

/**
 * Tells the hash of every record from `from` up to `end`, in order, as it stands in the files: nothing is verified. Returns where it
 * ended. Rejects when a file cannot be read, or what is there is no journal.
 */
export async function readHashes(
  files: Files,
  directory: string,
  from: HashPlace,
  end: JournalEnd,
  tell: (seq: number, hash: string) => void,
): Promise<HashPlace> {
  let place = from;
  while (place.segment < end.segment || (place.segment === end.segment && place.offset < end.offset)) {
    const { segment } = place;
    const begin = place;
    const seq = await withFile(files, directory, segment, async (file) => {
      const to = segment === end.segment ? end.offset : await file.size();
      return readSegment(file, begin, to, tell);
    });
    place = segment === end.segment ? { segment, offset: end.offset, seq } : { segment: segment + 1, offset: 0, seq };
  }
  return place;
}

/** Returns the number of the record after the last. */
async function readSegment(
  file: OpenFile,
  from: HashPlace,
  to: number,
  tell: (seq: number, hash: string) => void,
): Promise<number> {
  let { seq } = from;
  let rest: Buffer = Buffer.alloc(0);
  for (let at = from.offset; at < to; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - at));
    const came = await file.read(chunk, at);
    if (came === 0) break;
    at += came;
    const read = chunk.subarray(0, came);
    const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
      if (feed - start <= COVERED_AT) throw new Error(`record ${seq} is not a record`);
      tell(seq, bytes.toString('latin1', start + HASH_AT, start + COVERED_AT));
      seq += 1;
      start = feed + 1;
    }
    rest = bytes.subarray(start);
  }
  return seq;
}
