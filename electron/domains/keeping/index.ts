/**
 * What is kept for later and elsewhere: evidence bundles (I2), and encrypted backups proved by a restore.
 *
 * It promises: each is made in a process of its own, so that nothing waits for it; a file has its name only once it is whole and durable;
 * what exists is never replaced; a backup that does not restore into an empty folder with a whole journal is not called proved. Nothing in
 * it asks an exchange or holds a key: what an exchange says is handed in, and backups leave out all that is secret (contents.ts).
 *
 * The work is done by electron/workers/packer.ts. Others in main import from this file alone.
 */
import { Packer, type PackerOptions } from './packer';

export const createPacker = (options: PackerOptions): Packer => new Packer(options);

export { makeBackup } from './backup';
export { KeepingError } from './failures';
export { type ManifestSigned, type ManifestToSign, manifestStatement } from './manifest-signature';
export { unfinishedNewFile } from './new-file';
export type { Packer, PackerFailure, PackerJob, PackerOptions, PackerWork } from './packer';
export type { BackupMade, BackupProof, BundleMade, BundlePart, Restored } from './protocol';
export { proveBackup } from './prove';
export { restoreBackup } from './restore';
