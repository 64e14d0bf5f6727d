import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#shared/model/decimal';
import { ok } from '#shared/model/result';
import { clientOrderIdOf, FOREIGN_BOT } from '../../electron/domains/execution/index';
import { deferred, ExecutionRig, failure, free } from '../support/execution-rig';
import { order } from '../support/risk-world';
import { settle } from '../support/virtual-clock';

const ID1 = 'habc1231';
const ID2 = 'habc1232';

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
    rig.execution.applyUpdate(rig.report(ID1));
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
    rig.execution.applyUpdate(rig.report(ID1));
    expect(rig.stateOf(ID1)).toBe('acknowledged');
    expect(rig.account.working('BTC/USDT')).toEqual(rig.workingByHand());
    expect(await rig.submit('a')).toMatchObject({ kind: 'refused', checks: ['order-name'] });
    expect(await rig.execution.cancel('grid-1', 'a')).toMatchObject({ kind: 'cancelled' });
    expect(rig.book.workingOrders.size).toBe(0);
  });
});

describe('Reports and fills, in whatever order they come', () => {
  it('a report told twice changes nothing the second time', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const partial = rig.report(ID1, {
      state: 'partially-filled',
      filledQuantity: decimal('0.004'),
      filledNotional: decimal('39.96'),
    });
    rig.execution.applyUpdate(partial);
    const journaled = rig.journaled.length;
    rig.execution.applyUpdate(partial);
    expect(rig.journaled).toHaveLength(journaled);
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0.006');
  });

  it('a late report of less than is known changes nothing', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    rig.execution.applyUpdate(rig.report(ID1, { state: 'partially-filled', filledQuantity: decimal('0.004') }));
    rig.execution.applyUpdate(rig.report(ID1, { state: 'acknowledged' }));
    rig.execution.applyUpdate(rig.report(ID1, { state: 'partially-filled', filledQuantity: decimal('0.001') }));
    expect(rig.stateOf(ID1)).toBe('partially-filled');
    expect(formatDecimal(rig.book.byClientOrderId(ID1)?.filledQuantity ?? decimal('0'))).toBe('0.004');
  });

  it('nothing comes after the end of an order', async () => {
    for (const end of ['filled', 'cancelled', 'rejected', 'expired'] as const) {
      const rig = new ExecutionRig().open();
      await rig.submit('a');
      rig.execution.applyUpdate(rig.report(ID1, { state: end }));
      rig.execution.applyUpdate(rig.report(ID1, { state: 'acknowledged' }));
      rig.execution.applyUpdate(rig.report(ID1, { state: 'partially-filled', filledQuantity: decimal('0.005') }));
      expect(rig.stateOf(ID1)).toBe(end);
      expect(rig.book.workingOrders.size).toBe(0);
    }
  });

  it('an order that filled before its acknowledgement came is filled, not acknowledged', async () => {
    const rig = new ExecutionRig().open();
    const answer = deferred<ReturnType<typeof ok>>();
    rig.onPlace = () => answer.promise as never;
    const outcome = rig.submit('a');
    await settle();
    rig.execution.applyFill(rig.fill(ID1, '0.01'));
    rig.execution.applyUpdate(rig.report(ID1, { state: 'filled', filledQuantity: decimal('0.01') }));
    answer.resolve(ok(rig.report(ID1)));
    expect(await outcome).toMatchObject({ kind: 'accepted', order: { state: 'filled' } });
    expect(rig.fills).toMatchObject([{ botId: 'grid-1', botOrderId: 'a' }]);
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
  });

  it('a fill told twice, by stream and by answer, counts once', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const fill = rig.fill(ID1, '0.01');
    rig.execution.applyFill(fill);
    rig.execution.applyFill({ ...fill });
    expect(rig.fills).toHaveLength(1);
    expect(rig.types().filter((type) => type === 'fill')).toHaveLength(1);
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
  });

  it('the same trade number on another market is another trade', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const fill = rig.fill(ID1, '0.01');
    rig.execution.applyFill(fill);
    rig.execution.applyFill({ ...fill, symbol: 'ETH/USDT' });
    expect(rig.fills).toHaveLength(2);
  });

  it('an order nobody here sent is taken in, counts as exposure, and belongs to no bot', () => {
    const rig = new ExecutionRig().open();
    const intent = order({ botId: FOREIGN_BOT, botOrderId: 'by-hand' });
    rig.execution.applyUpdate(
      rig.report('by-hand', { intent, state: 'partially-filled', filledQuantity: decimal('0.004') }),
    );
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0.006');
    expect(rig.execution.workingOrders('grid-1')).toEqual([]);
    expect(rig.execution.workingOrders()).toMatchObject([{ clientOrderId: 'by-hand' }]);
    rig.execution.applyUpdate(rig.report('by-hand', { intent, state: 'cancelled', filledQuantity: decimal('0.004') }));
    expect(rig.account.working('BTC/USDT')).toEqual(rig.workingByHand());
  });

  it('an order nobody here knew, told only when it has ended, leaves no exposure', () => {
    const rig = new ExecutionRig().open();
    const intent = order({ botId: FOREIGN_BOT, botOrderId: 'old' });
    rig.execution.applyUpdate(rig.report('old', { intent, state: 'filled', filledQuantity: decimal('0.01') }));
    expect(rig.book.workingOrders.size).toBe(0);
    expect(formatDecimal(rig.account.working('BTC/USDT').buys)).toBe('0');
  });
});

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
    rig.execution.applyFill(rig.fill(ID1, '0.1'));
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

