import { expect, it } from 'vitest';
import { err, ok } from '#shared/model/result';
import { type EarlierJournal, EarlierRunsReader } from '../../electron/app/quality/earlier-runs';
import { ExecutionQuality, summaryOf } from '../../electron/domains/execution/index';
import type { JournalRecord, TailQuery } from '../../electron/domains/journal/index';
import { settle, VirtualClock } from '../support/virtual-clock';

const HOUR_MS = 3_600_000;
const DECIDED = {
  botId: 'grid-1',
  accountId: 'sub-1',
  symbol: 'BTC/USDT',
  side: 'buy',
  type: 'limit',
  quantity: '0.01',
  price: '9990',
  inputs: { bid: '9999', ask: '10000', last: '9999.5' },
  verdict: 'allow',
};

/** A journal in memory: `count` pairs of a decision and its rejection, one each `everyMs` up to now, then `others` that are no orders'. */
class MemoryJournal implements EarlierJournal {
  readonly journalId = 'abc123';
  readonly queries: TailQuery[] = [];
  readonly records: JournalRecord[] = [];
  isBroken = false;
  onStatus: Parameters<EarlierJournal['onChange']>[0] = () => undefined;

  constructor(clock: VirtualClock, count: number, everyMs: number, others: number) {
    for (let made = 1; made <= count; made += 1) {
      const time = new Date(clock.now() - (count - made) * everyMs).toISOString();
      const seq = made * 2 - 1;
      const base = { hash: '', prev: '', time };
      this.records.push({ ...base, seq, type: 'order.decided', data: DECIDED });
      const data = { clientOrderId: `habc123${seq.toString(36)}`, durableMs: 2, sentMs: 3, afterMs: 7 };
      this.records.push({ ...base, seq: seq + 1, type: 'order.rejected', data });
    }
    const time = new Date(clock.now()).toISOString();
    for (let more = 0; more < others; more += 1)
      this.records.push({ hash: '', prev: '', time, seq: this.records.length + 1, type: 'process.ended', data: {} });
  }

  onChange(listener: MemoryJournal['onStatus']): void {
    this.onStatus = listener;
  }

  /** As the writer tells that it is there. */
  open(): void {
    this.onStatus({ head: { seq: this.records.length, hash: '' } });
  }

  tail = async (query: TailQuery) => {
    this.queries.push(query);
    if (this.isBroken)
      return err({ code: 'journal-failed' as const, message: 'The disk is away.', mayBeWritten: false });
    const { limit, beforeSeq = Number.POSITIVE_INFINITY, afterSeq = 0, types } = query;
    const fitting = this.records.slice(afterSeq, beforeSeq - 1).filter(({ type }) => types?.includes(type) ?? true);
    return ok(fitting.slice(-limit));
  };
}

function rig(pairs: number, everyMs: number, others = 0) {
  const clock = new VirtualClock();
  const journal = new MemoryJournal(clock, pairs, everyMs, others);
  const quality = new ExecutionQuality(clock);
  const reader = new EarlierRunsReader({ journal, clock, quality });
  const total = async () => (await summaryOf(quality, { botId: '', symbol: '', period: 'all' }, clock.now())).total;
  return { clock, journal, quality, reader, total };
}

it('reads the last 24 hours in small pages, after the start, and says from when on', async () => {
  const { clock, journal, quality, total } = rig(60, HOUR_MS / 2);
  journal.open();
  expect(quality.earlier.state).toBe('reading');
  expect(journal.queries).toEqual([]);
  const from = clock.now() - 24 * HOUR_MS;
  await clock.advance(2_000);
  await until(quality);
  // 49 pairs, the first of them 24 hours old; the wait before the reading takes it out.
  expect(quality.earlier).toMatchObject({ state: 'done', from: from + HOUR_MS / 2, orders: 48, withoutTimes: 0 });
  expect(await total()).toMatchObject({ sent: 48, rejected: 48, decisionToSend: { n: 48 } });
  expect(Math.max(...journal.queries.map(({ limit }) => limit))).toBeLessThanOrEqual(20);
  // Told again that the journal is there, nothing is counted twice.
  journal.open();
  await clock.advance(60_000);
  expect((await total()).sent).toBe(48);
});

it('reads no more than 50,000 records, the newest', async () => {
  const { clock, journal, quality } = rig(10, 10, 49_990);
  journal.open();
  await clock.advance(1_500);
  await until(quality);
  expect(quality.earlier).toMatchObject({
    state: 'done',
    orders: 5,
    from: Date.parse(journal.records[10]?.time ?? ''),
  });
});

it('says that the journal could not be read, and goes on where it stood once it can', async () => {
  const { clock, journal, quality, total } = rig(100, 1_000);
  journal.isBroken = true;
  journal.open();
  await clock.advance(2_000);
  expect(quality.earlier).toMatchObject({ state: 'failed', orders: 0, from: null });
  expect(quality.earlier.problem).toContain('The disk is away.');
  journal.isBroken = false;
  await clock.advance(10_000);
  await until(quality);
  expect(quality.earlier).toMatchObject({ state: 'done', orders: 100, problem: '' });
  expect((await total()).sent).toBe(100);
});

it('a journal without any order is done at once, and a record it does not understand is counted', async () => {
  const none = rig(0, 1);
  none.journal.open();
  await none.clock.advance(2_000);
  expect(none.quality.earlier).toMatchObject({ state: 'done', from: null, orders: 0 });
  const odd = rig(2, 1_000);
  odd.journal.records[0] = { ...(odd.journal.records[0] as JournalRecord), data: { of: 'another version' } };
  odd.journal.open();
  await odd.clock.advance(2_000);
  await until(odd.quality);
  expect(odd.quality.earlier).toMatchObject({ state: 'done', orders: 1, unreadable: 1 });
});

/** Pages follow each other by promises alone. */
async function until(quality: ExecutionQuality): Promise<void> {
  for (let turns = 0; quality.earlier.state !== 'done' && turns < 10_000; turns += 1) await settle();
}
