import { mkdir, rm, statfs } from 'node:fs/promises';
import type { Files } from '../../platform/files';
import { KeepingError } from './failures';
import type { BackupOrder, BackupProof } from './protocol';
import { restoreBackup } from './restore';

/** Left free on the disk of the proof: the journal may be on it. Bytes. */
const KEEP_FREE_BYTES = 512 * 1024 * 1024;

/**
 * Proves a backup that was just made: restores it into a folder of its own, verifies the journal there, and removes the folder.
 * Rejects only when it was cancelled: what else fails is the proof's answer.
 */
export async function proveBackup(
  { file, passphrase, proofFolder }: BackupOrder,
  bytes: number,
  files: Files,
  signal: AbortSignal,
): Promise<BackupProof> {
  try {
    await mkdir(proofFolder, { mode: 0o700 });
    const { bavail, bsize } = await statfs(proofFolder);
    const free = bavail * bsize;
    if (free < bytes + KEEP_FREE_BYTES)
      return {
        proved: false,
        why: `The disk of ${proofFolder} has no room to restore it there and stay usable. Free some and back up again, or restore it on another machine.`,
      };
    const { records, head } = await restoreBackup({ file, folder: proofFolder, passphrase }, files, signal);
    return { proved: true, records, head };
  } catch (thrown) {
    const { code, message } = KeepingError.of(thrown, 'failed', proofFolder);
    if (code === 'cancelled') throw thrown;
    return { proved: false, why: message };
  } finally {
    await rm(proofFolder, { recursive: true, force: true });
  }
}
