import { describe, expect, it } from 'vitest';
import type { CheckOptions } from '../../electron/domains/journal/checkpoint/check';
import type { Checkpoint, SealKeyAnswer } from '../../electron/domains/journal/index';
import { CHECKPOINT, publicKeyOf, signWith, statementOf } from '../../electron/domains/journal/index';
import { digestOf, hexOf } from '../../electron/domains/journal/tree/merkle';
import { provesConsistency, provesInclusion } from '../../electron/domains/journal/tree/proofs';
import { verifyChain } from '../../electron/domains/journal/verify';
import type { JournalKeys } from '../../electron/domains/vault/index';
import { type CheckpointRig, checkpointRig, firstSealKey, SEAL_FILE, signedByVault } from '../support/checkpoint-rig';
import { FaultyFiles } from '../support/faulty-files';
import { linesOf, segmentPath } from '../support/journal-damage';
import { bytesOf, FOLDER } from '../support/journal-rig';
import { PASSPHRASE, vaultOn } from '../support/vault-rig';

const keyOf = (keys: JournalKeys): string => publicKeyOf(keys.signingSeed());

const must = async (rig: CheckpointRig) => {
  const made = await rig.checkpoints.make('asked');
  if (!made.ok) throw new Error(made.error);
  return made.value;
};

/** A restart on what the disk holds now, with some of it as it was before. */
const restart = async (rig: CheckpointRig, before: ReadonlyMap<string, Buffer> = new Map()): Promise<CheckpointRig> => {
  await rig.writer.close();
  const contents = new Map([...rig.files.contents(), ...before]);
  return checkpointRig(new FaultyFiles(undefined, contents), { isUnlocked: rig.isUnlocked });
};

