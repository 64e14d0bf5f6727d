import { describe, expect, it } from 'vitest';
import { readTail } from '../../electron/domains/journal/tail';
import { verifyJournal } from '../../electron/domains/journal/verify';
import type { Health } from '../../electron/domains/journal/writer';
import { FaultyFiles } from '../support/faulty-files';
import { bytesOf, entry, FOLDER, ManualClock, openWriter, settle } from '../support/journal-rig';

const count = (files: FaultyFiles, what: string): number =>
  files.log.filter((line) => line.startsWith(`${what} `)).length;

describe('the journal writer', () => {
  it('begins a journal with its id, and finds it again', async () => {
    const files = new FaultyFiles();
    const first = await openWriter(files);
    expect(first.ready).toMatchObject({ journalId: 'abc123', isNew: true, head: { seq: 1 }, setAside: undefined });
    await first.writer.close();
    const second = await openWriter(files, { makeJournalId: () => 'other1' });
    expect(second.ready).toMatchObject({ journalId: 'abc123', isNew: false, head: first.ready.head });
  });

  it('acknowledges nothing before the disk has it', async () => {
    const files = new FaultyFiles();
    const { writer } = await openWriter(files);
    const result = await writer.append(bytesOf([entry(1), entry(2)]));
    expect(result).toMatchObject({ ok: true, value: { firstSeq: 2, head: { seq: 3 } } });
    const afterPowerLoss = await openWriter(files.afterCrash('synced-only'));
    expect(afterPowerLoss.ready.head.seq).toBe(3);
  });

  it('writes all that waits with one write and one sync, in the order of calls', async () => {
    const files = new FaultyFiles();
    const { writer } = await openWriter(files);
    const [writes, syncs] = [count(files, 'write'), count(files, 'sync')];
    const results = await Promise.all(Array.from({ length: 50 }, (_, index) => writer.append(bytesOf([entry(index)]))));
    expect(results.map((result) => (result.ok ? result.value.firstSeq : 0))).toEqual(
      results.map((_, index) => index + 2),
    );
    expect(count(files, 'write') - writes).toBe(2);
    expect(count(files, 'sync') - syncs).toBe(2);
    const records = await readTail(files, FOLDER, writer.end, { limit: 50 });
    expect(records.map(({ data }) => (data as { value: number }).value)).toEqual(results.map((_, index) => index));
  });

  it('refuses the entry that breaks a limit, and only that', async () => {
    const { writer } = await openWriter(new FaultyFiles());
    const [before, bad, huge, empty, after] = await Promise.all([
      writer.append(bytesOf([entry(1)])),
      writer.append(Buffer.from('Not.A.Type 1\n')),
      writer.append(Buffer.from(`order.decided "${'x'.repeat(1024 * 1024)}"\n`)),
      writer.append(Buffer.alloc(0)),
      writer.append(bytesOf([entry(2)])),
    ]);
    expect(before.ok && after.ok).toBe(true);
    for (const refused of [bad, huge, empty]) {
      expect(refused).toMatchObject({ ok: false, error: { code: 'journal-refused', mayBeWritten: false } });
    }
    expect(writer.isHealthy).toBe(true);
  });

  it('begins a new segment when one is full, and goes on in it after a restart', async () => {
    const files = new FaultyFiles();
    const { writer } = await openWriter(files, { segmentBytes: 500 });
    for (let index = 0; index < 10; index += 1) await writer.append(bytesOf([entry(index)]));
    expect(writer.end.segment).toBeGreaterThan(3);
    await writer.close();
    const again = await openWriter(files, { segmentBytes: 500 });
    expect(again.ready.head).toEqual(writer.end.head);
    expect(await verifyJournal(files, FOLDER, again.writer.end, () => 0)).toMatchObject({ intact: true });
  });

  it('writes what waits before it closes, and takes nothing afterwards', async () => {
    const { writer } = await openWriter(new FaultyFiles());
    const waiting = writer.append(bytesOf([entry(1)]));
    await writer.close();
    expect(await waiting).toMatchObject({ ok: true });
    expect(await writer.append(bytesOf([entry(2)]))).toMatchObject({ ok: false, error: { code: 'journal-failed' } });
  });

  it('does not take a journal of a later format for damage', async () => {
    const files = new FaultyFiles();
    const { writer } = await openWriter(files);
    await writer.close();
    const path = `${FOLDER}/segment-000001.jsonl`;
    const later = Buffer.from((files.contents().get(path) as Buffer).toString().replace('"format":1', '"format":2'));
    const disk = new FaultyFiles(undefined, new Map([[path, later]]));
    await expect(openWriter(disk)).rejects.toThrow('format 2');
    expect([...disk.contents().keys()]).toEqual([path]);
  });
});

