import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, formatDecimal } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';
import { applyFill, averageCost, FLAT, type Position, unrealisedAt } from '../../electron/domains/execution/position';

let trades = 0;
const fill = (side: 'buy' | 'sell', quantity: string, price: string, fee = '0', feeAsset = 'USDT'): Fill => ({
  tradeId: String(++trades),
  accountId: 'sub-1',
  symbol: 'BTC/USDT',
  clientOrderId: undefined,
  exchangeOrderId: '1',
  side,
  price: decimal(price),
  quantity: decimal(quantity),
  fee: decimal(fee),
  feeAsset,
  isMaker: true,
  at: 0,
});

const after = (...fills: Fill[]): Position =>
  fills.reduce((position, each) => applyFill(position, each, 'BTC', 'USDT'), FLAT);
const text = (value: Decimal | undefined): string => (value === undefined ? 'none' : formatDecimal(value));
const figures = ({ quantity, cost, realised, fees }: Position): string[] => [quantity, cost, realised, fees].map(text);

describe('A position by average cost, to the last digit', () => {
  it('buys at two prices average their cost, and a sell realises against it', () => {
    const bought = after(fill('buy', '1', '100'), fill('buy', '3', '120'));
    expect(text(averageCost(bought))).toBe('115');
    const sold = applyFill(bought, fill('sell', '1', '130'), 'BTC', 'USDT');
    expect(figures(sold)).toEqual(['3', '345', '15', '0']);
    expect(text(unrealisedAt(sold, decimal('110')))).toBe('-15');
  });

  it('a fee in the quote asset adds to the cost and lowers the proceeds', () => {
    const position = after(fill('buy', '1', '100', '0.1'), fill('sell', '1', '110', '0.11'));
    expect(figures(position)).toEqual(['0', '0', '9.79', '0.21']);
    expect(averageCost(position)).toBeUndefined();
  });

  it('a fee in the base asset lowers what was received, at the same cost', () => {
    const position = after(fill('buy', '1', '100', '0.001', 'BTC'));
    expect(figures(position)).toEqual(['0.999', '100', '0', '0.1']);
    const sold = applyFill(position, fill('sell', '0.999', '101'), 'BTC', 'USDT');
    expect(figures(sold)).toEqual(['0', '0', '0.899', '0.1']);
  });

  it('a fee in a third asset is in neither', () => {
    expect(figures(after(fill('buy', '1', '100', '0.5', 'BNB')))).toEqual(['1', '100', '0', '0']);
  });

  it('a whole cost that does not divide leaves nothing behind when everything is sold', () => {
    const bought = after(fill('buy', '3', '0.1'), fill('buy', '4', '0.13'));
    const flat = [fill('sell', '1', '0.12'), fill('sell', '5', '0.12'), fill('sell', '1', '0.12')].reduce(
      (position, each) => applyFill(position, each, 'BTC', 'USDT'),
      bought,
    );
    expect(figures(flat)).toEqual(['0', '0', '0.02', '0']);
  });

  it('coins held from before and sold are not taken for profit', () => {
    expect(figures(after(fill('sell', '2', '110')))).toEqual(['-2', '-220', '0', '0']);
  });

  it('a sell told before its buy comes to the same as in order', () => {
    const inOrder = after(fill('buy', '1', '100'), fill('sell', '1', '110'));
    const turned = after(fill('sell', '1', '110'), fill('buy', '1', '100'));
    expect(figures(turned)).toEqual(figures(inOrder));
    expect(figures(after(fill('sell', '1', '110'), fill('buy', '1', '100'), fill('buy', '1', '100')))).toEqual([
      '1',
      '100',
      '10',
      '0',
    ]);
  });

  it('a sell through zero realises what it closed and opens the rest', () => {
    expect(figures(after(fill('buy', '1', '100'), fill('sell', '2', '110')))).toEqual(['-1', '-110', '10', '0']);
  });
});
