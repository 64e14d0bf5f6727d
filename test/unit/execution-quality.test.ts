import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#shared/model/decimal';
import { err, ok } from '#shared/model/result';
import { summaryOf, timelineOf } from '../../electron/domains/execution/index';
import { executionSummary, orderTimeline } from '../../shared/contract/execution';
import { deferred, ExecutionRig, failure } from '../support/execution-rig';
import { settle } from '../support/virtual-clock';

const ALL = { botId: '', symbol: '', period: 'all' } as const;
const HOUR_MS = 3_600_000;

const summary = async (rig: ExecutionRig, filter: Partial<Parameters<typeof summaryOf>[1]> = {}) =>
  executionSummary.parse(await summaryOf(rig.execution.quality, { ...ALL, ...filter }, rig.clock.now()));

const timeline = (rig: ExecutionRig, clientOrderId: string) => {
  const trace = rig.execution.quality.traces.get(clientOrderId);
  return trace === undefined ? undefined : orderTimeline.parse(timelineOf(trace));
};

/** A rig whose journal takes 4 ms and whose exchange takes 7 ms. The reference is 9,999 to 10,000: mid 9,999.5. */
function slowRig(): ExecutionRig {
  const rig = new ExecutionRig().open();
  rig.onAppend = async () => {
    await new Promise<void>((done) => rig.clock.after(4, done));
    return undefined;
  };
  rig.onPlace = async (out) => {
    await new Promise<void>((done) => rig.clock.after(7, done));
    return ok(rig.report(out.clientOrderId));
  };
  return rig;
}

async function placed(rig: ExecutionRig, name: string, change: Parameters<ExecutionRig['submit']>[1] = {}) {
  const outcome = rig.submit(name, change);
  await rig.clock.advance(20);
  const answer = await outcome;
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  return answer.clientOrderId;
}

describe('The way of one order', () => {
  it('tells when it was decided, durable, sent, acknowledged, filled and at its end', async () => {
    const rig = slowRig();
    const id = await placed(rig, 'a');
    await rig.clock.advance(30);
    rig.execution.reports.applyFill(rig.fill(id, '0.004'));
    await rig.clock.advance(50);
    rig.execution.reports.applyFill(rig.fill(id, '0.006'));
    rig.execution.reports.applyUpdate(
      rig.report(id, { state: 'filled', filledQuantity: decimal('0.01'), filledNotional: decimal('99.9') }),
    );
    const way = timeline(rig, id);
    expect(way?.steps).toEqual([
      { step: 'decided', ms: 0 },
      { step: 'durable', ms: 4 },
      { step: 'sent', ms: 4 },
      { step: 'acknowledged', ms: 11 },
      { step: 'first-fill', ms: 50 },
      { step: 'last-fill', ms: 100 },
      { step: 'ended', ms: 100 },
    ]);
    // Bought at 9,990 where the middle was 9,999.5: 9.5 bps better.
    expect(way).toMatchObject({ mid: '9999.5', averagePrice: '9990', slippageBps: -9.5, slippageCost: '-0.095' });
    expect(way).toMatchObject({
      state: 'filled',
      isWorking: false,
      filled: '0.01',
      fills: 2,
      makerShare: 1,
      feeBps: 0,
    });
  });

  it('tells how long an unknown outcome stayed unknown, and that it is known now', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('outcome-unknown', 'cut');
    const outcome = await rig.submit('a');
    if (outcome.kind !== 'unknown') throw new Error(outcome.kind);
    expect((await summary(rig)).total).toMatchObject({ sent: 1, unknown: 1, unknownNow: 1, acknowledged: 0 });
    rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId));
    await rig.clock.advance(400);
    const { total } = await summary(rig);
    expect(total).toMatchObject({ unknown: 1, unknownNow: 0, acknowledged: 1 });
    expect(total.resolve).toMatchObject({ n: 1, p50: 150 });
    expect(timeline(rig, outcome.clientOrderId)?.steps.map(({ step }) => step)).toContain('resolved');
  });

  it('measures a cancel from asking to its answer', async () => {
    const rig = slowRig();
    const id = await placed(rig, 'a');
    const answer = deferred<ReturnType<typeof failure>>();
    rig.onCancel = () => answer.promise;
    const cancel = rig.execution.cancel('grid-1', 'a');
    await rig.clock.advance(12);
    answer.resolve(ok(rig.report(id, { state: 'cancelled' })));
    await cancel;
    const { total } = await summary(rig);
    expect(total).toMatchObject({ cancelled: 1, cancelsFailed: 0, ended: 1, filled: 0, fillRatio: 0 });
    expect(total.cancel).toMatchObject({ n: 1, p50: 12 });
  });
});

