import { join } from 'node:path';
import { type Files, type OpenFile, readFully } from '../../platform/files';
import { archivedBefore } from './archive/note';
import { JournalUnusableError } from './failure';
import type { JournalHead } from './protocol';
import {
  checkRecord,
  dataOf,
  JOURNAL_FORMAT,
  journalIdOf,
  LINE_FEED,
  MAX_LINE_BYTES,
  readHeader,
  ZERO_HASH,
} from './record';
import { scanSegment } from './scan';
import { listSegments, segmentName } from './segments';

/** Where a journal ends: its last segment, the byte after its last good record, and that record. */
export interface JournalEnd {
  readonly segment: number;
  readonly offset: number;
  readonly head: JournalHead;
}

/** What was found at the end of a journal, before anything is written. */
export interface FoundEnd extends JournalEnd {
  readonly journalId: string | undefined;
  /** False: nothing is there at all, not even a segment. */
  readonly exists: boolean;
  /** Bytes after the last good record, and why they are none. */
  readonly badTail: { readonly bytes: number; readonly reason: string } | undefined;
  /** Set-aside files that the last segment's records name, from `durableTo` on. */
  readonly namedAsides: ReadonlySet<string>;
  /** Up to here the last segment is known to be durable; what follows may be in the system's cache only. */
  readonly durableTo: number;
}

const EMPTY: FoundEnd = {
  segment: 1,
  offset: 0,
  head: { seq: 0, hash: ZERO_HASH },
  journalId: undefined,
  exists: false,
  badTail: undefined,
  namedAsides: new Set(),
  durableTo: 0,
};

/**
 * Finds where the journal ends by reading its last segment (16 MiB at most). Earlier segments are left to
 * `verify`. With `known`, the end this process last made durable, only what follows it is read. Writes nothing.
 * Rejects with the system's error when the folder cannot be read, and with JournalUnusableError when the journal must
 * not be gone on with.
 */
export async function findEnd(files: Files, directory: string, known?: JournalEnd): Promise<FoundEnd> {
  const segments = await listSegments(files, directory);
  const segment = segments.at(-1);
  if (known !== undefined) await requireUnchanged(files, directory, known, segments);
  if (segment === undefined) return EMPTY;
  const goesOn = known?.segment === segment;
  const from = goesOn ? known.offset : 0;
  return withFile(files, directory, segment, async (file) => {
    const size = await file.size();
    const before = known?.head ?? (segment === 1 ? EMPTY.head : undefined);
    const scan = await scanSegment(file, { segment, from, to: size, before });
    if (scan.end === 0) await refuseOtherFormat(file);
    const head = scan.head ?? (await lastRecordOf(files, directory, segment - 1));
    return {
      segment,
      offset: scan.end,
      head,
      journalId: segment === 1 && from === 0 ? journalIdOf(scan.firstData) : await readJournalId(files, directory),
      exists: true,
      badTail: scan.bad === undefined ? undefined : { bytes: size - scan.end, reason: scan.bad.reason },
      namedAsides: scan.namedAsides,
      durableTo: from,
    };
  });
}

/** Reads in one segment, which is closed after. Rejects when it cannot be opened or closed, or as `use` does. */
export async function withFile<T>(
  files: Files,
  directory: string,
  segment: number,
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const file = await files.open(join(directory, segmentName(segment)), 'read');
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** After a failed write: are the records this process made durable still the journal's, and at most one segment begun since? */
async function requireUnchanged(
  files: Files,
  directory: string,
  known: JournalEnd,
  segments: readonly number[],
): Promise<void> {
  const last = segments.at(-1) ?? 0;
  const isOurs = segments.includes(known.segment) && last <= known.segment + 1;
  const head = isOurs ? await lastRecordOf(files, directory, known.segment, known.offset) : undefined;
  if (head?.hash === known.head.hash) return;
  throw new JournalUnusableError(
    `${segmentName(known.segment)} no longer holds the last record that was acknowledged (number ${known.head.seq})`,
  );
}

/**
 * The last record of a segment that ends at `end` (default: its size). Rejects with JournalUnusableError when there is no whole
 * record there.
 */
export async function lastRecordOf(
  files: Files,
  directory: string,
  segment: number,
  end?: number,
): Promise<JournalHead> {
  const damaged = new JournalUnusableError(
    `The end of ${segmentName(segment)} is missing or damaged, and it is needed to go on. Restore it from a backup, or move the journal's folder away to begin a new journal.`,
  );
  if (!(await listSegments(files, directory)).includes(segment)) throw damaged;
  return withFile(files, directory, segment, async (file) => {
    const to = end ?? (await file.size());
    const from = Math.max(0, to - MAX_LINE_BYTES - 2);
    const bytes = await readFully(file, from, to - from);
    if (bytes.length === 0 || bytes[bytes.length - 1] !== LINE_FEED) throw damaged;
    const start = bytes.length < 2 ? 0 : bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1;
    const line = bytes.subarray(start, bytes.length - 1);
    const check = checkRecord(line, { segment, isFirst: from + start === 0, before: undefined });
    if (!check.good) throw damaged;
    return { seq: check.header.seq, hash: check.header.hash };
  });
}

async function readJournalId(files: Files, directory: string): Promise<string> {
  const archived = await archivedBefore(files, directory);
  if (archived !== undefined) return archived.journalId;
  const id = (await listSegments(files, directory)).includes(1)
    ? await withFile(files, directory, 1, async (file) => {
        const line = await firstLineOf(file);
        const check = checkRecord(line, { segment: 1, isFirst: true, before: undefined });
        return check.good ? journalIdOf(dataOf(line, check.header)) : undefined;
      })
    : undefined;
  if (id !== undefined) return id;
  throw new JournalUnusableError(
    `The beginning of ${segmentName(1)} is missing or damaged, and it names the journal. Restore it from a backup (where it was archived: copy archived.json from the archive's folder into the journal's), or move the journal's folder away to begin a new journal.`,
  );
}

/** The first line without its line feed; all that is there when it has none. */
export async function firstLineOf(file: OpenFile): Promise<Buffer> {
  const bytes = await readFully(file, 0, 4096);
  const feed = bytes.indexOf(LINE_FEED);
  return feed < 0 ? bytes : bytes.subarray(0, feed);
}

/** A journal of a later format is not damage: setting it aside would be wrong. */
async function refuseOtherFormat(file: OpenFile): Promise<void> {
  const line = await firstLineOf(file);
  const header = readHeader(line);
  if (header?.type !== 'journal.created') return;
  const format = /"format":(\d+)/.exec(line.toString('utf8', header.dataAt))?.[1];
  if (format === undefined || Number(format) <= JOURNAL_FORMAT) return;
  throw new JournalUnusableError(
    `This journal has format ${format}, this version of Holdfast writes format ${JOURNAL_FORMAT}. Use the newer version.`,
  );
}
