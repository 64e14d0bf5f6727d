import { describe, expect, it } from 'vitest';
import { readTail } from '../../electron/domains/journal/tail';
import { verifyJournal } from '../../electron/domains/journal/verify';
import { type Fault, FaultyFiles, type Survival } from '../support/faulty-files';
import { bytesOf, entry, FOLDER, ManualClock, openWriter, settle } from '../support/journal-rig';

const SEGMENT_BYTES = 700;
const ROUNDS = 6;
/** A record here is shorter. */
const LAST_RECORD_BYTES = 320;

type Acknowledged = Map<number, unknown>;

/** Opens, appends in rounds over several segments, and heals what can be healed. Stops where the machine stops. */
async function trade(files: FaultyFiles): Promise<Acknowledged> {
  const acknowledged: Acknowledged = new Map();
  const clock = new ManualClock();
  const opened = await openWriter(files, { clock, segmentBytes: SEGMENT_BYTES }).catch(() => undefined);
  if (opened === undefined) return acknowledged;
  const { writer } = opened;
  for (let round = 0; round < ROUNDS && !files.crashed; round += 1) {
    const batches = [[`${round}a`], [`${round}b`, `${round}c`]];
    const results = await Promise.all(
      batches.map((values) => writer.append(bytesOf(values.map((value) => entry(value))))),
    );
    for (const [index, result] of results.entries()) {
      if (!result.ok) continue;
      for (const [at, value] of (batches[index] ?? []).entries()) acknowledged.set(result.value.firstSeq + at, value);
    }
    clock.advance(5_000);
    await settle();
  }
  return acknowledged;
}

/** Starts on this disk and checks everything the journal promises. Returns how many operations the start took. */
async function expectNothingLost(files: FaultyFiles, acknowledged: Acknowledged, what: string): Promise<number> {
  const { writer, ready } = await openWriter(files, { segmentBytes: SEGMENT_BYTES });
  const operations = files.operations;
  expect(await verifyJournal(files, FOLDER, writer.end, () => 0), what).toMatchObject({ intact: true });
  const records = await readTail(files, FOLDER, writer.end, { limit: 1_000 });
  const bySeq = new Map(records.map((record) => [record.seq, record.data as { value?: unknown }]));
  for (const [seq, value] of acknowledged) expect(bySeq.get(seq)?.value, `${what}: record ${seq}`).toBe(value);

  const named = records
    .filter(({ type }) => type === 'journal.tail-set-aside')
    .map(({ data }) => data as { file: string; bytes: number });
  const asides = [...files.contents()].filter(([path]) => path.endsWith('.bin'));
  for (const [path, bytes] of asides) {
    const naming = named.find(({ file }) => path === `${FOLDER}/${file}`);
    expect(naming?.bytes, `${what}: ${path} is named`).toBe(bytes.length);
  }
  if (ready.setAside !== undefined) expect(named.map(({ file }) => file)).toContain(ready.setAside.file);
  expect(await writer.append(bytesOf([entry('goes on')])), what).toMatchObject({ ok: true });
  await writer.close();
  return operations;
}

function survivals(files: FaultyFiles): readonly Survival[] {
  const bytes = files.lastWriteBytes;
  const torn = Array.from({ length: Math.min(bytes, LAST_RECORD_BYTES) }, (_, index) => bytes - 1 - index);
  return ['synced-only', 'everything', ...torn.map((lastWriteBytes) => ({ lastWriteBytes }))];
}

const crashAt = (at: number): Fault => ({ kind: 'crash', at });

async function operationsOf(run: (files: FaultyFiles) => Promise<unknown>, files = new FaultyFiles()): Promise<number> {
  await run(files);
  return files.operations;
}

describe('a machine that stops at any operation of the journal', () => {
  it('loses no acknowledged record, whatever part of the last write reached the disk', async () => {
    const total = await operationsOf(trade);
    expect(total).toBeGreaterThan(40);
    for (let at = 1; at <= total; at += 1) {
      const files = new FaultyFiles(crashAt(at));
      const acknowledged = await trade(files);
      expect(files.crashed).toBe(true);
      for (const survival of survivals(files)) {
        const what = `stopped at operation ${at} (${files.log.at(-1)}), on the disk: ${JSON.stringify(survival)}`;
        await expectNothingLost(files.afterCrash(survival), acknowledged, what);
      }
    }
  }, 120_000);

  it('loses none when it stops again while the damage is being repaired', async () => {
    const total = await operationsOf(trade);
    for (let at = 1; at <= total; at += 3) {
      const first = new FaultyFiles(crashAt(at));
      const acknowledged = await trade(first);
      const half: Survival = { lastWriteBytes: first.lastWriteBytes >> 1 };
      const repair = await expectNothingLost(first.afterCrash(half), acknowledged, 'repair');
      for (let again = 1; again <= repair; again += 1) {
        const second = first.afterCrash(half);
        second.fault = crashAt(again);
        await openWriter(second, { segmentBytes: SEGMENT_BYTES }).catch(() => undefined);
        for (const survival of ['synced-only', 'everything', { lastWriteBytes: second.lastWriteBytes >> 1 }] as const) {
          const what = `stopped at ${at}, then at ${again} of the repair (${second.log.at(-1)}), ${JSON.stringify(survival)}`;
          await expectNothingLost(second.afterCrash(survival), acknowledged, what);
        }
      }
    }
  }, 120_000);
});

describe('a disk that fails at any operation of the journal', () => {
  const kinds = [
    ['an I/O error', (at: number): Fault => ({ kind: 'error', at, code: 'EIO' })],
    ['a full disk', (at: number): Fault => ({ kind: 'error', at, code: 'ENOSPC' })],
    [
      'a disk that fills up in the middle of a write',
      (at: number): Fault => ({ kind: 'half-write', at, code: 'ENOSPC' }),
    ],
    ['a write that takes half', (at: number): Fault => ({ kind: 'short-write', at })],
  ] as const;

  it.each(kinds)('%s: every acknowledged record outlives it and a power loss afterwards', async (_, faultAt) => {
    const total = await operationsOf(trade);
    for (let at = 1; at <= total; at += 1) {
      const files = new FaultyFiles(faultAt(at));
      const acknowledged = await trade(files);
      const what = `failed at operation ${at} (${files.log[at - 1]})`;
      for (const survival of ['synced-only', 'everything'] as const) {
        await expectNothingLost(files.afterCrash(survival), acknowledged, `${what}, ${survival}`);
      }
      if (acknowledged.size > 0)
        expect(acknowledged.size, `${what}: it heals`).toBeGreaterThanOrEqual((ROUNDS - 1) * 3);
    }
  });
});