describe('What is not known is said, and never guessed', () => {
  it('a fill of an order decided without a usable price counts, without slippage', async () => {
    const rig = new ExecutionRig().open();
    const id = await placed(rig, 'a');
    const trace = rig.execution.quality.traces.get(id);
    if (trace === undefined) throw new Error('not followed');
    // As if the reference had been crossed at its decision.
    Object.assign(trace, { mid: undefined });
    rig.execution.reports.applyFill(rig.fill(id, '0.01'));
    const { total } = await summary(rig);
    expect(total).toMatchObject({ fills: 1, fillsWithoutMid: 1, meanSlippageBps: null, slippageCost: '0' });
    expect(total.slippage.n).toBe(0);
    expect(timeline(rig, id)).toMatchObject({ slippageBps: null, slippageCost: null });
  });

  it('a fee in a third asset counts as not known; one in the base asset is worth its price', async () => {
    const rig = new ExecutionRig().open();
    const first = await placed(rig, 'a');
    rig.execution.reports.applyFill(rig.fill(first, '0.01', { fee: decimal('0.001'), feeAsset: 'BNB' }));
    expect((await summary(rig)).total).toMatchObject({ fillsWithoutFee: 1, feeBps: null, fees: '0' });
    const second = await placed(rig, 'b');
    rig.execution.reports.applyFill(rig.fill(second, '0.01', { fee: decimal('0.00001'), feeAsset: 'BTC' }));
    expect((await summary(rig)).total).toMatchObject({ fillsWithoutFee: 1, feeBps: 10, fees: '0.0999' });
    expect(timeline(rig, first)?.feeBps).toBeNull();
    expect(timeline(rig, second)?.feeBps).toBe(10);
  });

  it('adopted orders and their fills are counted apart, once each, and are in no other number', async () => {
    const rig = new ExecutionRig().open();
    const foreign = rig.report('somebody-1', {
      intent: { ...(await import('../support/risk-world')).order(), botId: 'not-ours' },
    });
    rig.execution.reports.applyUpdate(foreign);
    rig.execution.reports.applyUpdate({ ...foreign, state: 'partially-filled', filledQuantity: decimal('0.005') });
    rig.execution.reports.applyFill(rig.fill('somebody-1', '0.005'));
    rig.execution.reports.applyFill(rig.fill('somebody-1', '0.001', { clientOrderId: undefined }));
    const all = await summary(rig);
    expect(all).toMatchObject({ adoptedOrders: 1, fillsNotFollowed: 2, rows: [] });
    expect(all.total).toMatchObject({ sent: 0, fills: 0, ended: 0 });
  });

  it('orders the gate refused, or that were held back, were never sent and are not counted', async () => {
    const rig = new ExecutionRig().open();
    rig.state = 'HALTED';
    await rig.submit('a');
    rig.state = 'ACTIVE';
    rig.onAppend = () => {
      rig.state = 'HALTED';
      return undefined;
    };
    await rig.submit('b');
    expect((await summary(rig)).total.sent).toBe(0);
  });
});

