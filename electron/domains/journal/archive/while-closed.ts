import type { Clock } from '#shared/model/time';
import { errorCodeOf, type Files } from '../../../platform/files';
import { EntryBuffer } from '../entry-bytes';
import { listSegments } from '../segments';
import { JournalWriter } from '../writer';
import { type Archived, type ArchiveProgress, copyToArchive, removeArchived } from './archive';
import { ARCHIVED, type ArchivedData } from './on-record';
import { ArchiveRefusal } from './plan';

export interface ClosedArchiveOrder {
  readonly directory: string;
  /** The archive's own folder, from the journal's id. */
  readonly folderFor: (journalId: string) => string;
  readonly olderThanMs: number;
  readonly by: string;
}

/**
 * Archives old segments of a journal that no console writes to: copies, records, removes. Rejects with FolderInUseError while one does, and
 * as `copyToArchive`; then nothing was removed.
 */
export async function archiveWhileClosed(
  order: ClosedArchiveOrder,
  files: Files,
  clock: Clock,
  onProgress: (progress: ArchiveProgress) => void,
): Promise<Archived & { readonly folder: string }> {
  const { directory, olderThanMs, by } = order;
  // Opening a folder to write begins a journal where there is none.
  const there = await listSegments(files, directory).catch((thrown: unknown) => {
    if (errorCodeOf(thrown) === 'ENOENT') return [];
    throw thrown;
  });
  if (there.length === 0)
    throw new ArchiveRefusal(
      'nothing-to-archive',
      `There is no journal in ${directory}. Nothing was done; check HOLDFAST_DATA_DIR.`,
    );
  const { writer, ready } = await JournalWriter.open({ files, clock, directory });
  try {
    const { journalId, head } = ready;
    const folder = order.folderFor(journalId);
    const about = { directory, journalId, folder, olderThanMs, headSeq: head.seq };
    const archived = await copyToArchive(about, files, new AbortController().signal, onProgress);
    const data: ArchivedData = archivedRecord(archived, { by, journalId, folder });
    const entries = new EntryBuffer();
    const problem = entries.add([{ type: ARCHIVED, data }]);
    if (problem !== undefined) throw new Error(problem);
    const written = await writer.append(entries.take(entries.length));
    if (!written.ok)
      throw new ArchiveRefusal(
        'not-on-record',
        `It could not be put on record: ${written.error.message} Nothing was removed here.`,
      );
    await removeArchived(files, directory, archived.segments.at(-1)?.segment ?? 0);
    return { ...archived, folder };
  } finally {
    await writer.close();
  }
}

/** What the record `journal.archived` holds. */
export const archivedRecord = (
  { before, segments }: Archived,
  { by, journalId, folder }: Pick<ArchivedData, 'by' | 'journalId' | 'folder'>,
): ArchivedData => ({ by, journalId, folder, before, segments: [...segments] });
