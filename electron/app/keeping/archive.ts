import { join } from 'node:path';
import type { Request } from '#shared/contract/index';
import { messageOf } from '#shared/model/result';
import { ARCHIVED, type Archived, archivedRecord } from '../../domains/journal/index';
import type { HandlerAnswer } from '../../platform/ipc-answers';
import { isWithin, nodePlaces } from '../../platform/places';
import type { Console } from '../console';
import { archiveFolderIn } from './archive-view';

const DAY_MS = 86_400_000;

/**
 * One press: old segments into the archive, verified there; on record; then removed here. Each step only when the one before is durable, so
 * that a stop anywhere leaves every record in one of the two folders at least. Never rejects.
 */
export async function archiveOld(
  console: Console,
  { days, by }: Request<'keep.archive'>,
): Promise<HandlerAnswer<'keep.archive'>> {
  const { keeping, journal, recorder, clock, copies, dataFolder } = console;
  const chosen = keeping.archiveFolder();
  if (chosen === undefined) return notArchived('Choose the archive’s folder first, on another disk.');
  if (copies.keeper.verification?.phase === 'running')
    return notArchived('The journal is being verified just now. Wait for its end, then press again.');
  await recorder.settled();
  const head = journal.status.head;
  if (head === undefined || !journal.isHealthy)
    return notArchived(
      'The journal cannot be written just now, so it could not be put on record. See what it says under Records.',
    );
  const directory = join(dataFolder, 'journal');
  const { journalId } = journal;
  const folder = archiveFolderIn(chosen, journalId);
  const made = await keeping.packer.run('archive', {
    ...{ directory, journalId, folder },
    olderThanMs: clock.now() - days * DAY_MS,
    headSeq: head.seq,
  });
  if (!made.ok) {
    const { code, message } = made.error;
    if (code === 'busy' || code === 'cancelled' || code === 'nothing-to-archive')
      return { ok: false, code, message, retry: true };
    return notArchived(message);
  }
  const last = made.value.segments.at(-1);
  if (last === undefined) return notArchived('Nothing was found to be archived.');
  const waits = whyToWait(console, last.seq);
  if (waits !== undefined) return notArchived(waits);
  const record = archivedRecord(made.value, { by, journalId, folder });
  const written = await journal.append({ type: ARCHIVED, data: record });
  if (!written.ok) return notArchived(`It could not be put on record: ${written.error.message}`);
  return { ok: true, value: await remove(console, made.value, { folder, recordSeq: written.value.seq }) };
}

/** Why the copies must wait before anything is removed here. */
function whyToWait({ copies, history }: Console, throughSeq: number): string | undefined {
  const { folder, seq } = copies.keeper.mirror;
  if (folder !== null && (seq ?? 0) < throughSeq)
    return `The mirror in ${folder} does not hold these records yet. Look at it under Copies; connect it, or give it up, then press again.`;
  if (history.client.status.indexed <= throughSeq)
    return 'Search and charts have not read these records yet. Wait until they have, then press again: what is copied is not copied again.';
  return undefined;
}

async function remove(
  { keeping, recorder, dataFolder }: Console,
  { segments, bytes }: Archived,
  { folder, recordSeq }: { readonly folder: string; readonly recordSeq: number },
): Promise<(HandlerAnswer<'keep.archive'> & { readonly ok: true })['value']> {
  const last = segments.at(-1);
  const through = last?.segment ?? 0;
  const removed = await keeping.packer.run('remove-archived', { directory: join(dataFolder, 'journal'), through });
  const notRemoved = removed.ok ? '' : removed.error.message;
  if (!removed.ok) recorder.record('journal.archive-not-removed', { through, why: notRemoved });
  return { folder, segments: segments.length, bytes, throughSeq: last?.seq ?? 0, recordSeq, notRemoved };
}

/** The system's dialog for the archive's folder. */
export async function chooseArchiveFolder({
  keeping,
  recorder,
  dataFolder,
}: Console): Promise<HandlerAnswer<'keep.choose-archive-folder'>> {
  const folder = await keeping.window?.chooseFolder(
    'Choose a folder for archived segments, on another disk than the journal',
  );
  if (folder === undefined) return { ok: true, value: { folder: null } };
  try {
    if (isWithin(await nodePlaces.realPath(folder), await nodePlaces.realPath(dataFolder)))
      return {
        ok: false,
        code: 'inside-data-folder',
        message: `${folder} is in Holdfast's own data folder: an archive there would free nothing and be lost with it. Nothing was changed. Choose a folder on another disk.`,
        retry: true,
      };
    keeping.setArchiveFolder(folder);
  } catch (thrown) {
    return {
      ok: false,
      code: 'not-saved',
      message: `The folder could not be kept in the settings (${messageOf(thrown)}). Nothing was changed.`,
      retry: true,
    };
  }
  recorder.record('archive.folder-chosen', { folder });
  return { ok: true, value: { folder } };
}

const notArchived = (why: string): HandlerAnswer<'keep.archive'> => ({
  ok: false,
  code: 'not-archived',
  message: `Nothing was removed from the journal here. ${why}`,
  retry: true,
});
