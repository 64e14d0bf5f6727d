import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntryBuffer } from '../../electron/domains/journal/entry-bytes';
import { readTail } from '../../electron/domains/journal/tail';
import { verifyJournal } from '../../electron/domains/journal/verify';
import { type Fault, FaultyFiles, type Survival } from '../support/faulty-files';
import { bytesOf, FOLDER, ManualClock, openWriter, settle } from '../support/journal-rig';

/** One life of the writer: what is appended, what goes wrong, and what the disk keeps when the machine stops at its end. */
interface Life {
  readonly appends: ReadonlyArray<ReadonlyArray<{ readonly data: unknown; readonly wait: boolean }>>;
  readonly fault: Fault;
  readonly survival: Survival | 'closed';
}

const errno = fc.constantFrom('EIO', 'ENOSPC', 'EROFS');
const at = fc.integer({ min: 1, max: 80 });
const life: fc.Arbitrary<Life> = fc.record({
  appends: fc.array(fc.array(fc.record({ data: fc.jsonValue(), wait: fc.boolean() }), { minLength: 1, maxLength: 4 }), {
    maxLength: 8,
  }),
  fault: fc.oneof(
    fc.record({ kind: fc.constant('crash' as const), at }),
    fc.record({ kind: fc.constant('error' as const), at, code: errno }),
    fc.record({ kind: fc.constant('outage' as const), at, code: errno }),
    fc.record({ kind: fc.constant('half-write' as const), at, code: errno }),
    fc.record({ kind: fc.constant('short-write' as const), at }),
  ),
  survival: fc.oneof(
    fc.constantFrom<Life['survival']>('synced-only', 'everything', 'closed'),
    fc.record({ lastWriteBytes: fc.nat(400) }),
  ),
});

type Acknowledged = Map<number, string>;

async function live(files: FaultyFiles, { appends }: Life, acknowledged: Acknowledged): Promise<void> {
  const clock = new ManualClock();
  const opened = await openWriter(files, { clock, segmentBytes: 900 }).catch(() => undefined);
  if (opened === undefined) return;
  for (const batch of appends) {
    const waiting = batch.map(async ({ data }) => {
      const result = await opened.writer.append(bytesOf([{ type: 'order.decided', data }]));
      if (result.ok) acknowledged.set(result.value.firstSeq, JSON.stringify(data));
    });
    if (batch[0]?.wait === true) await Promise.all(waiting);
    clock.advance(1_000);
    await settle();
  }
  await settle();
}

describe('the journal over several lives with faults in each', () => {
  it('keeps every acknowledged record, in an intact chain', async () => {
    const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
    console.info(`seed ${seed} (FC_SEED=${seed} repeats this run)`);
    const property = fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
      let files = new FaultyFiles();
      const acknowledged: Acknowledged = new Map();
      for (const each of lives) {
        files.fault = each.fault;
        await live(files, each, acknowledged);
        files = files.afterCrash(each.survival === 'closed' ? 'everything' : each.survival);
      }
      const { writer } = await openWriter(files, { segmentBytes: 900 });
      const report = await verifyJournal(files, FOLDER, writer.end, () => 0);
      expect(report).toMatchObject({ intact: true });
      const records = await readTail(files, FOLDER, writer.end, { limit: 1_000 });
      const bySeq = new Map(records.map(({ seq, data }) => [seq, JSON.stringify(data)]));
      for (const [seq, text] of acknowledged) expect(bySeq.get(seq)).toBe(text);
      for (const [index, { seq }] of records.entries()) expect(seq).toBe(index + 1);
    });
    await fc.assert(property, { seed, numRuns: 400 });
  });
});

describe('any data', () => {
  it('comes back as it was given, or is refused with a reason', async () => {
    const files = new FaultyFiles();
    const { writer } = await openWriter(files);
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'binary' }),
      fc.bigInt(),
      fc.constant(undefined),
      fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (data) => {
        const buffer = new EntryBuffer();
        const problem = buffer.add([{ type: 'bot.said', data }]);
        if (problem !== undefined) {
          expect(problem).toContain('bot.said');
          return;
        }
        expect(await writer.append(buffer.take(buffer.length))).toMatchObject({ ok: true });
        const [record] = await readTail(files, FOLDER, writer.end, { limit: 1 });
        expect(JSON.stringify(record?.data)).toBe(JSON.stringify(data));
      }),
      { numRuns: 300 },
    );
    expect(await verifyJournal(files, FOLDER, writer.end, () => 0)).toMatchObject({ intact: true });
  });
});
