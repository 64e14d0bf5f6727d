import { describe, expect, it } from 'vitest';
import { add, decimal, formatDecimal, ZERO } from '#shared/model/decimal';
import type { AlgoRequest } from '../../electron/domains/paper/engine/futures/conditionals';
import { entryPrice } from '../../electron/domains/paper/engine/futures/position';
import { admitted, type FuturesBench, futuresBench, positionOf, steered, walletOf } from '../support/futures-engine';
import { refusal } from '../support/paper-engine';

/** Everyone quotes around 64,000 and nothing moves. */
const quiet = (more = {}) => futuresBench({ btc: steered(64_000), ...more });

const btc = ({ engine }: FuturesBench) => {
  const market = engine.market('BTCUSDT');
  if (market === undefined) throw new Error('no market');
  return market;
};

const open = ({ engine }: FuturesBench, account: string) =>
  engine.store.open(account, 'BTCUSDT').map((order) => order.id);

const algo = (more: Partial<Record<keyof AlgoRequest, unknown>>): AlgoRequest =>
  ({
    symbol: 'BTCUSDT',
    side: 'SELL',
    type: 'STOP_MARKET',
    timeInForce: 'GTC',
    quantity: decimal('0.01'),
    price: ZERO,
    triggerPrice: decimal('63000'),
    workingType: 'CONTRACT_PRICE',
    closePosition: false,
    reduceOnly: false,
    stp: 'EXPIRE_MAKER',
    clientAlgoId: undefined,
    ...more,
  }) as AlgoRequest;

describe('a perpetual position', () => {
  it('opens, grows, shrinks, turns around and closes; what it earned is exact', () => {
    const bench = quiet({ fees: { maker: ZERO, taker: ZERO } });
    // Between bid and ask nobody quotes: bob rests there, alice takes him.
    const trade = (side: string, quantity: string, price: string) => {
      admitted(bench.place('bob', { side: side === 'BUY' ? 'SELL' : 'BUY', quantity, price }));
      admitted(bench.place('alice', { side, quantity, price, timeInForce: 'IOC' }));
    };
    trade('BUY', '0.01', '64006');
    trade('BUY', '0.02', '64006.5');
    expect(positionOf(bench, 'alice')).toBe('0.03 at 1920.19');
    trade('SELL', '0.01', '64007');
    expect(positionOf(bench, 'alice')).toBe('0.02 at 1280.12666667');
    expect(walletOf(bench, 'alice')).toBe('10000.00666667');
    trade('SELL', '0.05', '64006');
    expect(positionOf(bench, 'alice')).toBe('-0.03 at -1920.18');
    trade('BUY', '0.03', '64005.5');
    expect(positionOf(bench, 'alice')).toBe('0 at 0');
    // Sold for 640.07 + 3200.3, bought for 640.06 + 1280.13 + 1920.165.
    expect(walletOf(bench, 'alice')).toBe('10000.015');
    expect(positionOf(bench, 'bob')).toBe('0 at 0');
    expect(walletOf(bench, 'bob')).toBe('9999.985');
  });

  it('pays 0.05 % as taker and 0.02 % as maker, in USDT', () => {
    const bench = quiet();
    admitted(bench.place('bob', { side: 'SELL', quantity: '0.01', price: '64006' }));
    admitted(bench.place('alice', { side: 'BUY', quantity: '0.01', price: '64006', timeInForce: 'IOC' }));
    expect([walletOf(bench, 'alice'), walletOf(bench, 'bob')]).toEqual(['9999.67997', '9999.871988']);
    expect(bench.engine.incomes('alice').map(({ type, amount }) => [type, formatDecimal(amount)])).toEqual([
      ['TRANSFER', '10000'],
      ['COMMISSION', '-0.32003'],
    ]);
  });

  it('needs margin by its leverage: 20 times carries 0.3 BTC on 10,000 USDT, not 4, and 125 times not above its bracket', () => {
    const bench = quiet();
    expect(refusal(bench.place('alice', { quantity: '4', price: '63000' }))).toBe('-2019 Margin is insufficient.');
    expect(bench.place('alice', { quantity: '3', price: '63000' }).ok).toBe(true);
    const { available, orderMargin } = bench.engine.accounts.marginState('alice');
    expect([formatDecimal(available), formatDecimal(orderMargin)]).toEqual(['550', '9450']);
    expect(refusal(bench.place('alice', { quantity: '0.2', price: '63000' }))).toBe('-2019 Margin is insufficient.');
    expect(bench.engine.setLeverage(btc(bench), 'bob', 125, bench.engine.now).ok).toBe(true);
    expect(refusal(bench.place('bob', { quantity: '5', price: '63000' }))).toBe(
      '-2027 Exceeded the maximum allowable position at current leverage.',
    );
  });

  it('keeps its margin apart when it is isolated, and gives it back as it shrinks', () => {
    const bench = quiet({ fees: { maker: ZERO, taker: ZERO } });
    bench.engine.setMarginType(btc(bench), 'alice', 'ISOLATED', bench.engine.now);
    admitted(bench.place('bob', { side: 'SELL', quantity: '0.2', price: '64005' }));
    admitted(bench.place('alice', { quantity: '0.2', price: '64005', timeInForce: 'IOC' }));
    const position = bench.engine.accounts.position('alice', 'BTCUSDT', 0);
    expect(formatDecimal(position.isolatedWallet)).toBe('640.05');
    admitted(bench.place('bob', { side: 'BUY', quantity: '0.1', price: '64005' }));
    admitted(bench.place('alice', { side: 'SELL', quantity: '0.1', price: '64005', timeInForce: 'IOC' }));
    expect(formatDecimal(position.isolatedWallet)).toBe('320.025');
    expect(formatDecimal(bench.engine.accounts.crossWallet('alice'))).toBe('9679.975');
    expect(refusal(bench.engine.setMarginType(btc(bench), 'alice', 'CROSSED', bench.engine.now))).toContain('-4048');
    expect(refusal(bench.engine.setLeverage(btc(bench), 'alice', 10, bench.engine.now))).toContain('-4161');
    expect(bench.engine.moveIsolatedMargin(btc(bench), 'alice', decimal('100'), bench.engine.now).ok).toBe(true);
    expect(formatDecimal(position.isolatedWallet)).toBe('420.025');
    expect(refusal(bench.engine.moveIsolatedMargin(btc(bench), 'alice', decimal('-200'), bench.engine.now))).toContain(
      '-4051',
    );
  });
});

