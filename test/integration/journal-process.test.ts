import { fork } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../electron/domains/journal/index';
import { entry, makeTemporaryFolder, realJournal, WORKER } from '../support/journal-rig';

let folder: ReturnType<typeof makeTemporaryFolder>;
const started: Journal[] = [];

beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((journal) => journal.stop()));
  folder.remove();
});

async function open(more: Parameters<typeof realJournal>[1] = {}): Promise<Journal> {
  const journal = realJournal(folder.path, more);
  started.push(journal);
  expect(await journal.start()).toMatchObject({ ok: true });
  return journal;
}

const untilHealthy = (journal: Journal): Promise<void> =>
  new Promise((resolve) => {
    const off = journal.onChange(({ isHealthy }) => {
      if (!isHealthy) return;
      off();
      resolve();
    });
  });

/** A number from 0 to below `limit`, the same in each run. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe('the journal writer process', () => {
  it('records, shows and verifies over several segments, and goes on after a restart of the console', async () => {
    const journal = await open({ segmentBytes: 4_000 });
    const results = await Promise.all(Array.from({ length: 100 }, (_, index) => journal.append(entry(index))));
    for (const [index, result] of results.entries())
      expect(result).toMatchObject({ ok: true, value: { seq: index + 2 } });
    const more = await journal.appendMany(Array.from({ length: 40 }, (_, index) => entry(index)));
    expect(more).toMatchObject({ ok: true });
    await journal.append(entry('x'));
    expect(journal.status).toMatchObject({ isHealthy: true, recordsSinceStart: 141 });
    const { head, journalId } = journal.status;
    await journal.stop();
    expect(journal.isHealthy()).toBe(false);
    expect(await journal.append(entry(1))).toMatchObject({
      ok: false,
      error: { code: 'journal-failed', mayBeWritten: false },
    });

    const again = await open({ segmentBytes: 4_000 });
    expect(again.status).toMatchObject({ head, journalId });
    expect(await again.verify()).toMatchObject({ ok: true, value: { intact: true, head } });
    expect(readdirSync(folder.path).filter((name) => name.startsWith('segment-')).length).toBeGreaterThan(1);
  });

  it('refuses what is no JSON or breaks a limit, and records what was appended beside it', async () => {
    const journal = await open();
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const results = await Promise.all([
      journal.append(entry(1)),
      journal.append({ type: 'order.decided', data: circular }),
      journal.append({ type: 'Order Decided', data: 1 }),
      journal.append(entry('x'.repeat(1024 * 1024))),
      journal.append(entry(2)),
    ]);
    expect(results.map((result) => (result.ok ? 'recorded' : result.error.code))).toEqual([
      'recorded',
      'journal-refused',
      'journal-refused',
      'journal-refused',
      'recorded',
    ]);
  });

  it('has every acknowledged record after SIGKILL at any moment of a stream of appends', async () => {
    const random = seeded(7);
    const acknowledged = new Map<number, number>();
    const journal = await open({ segmentBytes: 200_000 });
    let value = 0;
    for (let round = 0; round < 6; round += 1) {
      const pid = journal.status.isHealthy ? journal.pid : undefined;
      setTimeout(() => pid !== undefined && process.kill(pid, 'SIGKILL'), 1 + random(40));
      for (let failed = false; !failed; ) {
        const batch = Array.from({ length: 1 + random(64) }, () => value++);
        const results = await Promise.all(
          batch.map(async (each) => ({ each, result: await journal.append(entry(each)) })),
        );
        for (const { each, result } of results) {
          if (result.ok) acknowledged.set(result.value.seq, each);
          else failed = true;
        }
      }
      expect(journal.isHealthy()).toBe(false);
      await untilHealthy(journal);
    }
    expect(await journal.verify()).toMatchObject({ ok: true, value: { intact: true } });
    const onDisk = new Map<number, number>();
    for (let beforeSeq = Number.POSITIVE_INFINITY; beforeSeq > 1; ) {
      const page = await journal.tail({ limit: 1_000, ...(Number.isFinite(beforeSeq) ? { beforeSeq } : {}) });
      if (!page.ok) throw new Error(page.error.message);
      for (const { seq, data } of page.value) onDisk.set(seq, (data as { value: number }).value);
      beforeSeq = page.value[0]?.seq ?? 0;
    }
    expect(acknowledged.size).toBeGreaterThan(100);
    for (const [seq, each] of acknowledged) expect(onDisk.get(seq)).toBe(each);
  });

  it('tells an append that was on its way when the process died that it may or may not be recorded', async () => {
    const journal = await open();
    const appends = Promise.all(Array.from({ length: 20 }, (_, index) => journal.append(entry(index))));
    await Promise.resolve();
    process.kill(journal.pid ?? 0, 'SIGKILL');
    for (const result of await appends) {
      if (!result.ok) expect(result.error).toMatchObject({ code: 'journal-failed', mayBeWritten: true });
    }
    expect(journal.isHealthy()).toBe(false);
    expect(journal.status.message).toContain('cancels and the halt still work');
    await untilHealthy(journal);
    expect(await journal.append(entry('again'))).toMatchObject({ ok: true });
  });

  it('writes what was handed over before it stops', async () => {
    const journal = await open();
    const appends = Array.from({ length: 200 }, (_, index) => journal.append(entry(index)));
    await Promise.resolve();
    appends.push(journal.append(entry('last')));
    await journal.stop();
    for (const result of await Promise.all(appends)) expect(result).toMatchObject({ ok: true });
  });

  it('writes what was handed over when its parent is gone, and exits', async () => {
    const child = fork(WORKER, { serialization: 'advanced' });
    const said = (kind: string): Promise<void> =>
      new Promise((resolve) => child.on('message', (message: { k: string }) => message.k === kind && resolve()));
    await said('hello');
    child.send({ k: 'init', v: 1, p: { directory: folder.path } });
    await said('ready');
    child.send({ k: 'req', id: 1, m: 'append', p: { bytes: Buffer.from('order.decided "the last word"\n') } }, () =>
      child.disconnect(),
    );
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    expect(readFileSync(join(folder.path, 'segment-000001.jsonl'), 'utf8')).toContain('the last word');
  });

  it('sets a torn tail aside, keeps its bytes, and says so in the journal', async () => {
    const first = await open();
    await first.append(entry('kept'));
    await first.stop();
    const segment = join(folder.path, 'segment-000001.jsonl');
    const whole = readFileSync(segment).length;
    appendFileSync(segment, '{"hash":"torn in the mid');
    const second = await open();
    const { setAside } = second.status;
    expect(setAside).toMatchObject({ segment: 'segment-000001.jsonl', offset: whole, bytes: 24 });
    expect(readFileSync(join(folder.path, setAside?.file ?? ''), 'utf8')).toBe('{"hash":"torn in the mid');
    expect(await second.tail({ limit: 1 })).toMatchObject({
      ok: true,
      value: [{ type: 'journal.tail-set-aside', data: setAside }],
    });
    expect(await second.verify()).toMatchObject({ ok: true, value: { intact: true } });
  });

  it('refuses a second writer on the same folder and names the first', async () => {
    const first = await open();
    const second = realJournal(folder.path);
    started.push(second);
    const refused = await second.start();
    expect(refused).toMatchObject({ ok: false, error: { code: 'journal-failed' } });
    expect(refused.ok ? '' : refused.error.message).toContain(`in use by process ${first.pid}`);
    await first.stop();
    await untilHealthy(second);
    expect(await second.append(entry('mine now'))).toMatchObject({ ok: true });
  });

  it('does not go on when records it acknowledged are gone after its restart', async () => {
    const journal = await open();
    await journal.append(entry('one'));
    await journal.append(entry('two'));
    const segment = join(folder.path, 'segment-000001.jsonl');
    const lines = readFileSync(segment, 'utf8').trimEnd().split('\n');
    const isBack = new Promise<void>((resolve) => {
      journal.onChange(({ message }) => message.includes('ends before record') && resolve());
    });
    process.kill(journal.pid ?? 0, 'SIGKILL');
    writeFileSync(segment, `${lines.slice(0, -1).join('\n')}\n`);
    await isBack;
    expect(journal.isHealthy()).toBe(false);
    expect(await journal.append(entry('three'))).toMatchObject({ ok: false, error: { code: 'journal-failed' } });
  });

  it('says what to do when the folder cannot be made', async () => {
    const file = join(folder.path, 'not-a-folder');
    writeFileSync(file, '');
    const journal = realJournal(join(file, 'journal'));
    started.push(journal);
    const result = await journal.start();
    expect(result.ok ? '' : result.error.message).toContain('ENOTDIR');
    expect(existsSync(file)).toBe(true);
  });
});
