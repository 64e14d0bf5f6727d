import { describe, expect, it } from 'vitest';
import { decimal as d, formatDecimal } from '#shared/model/decimal';
import {
  liquidationPrice,
  type MarginPosition,
  maintenanceMargin,
  marginState,
  orderMargin,
  positionMargin,
} from '../../electron/domains/execution/margin';

/** In the shape of BTCUSDT's: 0.4 % to 300,000, 0.5 % to 800,000, then 1 %. */
const BRACKETS = [
  { notionalCap: d('300000'), maxLeverage: d('125'), maintenanceRate: d('0.004') },
  { notionalCap: d('800000'), maxLeverage: d('100'), maintenanceRate: d('0.005') },
  { notionalCap: d('3000000'), maxLeverage: d('75'), maintenanceRate: d('0.01') },
];

const position = (change: Partial<Record<keyof MarginPosition, string | boolean>> = {}): MarginPosition => ({
  quantity: d('0.5'),
  cost: d('50000'),
  mark: d('102000'),
  leverage: d('10'),
  isIsolated: false,
  isolatedWallet: d('0'),
  buys: d('0'),
  sells: d('0'),
  brackets: BRACKETS,
  ...Object.fromEntries(
    Object.entries(change).map(([key, value]) => [key, typeof value === 'string' ? d(value) : value]),
  ),
});

const text = (value: ReturnType<typeof d> | undefined): string | undefined =>
  value === undefined ? undefined : formatDecimal(value);

describe('margin of a position', () => {
  it('is its value at mark over its leverage, rounded up at eight decimals', () => {
    expect(text(positionMargin(position()))).toBe('5100');
    expect(text(positionMargin(position({ quantity: '0.001', leverage: '7' })))).toBe('14.57142858');
    expect(text(positionMargin(position({ quantity: '-0.5' })))).toBe('5100');
  });

  it.each([
    // A notional of exactly 300,000 is of the first bracket: 1,200. Beyond, it grows without a step.
    ['3', '100000', '1200'],
    ['3.1', '100000', '1250'],
    ['8', '100000', '3700'],
    ['9', '100000', '4700'],
    ['-9', '100000', '4700'],
  ])('of %s at %s keeps %s: brackets join without a step', (quantity, mark, expected) => {
    expect(text(maintenanceMargin(position({ quantity, mark })))).toBe(expected);
  });

  it('is not known without brackets', () => {
    expect(maintenanceMargin({ ...position(), brackets: [] })).toBeUndefined();
    expect(marginState(d('1000'), [{ ...position(), brackets: [] }]).maintenance).toBeUndefined();
  });
});

describe('margin of working orders', () => {
  it('is what the worse of all buys and all sells adds to the position: an exit binds nothing, a flip what it opens', () => {
    // Long 51,000. Selling 51,000 or 102,000 leads to nothing larger; 112,200 would leave a short of 61,200.
    expect(text(orderMargin(position({ sells: '51000' })))).toBe('0');
    expect(text(orderMargin(position({ sells: '102000' })))).toBe('0');
    expect(text(orderMargin(position({ sells: '112200' })))).toBe('1020');
    expect(text(orderMargin(position({ buys: '10000' })))).toBe('1000');
    expect(text(orderMargin(position({ buys: '10000', sells: '30000' })))).toBe('1000');
  });
});

describe('a margin account', () => {
  it('is worth its wallet and what is not realised; crossed profit may be bound again, isolated money may not', () => {
    const short = position({
      quantity: '-2',
      cost: '-8000',
      mark: '4100',
      leverage: '5',
      isIsolated: true,
      isolatedWallet: '1600',
    });
    const state = marginState(d('10000'), [position({ buys: '5000' }), short]);
    expect(text(state.unrealised)).toBe('800');
    expect(text(state.equity)).toBe('10800');
    expect(text(state.positionMargin)).toBe('6740');
    expect(text(state.orderMargin)).toBe('500');
    // 10,000 + 1,000 crossed profit − 5,100 − 500 − 1,600 set apart.
    expect(text(state.available)).toBe('3800');
  });

  it('has nothing to bind when it is under water, never less than nothing', () => {
    expect(text(marginState(d('100'), [position({ mark: '90000' })]).available)).toBe('0');
  });
});

describe('the liquidation price', () => {
  it('is where wallet and profit meet the maintenance, above for a short and below for a long', () => {
    // 5,000 + 0.5·P − 50,000 = 0.5·P·0.004
    expect(text(liquidationPrice(position(), d('5000'), []))?.slice(0, 12)).toBe('90361.445783');
    const short = position({ quantity: '-0.5', cost: '-50000' });
    expect(text(liquidationPrice(short, d('5000'), []))?.slice(0, 12)).toBe('109561.75298');
  });

  it('of an isolated position rests on what was set apart alone, of a crossed one on the others, too', () => {
    const alone = liquidationPrice(position({ isIsolated: true, isolatedWallet: '5000' }), d('999999'), []);
    expect(alone).toBe(liquidationPrice(position(), d('5000'), []));
    const other = position({ quantity: '1', cost: '4000', mark: '3000' });
    const with1000Lost = liquidationPrice(position(), d('6012'), [other]);
    expect(with1000Lost).toBe(liquidationPrice(position(), d('5000'), []));
  });

  it('is none where nothing is held, or where the account covers the whole fall', () => {
    expect(liquidationPrice(position({ quantity: '0', cost: '0' }), d('5000'), [])).toBeUndefined();
    expect(liquidationPrice(position(), d('60000'), [])).toBeUndefined();
  });
});