describe('a reduce-only order', () => {
  it('is refused without a position to reduce, and on the side that would increase it', () => {
    const bench = quiet();
    const order = { side: 'SELL', quantity: '0.01', price: '65000', reduceOnly: true };
    expect(refusal(bench.place('alice', order))).toBe('-2022 ReduceOnly Order is rejected.');
    admitted(bench.place('alice', { type: 'MARKET', quantity: '0.01' }));
    expect(refusal(bench.place('alice', { ...order, side: 'BUY', price: '63000' }))).toContain('-2022');
    expect(bench.place('alice', order).ok).toBe(true);
    expect(refusal(bench.place('alice', order))).toContain('-2022');
  });

  it('is cut to the position, shrinks with it and expires when it is gone', () => {
    const bench = quiet();
    admitted(bench.place('alice', { type: 'MARKET', quantity: '0.03' }));
    const near = admitted(bench.place('alice', { side: 'SELL', quantity: '0.02', price: '65000', reduceOnly: true }));
    const far = admitted(bench.place('alice', { side: 'SELL', quantity: '0.5', price: '66000', reduceOnly: true }));
    expect(formatDecimal(far.quantity)).toBe('0.01');
    admitted(bench.place('alice', { side: 'SELL', type: 'MARKET', quantity: '0.015' }));
    expect([near.status, far.status, formatDecimal(near.quantity)]).toEqual(['NEW', 'EXPIRED', '0.015']);
    expect(bench.told).toContain(`AMENDMENT ${near.id} NEW`);
    admitted(bench.place('alice', { side: 'SELL', type: 'MARKET', quantity: '9', reduceOnly: true }));
    expect([positionOf(bench, 'alice'), near.status, open(bench, 'alice')]).toEqual(['0 at 0', 'EXPIRED', []]);
  });
});

