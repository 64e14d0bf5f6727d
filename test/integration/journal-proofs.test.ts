import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { headPhrase } from '#shared/model/head-phrase';
import { proveRecord } from '../../electron/app/proofs/record-proof';
import { type CheckpointRig, checkpointRig, firstSealKey } from '../support/checkpoint-rig';
import { exportFiles, makeTemporaryFolder } from '../support/journal-rig';

const VERIFIER = fileURLToPath(new URL('../../tools/verify_journal.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('skipped: proofs by the independent verifier (there is no python3)');
const folder = makeTemporaryFolder();
afterAll(() => folder.remove());

const python = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', VERIFIER, ...args], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}`.trim() };
};
const file = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};

/** A journal with signed, sealed and unsigned checkpoints, and its files where the verifier can read them. */
async function exported(): Promise<{ rig: CheckpointRig; path: string; key: string; sealId: string }> {
  const rig = await checkpointRig(undefined, { segmentBytes: 4_000 });
  for (const isUnlocked of [true, false, true]) {
    rig.isUnlocked = isUnlocked;
    await rig.add(7);
    const made = await rig.checkpoints.make('asked');
    if (!made.ok) throw new Error(made.error);
  }
  await rig.add(3);
  const path = join(folder.path, 'journal');
  exportFiles(new Map([...rig.files.contents()].filter(([name]) => name.includes('segment'))), path);
  return { rig, path, key: rig.checkpoints.publicKey ?? '', sealId: rig.checkpoints.last?.seal?.id ?? '' };
}

describe.skipIf(!hasPython)('tools/verify_journal.py, written from the format document alone,', () => {
  it('checks signatures, seals and phrases of a journal that the console made', async () => {
    const { rig, path, key, sealId } = await exported();
    const last = rig.checkpoints.last;
    const seals = (first: Buffer): string => file('seals', `${sealId} ${first.toString('hex')}\n`);
    const phrase = headPhrase(last?.size ?? 0, last?.head ?? '');
    const good = python(path, '--key', key, '--head', phrase, '--seal-key', seals(firstSealKey(sealId)));
    expect(good.said).toMatch(
      /^intact: \d+ records, head .*, 3 checkpoints, 3 seals right, signed up to record \d+ by [0-9a-f]{64}$/,
    );
    expect(good.status).toBe(0);
    expect(python(path, '--head', phrase.toLowerCase().replaceAll('-', '')).status).toBe(0);
    const other = headPhrase(last?.size ?? 0, 'f'.repeat(64));
    expect(python(path, '--head', other)).toMatchObject({ status: 1, said: expect.stringContaining('given head') });
    const another = python(path, '--key', 'ab'.repeat(32));
    expect(another).toMatchObject({ status: 1, said: expect.stringContaining('signed by another key') });
    const wrongSeal = python(path, '--seal-key', seals(Buffer.alloc(32)));
    expect(wrongSeal).toMatchObject({ status: 1, said: expect.stringContaining('MAC') });
    expect(python(path, '--key', 'short')).toMatchObject({ status: 2 });
  });

  it('takes the proof of a record, and none that was changed', async () => {
    const { rig, key } = await exported();
    const { journal } = rig;
    for (const seq of [1, 9, 20]) {
      const proven = await proveRecord(journal, rig.checkpoints, seq);
      if (!proven.ok) throw new Error(proven.error.message);
      const { text, bytes } = proven.value;
      expect(bytes).toBeLessThanOrEqual(1_024);
      const said = python('--proof', file('proof', text), '--key', key);
      expect(said, said.said).toMatchObject({ status: 0, said: expect.stringContaining(`proven: record ${seq}:`) });
      const forgeries = [
        text.replace(/^record \d+ /m, `record ${seq + 1} `),
        text.replace(/^tree \d+/m, 'tree 19'),
        text.replace(/^path ..../m, 'path AAAA'),
        text.replace('"value":', '"valuf":'),
        text.replace(/"root":"./, '"root":"x'),
        text.replace(/^journal ....../m, 'journal zzzzzz'),
      ].filter((forged) => forged !== text);
      for (const forged of forgeries) expect(python('--proof', file('proof', forged), '--key', key).status).toBe(1);
      expect(python('--proof', file('proof', text), '--key', 'ab'.repeat(32)).status).toBe(1);
    }
    expect(python('--proof', file('proof', 'no proof'))).toMatchObject({ status: 2 });
    expect(await proveRecord(journal, rig.checkpoints, 999)).toMatchObject({
      ok: false,
      error: { code: 'no-such-record' },
    });
  });
});
