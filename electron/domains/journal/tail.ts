import { join } from 'node:path';
import { type Files, type OpenFile, readFully } from '../../platform/files';
import { firstLineOf, type JournalEnd } from './journal-end';
import type { JournalProtocol, JournalRecord } from './protocol';
import { dataTextOf, LINE_FEED, readHeader } from './record';
import { listSegments, segmentName } from './segments';

export type TailQuery = JournalProtocol['requests']['tail']['params'];

export const MAX_TAIL_RECORDS = 1_000;
/** Fewer records are returned when they are longer than this together. */
const MAX_TAIL_BYTES = 8 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** Read at once while looking for a place in a segment; a few records long. */
const PROBE_BYTES = 32 * 1024;

/**
 * The newest records before `end`, oldest first, read from the disk backwards: cost grows with what is returned, and with
 * what is passed over when few records have the types asked for; `afterSeq` bounds that. Where `beforeSeq` stands is found
 * by halving, so that a page far back costs no more than the last one. Does not verify. Rejects when a file cannot be read.
 */
export async function readTail(
  files: Files,
  directory: string,
  end: JournalEnd,
  query: TailQuery,
): Promise<readonly JournalRecord[]> {
  const collected = new Collected(query);
  const segments = (await listSegments(files, directory)).filter((segment) => segment <= end.segment);
  for (const segment of [...segments].reverse()) {
    if (collected.isFull) break;
    const file = await files.open(join(directory, segmentName(segment)), 'read');
    try {
      const isAllLater = (readHeader(await firstLineOf(file))?.seq ?? 0) >= collected.beforeSeq;
      const to = segment === end.segment ? end.offset : await file.size();
      if (!isAllLater) await readBackwards(file, await endOfEarlier(file, to, collected.beforeSeq), collected);
    } finally {
      await file.close();
    }
  }
  return collected.records.reverse();
}

/** Records as they are met, newest first. */
class Collected {
  readonly records: JournalRecord[] = [];
  readonly beforeSeq: number;
  readonly #afterSeq: number;
  readonly #limit: number;
  readonly #types: ReadonlySet<string> | undefined;
  readonly #isHeadersOnly: boolean;
  #bytes = 0;
  #isPast = false;

  constructor(query: TailQuery) {
    this.beforeSeq = query.beforeSeq ?? Number.POSITIVE_INFINITY;
    this.#afterSeq = query.afterSeq ?? 0;
    this.#isHeadersOnly = query.headersOnly === true;
    this.#limit = Math.min(MAX_TAIL_RECORDS, Math.max(0, query.limit));
    this.#types = query.types === undefined || query.types.length === 0 ? undefined : new Set(query.types);
  }

  get isFull(): boolean {
    return this.#isPast || this.records.length >= this.#limit || this.#bytes >= MAX_TAIL_BYTES;
  }

  offer(line: Buffer): void {
    const header = readHeader(line);
    if (header === undefined || header.seq >= this.beforeSeq) return;
    if (header.seq <= this.#afterSeq) {
      this.#isPast = true;
      return;
    }
    if (this.#types !== undefined && !this.#types.has(header.type)) return;
    const { hash, prev, seq, time, type } = header;
    const data = this.#isHeadersOnly ? null : JSON.parse(dataTextOf(line, header));
    this.records.push({ hash, prev, seq, time, type, data });
    this.#bytes += this.#isHeadersOnly ? header.dataAt : line.length;
  }
}

/** A line's start at or before `to` from which on every record has `beforeSeq` or a later one: reading back may begin there. */
async function endOfEarlier(file: OpenFile, to: number, beforeSeq: number): Promise<number> {
  let [low, high] = [0, to];
  while (beforeSeq !== Number.POSITIVE_INFINITY && high - low > CHUNK_BYTES) {
    const found = await firstRecordAfter(file, low + Math.floor((high - low) / 2), high);
    // Nothing to go by (a damaged or very long line): more is read than needed, nothing is missed.
    if (found === undefined) break;
    if (found.seq >= beforeSeq) high = found.start;
    else low = found.start;
  }
  return high;
}

/** The first record whose line begins after `from` and before `to`. */
async function firstRecordAfter(
  file: OpenFile,
  from: number,
  to: number,
): Promise<{ readonly start: number; readonly seq: number } | undefined> {
  const bytes = await readFully(file, from, Math.min(PROBE_BYTES, to - from));
  for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, feed + 1)) {
    const header = readHeader(bytes.subarray(feed + 1));
    if (header !== undefined) return { start: from + feed + 1, seq: header.seq };
  }
  return undefined;
}

async function readBackwards(file: OpenFile, to: number, collected: Collected): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  for (let high = to; high > 0 && !collected.isFull; ) {
    const low = Math.max(0, high - CHUNK_BYTES);
    const chunk = await readFully(file, low, high - low);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([chunk, rest]);
    let feed = bytes.length - 1;
    while (feed > 0 && !collected.isFull) {
      const before = bytes.lastIndexOf(LINE_FEED, feed - 1);
      if (before < 0 && low > 0) break;
      collected.offer(bytes.subarray(before + 1, feed));
      feed = before;
    }
    rest = bytes.subarray(0, feed + 1);
    high = low;
  }
}
