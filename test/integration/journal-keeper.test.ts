import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createJournalKeeper,
  type Journal,
  type JournalKeeper,
  type VerificationRun,
} from '../../electron/domains/journal/index';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { builtWorker } from '../support/built-worker';
import { until } from '../support/console-harness';
import { isAlive } from '../support/is-alive';
import { entry, makeTemporaryFolder, realJournal } from '../support/journal-rig';

const KEEPER = builtWorker('journal-keeper');

let data: ReturnType<typeof makeTemporaryFolder>;
let disk: ReturnType<typeof makeTemporaryFolder>;
let journal: Journal;
let keeper: JournalKeeper;
let pids: number[] = [];
let runs: VerificationRun[] = [];

beforeEach(async () => {
  data = makeTemporaryFolder();
  disk = makeTemporaryFolder();
  [pids, runs] = [[], []];
  const directory = join(data.path, 'journal');
  journal = realJournal(directory, { segmentBytes: 60_000 });
  const launch = launchFork(KEEPER);
  keeper = createJournalKeeper({
    launch: () => {
      const child = launch();
      if (child.pid !== undefined) pids.push(child.pid);
      return child;
    },
    clock: systemClock,
    directory,
    dataFolder: data.path,
    mirrorFolder: null,
    onMirror: () => undefined,
    onMirrorSetAside: () => undefined,
    sealKey: () => ({ of: null, why: 'no-vault' }),
    onVerification: (run) => runs.push(run),
    onOutput: () => undefined,
  });
  journal.onChange(({ head, journalId }) => {
    if (head !== undefined && journalId !== undefined) keeper.told({ journalId, head });
  });
  expect(await journal.start()).toMatchObject({ ok: true });
});
afterEach(async () => {
  await journal.stop();
  await keeper.stop();
  data.remove();
  disk.remove();
});

const segmentsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('segment-'))
    .sort();
const write = (count: number) =>
  journal.appendMany(Array.from({ length: count }, (_, index) => entry(`${index}`.padEnd(200, '.'))));
const ended = async (what: string): Promise<VerificationRun> => {
  await until(what, () => keeper.verification !== undefined && keeper.verification.phase !== 'running');
  return keeper.verification as VerificationRun;
};

describe('the journal keeper process', () => {
  it('mirrors what a real writer makes durable, also when it is killed over and over', async () => {
    expect(await keeper.prepareMirror(join(data.path, 'journal'))).toMatchObject({
      ok: false,
      error: { code: 'inside-data-folder' },
    });
    expect(await keeper.prepareMirror('/proc')).toMatchObject({ ok: false, error: { code: 'not-writable' } });
    const prepared = await keeper.prepareMirror(disk.path);
    if (!prepared.ok) throw new Error(prepared.error.message);
    const { mirrorFolder, sharesDisk } = prepared.value;
    expect(mirrorFolder).toBe(join(disk.path, `holdfast-journal-${journal.journalId}`));
    expect(sharesDisk).toBe(true);
    keeper.setMirror(mirrorFolder);
    for (let kill = 0; kill < 3; kill += 1) {
      expect(await write(600)).toMatchObject({ ok: true });
      await until('the keeper to copy', () => keeper.mirror.state !== 'away' && (keeper.mirror.seq ?? 0) > kill * 600);
      process.kill(pids.at(-1) ?? 0, 'SIGKILL');
      await until('its end to be told', () => keeper.mirror.state === 'away');
    }
    await write(10);
    const last = journal.status.head?.seq ?? 0;
    await until('the mirror to be current', () => keeper.mirror.state === 'current' && keeper.mirror.seq === last);
    const own = join(data.path, 'journal');
    expect(segmentsIn(mirrorFolder)).toEqual(segmentsIn(own));
    expect(segmentsIn(own).length).toBeGreaterThan(3);
    for (const name of segmentsIn(own))
      expect(readFileSync(join(mirrorFolder, name)).equals(readFileSync(join(own, name))), name).toBe(true);

    keeper.verify('mirror');
    expect(await ended('the mirror to be verified')).toMatchObject({
      phase: 'done',
      outcome: { report: { intact: true, records: last } },
    });
  });

  it('verifies from where it left off, names a record that was changed before that on demand, with its time, and can be cancelled', async () => {
    await write(2_000);
    await until('the head', () => (journal.status.head?.seq ?? 0) > 2_000);
    keeper.verify('recent');
    const first = await ended('the first verification');
    expect(first.outcome).toMatchObject({ continuation: 'first', report: { intact: true, fromSeq: 1 } });
    const { head } = journal.status;
    await write(50);
    keeper.told({ journalId: journal.journalId, head: journal.status.head ?? { seq: 0, hash: '' } });
    keeper.verify('recent');
    expect((await ended('the second')).outcome).toMatchObject({
      continuation: 'goes-on',
      report: { intact: true, fromSeq: (head?.seq ?? 0) + 1, head: journal.status.head },
    });
    expect(keeper.verify('full')).toEqual({ ok: true, value: undefined });
    expect(keeper.verify('full')).toEqual({ ok: false, error: 'running' });
    await until('it to be under way', () => keeper.cancelVerify());
    expect((await ended('the cancelled one')).phase).toMatch(/cancelled|done/);

    const name = join(data.path, 'journal', segmentsIn(join(data.path, 'journal'))[0] ?? '');
    const lines = readFileSync(name, 'latin1').split('\n');
    const record = JSON.parse(lines[7] ?? '') as { seq: number; hash: string; time: string };
    const before = JSON.parse(lines[6] ?? '') as { seq: number; hash: string };
    const file = openSync(name, 'r+');
    writeSync(file, '#', lines.slice(0, 7).join('\n').length + 1 + (lines[7]?.indexOf('....') ?? 0));
    closeSync(file);
    keeper.verify('full', before);
    expect((await ended('the last')).outcome?.report).toMatchObject({
      intact: false,
      where: `segment-000001.jsonl line 8 (seq ${record.seq})`,
      reason: 'the hash is not that of the text',
      time: record.time,
      lastGood: { seq: record.seq - 1 },
      anchor: { kind: 'head', seq: before.seq },
    });
    keeper.verify('full', { seq: 5, hash: 'a'.repeat(64) });
    expect((await ended('a head of another')).outcome?.report).toMatchObject({
      intact: false,
      where: expect.stringContaining('(seq 5)'),
      reason: expect.stringContaining('but the given head is 5:'),
    });
    // Where nothing needs it, the process is not there.
    await until('the process to be gone', () => pids.length > 0 && !isAlive(pids.at(-1) ?? 0));
    expect(runs.some(({ progress }) => progress.totalBytes > 0)).toBe(true);
  });
});
