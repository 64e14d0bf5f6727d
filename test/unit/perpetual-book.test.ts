import { describe, expect, it } from 'vitest';
import { decimal as d, formatDecimal } from '#shared/model/decimal';
import type { Fill, Side } from '#shared/model/order';
import { ok } from '#shared/model/result';
import type { WalletIncome } from '../../electron/domains/execution/index';
import { ExecutionRig } from '../support/execution-rig';
import { BTC, fill, free, told } from '../support/perpetual-rig';

const LOOK = { mark: () => d('110'), brackets: () => [] };

/** An account of 1,000 USDT at 10 times. */
const open = (): ExecutionRig => {
  const rig = new ExecutionRig();
  rig.execution.reports.applySnapshot('sub-1', {
    fills: [],
    orders: [],
    balances: free({ USDT: '1000' }),
    at: rig.clock.now(),
    margin: { positions: [], leverages: [{ symbol: BTC, leverage: d('10') }], incomes: [] },
  });
  return rig;
};

const position = (rig: ExecutionRig) => {
  const { quantity, cost, realised, fees, funding } = rig.account.position(BTC);
  return [quantity, cost, realised, fees, funding].map(formatDecimal);
};
const wallet = (rig: ExecutionRig): string => formatDecimal(rig.account.total('USDT'));
const equity = (rig: ExecutionRig): string =>
  formatDecimal(rig.account.marginAt(LOOK, 'USDT')?.state.equity ?? d('-1'));

describe('a perpetual position', () => {
  it('grows, shrinks, flips to short and ends, and only what is realised goes through the wallet', () => {
    const rig = open();
    const trade = (side: Side, quantity: string, price: string, realised: string): void =>
      rig.execution.reports.applyFill(fill(side, quantity, price, realised));
    trade('buy', '2', '100', '0');
    expect(position(rig)).toEqual(['2', '200', '-0.1', '0.1', '0']);
    expect([wallet(rig), equity(rig)]).toEqual(['999.9', '1019.9']);
    trade('sell', '1', '108', '8');
    expect(position(rig)).toEqual(['1', '100', '7.8', '0.2', '0']);
    trade('sell', '3', '112', '12');
    expect(position(rig)).toEqual(['-2', '-224', '19.7', '0.3', '0']);
    expect([wallet(rig), equity(rig)]).toEqual(['1019.7', '1023.7']);
    trade('buy', '2', '110', '4');
    expect(position(rig)).toEqual(['0', '0', '23.6', '0.4', '0']);
    expect([wallet(rig), equity(rig)]).toEqual(['1023.6', '1023.6']);
    // Its base asset is no coin of the account.
    expect(rig.account.total('BTC')).toBe(0n);
  });

  it('keeps the cost that the exchange keeps, whichever way it rounds what was realised', () => {
    const rig = open();
    rig.execution.reports.applyFill(fill('buy', '3', '100.1', '0'));
    // A third of 300.3 would be 100.1; the exchange says 0.00000001 less was realised: that much more stays in the cost.
    rig.execution.reports.applyFill(fill('sell', '1', '101', '0.89999999'));
    expect(position(rig)[1]).toBe('200.19999999');
  });

  it('counts each fill and each funding once, however often they are told', () => {
    const rig = open();
    const bought = fill('buy', '2', '100', '0');
    rig.execution.reports.applyFill(bought);
    rig.execution.reports.applyFill(bought);
    const funding: WalletIncome = {
      accountId: 'sub-1',
      id: 'FUNDING_FEE/1',
      kind: 'funding',
      symbol: BTC,
      asset: 'USDT',
      amount: d('-0.5'),
      at: rig.clock.now(),
    };
    rig.execution.reports.applyIncome(funding);
    rig.execution.reports.applyIncome(funding);
    expect(position(rig)).toEqual(['2', '200', '-0.1', '0.1', '-0.5']);
    expect(wallet(rig)).toBe('999.4');
    expect(rig.incomes).toEqual([funding]);
    expect(rig.journaled.filter(({ type }) => type === 'account.income')).toHaveLength(1);
  });
});

