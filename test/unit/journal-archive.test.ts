import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { err, ok } from '#shared/model/result';
import { proveRecord } from '../../electron/app/proofs/record-proof';
import { copyToArchive, removeArchived } from '../../electron/domains/journal/archive/archive';
import { readArchiveNote } from '../../electron/domains/journal/archive/note';
import { isArchiveAtHand, withArchive } from '../../electron/domains/journal/archive/whole';
import { CheckpointMaker } from '../../electron/domains/journal/checkpoint/maker';
import { proofsOf, serveProofs } from '../../electron/domains/journal/checkpoint/requests';
import { checkpointData } from '../../electron/domains/journal/checkpoint/statement';
import { findEnd } from '../../electron/domains/journal/journal-end';
import { readRecords } from '../../electron/domains/journal/reader';
import { readTail } from '../../electron/domains/journal/tail';
import { verifyChain } from '../../electron/domains/journal/verify';
import { FaultyFiles, type Survival } from '../support/faulty-files';
import { bytesOf, entry, FOLDER, ManualClock, openWriter } from '../support/journal-rig';

const ARCHIVE = '/archive';
const DAY_MS = 86_400_000;
const START = new ManualClock().now();
const never = new AbortController().signal;

/** A journal of eight segments, a day each, with a checkpoint in every second. */
async function journal(): Promise<ReadonlyMap<string, Buffer>> {
  const files = new FaultyFiles();
  const clock = new ManualClock();
  const { writer } = await openWriter(files, { clock, segmentBytes: 3_000 });
  const append = async (each: ReturnType<typeof entry>): Promise<void> => {
    const written = await writer.append(bytesOf([each]));
    if (!written.ok) throw new Error(written.error.message);
  };
  const end = () => writer.end;
  const about = { files, clock, directory: FOLDER, journalId: 'abc123', end, sealFile: undefined };
  const maker = new CheckpointMaker(about);
  for (let day = 0; writer.end.segment < 8; day += 1) {
    for (let index = 0; index < 4; index += 1) await append(entry(`${day}`.padEnd(400, 'x')));
    const { checkpoint } = await maker.prepare('interval');
    if (day % 2 === 1)
      await append({ type: 'journal.checkpoint', data: { ...checkpoint, signature: null, unsigned: 'no-vault' } });
    clock.advance(DAY_MS);
  }
  await writer.close();
  return files.contents();
}
const whole = await journal();

/** All of it as the app does it: copy, record, remove. */
async function archive(files: FaultyFiles, days = 4): Promise<void> {
  const { writer, ready } = await openWriter(files);
  const order = {
    ...{ directory: FOLDER, journalId: ready.journalId, folder: ARCHIVE, headSeq: ready.head.seq },
    olderThanMs: START + days * DAY_MS,
  };
  try {
    const { before, segments } = await copyToArchive(order, files, never, () => undefined);
    const data = { by: 'ada', journalId: ready.journalId, folder: ARCHIVE, before, segments };
    const written = await writer.append(bytesOf([{ type: 'journal.archived', data }]));
    if (!written.ok) throw new Error(written.error.message);
    await removeArchived(files, FOLDER, segments.at(-1)?.segment ?? 0);
  } finally {
    await writer.close();
  }
}

async function verified(files: FaultyFiles, isWhole: boolean) {
  const { head } = await findEnd(files, FOLDER);
  const of = isWhole ? withArchive(files, FOLDER) : files;
  return verifyChain({ files: of, directory: FOLDER, end: { head }, monotonicMs: () => 0 });
}

/** What proves records of these files, under the last checkpoint that they hold. */
async function makerOn(files: FaultyFiles) {
  const found = await findEnd(files, FOLDER);
  const end = { segment: found.segment, offset: found.offset, head: found.head };
  const about = { files, clock: new ManualClock(), directory: FOLDER, journalId: 'abc123', sealFile: undefined };
  const maker = new CheckpointMaker({ ...about, end: () => end });
  const [last] = await readTail(files, FOLDER, end, { limit: 1, types: ['journal.checkpoint'] });
  const serve = serveProofs(maker, (work) => work);
  const proofs = proofsOf(async (name, params) => ok(await serve[name](params)));
  const made = last === undefined ? undefined : { ...checkpointData.parse(last.data), seq: last.seq };
  const checkpoints = { last: made, publicKey: undefined, make: async () => err('none is made here') };
  return { maker, end, journal: { proofs, journalId: 'abc123' }, checkpoints };
}

const here = (files: FaultyFiles): string[] =>
  [...files.contents().keys()]
    .filter((path) => path.startsWith(`${FOLDER}/segment`))
    .map((path) => basename(path))
    .sort();

