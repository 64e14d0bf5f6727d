import { describe, expect, it } from 'vitest';
import { decimal } from '#shared/model/decimal';
import { ok } from '#shared/model/result';
import { deferred, ExecutionRig, failure } from '../support/execution-rig';
import { settle } from '../support/virtual-clock';

const ID1 = 'habc1231';
const ID2 = 'habc1232';

describe('Cancels', () => {
  it('go through while halted', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    rig.state = 'HALTED';
    expect(await rig.execution.cancel('grid-1', 'a')).toMatchObject({
      kind: 'cancelled',
      order: { state: 'cancelled' },
    });
  });

  it('of a name that does not work say so, and ask nothing', async () => {
    const rig = new ExecutionRig().open();
    expect(await rig.execution.cancel('grid-1', 'nothing')).toEqual({ kind: 'not-found' });
    expect(rig.steps).toEqual([]);
  });

  it('of an order that filled just before learn that it filled', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    rig.onCancel = () => failure('unknown-order');
    rig.onQuery = ({ clientOrderId }) =>
      ok(rig.report(clientOrderId, { state: 'filled', filledQuantity: decimal('0.01') }));
    expect(await rig.execution.cancel('grid-1', 'a')).toMatchObject({ kind: 'cancelled', order: { state: 'filled' } });
  });

  it('of an order that had ended ask again when nobody could say how', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    rig.onCancel = () => failure('unknown-order');
    rig.onQuery = () => failure('unreachable');
    expect(await rig.execution.cancel('grid-1', 'a')).toEqual({ kind: 'unknown' });
    rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId, { state: 'cancelled' }));
    await rig.clock.advance(1_000);
    expect(rig.stateOf(ID1)).toBe('cancelled');
  });

  it('of an order that filled just before leave what it bought in the position, before its fill is told', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a', { quantity: decimal('0.1') });
    rig.onCancel = () => failure('unknown-order');
    rig.onQuery = ({ clientOrderId }) =>
      ok(
        rig.report(clientOrderId, {
          state: 'filled',
          filledQuantity: decimal('0.1'),
          filledNotional: decimal('999'),
        }),
      );
    await rig.execution.cancel('grid-1', 'a');
    await rig.submit('b', { quantity: decimal('0.1') });
    expect(rig.journaled.at(-2)).toMatchObject({ type: 'order.decided', data: { inputs: { position: '0.1' } } });
    rig.execution.reports.applyFill(rig.fill(ID1, '0.1'));
    await rig.submit('c', { quantity: decimal('0.1') });
    expect(rig.journaled.at(-2)).toMatchObject({ type: 'order.decided', data: { inputs: { position: '0.1' } } });
  });

  it('without an answer leave the order working until the exchange says otherwise', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    rig.onCancel = () => failure('outcome-unknown');
    expect(await rig.execution.cancel('grid-1', 'a')).toEqual({ kind: 'unknown' });
    rig.onCancel = () => failure('rejected', 'not now');
    expect(await rig.execution.cancel('grid-1', 'a')).toEqual({ kind: 'failed', code: 'rejected', message: 'not now' });
    expect(rig.book.workingOrders.size).toBe(1);
  });

  it('of everything name what was cancelled and what was not', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    await rig.submit('b');
    await rig.submit('other', { botId: 'grid-2' });
    rig.onCancel = ({ clientOrderId }) =>
      clientOrderId === ID2 ? failure('rejected', 'not now') : ok(rig.report(clientOrderId, { state: 'cancelled' }));
    expect(await rig.execution.cancelAll('grid-1')).toEqual({
      cancelled: ['a'],
      failed: [{ botOrderId: 'b', reason: 'not now' }],
    });
    expect(rig.execution.workingOrders('grid-2')).toHaveLength(1);
  });

  it('of an order whose decision is not yet durable promise nothing', async () => {
    const rig = new ExecutionRig().open();
    const disk = deferred<undefined>();
    rig.onAppend = () => disk.promise;
    const outcome = rig.submit('a');
    await settle();
    expect(await rig.execution.cancel('grid-1', 'a')).toEqual({ kind: 'unknown' });
    expect(rig.steps).toEqual([]);
    disk.resolve(undefined);
    await outcome;
  });
});

describe('Orders on the wire', () => {
  it('are counted until they have an answer, and waited for no longer than asked', async () => {
    const rig = new ExecutionRig().open();
    const answer = deferred<ReturnType<typeof failure>>();
    rig.onPlace = () => answer.promise;
    const outcome = rig.submit('a');
    await settle();
    expect(rig.execution.inFlightCount).toBe(1);
    let settled = false;
    void rig.execution.inFlightSettled(500).then(() => {
      settled = true;
    });
    await rig.clock.advance(499);
    expect(settled).toBe(false);
    await rig.clock.advance(1);
    expect(settled).toBe(true);
    answer.resolve(failure('outcome-unknown'));
    await outcome;
    expect(rig.execution.inFlightCount).toBe(0);
    await rig.execution.inFlightSettled(500);
  });
});