describe('Counts', () => {
  it('rejects and orders that never arrived are told apart, and do not spoil the fill ratio', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('rejected');
    await rig.submit('a');
    rig.onPlace = () => failure('not-sent');
    await rig.submit('b');
    rig.onPlace = (out) => ok(rig.report(out.clientOrderId));
    const id = await placed(rig, 'c');
    rig.execution.reports.applyUpdate(
      rig.report(id, { state: 'cancelled', filledQuantity: decimal('0.0025'), filledNotional: decimal('24.975') }),
    );
    expect((await summary(rig)).total).toMatchObject({
      sent: 3,
      acknowledged: 1,
      rejected: 1,
      notPlaced: 1,
      ended: 1,
      filled: 0,
      partlyFilled: 1,
      fillRatio: 0.25,
    });
  });

  it('an order reported twice, and filled before it was acknowledged, is counted once', async () => {
    const rig = new ExecutionRig().open();
    const never = deferred<never>();
    rig.onPlace = () => never.promise;
    void rig.submit('a');
    await settle();
    const [out] = rig.placed;
    if (out === undefined) throw new Error('nothing was placed');
    rig.execution.reports.applyFill(rig.fill(out.clientOrderId, '0.01'));
    const filled = rig.report(out.clientOrderId, { state: 'filled', filledQuantity: decimal('0.01') });
    rig.execution.reports.applyUpdate(filled);
    rig.execution.reports.applyUpdate(filled);
    rig.execution.reports.applyUpdate(rig.report(out.clientOrderId));
    expect((await summary(rig)).total).toMatchObject({ sent: 1, acknowledged: 1, ended: 1, filled: 1, fills: 1 });
  });

  it('the last 24 hours leave out what is older, and the start leaves out nothing', async () => {
    const rig = new ExecutionRig().open();
    const place = async (name: string) => {
      const id = await placed(rig, name);
      rig.execution.reports.applyUpdate(rig.report(id, { state: 'cancelled' }));
    };
    await place('a');
    await rig.clock.advance(10 * HOUR_MS);
    await place('b');
    await place('c');
    expect((await summary(rig, { period: 'day' })).total.sent).toBe(3);
    await rig.clock.advance(15 * HOUR_MS);
    expect((await summary(rig, { period: 'day' })).total.sent).toBe(2);
    const day = await summary(rig, { period: 'day' });
    expect(day.since).toBeGreaterThan(rig.execution.quality.startedAt);
    expect(day.isSinceStart).toBe(false);
    expect(await summary(rig, { period: 'all' })).toMatchObject({
      since: rig.execution.quality.startedAt,
      isSinceStart: true,
    });
    expect((await summary(rig)).total.sent).toBe(3);
    await rig.clock.advance(30 * HOUR_MS);
    expect(await summary(rig, { period: 'day' })).toMatchObject({ rows: [], bots: ['grid-1'] });
    // The wall clock set back a year loses nothing.
    rig.clock.jumpWall(-365 * 24 * HOUR_MS);
    await place('d');
    expect((await summary(rig)).total.sent).toBe(4);
  });

  it('keeps the last 2,000 ended orders and every one that works', async () => {
    const rig = new ExecutionRig().open();
    const working = await placed(rig, 'stays');
    rig.onPlace = () => err({ code: 'rejected', message: 'no' });
    for (let count = 0; count < 2_100; count += 1) await rig.submit(`x-${count}`);
    expect(rig.execution.quality.traces.size).toBe(2_001);
    expect(timeline(rig, working)?.isWorking).toBe(true);
    expect((await summary(rig)).total).toMatchObject({ sent: 2_101, rejected: 2_100 });
  });

  it('a filter shows one bot or symbol, and what the whole is made of stays named', async () => {
    const rig = new ExecutionRig().open();
    await placed(rig, 'a');
    const price = { price: decimal('9990') as Decimal };
    await placed(rig, 'b', { ...price, botId: 'grid-2' });
    expect((await summary(rig)).rows.map(({ botId, sent }) => [botId, sent])).toEqual([
      ['grid-1', 1],
      ['grid-2', 1],
    ]);
    const one = await summary(rig, { botId: 'grid-2' });
    expect(one.total.sent).toBe(1);
    expect(one.bots).toEqual(['grid-1', 'grid-2']);
    expect((await summary(rig, { botId: 'grid-2', symbol: 'ETH/USDT' })).rows).toEqual([]);
  });

  it('with more pairs than are counted apart nothing is lost: the first row has all, and the rest are counted', async () => {
    const rig = new ExecutionRig().open({ USDT: '1000000', BTC: '0' });
    for (let count = 0; count < 140; count += 1)
      await placed(rig, 'a', { botId: `bot-${count}`, quantity: decimal('0.001') });
    const { total, rows, rowsLeftOut } = await summary(rig);
    expect(total.sent).toBe(140);
    expect(rows).toHaveLength(64);
    expect(rowsLeftOut).toBe(65);
    expect(rows.find(({ botId }) => botId === 'others')?.sent).toBe(12);
  });
});
