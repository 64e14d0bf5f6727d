import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#shared/model/decimal';
import type { Order } from '#shared/model/order';
import { ok } from '#shared/model/result';
import { UNKNOWN_DEADLINE_MS } from '../../electron/domains/execution/index';
import { deferred, ExecutionRig, failure } from '../support/execution-rig';
import { limitsWith } from '../support/risk-world';

const ID1 = 'habc1231';

describe('Signing while the decision is written', () => {
  it('hands the very order over for signing that is sent once the decision is durable', async () => {
    const rig = new ExecutionRig().open();
    const disk = deferred<undefined>();
    rig.onAppend = () => disk.promise;
    const outcome = rig.submit('b-1');
    await rig.clock.advance(1);
    expect(rig.prepared).toHaveLength(1);
    expect(rig.placed).toEqual([]);
    disk.resolve(undefined);
    await outcome;
    expect(rig.placed).toEqual(rig.prepared);
  });

  it('prepares nothing that the checks refuse', async () => {
    const rig = new ExecutionRig().open();
    rig.state = 'HALTED';
    expect(await rig.submit('b-1')).toMatchObject({ kind: 'refused' });
    expect(rig.prepared).toEqual([]);
  });

  it('sends under the name of the decision when the name guessed for it was another', async () => {
    const rig = new ExecutionRig().open();
    rig.expectedSeq = 7;
    expect(await rig.submit('b-1')).toMatchObject({ kind: 'accepted', clientOrderId: ID1 });
    expect(rig.prepared[0]?.clientOrderId).toBe('habc1237');
    expect(rig.placed[0]?.clientOrderId).toBe(ID1);
  });

  it('goes without where the sequence cannot be foretold', async () => {
    const rig = new ExecutionRig().open();
    rig.expectedSeq = undefined;
    expect(await rig.submit('b-1')).toMatchObject({ kind: 'accepted' });
    expect(rig.prepared).toEqual([]);
  });
});

describe('The first word of the exchange', () => {
  it('answers the bot from the stream while the answer to the request is still on its way', async () => {
    const rig = new ExecutionRig().open();
    const rest = deferred<ReturnType<typeof failure>>();
    rig.onPlace = () => rest.promise;
    const outcome = rig.submit('b-1');
    await rig.clock.advance(1);
    rig.execution.reports.applyUpdate(rig.report(ID1));
    expect(await outcome).toMatchObject({ kind: 'accepted', order: { state: 'acknowledged' } });
    expect(rig.execution.inFlightCount).toBe(1);
    rest.resolve(failure('outcome-unknown'));
    await rig.clock.advance(1);
    expect(rig.execution.inFlightCount).toBe(0);
    expect(rig.book.byClientOrderId(ID1)?.state).toBe('acknowledged');
  });

  it('believes the stream over a rejection, and asks how the order stands', async () => {
    const rig = new ExecutionRig().open();
    const rest = deferred<ReturnType<typeof failure>>();
    rig.onPlace = () => rest.promise;
    rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId, { state: 'cancelled' }));
    const outcome = rig.submit('b-1');
    await rig.clock.advance(1);
    rig.execution.reports.applyUpdate(rig.report(ID1));
    rest.resolve(failure('rejected'));
    expect(await outcome).toMatchObject({ kind: 'accepted' });
    expect(rig.book.workingOrders.size).toBe(1);
    await rig.clock.advance(1_000);
    expect(rig.steps).toContain(`query ${ID1}`);
    expect(rig.book.byClientOrderId(ID1)?.state).toBe('cancelled');
  });

  it('tells how far the order is when the bot hears of it, not how far it was', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => new Promise(() => undefined);
    const outcome = rig.submit('b-1');
    await rig.clock.advance(1);
    rig.execution.reports.applyUpdate(rig.report(ID1));
    rig.execution.reports.applyUpdate(rig.report(ID1, { state: 'cancelled' }));
    expect(await outcome).toMatchObject({ kind: 'accepted', order: { state: 'cancelled' } });
  });

  it('tells nobody of an order before it is handed over', async () => {
    const rig = new ExecutionRig().open();
    const toldAtPlace: number[] = [];
    rig.onPlace = ({ clientOrderId }) => {
      toldAtPlace.push(rig.decisions.length);
      return ok(rig.report(clientOrderId));
    };
    await rig.submit('b-1');
    expect(toldAtPlace).toEqual([0]);
    expect(rig.decisions).toHaveLength(1);
  });
});

