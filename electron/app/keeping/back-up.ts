import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request } from '#shared/contract/index';
import type { MadeBackup } from '#shared/contract/keep';
import { messageOf } from '#shared/model/result';
import { formatUtc } from '#shared/model/time';
import type { HandlerAnswer } from '../../platform/ipc-answers';
import type { Console } from '../console';
import { discardUnfinished } from './discard-unfinished';

/** Where backups are proved: restored there, verified, removed. */
export const proofFolderOf = (): string => join(tmpdir(), `holdfast-proof-${randomBytes(8).toString('hex')}`);

/** One press: a backup into the backup folder, proved by a restore, and both on record. Never rejects. */
export async function backUp(
  console: Console,
  { passphrase, by }: Request<'keep.back-up'>,
): Promise<HandlerAnswer<'keep.back-up'>> {
  const { keeping, recorder, journal, clock, appVersion, dataFolder } = console;
  const madeAt = clock.now();
  const folder = keeping.backupFolder();
  const file = join(folder, `holdfast-${formatUtc(madeAt).replaceAll(/[-:.]/g, '')}.backup`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    return notMade(
      `The folder ${folder} could not be used (${messageOf(thrown)}). Connect its disk, or choose another folder.`,
    );
  }
  await recorder.settled();
  const made = await keeping.packer.run('backup', {
    ...{ file, dataFolder, passphrase, appVersion, madeAt },
    headSeq: journal.status.head?.seq ?? null,
    proofFolder: proofFolderOf(),
  });
  if (!made.ok) {
    const { code, message } = made.error;
    if (code !== 'in-the-way') await discardUnfinished(file, console.log);
    if (code === 'busy' || code === 'cancelled') return { ok: false, code, message, retry: true };
    return notMade(message);
  }
  const { bytes, files, proof } = made.value;
  const backup: MadeBackup = {
    ...{ file, madeAt, by, bytes, files },
    proof: proof.proved
      ? { proved: true, at: clock.now(), records: proof.records, headSeq: proof.head.seq, headHash: proof.head.hash }
      : proof,
  };
  await recorder.appendOrKeep('backup.made', { by, file, bytes, files, proof });
  try {
    await keeping.noteBackup(backup);
  } catch (thrown) {
    console.log(`the last backup could not be noted: ${messageOf(thrown)}`);
  }
  return { ok: true, value: backup };
}

const notMade = (why: string): HandlerAnswer<'keep.back-up'> => ({
  ok: false,
  code: 'not-made',
  message: `No backup was made. ${why}`,
  retry: true,
});