describe('when the journal cannot be written', () => {
  const outages = [
    ['ENOSPC', 'journal-full', 'Free some space'],
    ['EDQUOT', 'journal-full', 'Free some space'],
    ['EROFS', 'journal-read-only', 'writable'],
    ['EIO', 'journal-failed', 'Check the disk'],
  ] as const;

  it.each(outages)(
    '%s: orders are refused with %s and what to do, until it can be written again',
    async (errno, code, advice) => {
      const files = new FaultyFiles();
      const clock = new ManualClock();
      const health: Health[] = [];
      const { writer } = await openWriter(files, { clock, onHealth: (event) => health.push(event) });
      await writer.append(bytesOf([entry('before')]));
      files.fault = { kind: 'outage', at: files.operations + 1, code: errno };

      const refused = await Promise.all([
        writer.append(bytesOf([entry('lost')])),
        writer.append(bytesOf([entry('lost too')])),
      ]);
      for (const result of refused) expect(result).toMatchObject({ ok: false, error: { code } });
      expect(health).toHaveLength(1);
      expect(health[0]).toMatchObject({ healthy: false, code });
      expect(health[0]?.message).toContain('cancels and the halt still work');
      expect(health[0]?.message).toContain(advice);
      expect(await writer.append(bytesOf([entry(3)]))).toMatchObject({
        ok: false,
        error: { code, mayBeWritten: false },
      });

      clock.advance(250);
      await settle();
      expect(writer.isHealthy).toBe(false);
      files.heal();
      clock.advance(5_000);
      await settle();
      expect(health.map(({ healthy }) => healthy)).toEqual([false, true]);
      expect(await writer.append(bytesOf([entry('after')]))).toMatchObject({ ok: true });
      const types = (await readTail(files, FOLDER, writer.end, { limit: 10 })).map(({ type }) => type);
      expect(types).toContain('journal.recovered');
      expect(await verifyJournal(files, FOLDER, writer.end, () => 0)).toMatchObject({ intact: true });
    },
  );

  it('tries again after growing pauses of at most five seconds', async () => {
    const files = new FaultyFiles();
    const clock = new ManualClock();
    const { writer } = await openWriter(files, { clock });
    files.fault = { kind: 'outage', at: files.operations + 1, code: 'ENOSPC' };
    await writer.append(bytesOf([entry(1)]));
    const pauses: number[] = [];
    for (let waited = 0, tries = files.operations; pauses.length < 7; waited += 50) {
      clock.advance(50);
      await settle();
      if (files.operations > tries) {
        pauses.push(waited + 50 - pauses.reduce((sum, pause) => sum + pause, 0));
        tries = files.operations;
      }
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(writer.isHealthy).toBe(false);
  });

  it('opens a journal it can read on a disk that is full, shows it, and says that it cannot record', async () => {
    const files = new FaultyFiles();
    const first = await openWriter(files);
    await first.writer.append(bytesOf([entry('kept')]));
    await first.writer.close();
    const clock = new ManualClock();
    const health: Health[] = [];
    files.fault = { kind: 'outage', at: files.operations + 1, code: 'ENOSPC' };
    const { writer, ready } = await openWriter(files, { clock, onHealth: (event) => health.push(event) });
    expect(ready).toMatchObject({ journalId: 'abc123', head: { seq: 2 } });
    expect(health).toMatchObject([{ code: 'journal-full' }]);
    expect(await readTail(files, FOLDER, writer.end, { limit: 1 })).toMatchObject([{ data: { value: 'kept' } }]);
    files.heal();
    clock.advance(250);
    await settle();
    expect(await writer.append(bytesOf([entry('again')]))).toMatchObject({ ok: true });
  });

  it('stays unhealthy when the acknowledged records are gone from the disk', async () => {
    const files = new FaultyFiles();
    const clock = new ManualClock();
    const health: Health[] = [];
    const { writer } = await openWriter(files, { clock, onHealth: (event) => health.push(event) });
    await writer.append(bytesOf([entry(1)]));
    files.fault = { kind: 'error', at: files.operations + 2, code: 'EIO' };
    await writer.append(bytesOf([entry(2)]));
    await files.remove(`${FOLDER}/segment-000001.jsonl`);
    clock.advance(250);
    await settle();
    expect(writer.isHealthy).toBe(false);
    expect([...files.contents().keys()]).toEqual([]);
  });
});