async function verified(rig: CheckpointRig, key?: string) {
  const seals: string[] = [];
  for (const contents of rig.files.contents().values())
    for (const [, id] of contents.toString().matchAll(/"journal\.seal-begun","data":\{"id":"(\w+)"/g))
      if (id !== undefined) seals.push(id);
  const known = { seals, ...(key === undefined ? {} : { keys: [key] }) };
  return verifiedBy(rig, (id) => ({ of: 'operator', key: firstSealKey(id).toString('hex') }), known);
}

const verifiedBy = (rig: CheckpointRig, answer: (id: string) => SealKeyAnswer, known: CheckOptions = {}) =>
  verifyChain({
    files: rig.files,
    directory: FOLDER,
    end: rig.writer.end,
    known,
    sealKey: async (id) => answer(id),
    monotonicMs: () => 0,
  });

describe('checkpoints', () => {
  it('are signed while the vault is open, say why not while it is locked, and the next signed one covers what came between', async () => {
    const rig = await checkpointRig(undefined, { segmentBytes: 2_000 });
    await rig.add(5);
    const first = await must(rig);
    rig.isUnlocked = false;
    await rig.add(7);
    const locked = await must(rig);
    expect(locked).toMatchObject({ signature: null, unsigned: 'locked', seal: { step: 1 } });
    rig.isUnlocked = true;
    const last = await must(rig);
    expect(last.signature?.key).toBe(rig.checkpoints.publicKey);
    expect([first.size, locked.size, last.size]).toEqual([7, 16, 17]);
    expect(last.head).toBe(rig.offered.at(-1)?.hash);
    expect(rig.writer.end.segment).toBeGreaterThan(1);
    expect(await verified(rig, rig.checkpoints.publicKey)).toMatchObject({ intact: true });
    expect(await verified(rig, '00'.repeat(32))).toMatchObject({ intact: false });
  });

  it('are made at start, each minute while records came, at a halt without holding it up, at an unlock, and at stop', async () => {
    const rig = await checkpointRig(undefined, { isUnlocked: false });
    rig.checkpoints.start();
    const after = async (ms: number): Promise<string | undefined> => {
      await rig.clock.advance(ms);
      return (await rig.checkpoints.settled())?.why;
    };
    expect(await after(0)).toBe('start');
    await rig.add(1);
    expect(await after(60_000)).toBe('interval');
    const { end } = rig.writer;
    await after(600_000);
    expect(rig.writer.end).toEqual(end);
    rig.haltIds = ['halt-1'];
    rig.checkpoints.look();
    expect(rig.writer.end).toEqual(end);
    expect(await after(500)).toBe('halt');
    rig.isUnlocked = true;
    rig.checkpoints.look();
    expect(await after(1)).toBe('unlocked');
    await rig.checkpoints.stop();
    expect(rig.checkpoints.last).toMatchObject({ why: 'stop', unsigned: null });
    expect(await verified(rig)).toMatchObject({ intact: true });
  });

  it('go on after a restart from the last one, and after one that came before the old key was erased', async () => {
    const rig = await checkpointRig();
    await rig.add(20);
    await must(rig);
    const keyOfStep1 = new Map([[SEAL_FILE, rig.files.contents().get(SEAL_FILE) as Buffer]]);
    await must(rig);
    const again = await restart(rig, keyOfStep1);
    await again.add(3);
    expect(await must(again)).toMatchObject({ size: 27, seal: { step: 2 } });
    expect(again.recorded).toEqual([]);
    expect(await verified(again, rig.checkpoints.publicKey)).toMatchObject({ intact: true });
  });

  it('leave no key of an earlier step in the file', async () => {
    const rig = await checkpointRig();
    await must(rig);
    const keys = [
      rig.files
        .contents()
        .get(SEAL_FILE)
        ?.toString()
        .match(/[0-9a-f]{64}/)?.[0] ?? 'none',
    ];
    for (let step = 0; step < 3; step += 1) {
      await must(rig);
      const text = rig.files.contents().get(SEAL_FILE)?.toString() ?? '';
      for (const key of keys) expect(text).not.toContain(key);
      keys.push(text.match(/[0-9a-f]{64}/)?.[0] ?? 'none');
    }
    expect(new Set(keys).size).toBe(4);
  });

  it('say that the journal was cut back while the console was closed, and a new seal is begun only with the vault', async () => {
    const rig = await checkpointRig();
    await must(rig);
    const journalBefore = new Map([[segmentPath(1), rig.files.contents().get(segmentPath(1)) as Buffer]]);
    await rig.add(4);
    await must(rig);
    const { id } = (await must(rig)).seal ?? { id: '' };
    rig.isUnlocked = false;
    const again = await restart(rig, journalBefore);
    expect((await must(again)).seal).toBeNull();
    expect(again.recorded).toEqual([{ type: 'journal.seal-lost', data: { id, step: 3, lastStep: 0 } }]);
    again.isUnlocked = true;
    const made = await must(again);
    expect(made.seal).toMatchObject({ step: 0 });
    expect(made.seal?.id).not.toBe(id);
    expect(await verified(again)).toMatchObject({ intact: true });
  });

  it.each<readonly [string, (good: Checkpoint) => Checkpoint, RegExp]>([
    ['nothing false (which is good)', (good) => good, /^$/],
    ['another root', (good) => ({ ...good, root: '0'.repeat(64) }), /root/],
    ['another head', (good) => ({ ...good, head: '0'.repeat(64) }), /head/],
    ['fewer records than the one before', (good) => ({ ...good, size: 1 }), /covers 1 records/],
    ['records that are not there', (good) => ({ ...good, size: 999 }), /only/],
    [
      'a step left out',
      (good) => ({ ...good, seal: { id: good.seal?.id ?? '', step: 2, mac: '0'.repeat(64) } }),
      /missing/,
    ],
    [
      'a MAC that is made up',
      (good) => ({ ...good, seal: { id: good.seal?.id ?? '', step: 1, mac: '0'.repeat(64) } }),
      /MAC/,
    ],
    ['another time than was signed', (good) => ({ ...good, at: '2020-01-01T00:00:00.000Z', seal: null }), /signature/],
    [
      'the signature of another key',
      (good) => ({ ...good, signature: signWith(Buffer.alloc(32, 9), statementOf('abc123', good)) }),
      /another key/,
    ],
    ['neither signature nor reason', (good) => ({ ...good, signature: null }), /signed, or to say why/],
  ])('that carry %s are bad, though the chain is whole', async (_, forge, why) => {
    const rig = await checkpointRig();
    await rig.add(3);
    await must(rig);
    const key = rig.checkpoints.publicKey ?? '';
    const append = (data: Checkpoint) => rig.writer.append(bytesOf([{ type: CHECKPOINT, data }]));
    const good = await nextCheckpoint(rig);
    await append(forge(good));
    const report = await verified(rig, key);
    if (forge(good) === good) return expect(report).toMatchObject({ intact: true });
    expect(report).toMatchObject({ intact: false, reason: expect.stringMatching(why) });
    expect(report).toMatchObject({ where: expect.stringContaining(`(seq ${rig.writer.end.head.seq})`) });
  });

  it('have seals that the vault checks: right, unknown while it is locked, another vault’s, or forged', async () => {
    const rig = await checkpointRig();
    const seal = (await must(rig)).seal?.id ?? '';
    await rig.add(3);
    const last = await must(rig);
    const signer = rig.checkpoints.publicKey ?? '';
    const vault = (id: string): SealKeyAnswer => ({ of: 'vault', key: firstSealKey(id).toString('hex'), signer });
    const other = { of: 'vault', key: '00'.repeat(32), signer: '11'.repeat(32) } as const;
    const none = { unchecked: 0, right: 0, others: [], why: null, fitting: [] };
    expect(await verifiedBy(rig, vault)).toMatchObject({
      intact: true,
      seals: { ...none, right: 2, fitting: [seal] },
      anchor: { seq: last.seq, isSealRight: true },
    });
    expect(await verifiedBy(rig, () => ({ of: null, why: 'locked' }))).toMatchObject({
      intact: true,
      seals: { ...none, unchecked: 2, why: 'locked' },
      anchor: { seq: last.seq, isSealRight: false },
    });
    expect(await verifiedBy(rig, () => other)).toMatchObject({
      intact: true,
      seals: { ...none, unchecked: 2, others: [seal] },
    });
    // What this vault signed it has sealed, too: a key of it that does not fit is no other vault's.
    expect(await verifiedBy(rig, () => ({ ...other, signer }))).toMatchObject({
      intact: false,
      reason: expect.stringMatching(/MAC/),
    });
    const unmet = await verifiedBy(rig, vault, { seals: [seal, 'ab'.repeat(8)] });
    expect(unmet).toMatchObject({ intact: false, reason: `no checkpoint carries the given seal ${'ab'.repeat(8)}` });

    // Whoever took the machine over can write an end of their own, and neither sign nor seal it.
    const good = await nextCheckpoint(rig);
    const data = { ...good, signature: null, unsigned: 'locked', seal: { id: seal, step: 2, mac: '0'.repeat(64) } };
    const { head } = rig.writer.end;
    await rig.writer.append(bytesOf([{ type: CHECKPOINT, data }]));
    expect(await verifiedBy(rig, vault)).toMatchObject({
      intact: false,
      reason: 'the seal’s MAC is not that of its key',
      where: expect.stringContaining(`(seq ${head.seq + 1})`),
      time: expect.stringMatching(/Z$/),
      lastGood: { seq: head.seq },
      anchor: { seq: last.seq, isSealRight: true },
      seals: { right: 2 },
    });
  });

  it('are signed with one key whatever the passphrase, by the vault, while it is open', async () => {
    const { desk } = await vaultOn();
    expect([desk.unsignedWhy, desk.withJournalKeys(keyOf)]).toEqual(['no-vault', undefined]);
    await desk.setUp(PASSPHRASE);
    const key = desk.withJournalKeys(keyOf);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    await desk.changePassphrase(PASSPHRASE, 'another horse, another battery');
    expect([desk.unsignedWhy, desk.withJournalKeys(keyOf)]).toEqual([undefined, key]);
    desk.lock('operator');
    expect([desk.unsignedWhy, desk.withJournalKeys(keyOf)]).toEqual(['locked', undefined]);
    const lent = (await vaultOn()).desk;
    await lent.setUp(PASSPHRASE);
    expect(lent.withJournalKeys(keyOf)).not.toBe(key);
    expect(lent.withJournalKeys((keys) => keys.signingSeed())).toEqual(Buffer.alloc(32));
  });

  it('give a proof of any record, and that one goes on from another', async () => {
    const rig = await checkpointRig(undefined, { segmentBytes: 2_000 });
    await rig.add(11);
    const first = await must(rig);
    await rig.add(30);
    const second = await must(rig);
    const lines = [...rig.files.contents()]
      .filter(([name]) => name.includes('segment'))
      .flatMap(([, bytes]) => linesOf(bytes));
    const root = digestOf(second.root) ?? '';
    for (const seq of [1, 2, 13, second.size]) {
      const answer = await rig.proofs.record(seq, second.size);
      const proof = answer.ok ? answer.value.proof.map((hex) => digestOf(hex) ?? '') : [];
      expect(provesInclusion((lines[seq - 1] ?? '').slice(9, 73), seq - 1, second.size, proof, root)).toBe(true);
    }
    const growth = await rig.proofs.growth(first.size, second.size);
    const proof = growth.ok ? growth.value.proof.map((hex) => digestOf(hex) ?? '') : [];
    expect(
      provesConsistency({ size: first.size, root: digestOf(first.root) ?? '' }, { size: second.size, root }, proof),
    ).toBe(true);
    expect(hexOf(root)).toBe(second.root);
  });
});

/** What the next checkpoint would be, not appended: for those who forge one. */
async function nextCheckpoint(rig: CheckpointRig): Promise<Checkpoint> {
  const prepared = await rig.proofs.prepare('asked');
  if (!prepared.ok) throw new Error(prepared.error.message);
  const { checkpoint } = prepared.value;
  return { ...checkpoint, signature: signedByVault(statementOf('abc123', checkpoint)), unsigned: null };
}
