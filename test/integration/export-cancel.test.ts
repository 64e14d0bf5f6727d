import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExportsView } from '#shared/contract/history';
import { Exports } from '../../electron/app/history/exports';
import { createHistory, type HistoryClient } from '../../electron/domains/history/index';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { DAY, fill, JOURNAL_ID, WrittenJournal } from '../support/history-rig';

const RECORDS = 30_000;
const BEFORE = 'an older export of that name';
const REQUEST = { kind: 'fills', method: 'fifo', from: 0, to: DAY * 2, accountId: '' } as const;

let folder = '';
let file = '';
let client: HistoryClient;
let exports: Exports;
const told: ExportsView[] = [];
const recorded: string[] = [];
let onReading: () => void = () => undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-exports-'));
  file = join(folder, 'out', 'fills.csv');
  const journal = new WrittenJournal(folder, DAY);
  for (let at = 1; at < RECORDS; at += 1) journal.add({ ...fill({ tradeId: String(at) }), at: DAY + at });
  journal.flush();
  client = createHistory({
    launch: launchFork(fileURLToPath(new URL('../../electron/workers/history.ts', import.meta.url)), [
      '--import',
      'tsx',
    ]),
    clock: systemClock,
    journalFolder: journal.folder,
    journalId: () => JOURNAL_ID,
    headSeq: () => journal.head.seq,
    folder: join(folder, 'history'),
    onStatus: () => undefined,
    onExporting: (exporting) => exports.gotOn(exporting),
    onEnded: () => undefined,
    onOutput: (line) => process.stderr.write(`${line}\n`),
  });
  exports = new Exports({
    client,
    clock: systemClock,
    recorder: { record: (type) => void recorded.push(type) },
    dataFolder: folder,
    chooseFile: async () => file,
    onExports: (view) => {
      told.push(view);
      if ((view.job?.done ?? 0) > 0) onReading();
    },
    log: (line) => process.stderr.write(`${line}\n`),
  });
});
afterAll(async () => {
  await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

const left = (): string[] => readdirSync(join(folder, 'out'));
/** Resolves while the journal is being read for an export. */
const reading = (): Promise<void> =>
  new Promise((resolve) => {
    onReading = resolve;
  });

it('an export tells how far it is, and leaves no half file when it is cancelled or its process dies', async () => {
  mkdirSync(join(folder, 'out'));
  writeFileSync(file, BEFORE);

  let isRead = reading();
  const cancelled = exports.write(REQUEST);
  await isRead;
  expect(left()).toEqual(['fills.csv', 'fills.csv.part']);
  expect(await exports.write(REQUEST)).toMatchObject({ ok: false, code: 'running' });
  expect(exports.cancel()).toBe(true);
  expect(await cancelled).toMatchObject({ ok: false, code: 'cancelled' });
  expect(left()).toEqual(['fills.csv']);
  expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  expect(exports.cancel()).toBe(false);

  isRead = reading();
  const killed = exports.write(REQUEST);
  await isRead;
  process.kill(client.pid ?? 0, 'SIGKILL');
  expect(await killed).toMatchObject({ ok: false, code: 'not-written' });
  expect(left()).toEqual(['fills.csv']);
  expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  expect(exports.view).toMatchObject({ job: null, last: { saved: null } });
  expect(recorded).toEqual([]);

  told.length = 0;
  expect(await exports.write(REQUEST)).toMatchObject({ ok: true, value: { saved: { file, rows: RECORDS - 1 } } });
  const read = told.flatMap(({ job }) => (job !== null && job.total > 0 ? [job] : []));
  expect(read.length).toBeGreaterThan(0);
  for (const { done, total } of read) expect([total, done > 0 && done <= total]).toEqual([RECORDS, true]);
  expect(left()).toEqual(['fills.csv']);
  expect(recorded).toEqual(['export.saved']);
});
