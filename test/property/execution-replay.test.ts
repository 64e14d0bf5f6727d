import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#shared/model/decimal';
import { ok } from '#shared/model/result';
import { MEASURED_TYPES, replayRecord } from '../../electron/app/quality/read-record';
import { ExecutionQuality, QualityReplay, summaryOf } from '../../electron/domains/execution/index';
import type { JournalRecord } from '../../electron/domains/journal/index';
import type { ExecutionSummary } from '../../shared/contract/execution';
import { ExecutionRig, failure } from '../support/execution-rig';
import { settle } from '../support/virtual-clock';

interface Life {
  readonly botId: string;
  readonly side: 'buy' | 'sell';
  readonly isMarket: boolean;
  /** Hundred-thousandths of the base asset, fill by fill; the rest of 0.01 stays open. */
  readonly fills: readonly number[];
  /** Whether fills are told before the exchange's word of the order. */
  readonly isFillFirst: boolean;
  readonly answer: 'acknowledged' | 'rejected' | 'not-sent' | 'unknown' | 'refused' | 'withheld';
  readonly fee: 'USDT' | 'BTC' | 'BNB';
  readonly waits: readonly [number, number, number];
  /** `asked`: its bot asks for a cancel and gets it; `late`: the exchange refuses one first. */
  readonly end: 'cancelled' | 'expired' | 'works' | 'asked' | 'late';
}

const life: fc.Arbitrary<Life> = fc.record({
  botId: fc.constantFrom('grid-1', 'grid-2'),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  isMarket: fc.boolean(),
  fills: fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 4 }),
  isFillFirst: fc.boolean(),
  answer: fc.oneof(
    { weight: 4, arbitrary: fc.constant('acknowledged' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('rejected' as const, 'not-sent' as const, 'unknown' as const),
    },
    { weight: 1, arbitrary: fc.constantFrom('refused' as const, 'withheld' as const) },
  ),
  fee: fc.constantFrom('USDT' as const, 'BTC' as const, 'BNB' as const),
  waits: fc.tuple(...[50, 500, 20_000].map((max) => fc.integer({ min: 0, max }))) as fc.Arbitrary<
    [number, number, number]
  >,
  end: fc.constantFrom('cancelled' as const, 'expired' as const, 'works' as const, 'asked' as const, 'late' as const),
});

/** Leads one order through the real execution, whose exchange and journal take their time. */
async function live(rig: ExecutionRig, each: Life, name: string): Promise<void> {
  const { botId, side, isMarket, answer, waits } = each;
  const wait = (ms: number): Promise<void> => new Promise((done) => void rig.clock.after(ms, done));
  rig.state = answer === 'refused' ? 'HALTED' : 'ACTIVE';
  rig.onAppend = async () => {
    await wait(waits[0]);
    if (answer === 'withheld') rig.state = 'HALTED';
    return undefined;
  };
  rig.onPlace = async (out) => {
    const id = out.clientOrderId;
    // Nobody answers in the tick of the hand-over.
    await settle();
    if (each.isFillFirst) fill(rig, each, id);
    await wait(waits[1]);
    if (answer === 'rejected' || answer === 'not-sent') return failure(answer);
    return answer === 'unknown' ? failure('outcome-unknown') : ok(rig.report(id));
  };
  rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId));
  const before = rig.placed.length;
  const price = isMarket ? undefined : decimal(side === 'buy' ? '9990' : '10010');
  const type = isMarket ? 'market' : 'limit';
  const quantity = decimal('0.01');
  void rig.submit(name, { botId, side, type, price, quantity, timeInForce: isMarket ? 'IOC' : 'GTC' });
  await rig.clock.advance(waits[0] + 200);
  // What the exchange was handed by now waits from here on: a wait that began behind the clock's back would never end.
  await settle();
  await rig.clock.advance(waits[1] + 200);
  const id = rig.placed[before]?.clientOrderId;
  if (id === undefined || !rig.book.byClientOrderId(id)?.isWorking) return;
  await rig.clock.advance(waits[2]);
  if (!each.isFillFirst) fill(rig, each, id);
  const filledQuantity = (rig.book.byClientOrderId(id)?.toldQuantity ?? 0n) as Decimal;
  if (filledQuantity > 0n)
    rig.execution.reports.applyUpdate(rig.report(id, { state: 'partially-filled', filledQuantity }));
  if (each.end === 'late') await cancel(rig, each, name, failure('rejected'));
  if (each.end === 'asked' || each.end === 'late')
    await cancel(rig, each, name, ok(rig.report(id, { state: 'cancelled', filledQuantity })));
  else if (each.end !== 'works') rig.execution.reports.applyUpdate(rig.report(id, { state: each.end, filledQuantity }));
}

async function cancel(rig: ExecutionRig, each: Life, name: string, answer: ReturnType<typeof failure>): Promise<void> {
  rig.onCancel = async () => {
    await new Promise<void>((done) => void rig.clock.after(1 + each.waits[1], done));
    return answer;
  };
  const asked = rig.execution.cancel(each.botId, name);
  await rig.clock.advance(each.waits[1] + 1);
  await asked;
}

