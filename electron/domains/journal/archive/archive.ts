import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Files, type OpenFile, writeFully } from '../../../platform/files';
import { CheckpointCheck } from '../checkpoint/check';
import { withFile } from '../journal-end';
import type { JournalHead } from '../protocol';
import { type SegmentScan, scanSegment } from '../scan';
import { listSegments, segmentName } from '../segments';
import { digestOf, GrowingTree, hexOf } from '../tree/merkle';
import { type ArchivedSegment, readArchiveNote, writeArchiveNote } from './note';
import { type ArchivePlan, ArchiveRefusal, planArchive } from './plan';

/*
 * Whole segments go into an archive in steps, each durable before the next: copied and read back; the note there; the note here; then, by
 * whoever asked, a record in the journal; then they are removed here, one after the other. A crash anywhere leaves each record in at least
 * one of the two folders, and doing it again goes on from there.
 */

export interface ArchiveOrder {
  readonly directory: string;
  readonly journalId: string;
  /** The archive's own folder for this journal; made when it is not there. */
  readonly folder: string;
  /** Only segments with nothing younger go. UTC ms. */
  readonly olderThanMs: number;
  /** The last record that is durable. */
  readonly headSeq: number;
}

/** What stands in the archive now, verified there, and is still here, too: what the record is to say. */
export interface Archived {
  readonly before: (JournalHead & { readonly segment: number }) | null;
  readonly segments: readonly Omit<ArchivedSegment, 'time' | 'peaks' | 'folder'>[];
  readonly bytes: number;
}

