import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#shared/model/decimal';
import { ok } from '#shared/model/result';
import { clientOrderIdOf } from '../../electron/domains/execution/index';
import { deferred, ExecutionRig, failure, free } from '../support/execution-rig';
import { settle } from '../support/virtual-clock';

const ID1 = 'habc1231';

describe('The way of an order', () => {
  it('is decided, durable, and only then sent, once, under a name made from its decision', async () => {
    const rig = new ExecutionRig().open();
    const outcome = await rig.submit('b-1');
    expect(outcome).toMatchObject({ kind: 'accepted', clientOrderId: ID1, order: { state: 'acknowledged' } });
    expect(rig.steps).toEqual(['durable 1', `place ${ID1}`]);
    expect(rig.placed[0]).toMatchObject({
      quantity: '0.01',
      price: '9990',
      side: 'buy',
      type: 'limit',
      stopPrice: null,
    });
    expect(rig.decisions[0]).toMatchObject({ seq: 1, clientOrderId: ID1, decision: { verdict: 'allow' } });
    expect(rig.journaled[0]).toMatchObject({
      type: 'order.decided',
      data: { verdict: 'allow', price: '9990', inputs: { state: 'ACTIVE', ask: '10000', availableQuote: '10000' } },
    });
  });

  it('does not leave while its decision is not durable', async () => {
    const rig = new ExecutionRig().open();
    const disk = deferred<undefined>();
    rig.onAppend = () => disk.promise;
    const outcome = rig.submit('b-1');
    await rig.clock.advance(5_000);
    expect(rig.steps).toEqual([]);
    disk.resolve(undefined);
    expect(await outcome).toMatchObject({ kind: 'accepted' });
    expect(rig.steps).toEqual(['durable 1', `place ${ID1}`]);
  });

  it('ends where the journal fails: not sent, its money free again', async () => {
    const rig = new ExecutionRig().open();
    rig.onAppend = () => 'The disk is full.';
    const outcome = await rig.submit('b-1');
    expect(outcome).toMatchObject({ kind: 'refused', checks: ['journal'] });
    expect(rig.placed).toEqual([]);
    expect(formatDecimal(rig.account.available('USDT') ?? decimal('-1'))).toBe('10000');
    expect(rig.book.workingOrders.size).toBe(0);
    rig.onAppend = () => undefined;
    expect(await rig.submit('b-1')).toMatchObject({ kind: 'accepted' });
  });

  it('ends at the second look when the gate closed while the decision was being written', async () => {
    const rig = new ExecutionRig().open();
    const disk = deferred<undefined>();
    rig.onAppend = () => disk.promise;
    const outcome = rig.submit('b-1');
    await settle();
    rig.state = 'HALTED';
    disk.resolve(undefined);
    expect(await outcome).toEqual({ kind: 'refused', reason: 'it is HALTED', checks: ['trading-state'] });
    expect(rig.placed).toEqual([]);
    expect(rig.types()).toContain('order.withheld');
    expect(rig.book.workingOrders.size).toBe(0);
    expect(rig.workingByHand()).toEqual(rig.account.working('BTC/USDT'));
    expect(rig.execution.inFlightCount).toBe(0);
  });

  it('ends at the second look, too, when trading became REDUCING meanwhile', async () => {
    const rig = new ExecutionRig().open();
    rig.onAppend = () => {
      rig.state = 'REDUCING';
      return undefined;
    };
    expect(await rig.submit('b-1')).toMatchObject({ kind: 'refused', checks: ['trading-state'] });
    expect(rig.placed).toEqual([]);
  });

  it('does not begin while halted: the refusal is journaled with its reason', async () => {
    const rig = new ExecutionRig().open();
    rig.state = 'HALTED';
    expect(await rig.submit('b-1')).toEqual({ kind: 'refused', reason: 'it is HALTED', checks: ['trading-state'] });
    expect(rig.types()).toEqual(['order.decided']);
    expect(rig.placed).toEqual([]);
  });

  it('says of a block that it is one, and not a halt, in the check and on record', async () => {
    const rig = new ExecutionRig().open();
    rig.state = 'HALTED';
    rig.isBlock = true;
    expect(await rig.submit('b-1')).toMatchObject({ kind: 'refused', checks: ['trading-state'] });
    const [{ data } = { data: {} }] = rig.journaled;
    expect(data).toMatchObject({
      inputs: { state: 'blocked' },
      failed: { 'trading-state': expect.stringMatching(/^Orders are blocked .* Nothing is halted\.$/) },
    });
    expect(JSON.stringify(data)).not.toContain('HALTED');
  });

  it('does not begin before the account is known', async () => {
    const rig = new ExecutionRig();
    expect(await rig.submit('b-1')).toMatchObject({ kind: 'refused', checks: ['max-position', 'available-balance'] });
  });

  it('tells a bot every reason at once', async () => {
    const rig = new ExecutionRig().open();
    const outcome = await rig.submit('b-1', { quantity: decimal('3'), price: decimal('10500') });
    expect(outcome).toMatchObject({
      kind: 'refused',
      checks: ['max-order-notional', 'max-position', 'available-balance', 'price-collar'],
    });
  });

  it('keeps its name within what every exchange takes', () => {
    expect(clientOrderIdOf('abc123', 1)).toBe(ID1);
    expect(clientOrderIdOf('abc123', Number.MAX_SAFE_INTEGER)).toHaveLength(18);
    expect(() => clientOrderIdOf('abc1234', Number.MAX_SAFE_INTEGER)).toThrow(RangeError);
  });
});