describe('A cancel on its way', () => {
  const working = async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('b-1');
    return rig;
  };

  it('is a state of the order, which reports from before it do not undo', async () => {
    const rig = await working();
    const answer = deferred<ReturnType<typeof failure>>();
    rig.onCancel = () => answer.promise;
    const outcome = rig.execution.cancel('grid-1', 'b-1');
    await rig.clock.advance(1);
    expect(rig.stateOf(ID1)).toBe('cancel-pending');
    rig.execution.reports.applyUpdate(rig.report(ID1));
    expect(rig.stateOf(ID1)).toBe('cancel-pending');
    answer.resolve(failure('rejected'));
    expect(await outcome).toMatchObject({ kind: 'failed' });
    expect(rig.stateOf(ID1)).toBe('acknowledged');
  });

  it('whose answer is lost is followed by asking how the order stands', async () => {
    const rig = await working();
    rig.onCancel = () => failure('outcome-unknown');
    rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId, { state: 'cancelled' }));
    expect(await rig.execution.cancel('grid-1', 'b-1')).toEqual({ kind: 'unknown' });
    expect(rig.stateOf(ID1)).toBe('acknowledged');
    await rig.clock.advance(1_000);
    expect(rig.stateOf(ID1)).toBe('cancelled');
  });
});

describe('An outcome that stays unknown', () => {
  it('is told once after its deadline, and asked for all the while', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('outcome-unknown');
    rig.onQuery = () => failure('unreachable');
    expect(await rig.submit('b-1')).toMatchObject({ kind: 'unknown' });
    await rig.clock.advance(UNKNOWN_DEADLINE_MS - 1);
    expect(rig.unresolved).toEqual([]);
    await rig.clock.advance(60_000);
    expect(rig.unresolved.map(({ clientOrderId }) => clientOrderId)).toEqual([ID1]);
    rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId));
    await rig.clock.advance(6_000);
    expect(rig.stateOf(ID1)).toBe('acknowledged');
    expect(rig.placed).toHaveLength(1);
  });

  it('is not told when it was learnt in time', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('outcome-unknown');
    rig.onQuery = ({ clientOrderId }) => ok(rig.report(clientOrderId));
    await rig.submit('b-1');
    await rig.clock.advance(UNKNOWN_DEADLINE_MS * 2);
    expect(rig.unresolved).toEqual([]);
  });
});

describe('An order that the gate made smaller', () => {
  it('is reserved, signed, sent and followed at the smaller quantity, and on record as it was asked for', async () => {
    // 0.01 at 9,990 is worth 99.9; 50 lets 0.005 through.
    const limits = limitsWith({ 'duplicate-window': null, 'max-order-notional': { resize: decimal('50') } });
    const rig = new ExecutionRig(limits).open();
    rig.onPlace = () => new Promise(() => undefined);
    const outcome = rig.submit('b-1');
    await rig.clock.advance(1);
    expect(rig.placed.map(({ quantity }) => quantity)).toEqual(['0.005']);
    expect(rig.prepared).toEqual(rig.placed);
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0.005');
    expect(formatDecimal(rig.account.available('USDT') ?? decimal('-1'))).toBe('9950.05');
    expect(rig.journaled[0]).toMatchObject({
      type: 'order.decided',
      data: { verdict: 'resize', quantity: '0.01', resizedQuantity: '0.005' },
    });
    rig.execution.reports.applyUpdate(rig.report(ID1));
    const { order } = (await outcome) as { readonly order: Order };
    expect(formatDecimal(order.intent.quantity)).toBe('0.005');
  });
});
