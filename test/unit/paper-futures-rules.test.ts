import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#shared/model/decimal';
import { parseCommand } from '../../electron/domains/paper/command';
import { fundingPayment, fundingRate } from '../../electron/domains/paper/engine/futures/funding';
import {
  bankruptcyPrice,
  bracketFor,
  liquidationPrice,
  maintenanceMargin,
  notionalCapAt,
  openOrderMargin,
} from '../../electron/domains/paper/engine/futures/margin';
import { medianOf } from '../../electron/domains/paper/engine/futures/mark-price';
import { perpSpecOf } from '../../electron/domains/paper/engine/futures/specs';
import { startPaperExchange } from '../../electron/domains/paper/index';
import { parseFuturesStream } from '../../electron/domains/paper/server/futures/stream-dialect';
import { systemClock } from '../../electron/platform/clock';

const spec = perpSpecOf('BTCUSDT');
if (spec === undefined) throw new Error('no BTCUSDT');
const { brackets } = spec;
const held = (quantity: string, cost: string) => ({ quantity: decimal(quantity), cost: decimal(cost) });

describe('maintenance margin', () => {
  // 0.4 % to 300,000 USDT, 0.5 % to 800,000 less 300, 0.65 % to 3,000,000 less 1,500, 1 % to 12,000,000 less 12,000.
  it.each([
    ['1', '100000', '400'],
    ['3', '100000', '1200'],
    ['4', '100000', '1700'],
    ['-4', '100000', '1700'],
    ['20', '100000', '11500'],
    ['100', '100000', '88000'],
  ])('of %s BTC at %s is %s USDT', (quantity, mark, margin) => {
    expect(formatDecimal(maintenanceMargin(brackets, decimal(quantity), decimal(mark)))).toBe(margin);
  });

  it('has no step where one bracket ends and the next begins', () => {
    for (const bracket of brackets.slice(0, -1)) {
      const next = bracketFor(brackets, decimal(formatDecimal(bracket.cap)));
      const after = brackets[brackets.indexOf(bracket) + 1];
      const at = (rate: bigint, cum: bigint): bigint => (bracket.cap * rate) / 10n ** 18n - cum;
      expect(next).toBe(bracket);
      expect(at(bracket.rate, bracket.cum)).toBe(at(after?.rate ?? 0n, after?.cum ?? 0n));
    }
  });

  it('leverage is the less the larger the position', () => {
    expect([125, 100, 20, 1].map((at) => formatDecimal(notionalCapAt(brackets, at)))).toEqual([
      '300000',
      '800000',
      '100000000',
      '1800000000',
    ]);
  });
});

describe('where a position is liquidated and where it is bankrupt', () => {
  it.each([
    // 1 BTC bought at 50,000 with 1,000 behind it: 49,000 / (1 − 0.004).
    ['a long', held('1', '50000'), '1000', '49196.78714859437751004', '49000'],
    ['a short', held('-1', '-50000'), '1000', '50796.812749003984063745', '51000'],
    ['a long that its money covers to nothing', held('1', '50000'), '60000', '0', '0.1'],
    ['a long whose price is between ticks', held('3', '150000'), '1000', '49866.131191432396251673', '49666.7'],
    ['a short whose price is between ticks', held('-3', '-150000'), '1000', '50132.802124833997343957', '50333.3'],
  ])('%s', (_what, position, margin, liquidated, bankrupt) => {
    expect(formatDecimal(liquidationPrice(brackets, position, decimal(margin), decimal('50000')))).toBe(liquidated);
    expect(formatDecimal(bankruptcyPrice(position, decimal(margin), decimal('0.1')))).toBe(bankrupt);
  });
});

describe('margin of open orders', () => {
  it.each([
    ['nothing held: the larger side', '0', '1000', '600', '50'],
    ['long: buying more', '1000', '500', '0', '25'],
    ['long: selling what is held', '1000', '0', '1000', '0'],
    ['long: selling it and as much again', '1000', '0', '2000', '0'],
    ['long: selling three times', '1000', '0', '3000', '50'],
    ['short: selling more', '-1000', '0', '500', '25'],
  ])('%s', (_what, position, bids, asks, margin) => {
    expect(formatDecimal(openOrderMargin(decimal(position), decimal(bids), decimal(asks), 20))).toBe(margin);
  });
});

