import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#shared/model/decimal';
import { isConditional, type OrderIntent } from '#shared/model/order';
import { ok } from '#shared/model/result';
import type { OrderUpdate } from '../../electron/domains/execution/index';
import { ExecutionRig, failure } from '../support/execution-rig';
import { settle } from '../support/virtual-clock';

const ID1 = 'habc1231';
const STOP: Partial<OrderIntent> = { type: 'stop-limit', stopPrice: decimal('10010'), price: decimal('10020') };

/** The id of a conditional order at the exchange, and that of what it placed. */
const ALGO = 'algo-7';
const PLACED = '1000';

/** A rig whose exchange takes every conditional order in and lets it wait. */
async function waiting(): Promise<ExecutionRig> {
  const rig = new ExecutionRig().open();
  rig.onPlace = ({ clientOrderId }) => ok(rig.report(clientOrderId, { state: 'waiting', exchangeOrderId: ALGO }));
  await rig.submit('a', STOP);
  return rig;
}
const tell = (rig: ExecutionRig, change: Partial<OrderUpdate>) =>
  rig.execution.reports.applyUpdate(rig.report(ID1, change));

describe('A conditional order', () => {
  it('waits at the exchange with its money reserved, goes off, and fills; the journal tells each step once', async () => {
    const rig = await waiting();
    expect(rig.placed).toMatchObject([{ type: 'stop-limit', stopPrice: '10010', price: '10020' }]);
    expect(rig.stateOf(ID1)).toBe('waiting');
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0.01');
    tell(rig, { exchangeOrderId: PLACED });
    expect(rig.stateOf(ID1)).toBe('triggered');
    rig.execution.reports.applyFill(rig.fill(ID1, '0.01', { exchangeOrderId: PLACED }));
    tell(rig, { state: 'filled', filledQuantity: decimal('0.01'), exchangeOrderId: PLACED });
    expect(rig.stateOf(ID1)).toBe('filled');
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0');
    expect(rig.types()).toEqual(['order.decided', 'order.waiting', 'order.triggered', 'fill', 'order.filled']);
  });

  it('that has gone off is never waiting again, whatever is told late', async () => {
    const rig = await waiting();
    tell(rig, { exchangeOrderId: PLACED });
    tell(rig, { state: 'waiting', exchangeOrderId: ALGO });
    expect(rig.stateOf(ID1)).toBe('triggered');
    expect(rig.book.byClientOrderId(ID1)?.exchangeOrderId).toBe(PLACED);
    // Its fills name the order that was placed, and may name no other.
    rig.execution.reports.applyFill(rig.fill(ID1, '0.004', { exchangeOrderId: PLACED, clientOrderId: undefined }));
    expect(rig.fills).toMatchObject([{ botOrderId: 'a' }]);
  });

  it('that went off before its own acknowledgement came is triggered, not waiting', async () => {
    const rig = new ExecutionRig().open();
    let answer = (): void => undefined;
    rig.onPlace = ({ clientOrderId }) =>
      new Promise((resolve) => {
        answer = () => resolve(ok(rig.report(clientOrderId, { state: 'waiting', exchangeOrderId: ALGO })));
      });
    const outcome = rig.submit('a', STOP);
    await settle();
    tell(rig, { exchangeOrderId: PLACED });
    answer();
    expect(await outcome).toMatchObject({ kind: 'accepted', order: { state: 'triggered' } });
  });

  it.each(['cancelled', 'rejected', 'expired'] as const)(
    'may end as %s while it waits, and frees what it held',
    async (state) => {
      const rig = await waiting();
      tell(rig, { state, exchangeOrderId: ALGO });
      expect(rig.stateOf(ID1)).toBe(state);
      expect(rig.types()).not.toContain('order.impossible-step');
      expect(rig.book.workingOrders.size).toBe(0);
    },
  );

  it('whose cancel is refused goes on waiting, and one that went off meanwhile is triggered', async () => {
    for (const [goesOff, after] of [
      [false, 'waiting'],
      [true, 'triggered'],
    ] as const) {
      const rig = await waiting();
      rig.onCancel = () => {
        if (goesOff) tell(rig, { exchangeOrderId: PLACED });
        return failure('rejected');
      };
      expect(await rig.execution.cancel('grid-1', 'a')).toMatchObject({ kind: 'failed' });
      expect(rig.stateOf(ID1)).toBe(after);
    }
  });

  it('whose answer was lost is asked for, found waiting, and never sent again', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('outcome-unknown');
    rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId, { state: 'waiting', exchangeOrderId: ALGO }));
    expect(await rig.submit('a', STOP)).toMatchObject({ kind: 'unknown' });
    await rig.clock.advance(200);
    expect(rig.stateOf(ID1)).toBe('waiting');
    expect(rig.placed).toHaveLength(1);
  });

  it('that is missing from a listing of what works is asked for', async () => {
    const rig = await waiting();
    rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId, { state: 'cancelled' }));
    rig.open();
    await rig.clock.advance(200);
    expect(rig.stateOf(ID1)).toBe('cancelled');
  });

  it('of a stranger is adopted, counts, and is found by a halt as long as it waits', async () => {
    const rig = new ExecutionRig().open();
    const intent = { ...rig.report('x').intent, ...STOP };
    rig.execution.reports.applyUpdate(rig.report('stranger', { state: 'waiting', exchangeOrderId: ALGO, intent }));
    expect(rig.stateOf('stranger')).toBe('adopted');
    expect([...rig.book.workingOrders].map((order) => isConditional(order.intent.type))).toEqual([true]);
  });
});

describe('What a conditional order did to the market', () => {
  it('is measured from its stop price, and the time it waited is no time to fill', async () => {
    const rig = await waiting();
    await rig.clock.advance(3_600_000);
    rig.execution.reports.applyFill(rig.fill(ID1, '0.01', { exchangeOrderId: PLACED, price: decimal('10015.005') }));
    tell(rig, { state: 'filled', filledQuantity: decimal('0.01'), exchangeOrderId: PLACED });
    const trace = rig.execution.quality.traces.get(ID1);
    // 5.005 above 10,010: five basis points, dear.
    expect(Number((trace?.slippage ?? 0n) * 10_000n) / Number(decimal('100.1'))).toBeCloseTo(5, 9);
    const stats = trace?.group.at(rig.clock.now());
    expect([stats?.filled, stats?.firstFill.total, stats?.fullFill.total]).toEqual([1, 0, 0]);
  });
});
