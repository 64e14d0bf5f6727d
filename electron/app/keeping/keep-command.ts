import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PASSPHRASE_MAX, PASSPHRASE_MIN } from '#shared/contract/bounds';
import type { MadeBackup } from '#shared/contract/keep';
import { messageOf } from '#shared/model/result';
import { type Clock, formatUtc } from '#shared/model/time';
import { haltRestored } from '../../domains/halt/index';
import { KeepingError, makeBackup, proveBackup, restoreBackup } from '../../domains/keeping/index';
import { nodeFiles } from '../../platform/files';
import { storedText } from '../stored-text';
import { KEPT_RECORDS, keepRecords } from '../vault/records-while-closed';
import { proofFolderOf } from './back-up';
import { LAST_BACKUP } from './keeping';
import { makeIdForOrders } from './order-ids';

export const KEEP_USAGE = `usage: holdfast backup FILE
       holdfast restore FILE FOLDER
  backup   makes an encrypted backup of the data folder, also while the console runs, and proves it by a restore
  restore  restores one into an empty folder; a console started on it comes back halted, without keys
The passphrase is asked for on the terminal, or is the first line of standard input. It is never an argument.
Ends with 0: done. 1: the backup was made and could not be proved. 2: nothing was made or restored.`;

export interface KeepCommandPorts {
  readonly clock: Clock;
  readonly dataFolder: () => string;
  readonly appVersion: string;
  /** Who is logged in. */
  readonly by: string;
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Undefined when there is nobody to ask, or they left. */
  readonly askPassphrase: (prompt: string) => Promise<string | undefined>;
  /** Whether somebody types: then a new passphrase is asked for twice. */
  readonly isTyped: boolean;
}

/** The program started as `holdfast backup …` or `holdfast restore …`: its exit status, as the usage says. Never rejects. */
export async function runKeepCommand(
  word: 'backup' | 'restore',
  words: readonly string[],
  ports: KeepCommandPorts,
): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    ports.say(KEEP_USAGE);
    return 0;
  }
  const wanted = word === 'backup' ? 1 : 2;
  if (words.length !== wanted || words.some((each) => each === '' || each.startsWith('-'))) {
    ports.complain(
      `Nothing was done: ${word} takes ${wanted === 1 ? 'a file' : 'a file and a folder'}.\n${KEEP_USAGE}`,
    );
    return 2;
  }
  const [file = '', folder = ''] = words.map((each) => resolve(each));
  try {
    return await (word === 'backup' ? backUp(file, ports) : restore(file, folder, ports));
  } catch (thrown) {
    ports.complain(KeepingError.of(thrown, 'in-the-way', file).message);
    return 2;
  }
}

async function backUp(file: string, ports: KeepCommandPorts): Promise<number> {
  const { clock, by, say, complain } = ports;
  const passphrase = await newPassphrase(ports);
  if (passphrase === undefined) return 2;
  const dataFolder = ports.dataFolder();
  const never = new AbortController().signal;
  const madeAt = clock.now();
  await mkdir(dirname(file), { recursive: true });
  const order = { file, dataFolder, headSeq: null, passphrase, appVersion: ports.appVersion, madeAt };
  const { bytes, files } = await makeBackup(order, nodeFiles, never, () => undefined);
  say(`${file}: ${bytes} bytes, ${files} files. Restoring it into an empty folder for proof…`);
  const proof = await proveBackup({ ...order, proofFolder: proofFolderOf() }, bytes, nodeFiles, never);
  const records = keepRecords(join(dataFolder, KEPT_RECORDS), clock);
  records.record('backup.made', { by, file, bytes, files, proof });
  const problem = await records.settled();
  if (problem !== undefined) complain(`The backup is made, but could not be noted for the journal (${problem}).`);
  const made: MadeBackup = {
    ...{ file, madeAt, by, bytes, files },
    proof: proof.proved
      ? { proved: true, at: clock.now(), records: proof.records, headSeq: proof.head.seq, headHash: proof.head.hash }
      : proof,
  };
  await storedText(join(dataFolder, LAST_BACKUP)).write(JSON.stringify(made));
  if (!proof.proved) {
    complain(`NOT proved: ${proof.why}`);
    return 1;
  }
  say(`Proved: restored and verified, ${proof.records} records, head ${proof.head.seq}:${proof.head.hash}`);
  return 0;
}

async function restore(file: string, folder: string, ports: KeepCommandPorts): Promise<number> {
  const passphrase = await ports.askPassphrase('Passphrase of the backup: ');
  if (passphrase === undefined) {
    ports.complain(
      'Nothing was restored: no passphrase was given. Type it on a terminal, or give it as standard input.',
    );
    return 2;
  }
  const { clock, by, say } = ports;
  const restored = await restoreBackup({ file, folder, passphrase }, nodeFiles, new AbortController().signal);
  const at = clock.now();
  const madeAt = formatUtc(restored.madeAt);
  try {
    const reason = `This data folder was restored from the backup of ${madeAt}. Enter the exchange keys again: no backup holds one. What was traded after that backup is not in its journal; look at the exchange first.`;
    await haltRestored(storedText(join(folder, 'halt-state')), { reason, at });
    const orderIds = await makeIdForOrders(folder);
    const records = keepRecords(join(folder, KEPT_RECORDS), clock);
    const { head, files } = restored;
    records.record('backup.restored', { by, file, madeAt, head, files, orderIds });
    const problem = await records.settled();
    if (problem !== undefined) throw new Error(problem);
  } catch (thrown) {
    ports.complain(
      `The files are in ${folder}, but it could not be made ready (${messageOf(thrown)}). Do not start a console on it: restore into another empty folder.`,
    );
    return 2;
  }
  say(`Restored into ${folder}: ${restored.files} files of ${madeAt}.`);
  say(`Its journal is whole: ${restored.records} records, head ${restored.head.seq}:${restored.head.hash}`);
  say(
    `Start it with HOLDFAST_DATA_DIR=${folder}. It comes back HALTED. Set a passphrase and enter the exchange keys again: none is in a backup.`,
  );
  return 0;
}

async function newPassphrase({ askPassphrase, isTyped, complain }: KeepCommandPorts): Promise<string | undefined> {
  const refuse = (why: string): undefined => complain(`No backup was made: ${why}`) as undefined;
  const passphrase = await askPassphrase('Passphrase of the backup: ');
  if (passphrase === undefined)
    return refuse('no passphrase was given. Type it on a terminal, or give it as standard input.');
  if (passphrase.length < PASSPHRASE_MIN || passphrase.length > PASSPHRASE_MAX)
    return refuse(`its passphrase needs ${PASSPHRASE_MIN} to ${PASSPHRASE_MAX} characters.`);
  if (isTyped && (await askPassphrase('The same again: ')) !== passphrase) return refuse('the two were not the same.');
  return passphrase;
}
