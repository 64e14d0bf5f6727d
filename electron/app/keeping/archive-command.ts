import { join, resolve } from 'node:path';
import { ARCHIVE_DAYS_MAX, ARCHIVE_DAYS_MIN } from '#shared/contract/keep';
import type { Clock } from '#shared/model/time';
import { ArchiveRefusal, archiveWhileClosed } from '../../domains/journal/index';
import { KeepingError } from '../../domains/keeping/index';
import { errorCodeOf, nodeFiles } from '../../platform/files';
import { isWithin } from '../../platform/places';
import { archiveFolderIn } from './archive-view';
import type { KeepCommandPorts } from './keep-command';

const DAY_MS = 86_400_000;

export const ARCHIVE_USAGE = `usage: holdfast archive FOLDER --older-than DAYS
  moves whole segments of the journal with nothing younger than DAYS (${ARCHIVE_DAYS_MIN} to ${ARCHIVE_DAYS_MAX}) into FOLDER, while no console runs:
  copied, read back and verified there, put on record, then removed from the data folder. The last two segments always stay.
Ends with 0: done. 1: nothing is that old. 2: nothing was removed, for the reason it says.`;

export type ArchiveCommandPorts = Pick<KeepCommandPorts, 'dataFolder' | 'by' | 'say' | 'complain'> & {
  readonly clock: Clock;
};

/** The program started as `holdfast archive …`: its exit status, as the usage says. Never rejects. */
export async function runArchiveCommand(words: readonly string[], ports: ArchiveCommandPorts): Promise<number> {
  const { say, complain, clock, by } = ports;
  if (words.includes('--help') || words.includes('-h')) {
    say(ARCHIVE_USAGE);
    return 0;
  }
  const [chosen = '', option, text = ''] = words;
  const days = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 0;
  if (chosen === '' || chosen.startsWith('-') || option !== '--older-than' || words.length !== 3) {
    complain(`Nothing was done: archive takes a folder and --older-than DAYS.\n${ARCHIVE_USAGE}`);
    return 2;
  }
  if (days < ARCHIVE_DAYS_MIN || days > ARCHIVE_DAYS_MAX) {
    complain(
      `Nothing was done: DAYS is a whole number from ${ARCHIVE_DAYS_MIN} to ${ARCHIVE_DAYS_MAX}. What is younger is looked back into.`,
    );
    return 2;
  }
  const target = resolve(chosen);
  try {
    const dataFolder = ports.dataFolder();
    if (isWithin(target, resolve(dataFolder))) {
      complain(
        `Nothing was done: ${target} is in Holdfast's own data folder, where an archive frees nothing. Name a folder on another disk.`,
      );
      return 2;
    }
    const olderThanMs = clock.now() - days * DAY_MS;
    const folderFor = (journalId: string): string => archiveFolderIn(target, journalId);
    const order = { directory: join(dataFolder, 'journal'), folderFor, olderThanMs, by };
    const { folder, segments, bytes } = await archiveWhileClosed(order, nodeFiles, clock, () => undefined);
    const last = segments.at(-1);
    say(
      `Archived ${segments.length} segments, ${bytes} bytes, up to record ${last?.seq}:${last?.hash}, into ${folder}.`,
    );
    say(`Verify both together: python3 verify_journal.py ${order.directory} --archive ${folder}`);
    return 0;
  } catch (thrown) {
    if (thrown instanceof ArchiveRefusal) {
      complain(thrown.message);
      return thrown.code === 'nothing-to-archive' ? 1 : 2;
    }
    const isInUse = errorCodeOf(thrown) === 'EBUSY';
    complain(
      isInUse
        ? 'Nothing was done: a console runs on this data folder and writes the journal. Archive on its Journal screen, under Keep, or close it first.'
        : `It did not end well; no record is lost, each is here or in the archive. ${KeepingError.of(thrown, 'in-the-way', target).message}`,
    );
    return 2;
  }
}