export interface ArchiveProgress {
  readonly doing: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Copies the segments that are old enough, reads each back and holds it against the chain, and checks that the rest of the journal goes
 * on from them and that a checkpoint states their tree. Removes nothing. Rejects with an ArchiveRefusal, with the signal's reason, or as the
 * files port does; what was copied until then stays, and is found there the next time.
 */
export async function copyToArchive(
  order: ArchiveOrder,
  files: Files,
  signal: AbortSignal,
  onProgress: (progress: ArchiveProgress) => void,
): Promise<Archived> {
  const { directory, journalId, folder } = order;
  const plan = await planArchive(files, directory, order.olderThanMs);
  const last = plan.segments.at(-1) ?? 0;
  const rest = (await listSegments(files, directory)).filter((segment) => segment > last);
  let total = 0;
  for (const segment of [...plan.segments, ...plan.segments, ...rest])
    total += await withFile(files, directory, segment, (file) => file.size());
  let done = 0;
  const tell = (doing: string) => (bytes: number) => {
    done += bytes;
    onProgress({ doing, done, total });
  };
  await files.makeFolder(folder);
  const archived = await copyAll(order, plan, files, signal, tell('copying into the archive'));
  const through = archived.at(-1);
  if (through === undefined) throw new Error('nothing was copied');
  await checkRest(order, rest, through, files, signal, tell('verifying what stays'));

  const earlier = (await readArchiveNote(files, directory))?.segments ?? [];
  const first = plan.segments[0] ?? 1;
  const note = {
    format: 'holdfast-archive' as const,
    version: 1 as const,
    journalId,
    segments: [...earlier.slice(0, first - 1), ...archived],
  };
  await writeArchiveNote(files, folder, note);
  await writeArchiveNote(files, directory, note);
  return {
    before: first === 1 ? null : { segment: first - 1, ...plan.before },
    segments: archived.map(({ segment, bytes, sha256, seq, hash }) => ({ segment, seq, hash, bytes, sha256 })),
    bytes: archived.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/**
 * Removes the segments up to `through` that are still here, the oldest first, each removal durable before the next. Only after the record
 * that they were archived is durable. Rejects as the files port does: then the rest of them stays, and goes the next time.
 */
export async function removeArchived(files: Files, directory: string, through: number): Promise<void> {
  for (const segment of await listSegments(files, directory)) {
    if (segment > through) return;
    await files.remove(join(directory, segmentName(segment)));
    await files.syncFolder(directory);
  }
}

async function copyAll(
  { directory, folder }: ArchiveOrder,
  plan: ArchivePlan,
  files: Files,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<readonly ArchivedSegment[]> {
  const tree = new GrowingTree(
    plan.before.seq,
    plan.peaks.map((peak) => digestOf(peak) ?? ''),
  );
  let head = plan.before;
  const archived: ArchivedSegment[] = [];
  for (const segment of plan.segments) {
    const name = segmentName(segment);
    const target = join(folder, name);
    const part = `${target}.part`;
    const isThere = (await files.list(folder)).includes(name);
    const copy = isThere ? undefined : await files.open(part, 'replace');
    let own: Copied;
    try {
      own = await readWhole(files, directory, segment, head, signal, {
        onRecord: (hash) => tree.add(hash),
        onBytes: async (bytes, offset) => {
          if (copy !== undefined) await writeFully(copy, bytes, offset);
          onBytes(bytes.length);
        },
      });
      await copy?.sync();
    } finally {
      await copy?.close();
    }
    if (own.problem !== undefined)
      throw new ArchiveRefusal(
        'journal-not-intact',
        `The journal is not whole: ${own.problem}. Nothing was removed here. Do not archive a damaged journal; verify it, and compare it with the mirror or a backup.`,
      );
    if (copy !== undefined) {
      await files.rename(part, target);
      await files.syncFolder(folder);
    }
    const back = await readWhole(files, folder, segment, head, signal, { onBytes: (bytes) => onBytes(bytes.length) });
    if (back.problem !== undefined || back.sha256 !== own.sha256 || back.head.hash !== own.head.hash)
      throw isThere
        ? new ArchiveRefusal(
            'in-the-way',
            `${target} is there already and is not the journal's ${name}. It was not touched, and nothing was removed here. Look whose it is, or choose another archive folder.`,
          )
        : new ArchiveRefusal(
            'not-read-back',
            `What was written to ${target} did not come back as it was written. Nothing was removed here: the journal is whole where it is. Do not trust that disk; choose another.`,
          );
    head = own.head;
    const { bytes, sha256, time } = own;
    archived.push({ segment, bytes, sha256, ...head, time, peaks: tree.peaks.map(hexOf), folder });
  }
  return archived;
}

interface Copied {
  readonly bytes: number;
  readonly sha256: string;
  readonly head: JournalHead;
  readonly time: string;
  /** Where it does not hold together; undefined when it does. */
  readonly problem: string | undefined;
}

interface Reading {
  readonly onRecord?: (hash: string) => void;
  readonly onBytes: (bytes: Buffer, offset: number) => Promise<void> | void;
}

/** Reads one closed segment to its end, each record checked against the chain. */
async function readWhole(
  files: Files,
  folder: string,
  segment: number,
  before: JournalHead,
  signal: AbortSignal,
  { onRecord, onBytes }: Reading,
): Promise<Copied> {
  const hash = createHash('sha256');
  let time = '';
  return withFile(files, folder, segment, async (file: OpenFile) => {
    const to = await file.size();
    const scan: SegmentScan = await scanSegment(file, {
      ...{ segment, from: 0, to, before, signal },
      onRecord: ({ header }) => {
        time = header.time;
        onRecord?.(header.hash);
        return undefined;
      },
      onLines: async (bytes, offset) => {
        hash.update(bytes);
        await onBytes(bytes, offset);
      },
    });
    const where = `${segmentName(segment)} line ${scan.records + 1}`;
    const problem =
      scan.bad !== undefined
        ? `${where}: ${scan.bad.reason}`
        : scan.records === 0 || scan.end !== to
          ? `${where}: the segment ends too early`
          : undefined;
    return { bytes: to, sha256: hash.digest('hex'), head: scan.head ?? before, time, problem };
  });
}

/** The journal as it will stand here: it goes on from the last archived record, and its checkpoints state the archived tree. */
async function checkRest(
  { directory, journalId, headSeq }: ArchiveOrder,
  segments: readonly number[],
  through: ArchivedSegment,
  files: Files,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { peaks, seq, hash } = through;
  let head: JournalHead = { seq, hash };
  const checkpoints = new CheckpointCheck({}, { journalId, head, peaks });
  for (const segment of segments) {
    if (head.seq >= headSeq) break;
    const before = head;
    const scan = await withFile(files, directory, segment, async (file) =>
      scanSegment(file, {
        ...{ segment, from: 0, to: await file.size(), before, lastSeq: headSeq, signal },
        onRecord: ({ header, line }) => checkpoints.record(header, line),
        onLines: (bytes) => onBytes(bytes.length),
      }),
    );
    if (scan.bad !== undefined)
      throw new ArchiveRefusal(
        'journal-not-intact',
        `The journal is not whole: ${segmentName(segment)} line ${scan.bad.line}: ${scan.bad.reason}. Nothing was removed here. Verify it, and compare it with the mirror or a backup.`,
      );
    head = scan.head ?? head;
  }
  if (head.seq !== headSeq)
    throw new ArchiveRefusal(
      'journal-not-intact',
      `The journal ends with record ${head.seq}, before its last one, ${headSeq}. Nothing was removed here. Verify it.`,
    );
  if (!checkpoints.coversAbsent)
    throw new ArchiveRefusal(
      'no-checkpoint',
      `No checkpoint in what stays covers record ${seq}, the last that would go. Nothing was removed here. The console makes one each minute while records come, and when it stops: archive again after that.`,
    );
}
