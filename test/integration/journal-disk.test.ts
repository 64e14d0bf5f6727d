import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Journal, JournalStatus } from '../../electron/domains/journal/index';
import { entry, realJournal } from '../support/journal-rig';
import { mountSmallDisk } from '../support/small-disk';

const disk = mountSmallDisk(8);
if (typeof disk === 'string') console.warn(`skipped: real full and read-only disks (${disk})`);

const until = (journal: Journal, wanted: (status: JournalStatus) => boolean): Promise<JournalStatus> =>
  new Promise((resolve) => {
    const off = journal.onChange((status) => {
      if (!wanted(status)) return;
      off();
      resolve(status);
    });
  });

describe.skipIf(typeof disk === 'string')('a real disk', () => {
  if (typeof disk === 'string') return;
  const folder = join(disk.path, 'journal');
  const filler = join(disk.path, 'filler');
  let journal: Journal;
  const kept = new Map<number, number>();

  beforeAll(async () => {
    journal = realJournal(folder, { segmentBytes: 500_000 });
    expect(await journal.start()).toMatchObject({ ok: true });
  });
  afterAll(async () => {
    await journal.stop();
    disk.remove();
  });

  const fill = (): void => {
    try {
      for (let size = 1 << 20; size >= 1; size >>= 1) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Full is what was wanted.
    }
  };

  it('that is full: appends are refused with journal-full, and go through again once there is room', async () => {
    for (let value = 0; ; value += 1) {
      if (value === 100) fill();
      const result = await journal.append(entry(value));
      if (result.ok) kept.set(result.value.seq, value);
      else {
        expect(result.error).toMatchObject({ code: 'journal-full' });
        expect(result.error.message).toContain('Free some space');
        break;
      }
    }
    expect(kept.size).toBeGreaterThanOrEqual(100);
    expect(journal.isHealthy()).toBe(false);
    expect(await journal.append(entry('refused'))).toMatchObject({
      ok: false,
      error: { code: 'journal-full', mayBeWritten: false },
    });
    expect(await journal.tail({ limit: 1 })).toMatchObject({ ok: true });
    const healed = until(journal, ({ isHealthy }) => isHealthy);
    rmSync(filler);
    await healed;
    expect(await journal.append(entry('room again'))).toMatchObject({ ok: true });
    expect(await journal.verify()).toMatchObject({ ok: true, value: { intact: true } });
    const records = await journal.tail({ limit: 1_000 });
    const bySeq = new Map(records.ok ? records.value.map(({ seq, data }) => [seq, data]) : []);
    for (const [seq, value] of kept) if (bySeq.has(seq)) expect(bySeq.get(seq)).toEqual({ value });
    expect(records.ok && records.value.some(({ type }) => type === 'journal.recovered')).toBe(true);
  });

  it('that is read-only: the journal opens, shows its records, refuses appends, and heals', async () => {
    await journal.stop();
    disk.setReadOnly(true);
    journal = realJournal(folder, { segmentBytes: 500_000 });
    expect(await journal.start()).toMatchObject({ ok: true });
    expect(journal.isHealthy()).toBe(false);
    expect(journal.status).toMatchObject({ code: 'journal-read-only' });
    expect(await journal.append(entry('refused'))).toMatchObject({ ok: false, error: { code: 'journal-read-only' } });
    expect(await journal.tail({ limit: 5 })).toMatchObject({ ok: true });
    expect(await journal.verify()).toMatchObject({ ok: true, value: { intact: true } });
    const healed = until(journal, ({ isHealthy }) => isHealthy);
    disk.setReadOnly(false);
    await healed;
    expect(await journal.append(entry('writable again'))).toMatchObject({ ok: true });
    expect(await journal.verify()).toMatchObject({ ok: true, value: { intact: true } });
  });
});