describe('an order on the perpetual market is refused', () => {
  it.each([
    ['off the tick', { price: '60000.01', quantity: '0.1' }, '-4014 Price not increased by tick size.'],
    ['off the step', { price: '63000', quantity: '0.0001' }, '-4023 Qty not increased by step size.'],
    ['for nothing', { price: '63000', quantity: '0' }, '-4003 Quantity less than or equal to zero.'],
    [
      'below 100 USDT',
      { price: '63000', quantity: '0.001' },
      "-4164 Order's notional must be no smaller than 100 (unless you choose reduce only).",
    ],
    ['far above the mark', { price: '70000', quantity: '0.01' }, "-4016 Limit price can't be higher than"],
    ['far below the mark', { side: 'SELL', price: '50000', quantity: '0.01' }, "-4024 Limit price can't be lower than"],
    [
      'post-only that would take',
      { price: '64100', quantity: '0.01', timeInForce: 'GTX' },
      '-5022 Due to the order could not be executed as maker',
    ],
    [
      'FOK that cannot be filled',
      { price: '63000', quantity: '0.01', timeInForce: 'FOK' },
      '-5021 Due to the order could not be filled immediately',
    ],
    ['too large at market', { type: 'MARKET', quantity: '121' }, '-4005 Quantity greater than max quantity.'],
  ])('%s', (_what, order, words) => {
    const bench = quiet();
    const before = walletOf(bench, 'alice');
    expect(refusal(bench.place('alice', order))).toContain(words);
    expect([walletOf(bench, 'alice'), positionOf(bench, 'alice'), open(bench, 'alice')]).toEqual([
      before,
      '0 at 0',
      [],
    ]);
  });
});

describe('the dead-man timer', () => {
  it('cancels all of its symbol when it runs out, once, and nothing after it was set to zero', () => {
    const bench = quiet();
    const { engine } = bench;
    admitted(bench.place('alice', { quantity: '0.01', price: '63000' }));
    engine.countdown('alice', 'BTCUSDT', 2_000, engine.now);
    engine.advance(engine.now + 1_999);
    expect(open(bench, 'alice').length).toBe(1);
    engine.advance(engine.now + 1);
    expect(open(bench, 'alice')).toEqual([]);
    admitted(bench.place('alice', { quantity: '0.01', price: '63000' }));
    engine.countdown('alice', 'BTCUSDT', 2_000, engine.now);
    engine.countdown('alice', 'BTCUSDT', 0, engine.now);
    bench.wait(5_000);
    expect(open(bench, 'alice').length).toBe(1);
  });
});

describe('a conditional order', () => {
  it('waits apart from the book, goes off when the price trades, and closes the position', () => {
    const path = steered(64_000);
    const bench = futuresBench({ btc: path });
    const { engine } = bench;
    admitted(bench.place('alice', { type: 'MARKET', quantity: '0.01' }));
    const stop = engine.placeAlgo('alice', algo({ closePosition: true, quantity: ZERO }), engine.now);
    expect([stop.ok, open(bench, 'alice'), engine.algos.open('alice').length]).toEqual([true, [], 1]);
    engine.cancelAll('alice', 'BTCUSDT', engine.now);
    expect(engine.algos.open('alice').length).toBe(1);
    path.to(62_900);
    admitted(bench.place('bob', { type: 'MARKET', side: 'SELL', quantity: '0.002' }));
    bench.wait(3_000);
    admitted(bench.place('bob', { type: 'MARKET', side: 'SELL', quantity: '0.002' }));
    expect(positionOf(bench, 'alice')).toBe('0 at 0');
    expect(engine.algos.find('alice', 1, undefined)).toMatchObject({
      status: 'FINISHED',
      actualOrderId: expect.any(Number),
    });
    expect(bench.told.filter((line) => line.startsWith('algo'))).toEqual([
      'algo 1 NEW',
      'algo 1 TRIGGERED',
      'algo 1 FINISHED',
    ]);
  });

  it('is refused when it would go off at once, and expires when it closes a position that is not there', () => {
    const path = steered(64_000);
    const bench = futuresBench({ btc: path });
    const { engine } = bench;
    expect(refusal(engine.placeAlgo('alice', algo({ triggerPrice: decimal('65000') }), engine.now))).toContain('-2021');
    expect(engine.placeAlgo('alice', algo({ closePosition: true, workingType: 'MARK_PRICE' }), engine.now).ok).toBe(
      true,
    );
    expect(refusal(engine.placeAlgo('alice', algo({ closePosition: true }), engine.now))).toContain('-4130');
    path.to(62_000);
    bench.wait(60_000);
    expect(engine.algos.find('alice', 1, undefined)?.status).toBe('EXPIRED');
  });

  it('is rejected when it goes off and there is no margin for it', () => {
    const path = steered(64_000);
    const bench = futuresBench({ btc: path });
    const { engine } = bench;
    const request = algo({
      side: 'BUY',
      type: 'TAKE_PROFIT_MARKET',
      quantity: decimal('9'),
      workingType: 'MARK_PRICE',
    });
    expect(engine.placeAlgo('alice', request, engine.now).ok).toBe(true);
    path.to(62_900);
    bench.wait(60_000);
    expect(engine.algos.find('alice', 1, undefined)).toMatchObject({
      status: 'REJECTED',
      reason: 'Margin is insufficient.',
    });
  });
});