const temporary = mkdtempSync(join(tmpdir(), 'holdfast-archive-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** tools/verify_journal.py on these files: its line, or the one of its refusal. */
function python(contents: ReadonlyMap<string, Buffer>, ...more: string[]): string {
  for (const folder of [FOLDER, ARCHIVE]) {
    rmSync(join(temporary, folder), { recursive: true, force: true });
    mkdirSync(join(temporary, folder));
  }
  for (const [path, bytes] of contents) writeFileSync(join(temporary, path), bytes);
  try {
    return execFileSync('python3', ['-B', 'tools/verify_journal.py', join(temporary, FOLDER), ...more], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch (thrown) {
    return String((thrown as { stdout?: unknown }).stdout).trim();
  }
}

describe('archiving a journal', () => {
  it('moves what is old, and both verifiers take what is here by the record, and archive and rest as one chain', async () => {
    const files = new FaultyFiles(undefined, whole);
    await archive(files);
    const moved = (await readArchiveNote(files, FOLDER))?.segments ?? [];
    expect(moved.length).toBeGreaterThan(1);
    expect(here(files)[0]).toBe(`segment-00000${moved.length + 1}.jsonl`);
    const through = moved.at(-1)?.seq ?? 0;
    const rest = await verified(files, false);
    const all = await verified(files, true);
    expect(rest).toMatchObject({ intact: true, fromSeq: through + 1 });
    expect(all).toMatchObject({ intact: true, fromSeq: 1 });
    if (!rest.intact || !all.intact) return;
    expect(rest.records).toBe(all.records - through);

    const contents = files.contents();
    expect(python(contents)).toContain(`intact: ${rest.records} records, head ${all.head.seq}:${all.head.hash}`);
    expect(python(contents)).toContain(`records 1 to ${through} were not seen`);
    expect(python(contents, '--archive', join(temporary, ARCHIVE))).toContain(`intact: ${all.records} records`);

    // A second time goes on from the first, under the same record's rule.
    await archive(files, 6);
    expect((await readArchiveNote(files, FOLDER))?.segments.length).toBeGreaterThan(moved.length);
    expect(await verified(files, false)).toMatchObject({ intact: true });
    expect(await verified(files, true)).toMatchObject({ intact: true, fromSeq: 1 });
    expect(python(files.contents())).toContain('intact');

    // The archive may be away: who needs it is told, the rest is readable.
    const away = new FaultyFiles(undefined, new Map([...files.contents()].filter(([path]) => path.startsWith(FOLDER))));
    expect(await isArchiveAtHand(away, FOLDER)).toBe(false);
    expect(await verified(away, false)).toMatchObject({ intact: true });
    await expect(verified(away, true)).rejects.toThrow(/was archived to \/archive.*Connect the disk/);
    for await (const { records } of readRecords(withArchive(files, FOLDER), FOLDER, undefined, 3))
      expect(records[0]?.seq).toBe(1);
  });

  it('leaves a record that is here provable without it, as with it, to both verifiers; of one that went it says where', async () => {
    const files = new FaultyFiles(undefined, whole);
    await archive(files);
    const through = (await readArchiveNote(files, FOLDER))?.segments.at(-1)?.seq ?? 0;
    const away = new Map([...files.contents()].filter(([path]) => path.startsWith(FOLDER)));
    const [all, rest] = [await makerOn(files), await makerOn(new FaultyFiles(undefined, away))];
    const size = rest.end.head.seq;
    expect(through).toBeGreaterThan(2);
    for (const upTo of [through + 1, Math.floor((through + size) / 2), size])
      for (const seq of [through + 1, upTo - 1, upTo].filter((each) => each > through))
        expect(await rest.maker.inclusion(seq, upTo), `${seq} of ${upTo}`).toEqual(
          await all.maker.inclusion(seq, upTo),
        );
    for (const first of [through, through + 1, size - 1])
      expect(await rest.maker.consistency(first, size)).toEqual(await all.maker.consistency(first, size));

    const proven = await proveRecord(rest.journal, rest.checkpoints, through + 2);
    expect(proven).toMatchObject({ ok: true });
    const proof = join(temporary, 'proof');
    writeFileSync(proof, proven.ok ? proven.value.text : '');
    expect(
      execFileSync('python3', ['-B', 'tools/verify_journal.py', '--proof', proof], { encoding: 'utf8' }),
    ).toContain(`proven: record ${through + 2}:`);

    expect(await proveRecord(rest.journal, rest.checkpoints, 2)).toMatchObject({
      error: {
        code: 'archived',
        message: expect.stringMatching(
          `Record 2 is archived, in segment-000001.jsonl of ${ARCHIVE}.*Records from ${through + 1} on`,
        ),
      },
    });
    expect(await proveRecord(all.journal, all.checkpoints, 2)).toMatchObject({ ok: true });

    // What the note says of the tree is held against the checkpoint before anything is called a proof.
    const note = JSON.parse((away.get(`${FOLDER}/archived.json`) ?? '').toString());
    for (const each of note.segments) each.peaks[0] = '0'.repeat(64);
    const forged = new Map([...away, [`${FOLDER}/archived.json`, Buffer.from(JSON.stringify(note))]]);
    const misled = await makerOn(new FaultyFiles(undefined, forged));
    expect(await proveRecord(misled.journal, misled.checkpoints, through + 2)).toMatchObject({
      error: { code: 'journal-failed', message: expect.stringContaining('does not lead to the root') },
    });
  });

  it('is not believed without its record, with another tree, or with a segment changed in the archive', async () => {
    const files = new FaultyFiles(undefined, whole);
    await archive(files);
    const contents = new Map(files.contents());

    const cut = new Map([
      ...whole,
      [`${FOLDER}/archived.json`, contents.get(`${FOLDER}/archived.json`) ?? Buffer.alloc(0)],
    ]);
    cut.delete(`${FOLDER}/segment-000001.jsonl`);
    expect(await verified(new FaultyFiles(undefined, cut), false)).toMatchObject({
      intact: false,
      reason: expect.stringContaining('no record says'),
    });
    expect(python(cut)).toContain('no record says');
    cut.delete(`${FOLDER}/archived.json`);
    await expect(verified(new FaultyFiles(undefined, cut), false)).rejects.toThrow('archived.json');
    expect(python(cut)).toContain('bad: segment-000001.jsonl');

    const note = JSON.parse((contents.get(`${FOLDER}/archived.json`) ?? '').toString());
    note.segments.at(-1).peaks[0] = '0'.repeat(64);
    const other = new Map([...contents, [`${FOLDER}/archived.json`, Buffer.from(JSON.stringify(note))]]);
    expect(await verified(new FaultyFiles(undefined, other), false)).toMatchObject({ intact: false });
    expect(python(other)).toContain('bad');

    const path = `${ARCHIVE}/segment-000002.jsonl`;
    const changed = Buffer.from(contents.get(path) ?? '');
    changed[700] = (changed[700] ?? 0) ^ 1;
    const damaged = new Map([...contents, [path, changed]]);
    expect(await verified(new FaultyFiles(undefined, damaged), true)).toMatchObject({
      intact: false,
      where: expect.stringContaining('segment-000002.jsonl'),
    });
    expect(python(damaged, '--archive', join(temporary, ARCHIVE))).toContain('bad: segment-000002.jsonl');
  });

  it('leaves everything where nothing is that old, where the journal is damaged, and where something else is in the way', async () => {
    const untouched = async (files: FaultyFiles, why: RegExp, days?: number): Promise<void> => {
      const before = here(files);
      await expect(archive(files, days)).rejects.toThrow(why);
      expect(here(files)).toEqual(before);
    };
    await untouched(new FaultyFiles(undefined, whole), /No whole segment of the journal is that old/, 0);
    const path = `${FOLDER}/segment-000002.jsonl`;
    const changed = Buffer.from(whole.get(path) ?? '');
    changed[700] = (changed[700] ?? 0) ^ 1;
    await untouched(
      new FaultyFiles(undefined, new Map([...whole, [path, changed]])),
      /The journal is not whole: segment-000002/,
    );
    const theirs = new Map([...whole, [`${ARCHIVE}/segment-000001.jsonl`, Buffer.from('somebody else')]]);
    await untouched(new FaultyFiles(undefined, theirs), /is there already and is not the journal's/);
  });

  it('loses no record whenever the machine stops, and goes on from there', async () => {
    const good = new FaultyFiles(undefined, whole);
    await archive(good);
    const all = await verified(good, true);
    if (!all.intact) throw new Error(all.reason);
    const last = good.operations;
    let cases = 0;
    const survivals: readonly Survival[] = ['synced-only', 'everything'];
    // Every operation that changes the disk, and what may be left of the ones that were not synced.
    const changing = good.log.flatMap((what, index) => (/^(read|list|size)/.test(what) ? [] : [index + 1]));
    for (const at of changing) {
      const broken = new FaultyFiles({ kind: 'crash', at }, whole);
      const ended = await archive(broken).then(() => 'done', String);
      if (!broken.crashed) {
        expect(ended, `operation ${at} of ${last}`).toBe('done');
        continue;
      }
      const someKept = broken.unsynced.map((_, index): Survival => ({ kept: [index] }));
      for (const survival of [...survivals, ...someKept]) {
        cases += 1;
        const after = broken.afterCrash(survival);
        const about = `operation ${at} of ${last}, ${JSON.stringify(survival)}`;
        const begun = await verified(after, true);
        expect(begun, about).toMatchObject({ intact: true, fromSeq: 1 });
        expect(begun.intact && begun.records, about).toBeGreaterThanOrEqual(all.records - 1);
        expect(await verified(after, false), about).toMatchObject({ intact: true });
        // Whatever was archived by then: doing it again ends well.
        await archive(after).catch((thrown: Error) => expect(thrown.message, about).toContain('that old'));
        expect(await verified(after, true), about).toMatchObject({ intact: true, fromSeq: 1 });
        expect(await verified(after, false), about).toMatchObject({ intact: true });
      }
    }
    expect(cases).toBeGreaterThan(100);
  });
});