describe('After the link was lost', () => {
  it('orders the exchange no longer lists are asked for, again until there is an answer', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    await rig.submit('b');
    await rig.clock.advance(1_000);
    rig.onQuery = () => failure('unreachable');
    rig.execution.applySnapshot('sub-1', {
      fills: [],
      orders: [rig.report(ID2)],
      balances: free({ USDT: '9800' }),
      at: rig.clock.now(),
    });
    await rig.clock.advance(3_000);
    expect(rig.stateOf(ID1)).toBe('acknowledged');
    rig.onQuery = ({ clientOrderId }) =>
      ok(rig.report(clientOrderId, { state: 'filled', filledQuantity: decimal('0.01') }));
    await rig.clock.advance(5_000);
    expect(rig.stateOf(ID1)).toBe('filled');
    expect(rig.stateOf(ID2)).toBe('acknowledged');
  });

  it('they are asked for, too, when our clock is ahead of the exchange', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const at = rig.clock.now() - 400;
    rig.onQuery = ({ clientOrderId }) =>
      ok(rig.report(clientOrderId, { state: 'filled', filledQuantity: decimal('0.01') }));
    rig.execution.applySnapshot('sub-1', { fills: [], orders: [], balances: free({ USDT: '9900.1' }), at });
    await rig.clock.advance(1_000);
    expect(rig.stateOf(ID1)).toBe('filled');
  });

  it("a fill out of the account's history, which names no order of ours, is told to the bot and awaited no longer", async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const filled = { state: 'filled', filledQuantity: decimal('0.01'), filledNotional: decimal('99.9') } as const;
    const fill = rig.fill(ID1, '0.01', { clientOrderId: undefined });
    rig.execution.applySnapshot('sub-1', {
      fills: [fill],
      orders: [rig.report(ID1, filled)],
      balances: free({ USDT: '9900.1', BTC: '0.01' }),
      at: rig.clock.now(),
    });
    expect(rig.fills.at(-1)).toMatchObject({ botId: 'grid-1', botOrderId: 'a' });
    expect(rig.account.isAwaitingFills).toBe(false);
    expect(formatDecimal(rig.account.totalWithAwaited('BTC'))).toBe('0.01');
  });

  it('an order the exchange has forgotten is not carried for ever', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    await rig.clock.advance(10_000);
    rig.execution.applySnapshot('sub-1', {
      fills: [],
      orders: [],
      balances: free({ USDT: '10000' }),
      at: rig.clock.now(),
    });
    await rig.clock.advance(1_000);
    expect(rig.book.workingOrders.size).toBe(0);
  });

  it('fills that came meanwhile are told to the bot, those of the first snapshot are history', async () => {
    const rig = new ExecutionRig();
    const old = rig.fill('old', '0.5', { side: 'buy', price: decimal('9000') });
    rig.execution.applySnapshot('sub-1', {
      fills: [old],
      orders: [],
      balances: free({ USDT: '5500', BTC: '0.5' }),
      at: rig.clock.now(),
    });
    expect(rig.fills).toEqual([]);
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.5');
    expect(formatDecimal(rig.account.total('USDT'))).toBe('5500');
    await rig.submit('a');
    await rig.clock.advance(1_000);
    const missed = rig.fill(ID1, '0.01');
    rig.execution.applySnapshot('sub-1', {
      fills: [old, missed],
      orders: [],
      balances: free({ USDT: '5400.1', BTC: '0.51' }),
      at: rig.clock.now(),
    });
    expect(rig.fills).toMatchObject([{ fill: { tradeId: missed.tradeId } }]);
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.51');
    expect(formatDecimal(rig.account.total('USDT'))).toBe('5400.1');
  });

  it('a fill told after the balances that show it is counted once', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    await rig.clock.advance(5_000);
    const fill = rig.fill(ID1, '0.01');
    rig.balances(free({ USDT: '9900.1', BTC: '0.01' }));
    await rig.clock.advance(300);
    rig.execution.applyFill(fill);
    await rig.clock.advance(10_000);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9900.1');
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
    expect(rig.types()).not.toContain('account.adjusted');
  });

  it('a balance overtaken by one of another asset is not lost', async () => {
    const rig = new ExecutionRig().open({ USDT: '10000', BTC: '0', ETH: '1' });
    await rig.submit('a');
    rig.execution.applyFill(rig.fill(ID1, '0.01'));
    const filledAt = rig.clock.now();
    rig.balances(free({ USDT: '9900.1', ETH: '1' }), filledAt + 5);
    rig.balances(free({ USDT: '9900.1', BTC: '0.01' }), filledAt);
    await rig.clock.advance(10_000);
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
    expect(rig.types()).not.toContain('account.adjusted');
  });

  it('a deposit is noticed once nothing has traded for a while, and journaled', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    rig.execution.applyFill(rig.fill(ID1, '0.01'));
    await rig.clock.advance(1_000);
    // The balances may already hold what the next fill message tells: they are not believed yet.
    rig.balances(free({ USDT: '10900.1', BTC: '0.01' }));
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9900.1');
    await rig.clock.advance(2_000);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('10900.1');
    expect(rig.journaled.find(({ type }) => type === 'account.adjusted')?.data).toMatchObject({
      asset: 'USDT',
      by: '1000',
    });
  });
});