describe('What an order may spend', () => {
  it('two orders at once never spend the same money', async () => {
    const rig = new ExecutionRig().open({ USDT: '150', BTC: '0' });
    const outcomes = await Promise.all([rig.submit('a'), rig.submit('b')]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'refused']);
    expect(outcomes[1]).toMatchObject({ checks: ['available-balance'] });
  });

  it('two sells at once never sell the same coins', async () => {
    const rig = new ExecutionRig().open({ USDT: '0', BTC: '0.015' });
    const sell = { side: 'sell', price: decimal('10000') } as const;
    const outcomes = await Promise.all([rig.submit('a', sell), rig.submit('b', sell)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'refused']);
  });

  it('two orders of one name at once: the second is refused', async () => {
    const rig = new ExecutionRig().open();
    const outcomes = await Promise.all([rig.submit('same'), rig.submit('same')]);
    expect(outcomes[1]).toMatchObject({ kind: 'refused', checks: ['order-name'] });
  });

  it('money stays reserved until the exchange shows the lock, and is not counted twice then', async () => {
    const rig = new ExecutionRig().open({ USDT: '1000', BTC: '0' });
    const available = (): string => formatDecimal(rig.account.available('USDT') ?? decimal('-1'));
    await rig.submit('a');
    expect(available()).toBe('900.1');
    // A balance from before the order does not show its lock yet.
    rig.balances(free({ USDT: '1000' }), rig.clock.now() - 1);
    expect(available()).toBe('900.1');
    await rig.clock.advance(10);
    rig.balances(free({ USDT: '900.1' }, { USDT: '99.9' }));
    expect(available()).toBe('900.1');
    // The older balance again, late: ignored.
    rig.balances(free({ USDT: '1000' }), rig.clock.now() - 5);
    expect(available()).toBe('900.1');
  });

  it('the money of a rejected or cancelled order is free at once', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('rejected', 'no');
    await rig.submit('a');
    expect(formatDecimal(rig.account.available('USDT') ?? decimal('-1'))).toBe('10000');
  });

  it('an order in the middle of its decision counts toward the position', async () => {
    const rig = new ExecutionRig().open();
    const disk = deferred<undefined>();
    rig.onAppend = () => disk.promise;
    const first = rig.submit('a', { quantity: decimal('0.1') });
    const others = ['b', 'c', 'd', 'e', 'f', 'g'].map((name) => rig.submit(name, { quantity: decimal('0.1') }));
    disk.resolve(undefined);
    const kinds = (await Promise.all([first, ...others])).map(({ kind }) => kind);
    // 6,000 at the ask of 10,000: six of 0.1.
    expect(kinds.filter((kind) => kind === 'accepted')).toHaveLength(6);
    expect(kinds.at(-1)).toBe('refused');
  });
});

