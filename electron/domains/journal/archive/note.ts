import { join } from 'node:path';
import { z } from 'zod';
import { errorCodeOf, type Files, readFully, writeFileAtomically } from '../../../platform/files';
import type { JournalHead } from '../protocol';
import { listSegments } from '../segments';
import { peaksOf } from '../tree/merkle';

/*
 * What was archived, in a file of the same form in the journal's folder and in each archive's: docs/journal-format.md, "Archived segments".
 * It says where the journal that is here begins and where the rest went, and proves nothing by itself: a record of the journal has to say
 * the same, and the tree has to come out as the checkpoints state it.
 */

export const ARCHIVE_NOTE = 'archived.json';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.number().int().positive();

const archivedSegment = z
  .strictObject({
    segment: whole,
    bytes: whole,
    sha256: hex64,
    /** Its last record. */
    seq: whole,
    hash: hex64,
    /** What that record says of its time, UTC. */
    time: z.string().max(40),
    /** Roots of the perfect subtrees of the tree over the records 1 to `seq`, largest first. */
    peaks: z.array(hex64).max(53),
    /** Absolute path of the folder it went to. */
    folder: z.string().min(1).max(4_096),
  })
  .refine(({ seq, peaks }) => peaks.length === peaksOf(seq), 'a tree of this size has another number of peaks');
export type ArchivedSegment = z.infer<typeof archivedSegment>;

const archiveNote = z
  .strictObject({
    format: z.literal('holdfast-archive'),
    version: z.literal(1),
    journalId: z.string().regex(/^[a-z0-9]{6}$/),
    /** From the first segment on, none left out. */
    segments: z.array(archivedSegment).min(1).max(100_000),
  })
  .refine(({ segments }) => segments.every(({ segment }, index) => segment === index + 1), 'a segment is left out');
export type ArchiveNote = z.infer<typeof archiveNote>;

const MAX_BYTES = 256 * 1024 * 1024;

/** The note in this folder; undefined when there is none. Rejects when it cannot be read, or is not one. */
export async function readArchiveNote(files: Files, folder: string): Promise<ArchiveNote | undefined> {
  const path = join(folder, ARCHIVE_NOTE);
  let bytes: Buffer;
  try {
    const file = await files.open(path, 'read');
    try {
      bytes = await readFully(file, 0, Math.min(await file.size(), MAX_BYTES));
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (errorCodeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    value = undefined;
  }
  const parsed = archiveNote.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(
    `${path} says which segments were archived, and it is damaged. No record is lost by that. Copy ${ARCHIVE_NOTE} there from the archive's folder.`,
  );
}

/** Replaces the note in one step; durable when it resolves. */
export const writeArchiveNote = (files: Files, folder: string, note: ArchiveNote): Promise<void> =>
  writeFileAtomically(join(folder, ARCHIVE_NOTE), `${JSON.stringify(note, null, 1)}\n`, files);

/** Where a journal begins whose first segments are elsewhere. */
export interface ArchivedBefore {
  readonly journalId: string;
  /** The first segment that is here. */
  readonly segment: number;
  /** The last record of the archived ones, and the tree up to it. */
  readonly head: JournalHead;
  readonly peaks: readonly string[];
  /** Where that record is. */
  readonly folder: string;
}

/** Undefined when the journal begins with its first segment, or nothing says where the segments before went. Rejects as `readArchiveNote`. */
export async function archivedBefore(files: Files, directory: string): Promise<ArchivedBefore | undefined> {
  const first = (await listSegments(files, directory))[0];
  if (first === undefined || first === 1) return undefined;
  const note = await readArchiveNote(files, directory);
  const last = note?.segments[first - 2];
  if (note === undefined || last === undefined) return undefined;
  const { seq, hash, peaks, folder } = last;
  return { journalId: note.journalId, segment: first, head: { seq, hash }, peaks, folder };
}
