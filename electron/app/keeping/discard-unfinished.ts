import { rm, stat } from 'node:fs/promises';
import { messageOf } from '#shared/model/result';
import { unfinishedNewFile } from '../../domains/keeping/index';
import { errorCodeOf } from '../../platform/files';

/**
 * After a bundle or a backup that was not made: whoever writes one removes what it began, but a process that was ended or died could not.
 * Removes the unfinished file, and the name that was kept free for it, empty. Never rejects: what stays is said in the log.
 */
export async function discardUnfinished(file: string, log: (line: string) => void): Promise<void> {
  try {
    await rm(unfinishedNewFile(file), { force: true });
    if ((await stat(file)).size === 0) await rm(file);
  } catch (thrown) {
    if (errorCodeOf(thrown) !== 'ENOENT') log(`what was begun of ${file} could not be removed: ${messageOf(thrown)}`);
  }
}