describe('What the exchange answers', () => {
  it.each([
    ['rejected', 'rejected'],
    ['not-sent', 'not-placed'],
    ['rate-limited', 'not-placed'],
    ['not-ready', 'not-placed'],
  ])('"%s" means that no such order stands', async (code, state) => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure(code, 'said so');
    expect(await rig.submit('a')).toEqual({ kind: 'rejected', code, message: 'said so' });
    expect(rig.stateOf(ID1)).toBe(state);
    expect(rig.book.workingOrders.size).toBe(0);
    expect(rig.placed).toHaveLength(1);
    await rig.clock.advance(60_000);
    expect(rig.steps).toEqual(['durable 1', `place ${ID1}`]);
  });

  it.each(['outcome-unknown', 'timed-out', 'process-exited', 'unreachable', 'anything else'])(
    '"%s" means that nobody knows: it counts as exposure, and is asked for, never sent again',
    async (code) => {
      const rig = new ExecutionRig().open();
      rig.onPlace = () => failure(code);
      expect(await rig.submit('a')).toEqual({ kind: 'unknown', clientOrderId: ID1 });
      expect(rig.stateOf(ID1)).toBe('unknown');
      expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0.01');
      rig.onQuery = () => failure('unreachable');
      await rig.clock.advance(30_000);
      expect(rig.stateOf(ID1)).toBe('unknown');
      rig.onQuery = ({ clientOrderId }) =>
        ok(rig.report(clientOrderId, { state: 'filled', filledQuantity: decimal('0.01') }));
      await rig.clock.advance(5_000);
      expect(rig.stateOf(ID1)).toBe('filled');
      expect(rig.placed).toHaveLength(1);
      expect(rig.types()).toContain('order.resolved');
      const asked = rig.steps.length;
      await rig.clock.advance(60_000);
      expect(rig.steps).toHaveLength(asked);
    },
  );

  it('"not known there" is believed only after the latest time at which the order could still arrive', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('outcome-unknown');
    await rig.submit('a');
    await rig.clock.advance(6_000);
    expect(rig.steps.filter((step) => step.startsWith('query'))).toHaveLength(4);
    expect(rig.stateOf(ID1)).toBe('unknown');
    await rig.clock.advance(3_000);
    expect(rig.stateOf(ID1)).toBe('not-placed');
    expect(rig.book.workingOrders.size).toBe(0);
    expect(rig.clock.pending).toBe(0);
  });

  it('a report over the stream settles an unknown order before it is asked for', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('outcome-unknown');
    await rig.submit('a');
    rig.execution.reports.applyUpdate(rig.report(ID1));
    await rig.clock.advance(60_000);
    expect(rig.stateOf(ID1)).toBe('acknowledged');
    expect(rig.steps.some((step) => step.startsWith('query'))).toBe(false);
  });

  it('an order that was taken for not placed and shows up after all is followed, counted and cancelled by name', async () => {
    const rig = new ExecutionRig().open();
    rig.onPlace = () => failure('outcome-unknown');
    await rig.submit('a');
    await rig.clock.advance(20_000);
    expect(rig.stateOf(ID1)).toBe('not-placed');
    rig.execution.reports.applyUpdate(rig.report(ID1));
    expect(rig.stateOf(ID1)).toBe('acknowledged');
    expect(rig.account.working('BTC/USDT')).toEqual(rig.workingByHand());
    expect(await rig.submit('a')).toMatchObject({ kind: 'refused', checks: ['order-name'] });
    expect(await rig.execution.cancel('grid-1', 'a')).toMatchObject({ kind: 'cancelled' });
    expect(rig.book.workingOrders.size).toBe(0);
  });
});