describe('funding', () => {
  it('is paid by longs and received by shorts at whole multiples of its interval, and is in the wallet', () => {
    const bench = quiet({ fundingEveryMs: 60_000 });
    const { engine } = bench;
    admitted(bench.place('alice', { type: 'MARKET', quantity: '0.1' }));
    admitted(bench.place('bob', { type: 'MARKET', side: 'SELL', quantity: '0.1' }));
    const before = [walletOf(bench, 'alice'), walletOf(bench, 'bob')].map(decimal);
    bench.wait(60_000);
    const [settled] = btc(bench).funding.past;
    expect((settled?.time ?? 1) % 60_000).toBe(0);
    const paid = ['alice', 'bob'].map((name) => engine.incomes(name).filter(({ type }) => type === 'FUNDING_FEE'));
    expect(paid.map((rows) => rows.length)).toEqual([1, 1]);
    const [ofAlice, ofBob] = paid.map(([row]) => row?.amount ?? ZERO);
    expect([(settled?.rate ?? ZERO) > ZERO, (ofAlice ?? ZERO) < ZERO]).toEqual([true, true]);
    expect(formatDecimal(add(ofAlice ?? ZERO, ofBob ?? ZERO))).toBe('0');
    expect(walletOf(bench, 'alice')).toBe(formatDecimal(add(before[0] ?? ZERO, ofAlice ?? ZERO)));
    expect(bench.told).toContain('account alice FUNDING_FEE');
  });
});

describe('liquidation', () => {
  it.each(['CROSSED', 'ISOLATED'] as const)(
    'of a %s position comes when the mark price eats its margin, not before',
    (type) => {
      const path = steered(64_000);
      const bench = futuresBench({ btc: path, usdt: '1000' });
      const { engine } = bench;
      if (type === 'ISOLATED') engine.setMarginType(btc(bench), 'alice', type, engine.now);
      engine.setLeverage(btc(bench), 'alice', 50, engine.now);
      admitted(bench.place('alice', { type: 'MARKET', quantity: '0.5' }));
      admitted(bench.place('alice', { side: 'BUY', price: '62500', quantity: '0.002' }));
      const entry = Number(formatDecimal(entryPrice(engine.accounts.position('alice', 'BTCUSDT', 0))));
      path.to(entry * (1 - 0.012));
      bench.wait(60_000);
      expect(positionOf(bench, 'alice')).not.toBe('0 at 0');
      path.to(entry * (1 - (type === 'ISOLATED' ? 0.0175 : 0.029)));
      bench.wait(60_000);
      expect(positionOf(bench, 'alice')).toBe('0 at 0');
      expect(bench.told).toContain('margin call alice');
      expect(bench.told).toContain('liquidated alice');
      expect(engine.store.open('alice')).toEqual([]);
      expect(engine.store.history('alice', 'BTCUSDT').at(-1)).toMatchObject({ type: 'LIQUIDATION', status: 'FILLED' });
      const fee = engine.incomes('alice').filter((income) => income.type === 'INSURANCE_CLEAR');
      expect([fee.length, (fee[0]?.amount ?? ZERO) < ZERO]).toEqual([1, true]);
      const wallet = decimal(walletOf(bench, 'alice'));
      expect(wallet >= ZERO).toBe(true);
      // An isolated position takes nothing beyond what was set apart for it: 640 of 1,000 and its fee.
      if (type === 'ISOLATED') expect(wallet > decimal('300')).toBe(true);
    },
  );

  it('through a gap takes all and no more: the insurance fund pays what is missing', () => {
    const path = steered(64_000);
    const bench = futuresBench({ btc: path, usdt: '1000' });
    const { engine } = bench;
    engine.setLeverage(btc(bench), 'alice', 100, engine.now);
    admitted(bench.place('alice', { type: 'MARKET', quantity: '1' }));
    path.to(50_000);
    bench.wait(60_000);
    expect([positionOf(bench, 'alice'), walletOf(bench, 'alice')]).toEqual(['0 at 0', '0']);
    const total = engine.incomes('alice').reduce((sum, { amount }) => add(sum, amount), ZERO);
    expect(formatDecimal(total)).toBe('0');
  });
});
