import { basename, join } from 'node:path';
import type { ArchiveView } from '#shared/contract/keep';
import { messageOf } from '#shared/model/result';
import { archiveState, isArchiveAtHand } from '../../domains/journal/index';
import { nodeFiles } from '../../platform/files';

/** The archive's own folder for this journal, in the one that was chosen; the chosen one when it is that already. */
export function archiveFolderIn(chosen: string, journalId: string): string {
  const name = `holdfast-archive-${journalId}`;
  return basename(chosen) === name ? chosen : join(chosen, name);
}

/** What is here and what went. Never rejects: what cannot be read is told in words. */
export async function archiveView(
  directory: string,
  folder: string | undefined,
  isOnJournalDisk: (folder: string) => boolean,
): Promise<ArchiveView> {
  const chosen = { folder: folder ?? null, isOnJournalDisk: folder !== undefined && isOnJournalDisk(folder) };
  try {
    const { here, archived } = await archiveState(nodeFiles, directory);
    const isAtHand = archived !== null && (await isArchiveAtHand(nodeFiles, directory));
    return {
      ...chosen,
      here: { ...here },
      archived: archived === null ? null : { ...archived, folders: [...archived.folders], isAtHand },
      problem: '',
    };
  } catch (thrown) {
    return { ...chosen, here: null, archived: null, problem: messageOf(thrown) };
  }
}