describe('funding', () => {
  // Premium + clamp(0.01 % − premium, ±0.05 %).
  it.each([
    ['0', '0.0001'],
    ['0.0004', '0.0001'],
    ['0.001', '0.0005'],
    ['-0.001', '-0.0005'],
    ['0.05', '0.003'],
    ['-0.05', '-0.003'],
  ])('at a premium of %s is %s', (premium, rate) => {
    expect(formatDecimal(fundingRate(decimal(premium)))).toBe(rate);
  });

  it('longs pay shorts when it is above zero, and the other way round', () => {
    const paid = (quantity: string, rate: string) =>
      formatDecimal(fundingPayment(decimal(quantity), decimal('50000'), decimal(rate)));
    expect([paid('2', '0.0001'), paid('-2', '0.0001'), paid('2', '-0.0001')]).toEqual(['-10', '10', '10']);
  });

  it('the mark price is the middle one of three', () => {
    const three = (a: string, b: string, c: string) => formatDecimal(medianOf(decimal(a), decimal(b), decimal(c)));
    expect([three('1', '2', '3'), three('3', '1', '2'), three('2', '2', '1'), three('5', '5', '5')]).toEqual([
      '2',
      '2',
      '2',
      '5',
    ]);
  });
});

describe('a futures stream name', () => {
  it.each([
    ['btcusdt@markPrice', 'markPrice'],
    ['btcusdt@markPrice@1s', 'markPrice'],
    ['!markPrice@arr@1s', 'allMarkPrices'],
    ['!bookTicker', 'allBookTickers'],
    ['btcusdt@forceOrder', 'forceOrder'],
    ['btcusdt@depth', 'depth'],
    ['btcusdt@depth@500ms', 'depth'],
    ['btcusdt@depth20@250ms', 'partialDepth'],
    ['btcusdt@trade', 'trade'],
    ['btcusdt@kline_1m', 'kline'],
    ['BTCUSDT@markPrice', undefined],
    ['nosuch@markPrice', undefined],
    ['btcusdt@markPrice@5s', undefined],
  ])('%s means %s', (name, kind) => {
    expect(parseFuturesStream(name, ['BTCUSDT'])?.kind).toBe(kind);
  });
});

describe('the command line', () => {
  it('gives each account a spot and a futures wallet', () => {
    const command = parseCommand(['--accounts', '3', '--futures-balance', 'USDT=250', '--funding-hours', '1']);
    if (!command.ok || command.value === 'help') throw new Error('not a command');
    const { accounts, fundingEveryHours } = command.value.options;
    expect(accounts.map(({ balances, futuresBalances }) => [balances, futuresBalances])).toEqual(
      Array.from({ length: 3 }, () => [{ USDT: '10000' }, { USDT: '250' }]),
    );
    expect(fundingEveryHours).toBe(1);
  });

  it('does not start with a futures wallet of anything but USDT, nor with fundings days apart', async () => {
    const account = { name: 'a', apiKey: 'k', secret: 's', balances: {} };
    const start = (more: object, futuresBalances: Record<string, string>) =>
      startPaperExchange(
        { seed: 1, port: 0, accounts: [{ ...account, futuresBalances }], ...more },
        systemClock,
        () => undefined,
      );
    const refusals = [
      await start({}, { BTC: '1' }),
      await start({}, { USDT: '-1' }),
      await start({ fundingEveryHours: 48 }, {}),
    ];
    expect(refusals.map((refused) => (refused.ok ? '' : refused.error.message))).toEqual([
      'The futures wallet of a holds BTC; it can hold USDT only.',
      'The futures wallet of a begins with an amount that is none.',
      'The hours between fundings must be above 0 and at most 24.',
    ]);
  });
});