describe('what the exchange holds against what the fills explain', () => {
  it('is taken as it is at the first look, where history was cut: the cost is its entry price', () => {
    const rig = new ExecutionRig();
    rig.execution.reports.applySnapshot('sub-1', {
      fills: [fill('sell', '1', '120', '20')],
      orders: [],
      balances: free({ USDT: '1000' }),
      at: rig.clock.now(),
      margin: { positions: [told('4', '100')], leverages: [], incomes: [] },
    });
    expect(position(rig).slice(0, 2)).toEqual(['4', '400']);
    expect(wallet(rig)).toBe('1000');
    expect(rig.journaled.map(({ type }) => type)).not.toContain('position.adjusted');
  });

  it('keeps the exact cost of its own fills where the entry price is only told cut', () => {
    const rig = open();
    rig.execution.reports.applyFill(fill('buy', '1', '100', '0'));
    rig.execution.reports.applyFill(fill('buy', '2', '101', '0'));
    rig.execution.reports.applyPositions('sub-1', [told('3', '100.66666666')]);
    rig.balances(free({ USDT: '999.8' }));
    expect(rig.account.differs).toBe(false);
    expect(position(rig)[1]).toBe('302');
  });

  it('has the exact cost of its fills again when the first reading told a position that was older than they', async () => {
    const rig = new ExecutionRig();
    await rig.clock.advance(1_000);
    rig.execution.reports.applySnapshot('sub-1', {
      fills: [fill('buy', '1', '100', '0'), fill('buy', '2', '101', '0')],
      orders: [],
      balances: free({ USDT: '999.8' }),
      at: rig.clock.now(),
      margin: { positions: [told('1', '100')], leverages: [{ symbol: BTC, leverage: d('10') }], incomes: [] },
    });
    expect(position(rig).slice(0, 2)).toEqual(['1', '100']);
    rig.execution.reports.applyPositions('sub-1', [told('3', '100.66666666')]);
    await rig.clock.advance(10_000);
    expect(position(rig).slice(0, 2)).toEqual(['3', '302']);
  });

  it('has a movement of the wallet right after a reading, though our clock is ahead of the exchange, and none from before it', async () => {
    const rig = new ExecutionRig();
    const at = rig.clock.now();
    const balances = new Map([['USDT', { free: d('1000'), locked: d('0'), changedAt: at - 500 }]]);
    const margin = { positions: [], leverages: [], incomes: [] };
    rig.execution.reports.applySnapshot('sub-1', { fills: [], orders: [], balances, at: at + 20, margin });
    rig.execution.reports.applyBalances('sub-1', free({ USDT: '999' }), at - 600);
    rig.execution.reports.applyBalances('sub-1', free({ USDT: '1000.5' }), at);
    rig.execution.reports.applyIncome({
      accountId: 'sub-1',
      id: 'f-1',
      kind: 'funding',
      symbol: BTC,
      asset: 'USDT',
      amount: d('0.5'),
      at,
    });
    await rig.clock.advance(10_000);
    expect(wallet(rig)).toBe('1000.5');
    expect(rig.journaled.map(({ type }) => type)).toEqual(['account.income']);
  });

  it('is believed once it is quiet: the position is adjusted, the journal says so, and money that moved is no profit', async () => {
    const rig = open();
    await rig.clock.advance(1_000);
    const positions = [told('1', '105')];
    const balances = free({ USDT: '1250' });
    const at = rig.clock.now();
    rig.execution.reports.applyPositions('sub-1', positions);
    rig.balances(balances, at);
    const margin = { positions, leverages: [], incomes: [] };
    rig.onReadAccount = () =>
      ok(rig.execution.reports.applySnapshot('sub-1', { fills: [], orders: [], balances, at, margin }));
    await rig.clock.advance(1_000);
    expect(position(rig)[0]).toBe('0');
    await rig.clock.advance(4_000);
    expect(position(rig).slice(0, 2)).toEqual(['1', '105']);
    expect(wallet(rig)).toBe('1250');
    expect(rig.moved).toEqual([{ asset: 'USDT', by: d('250') }]);
    expect(rig.journaled.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['position.adjusted', 'account.adjusted']),
    );
  });

  it('waits for a fill that its balances have already: nothing is adjusted', async () => {
    const rig = open();
    await rig.clock.advance(1_000);
    rig.execution.reports.applyPositions('sub-1', [told('1', '100')]);
    rig.balances(free({ USDT: '999.9' }));
    rig.execution.reports.applyFill({ ...fill('buy', '1', '100', '0'), at: rig.clock.now() });
    await rig.clock.advance(10_000);
    expect(rig.journaled.map(({ type }) => type)).toEqual(['fill']);
  });
});

describe('free margin', () => {
  const available = (rig: ExecutionRig): string =>
    formatDecimal(rig.account.marginAt(LOOK, 'USDT')?.state.available ?? d('-1'));

  it('is less by what a working order binds from its decision on, and what is filled goes on binding it', () => {
    const rig = open();
    const intent = {
      botId: 'grid-1',
      accountId: 'sub-1',
      botOrderId: 'a',
      symbol: BTC,
      side: 'buy',
      type: 'limit',
      quantity: d('5'),
      price: d('100'),
      stopPrice: undefined,
      timeInForce: 'GTC',
      reduceOnly: false,
    } as const;
    const order = rig.book.reserve(intent, d('100'), { base: 'BTC', quote: 'USDT' }, 1);
    expect(available(rig)).toBe('950');
    rig.book.markSent(order, 'habc1', 1);
    const update = rig.report('habc1', { symbol: BTC, exchangeOrderId: 'x-1', intent });
    // Told as filled by its report, and not by its fill yet: it binds what it bound.
    rig.execution.reports.applyUpdate({ ...update, state: 'filled', filledQuantity: d('5'), filledNotional: d('500') });
    expect(available(rig)).toBe('950');
    const filled: Fill = { ...fill('buy', '5', '100', '0'), clientOrderId: 'habc1', exchangeOrderId: 'x-1' };
    rig.execution.reports.applyFill(filled);
    // 55 bound at the mark of 110, 50 not realised, 0.1 fee.
    expect(available(rig)).toBe('994.9');
  });

  it('is not known while the leverage or the mark of something held is not', () => {
    const rig = new ExecutionRig();
    rig.open({ USDT: '1000' });
    rig.execution.reports.applyFill(fill('buy', '1', '100', '0'));
    expect(rig.account.marginAt(LOOK, 'USDT')).toBeUndefined();
    rig.execution.reports.applyLeverages('sub-1', [{ symbol: BTC, leverage: d('10') }]);
    expect(available(rig)).toBe('998.9');
    expect(rig.account.marginAt({ ...LOOK, mark: () => undefined }, 'USDT')).toBeUndefined();
  });

  it('journals a leverage that was changed at the exchange', () => {
    const rig = open();
    rig.execution.reports.applyLeverages('sub-1', [{ symbol: BTC, leverage: d('25') }]);
    expect(rig.journaled.at(-1)).toMatchObject({
      type: 'account.leverage',
      data: { from: '10', to: '25', symbol: BTC },
    });
  });
});
