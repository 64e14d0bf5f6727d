import { constants, type FSWatcher, watch } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { errorCodeOf } from './files';

/** As much as is read of it. */
const READ_BYTES = 4_096;

/** One small file that others create and remove. */
export interface WatchedFile {
  /** Its beginning; undefined when there is nothing of that name. Rejects when there is and it cannot be read: a folder, no rights. */
  read(): Promise<string | undefined>;
  watch(onChange: () => void): () => void;
}

/** A file by its path. Where the system cannot watch its folder nothing is told, and whoever uses it has to look now and then. */
export const watchedFile = (path: string): WatchedFile => ({
  read: async () => {
    if (!(await isThere(path))) return undefined;
    try {
      return await readBeginning(path);
    } catch (thrown) {
      // Gone between the two looks; a link that leads nowhere stays, and is an error.
      if (errorCodeOf(thrown) === 'ENOENT' && !(await isThere(path))) return undefined;
      throw thrown;
    }
  },
  watch: (onChange) => {
    let watcher: FSWatcher | undefined;
    try {
      watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
        if (name === null || name === basename(path)) onChange();
      });
      watcher.on('error', () => watcher?.close());
    } catch {
      // No watches left on this machine.
    }
    return () => watcher?.close();
  },
});

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (thrown) {
    if (errorCodeOf(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

/** Never waits: opening a named pipe without a writer would, for ever. */
async function readBeginning(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, null);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
