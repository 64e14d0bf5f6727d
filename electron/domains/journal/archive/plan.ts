import { type Files, readFully } from '../../../platform/files';
import { firstLineOf, withFile } from '../journal-end';
import type { JournalHead } from '../protocol';
import { readHeader, ZERO_HASH } from '../record';
import { listSegments } from '../segments';
import { archivedBefore, readArchiveNote } from './note';

/** Why nothing was archived, a sentence each: what happened, what it means, what to do. */
export class ArchiveRefusal extends Error {
  readonly code:
    | 'nothing-to-archive'
    | 'journal-not-intact'
    | 'in-the-way'
    | 'no-checkpoint'
    | 'not-read-back'
    | 'not-on-record';
  constructor(code: ArchiveRefusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The last segments stay whatever their age: one is written to, and a start looks back into the one before. */
const STAY = 2;
/** More are left for the next time: one record names all of one time. */
const MOST_SEGMENTS = 1_000;

/** The segments that may go, all of them closed, and what stands before them. */
export interface ArchivePlan {
  readonly segments: readonly number[];
  readonly before: JournalHead;
  readonly peaks: readonly string[];
}

/** What is here and what went, for the screen. Bytes and times (UTC ms) as the files say; nothing is verified. */
export interface ArchiveState {
  readonly here: {
    readonly segments: number;
    readonly bytes: number;
    readonly fromSeq: number;
    readonly since: number | null;
  };
  readonly archived: {
    readonly segments: number;
    readonly throughSeq: number;
    readonly folders: readonly string[];
  } | null;
}

interface First {
  readonly segment: number;
  readonly seq: number;
  readonly timeMs: number;
}

/**
 * The segments of which every record is older than `olderThanMs` (UTC), oldest first. Reads one line of each. Rejects with an
 * ArchiveRefusal when none is, or where the journal begins is not known; as the files port does when one cannot be read.
 */
export async function planArchive(files: Files, directory: string, olderThanMs: number): Promise<ArchivePlan> {
  const firsts = await firstsOf(files, directory);
  const chosen: number[] = [];
  for (const [index, { segment }] of firsts.slice(0, Math.max(0, firsts.length - STAY)).entries()) {
    const next = firsts[index + 1];
    if (next === undefined || next.timeMs >= olderThanMs || chosen.length >= MOST_SEGMENTS) break;
    chosen.push(segment);
  }
  const first = chosen[0];
  if (first === undefined)
    throw new ArchiveRefusal(
      'nothing-to-archive',
      `No whole segment of the journal is that old, or only the last ${STAY} are, which stay. Nothing was moved. Choose a shorter time, or leave it: the journal works as it is.`,
    );
  if (first === 1) return { segments: chosen, before: { seq: 0, hash: ZERO_HASH }, peaks: [] };
  const archived = await archivedBefore(files, directory);
  if (archived === undefined)
    throw new ArchiveRefusal(
      'journal-not-intact',
      `The journal here begins with segment ${first}, and nothing says where the ones before went. Nothing was moved. Bring them back from a backup or the mirror, then verify the journal.`,
    );
  return { segments: chosen, before: archived.head, peaks: archived.peaks };
}

/** How much is here and how much went. Rejects when a file cannot be read. */
export async function archiveState(files: Files, directory: string): Promise<ArchiveState> {
  const firsts = await firstsOf(files, directory);
  let bytes = 0;
  for (const { segment } of firsts) bytes += await withFile(files, directory, segment, (file) => file.size());
  const first = firsts[0];
  const gone = ((await readArchiveNote(files, directory))?.segments ?? []).filter(
    ({ segment }) => segment < (first?.segment ?? 1),
  );
  const last = gone.at(-1);
  return {
    here: { segments: firsts.length, bytes, fromSeq: first?.seq ?? 1, since: first?.timeMs ?? null },
    archived:
      last === undefined
        ? null
        : { segments: gone.length, throughSeq: last.seq, folders: [...new Set(gone.map(({ folder }) => folder))] },
  };
}

async function firstsOf(files: Files, directory: string): Promise<readonly First[]> {
  const firsts: First[] = [];
  for (const segment of await listSegments(files, directory)) {
    const header = await withFile(files, directory, segment, async (file) =>
      readHeader((await file.size()) === 0 ? await readFully(file, 0, 0) : await firstLineOf(file)),
    );
    // One that is being begun.
    if (header === undefined) break;
    firsts.push({ segment, seq: header.seq, timeMs: Date.parse(header.time) });
  }
  return firsts;
}
