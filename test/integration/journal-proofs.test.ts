import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { headPhrase } from '#shared/model/head-phrase';
import { proveRecord } from '../../electron/app/proofs/record-proof';
import { createJournalKeeper, type VerificationRun, type VerifyReport } from '../../electron/domains/journal/index';
import { verifyChain } from '../../electron/domains/journal/verify';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { pythonVerifier } from '../support/both-verifiers';
import { builtWorker } from '../support/built-worker';
import { type CheckpointRig, checkpointRig, firstSealKey } from '../support/checkpoint-rig';
import { exportFiles, FOLDER, makeTemporaryFolder } from '../support/journal-rig';

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('skipped: proofs by the independent verifier (there is no python3)');
const folder = makeTemporaryFolder();
const verifier = hasPython ? pythonVerifier() : undefined;
afterAll(() => {
  verifier?.close();
  folder.remove();
});

const python = async (...args: readonly string[]) => {
  if (verifier === undefined) throw new Error('there is no python3');
  return verifier.answer(...args);
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
    const good = await python(path, '--key', key, '--head', phrase, '--seal-key', seals(firstSealKey(sealId)));
    expect(good.said).toMatch(
      /^intact: \d+ records, head .*, 3 checkpoints, 3 seals right, signed up to record \d+ by [0-9a-f]{64}$/,
    );
    expect(good.status).toBe(0);
    expect((await python(path, '--head', phrase.toLowerCase().replaceAll('-', ''))).status).toBe(0);
    const other = headPhrase(last?.size ?? 0, 'f'.repeat(64));
    expect(await python(path, '--head', other)).toMatchObject({
      status: 1,
      said: expect.stringContaining('given head'),
    });
    const another = await python(path, '--key', 'ab'.repeat(32));
    expect(another).toMatchObject({ status: 1, said: expect.stringContaining('signed by another key') });
    const wrongSeal = await python(path, '--seal-key', seals(Buffer.alloc(32)));
    expect(wrongSeal).toMatchObject({ status: 1, said: expect.stringContaining('MAC') });
    expect(await python(path, '--key', 'short')).toMatchObject({ status: 2 });

    // The console says the same of the same keys, in the same words and at the same place.
    const inConsole = (id: string, key: string, ids: readonly string[]) =>
      verifyChain({
        files: rig.files,
        directory: FOLDER,
        end: rig.writer.end,
        known: { seals: ids },
        sealKey: async (met) => (met === id ? { of: 'operator', key } : { of: null, why: 'locked' }),
        monotonicMs: () => 0,
      });
    const words = (report: VerifyReport): string =>
      report.intact ? `intact, ${report.seals?.right} seals right` : `bad: ${report.where}: ${report.reason}`;
    expect(words(await inConsole(sealId, firstSealKey(sealId).toString('hex'), [sealId]))).toBe(
      'intact, 3 seals right',
    );
    expect(words(await inConsole(sealId, '00'.repeat(32), [sealId])).replaceAll('’', "'")).toBe(wrongSeal.said);
    const absent = 'ab'.repeat(8);
    const notMet = await python(path, '--seal-key', file('absent', `${absent} ${'00'.repeat(32)}\n`));
    expect(notMet).toMatchObject({ status: 1, said: expect.stringContaining(`given seal ${absent}`) });
    expect(words(await inConsole(absent, '00'.repeat(32), [absent]))).toContain(`carries the given seal ${absent}`);
  });

  it('is held by the keeper’s process, which asks for the key of a seal it meets, and is told', async () => {
    const { rig, path, sealId } = await exported();
    const asked: string[] = [];
    const ended = await new Promise<VerificationRun>((resolve) => {
      const keeper = createJournalKeeper({
        launch: launchFork(builtWorker('journal-keeper')),
        clock: systemClock,
        directory: path,
        dataFolder: folder.path,
        mirrorFolder: null,
        onMirror: () => undefined,
        onMirrorSetAside: () => undefined,
        onVerification: (run) => {
          if (run.phase !== 'running') resolve(run);
        },
        sealKey: (id) => {
          asked.push(id);
          return { of: 'operator', key: firstSealKey(id).toString('hex') };
        },
        onOutput: (line) => process.stderr.write(`${line}\n`),
      });
      keeper.told({ journalId: rig.journal.journalId, head: rig.writer.end.head });
      keeper.verify('full', null, [sealId]);
    });
    expect(ended).toMatchObject({ phase: 'done', outcome: { report: { intact: true, seals: { right: 3 } } } });
    expect(asked).toEqual([sealId]);
  });

  it('takes the proof of a record, and none that was changed', async () => {
    const { rig, key } = await exported();
    const { journal } = rig;
    for (const seq of [1, 9, 20]) {
      const proven = await proveRecord(journal, rig.checkpoints, seq);
      if (!proven.ok) throw new Error(proven.error.message);
      const { text, bytes } = proven.value;
      expect(bytes).toBeLessThanOrEqual(1_024);
      const said = await python('--proof', file('proof', text), '--key', key);
      expect(said, said.said).toMatchObject({ status: 0, said: expect.stringContaining(`proven: record ${seq}:`) });
      const forgeries = [
        text.replace(/^record \d+ /m, `record ${seq + 1} `),
        text.replace(/^tree \d+/m, 'tree 19'),
        text.replace(/^path ..../m, 'path AAAA'),
        text.replace('"value":', '"valuf":'),
        text.replace(/"root":"./, '"root":"x'),
        text.replace(/^journal ....../m, 'journal zzzzzz'),
      ].filter((forged) => forged !== text);
      for (const forged of forgeries)
        expect((await python('--proof', file('proof', forged), '--key', key)).status).toBe(1);
      expect((await python('--proof', file('proof', text), '--key', 'ab'.repeat(32))).status).toBe(1);
    }
    expect(await python('--proof', file('proof', 'no proof'))).toMatchObject({ status: 2 });
    expect(await proveRecord(journal, rig.checkpoints, 999)).toMatchObject({
      ok: false,
      error: { code: 'no-such-record' },
    });
  });
});
