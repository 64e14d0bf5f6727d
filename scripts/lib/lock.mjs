import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { pause } from './run.mjs';
import { Problem } from './say.mjs';

/** Whether the lock's owner is gone. A lock without a readable owner counts as abandoned once it is 5 s old. */
async function isAbandoned(path) {
  try {
    const pid = Number(await readFile(path, 'utf8'));
    if (Number.isInteger(pid) && pid > 0) {
      process.kill(pid, 0);
      return false;
    }
    return Date.now() - (await stat(path)).mtimeMs > 5000;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/**
 * Does `work` while holding a lock file that names this process, so that two runs on one machine do not make the same
 * thing at once. A lock left by a process that died is taken over.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ waitMs: number, onWait: () => void }} options
 * @returns {Promise<T>}
 * @throws {Problem} when somebody else holds it for longer than `waitMs`
 */
export async function withLock(path, work, { waitMs, onWait }) {
  const until = Date.now() + waitMs;
  let waited = false;
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (await isAbandoned(path)) {
      // Renamed first: of two that see the abandoned lock only one wins, and neither removes the winner's new lock.
      const aside = `${path}.${process.pid}`;
      await rename(path, aside).then(
        () => rm(aside, { force: true }),
        () => undefined,
      );
      continue;
    }
    if (!waited) onWait();
    waited = true;
    if (Date.now() > until)
      throw new Problem(`${path} has been held for too long`, 'remove that file if no other run is under way');
    await pause(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
