import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#shared/model/decimal';
import { ok } from '#shared/model/result';
import type { OrderUpdate } from '../../electron/domains/execution/index';
import { deferred, ExecutionRig, failure, free } from '../support/execution-rig';

const ID1 = 'habc1231';
const ID2 = 'habc1232';

describe('After the link was lost', () => {
  it('orders the exchange no longer lists are asked for, again until there is an answer', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    await rig.submit('b');
    await rig.clock.advance(1_000);
    rig.onQuery = () => failure('unreachable');
    rig.execution.reports.applySnapshot('sub-1', {
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
    rig.execution.reports.applySnapshot('sub-1', { fills: [], orders: [], balances: free({ USDT: '9900.1' }), at });
    await rig.clock.advance(1_000);
    expect(rig.stateOf(ID1)).toBe('filled');
  });

  it('an answer that is older than what was read since is asked about: what it tells of may be over', async () => {
    const rig = new ExecutionRig().open();
    const answer = deferred<ReturnType<typeof ok<OrderUpdate>>>();
    rig.onPlace = () => answer.promise;
    const placed = rig.submit('a');
    await rig.clock.advance(1_000);
    // It was filled while the stream was down; the fills read afresh show it, the order that has ended is not listed.
    rig.execution.reports.applySnapshot('sub-1', {
      fills: [rig.fill(ID1, '0.01')],
      orders: [],
      balances: free({ USDT: '9900.1', BTC: '0.01' }),
      at: rig.clock.now(),
    });
    rig.onQuery = ({ clientOrderId }) =>
      ok(rig.report(clientOrderId, { state: 'filled', filledQuantity: decimal('0.01') }));
    answer.resolve(ok(rig.report(ID1)));
    expect(await placed).toMatchObject({ kind: 'accepted' });
    await rig.clock.advance(1_000);
    expect(rig.stateOf(ID1)).toBe('filled');
  });

  it("a fill out of the account's history, which names no order of ours, is told to the bot and awaited no longer", async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const filled = { state: 'filled', filledQuantity: decimal('0.01'), filledNotional: decimal('99.9') } as const;
    const fill = rig.fill(ID1, '0.01', { clientOrderId: undefined });
    rig.execution.reports.applySnapshot('sub-1', {
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
    rig.execution.reports.applySnapshot('sub-1', {
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
    rig.execution.reports.applySnapshot('sub-1', {
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
    rig.execution.reports.applySnapshot('sub-1', {
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
    rig.execution.reports.applyFill(fill);
    await rig.clock.advance(10_000);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9900.1');
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
    expect(rig.types()).not.toContain('account.adjusted');
  });

  it('a balance overtaken by one of another asset is not lost', async () => {
    const rig = new ExecutionRig().open({ USDT: '10000', BTC: '0', ETH: '1' });
    await rig.submit('a');
    rig.execution.reports.applyFill(rig.fill(ID1, '0.01'));
    const filledAt = rig.clock.now();
    rig.balances(free({ USDT: '9900.1', ETH: '1' }), filledAt + 5);
    rig.balances(free({ USDT: '9900.1', BTC: '0.01' }), filledAt);
    await rig.clock.advance(10_000);
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
    expect(rig.types()).not.toContain('account.adjusted');
  });

  it.each([
    ['without balances of its own', undefined],
    ['with balances older than those read', -8],
  ])('a fill that the first balances show already, told after them %s, is not counted twice', async (_, olderMs) => {
    const rig = new ExecutionRig().open({ USDT: '9900.1', BTC: '0.01' });
    await rig.clock.advance(1_000);
    const at = rig.clock.now();
    rig.execution.reports.applySnapshot('sub-1', {
      fills: [],
      orders: [],
      balances: free({ USDT: '9900.1', BTC: '0.01' }),
      at,
    });
    rig.execution.reports.applyFill(rig.fill('hearlier1', '0.01', { at: at - 8 }));
    if (olderMs !== undefined) rig.balances(free({ USDT: '9900.1', BTC: '0.01' }), at + olderMs);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9800.2');
    await rig.clock.advance(5_000);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9900.1');
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
  });

  it('balances of the millisecond of a fill are not believed against it: the account is read again, until it answers', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    const fill = rig.fill(ID1, '0.01');
    rig.execution.reports.applyFill(fill);
    // Of another order's end in the same millisecond, just before it; those that show the fill never arrive.
    rig.balances(free({ USDT: '10000', BTC: '0' }), fill.at);
    rig.onReadAccount = () => failure('unreachable');
    await rig.clock.advance(5_000);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9900.1');
    rig.onReadAccount = () => {
      const balances = free({ USDT: '9900.1', BTC: '0.01' });
      return ok(rig.execution.reports.applySnapshot('sub-1', { fills: [fill], orders: [], balances, at: fill.at }));
    };
    await rig.clock.advance(5_000);
    expect(rig.account.differs).toBe(false);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9900.1');
    expect(rig.types()).not.toContain('account.adjusted');
  });

  it('balances told right behind a reading are not in it: the account is read again before they are believed', async () => {
    const rig = new ExecutionRig().open();
    const funding = '-0.01973925';
    const read: string[] = [];
    const readAs = (text: string) => {
      read.push(text);
      const at = rig.clock.now();
      rig.execution.reports.applySnapshot('sub-1', { fills: [], orders: [], balances: free({ USDT: text }), at });
      return at;
    };
    await rig.clock.advance(1_000);
    rig.balances(free({ USDT: '10000.5' }));
    rig.onReadAccount = () => {
      // While it was read money moved: the stream's word waited for the reading, and is told before anybody hears of it.
      if (read.length === 0) rig.balances(free({ USDT: '9999.98026075' }), readAs('10000') + 1);
      else {
        const income = { accountId: 'sub-1', id: 'FUNDING_FEE/3', kind: 'funding', asset: 'USDT' } as const;
        const at = rig.clock.now();
        rig.execution.reports.applyIncome({ ...income, symbol: undefined, amount: decimal(funding), at });
        readAs('9999.98026075');
      }
      return ok(undefined);
    };
    await rig.clock.advance(10_000);
    expect(read).toEqual(['10000', '9999.98026075']);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9999.98026075');
    expect(rig.incomes).toHaveLength(1);
    expect(rig.types()).not.toContain('account.adjusted');
  });

  it('a deposit is noticed once nothing has traded for a while, and journaled', async () => {
    const rig = new ExecutionRig().open();
    await rig.submit('a');
    rig.execution.reports.applyFill(rig.fill(ID1, '0.01'));
    await rig.clock.advance(1_000);
    // The balances may already hold what the next fill message tells: they are not believed yet.
    const balances = free({ USDT: '10900.1', BTC: '0.01' });
    const at = rig.clock.now();
    rig.balances(balances, at);
    rig.onReadAccount = () => ok(rig.execution.reports.applySnapshot('sub-1', { fills: [], orders: [], balances, at }));
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9900.1');
    await rig.clock.advance(2_000);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('9900.1');
    await rig.clock.advance(2_000);
    expect(formatDecimal(rig.account.total('USDT'))).toBe('10900.1');
    expect(rig.journaled.find(({ type }) => type === 'account.adjusted')?.data).toMatchObject({
      asset: 'USDT',
      by: '1000',
    });
  });
});