function fill(rig: ExecutionRig, { fills, fee }: Life, id: string): void {
  for (const units of fills) {
    const quantity = (decimal('0.00001') * BigInt(units)) as Decimal;
    const known = { quantity, fee: decimal('0.00001'), feeAsset: fee, isMaker: units % 2 === 0 };
    rig.execution.reports.applyFill(rig.fill(id, '0', known));
  }
}

/** The journal as it was written; a decision's place is what its order's name is made of. */
function journalOf(rig: ExecutionRig): JournalRecord[] {
  let decisions = 0;
  return rig.journaled.map(({ type, data }, index) => {
    if (type === 'order.decided') decisions += 1;
    const time = new Date(rig.journaledAt[index] ?? 0).toISOString();
    // As it comes back from disk.
    return { hash: '', prev: '', seq: decisions, time, type, data: JSON.parse(JSON.stringify(data)) };
  });
}

async function rebuilt(rig: ExecutionRig, records: readonly JournalRecord[]): Promise<ExecutionSummary> {
  const replay = new QualityReplay(Date.parse(records[0]?.time ?? ''));
  for (const record of records)
    if (MEASURED_TYPES.includes(record.type)) expect(replayRecord(replay, 'abc123', record), record.type).toBe(true);
  const quality = new ExecutionQuality(rig.clock);
  const about = { state: 'done', from: 0, ...replay.counts, unreadable: 0, problem: '' } as const;
  quality.include(replay.quality, about);
  return summaryOf(quality, { botId: '', symbol: '', period: 'all' }, rig.clock.now());
}

type Row = ExecutionSummary['total'];
/** What was unknown at a run's end is asked by the next. */
const held = ({ unknownNow: _u, ...rest }: Row) => rest;
const heldOf = (all: ExecutionSummary) => {
  const { decisionToSend, acknowledge, firstFill, slippage, adoptedOrders, fillsNotFollowed } = all;
  const distributions = { decisionToSend, acknowledge, firstFill, slippage };
  return { total: held(all.total), rows: all.rows.map(held), ...distributions, adoptedOrders, fillsNotFollowed };
};

const liveSummary = (rig: ExecutionRig) =>
  summaryOf(rig.execution.quality, { botId: '', symbol: '', period: 'all' }, rig.clock.now());

describe('What is rebuilt from the journal', () => {
  it('is what the run measured itself, to the last digit, whatever became of its orders', async () => {
    let seen = 0;
    let cancels = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 8 }), async (lives) => {
        const rig = new ExecutionRig().open({ USDT: '1000000', BTC: '0.3' });
        for (const [index, each] of lives.entries()) await live(rig, each, `n-${index}`);
        const measured = await liveSummary(rig);
        seen += measured.total.fills;
        cancels += measured.total.cancel.n + measured.total.cancelsFailed;
        const records = journalOf(rig);
        expect(heldOf(await rebuilt(rig, records))).toEqual(heldOf(measured));
        // Facts written again after an unknown outcome stand twice.
        const twice = records.flatMap((record) => (record.type === 'order.decided' ? [record] : [record, record]));
        expect(heldOf(await rebuilt(rig, twice))).toEqual(heldOf(measured));
      }),
      { numRuns: 40 },
    );
    expect(seen).toBeGreaterThan(50);
    expect(cancels).toBeGreaterThan(10);
  });

  it('has no times of records from before they held any, and everything else', async () => {
    const rig = new ExecutionRig().open({ USDT: '1000000', BTC: '0.3' });
    const each: Life = {
      botId: 'grid-1',
      side: 'buy',
      isMarket: false,
      fills: [100],
      isFillFirst: false,
      answer: 'acknowledged',
      fee: 'USDT',
      waits: [3, 7, 50],
      end: 'cancelled',
    };
    await live(rig, each, 'a');
    await live(rig, { ...each, answer: 'withheld' }, 'b');
    const old = journalOf(rig).map((record) => {
      const { durableMs: _d, sentMs: _s, afterMs: _a, ...data } = record.data as Record<string, unknown>;
      return { ...record, data };
    });
    const all = await rebuilt(rig, old);
    expect(all.earlier).toMatchObject({ orders: 1, withoutTimes: 1, notTold: 0 });
    expect(all.total).toMatchObject({ sent: 1, acknowledged: 1, fills: 1, ended: 1, partlyFilled: 1 });
    expect(all.total.meanSlippageBps).toBe((await liveSummary(rig)).total.meanSlippageBps);
    for (const name of ['decisionToDurable', 'decisionToSend', 'acknowledge', 'firstFill'] as const)
      expect(all.total[name]).toEqual({ n: 0, p50: null, p95: null, p99: null });
    // A decision after which the run ended: nobody knows whether it was sent, so it is in no number.
    expect((await rebuilt(rig, old.slice(0, 1))).earlier).toMatchObject({ orders: 0, notTold: 1 });
  });
});
