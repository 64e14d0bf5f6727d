import { expect, describe as group, it } from 'vitest';
import { type Decimal, decimal, formatDecimal, ZERO } from '#shared/model/decimal';
import type { Order, OrderIntent } from '#shared/model/order';
import { isWithinHours, nextLocalMidnight } from '#shared/model/zoned-time';
import { RiskWatch } from '../../electron/domains/risk/index';
import { SlidingCount } from '../../electron/domains/risk/meters/sliding-count';
import { TradingDay } from '../../electron/domains/risk/meters/trading-day';
import { Warnings } from '../../electron/domains/risk/meters/warnings';
import { LIMITS, limitsWith, order, REFERENCE, SYMBOL } from '../support/risk-world';

const d = decimal;
const DAY = Date.UTC(2026, 0, 1, 12);
const make = (): RiskWatch => {
  const watch = new RiskWatch({ accountIds: ['sub-1'], zone: 'UTC', now: DAY });
  watch.onReference(REFERENCE, 1_000);
  watch.beginEquity('sub-1', d('10000'));
  return watch;
};
const priced = (price: string) => ({ ...REFERENCE, bid: d(price), ask: d(price), last: d(price) });
const placed = (intent: OrderIntent, change: Partial<Order> = {}): Order => ({
  clientOrderId: 'h1',
  exchangeOrderId: '1',
  intent,
  state: 'acknowledged',
  filledQuantity: ZERO,
  filledNotional: ZERO,
  reason: undefined,
  decidedAt: 0,
  updatedAt: 0,
  ...change,
});
const look = (watch: RiskWatch, change: Partial<OrderIntent> = {}, nowMs = 1_000, now = DAY) =>
  watch.look(order(change), LIMITS, now, nowMs);
const money = (quantity: string, cost: string, realised = '0') => ({
  quantity: d(quantity),
  cost: d(cost),
  realised: d(realised),
  unexplained: ZERO,
});

group('A count over a sliding window', () => {
  it('never counts too little, forgets what is older, and costs the same however much there was', () => {
    const count = new SlidingCount(1_000, 20);
    for (let at = 0; at < 1_000; at += 10) count.add(at);
    expect(count.count(999)).toBe(100);
    expect(count.count(1_500)).toBeGreaterThanOrEqual(49);
    expect(count.count(1_500)).toBeLessThanOrEqual(55);
    expect(count.count(2_100)).toBe(0);
    count.add(5_000, 3);
    expect([count.count(5_999), count.count(1), count.count(9_000)]).toEqual([3, 3, 0]);
  });
});

group('The same order again', () => {
  it('is known by symbol, side, type, price and quantity, and cuts the bot off until a person re-arms it', () => {
    const watch = make();
    const limits = limitsWith({ 'repeat-executions': 3, 'repeat-window': 1_000 });
    expect([0, 1, 2].map((at) => watch.noteAdmitted(order(), limits, at))).toEqual([false, false, true]);
    expect(watch.look(order(), limits, DAY, 10)).toMatchObject({ sameInWindow: 3, sameAgeMs: 8, isCutOff: true });
    expect(watch.look(order({ side: 'sell' }), limits, DAY, 10)).toMatchObject({ sameInWindow: 0, isCutOff: true });
    expect(watch.cutOff()).toEqual(['sub-1/grid-1']);
    expect(watch.look(order(), limits, DAY, 90_000)).toMatchObject({ sameInWindow: 0, isCutOff: true });
    watch.rearm('sub-1', 'grid-1');
    expect(watch.look(order(), limits, DAY, 90_000)).toMatchObject({ isCutOff: false, sameAgeMs: undefined });
  });

  it('is forgotten in time, so that memory is bounded', () => {
    const watch = make();
    for (let at = 0; at < 5_000; at += 1)
      watch.noteAdmitted(order({ quantity: BigInt(at + 1) as Decimal }), LIMITS, at);
    expect(watch.look(order({ quantity: 1n as Decimal }), LIMITS, DAY, 5_000).sameAgeMs).toBeUndefined();
    expect(watch.look(order({ quantity: 5_000n as Decimal }), LIMITS, DAY, 5_000).sameAgeMs).toBe(1);
  });
});

group('Working orders', () => {
  it('count in exposure, stacks and own prices, from the decision to the last fill', () => {
    const watch = make();
    watch.onOrder(placed(order(), { state: 'decided', clientOrderId: '' }));
    expect(look(watch)).toMatchObject({ stackedOrders: 1, exposure: { portfolio: { gross: d('99.995') } } });
    watch.onOrder(placed(order()));
    expect(look(watch).stackedOrders).toBe(1);
    expect(look(watch, { side: 'sell' }).ownOppositePrice).toBe(d('9990'));
    // The report comes before the fill: the quantity still counts, once.
    watch.onOrder(placed(order(), { state: 'filled', filledQuantity: d('0.01') }));
    expect(look(watch)).toMatchObject({ stackedOrders: 0, cell: { workingBuys: d('0.01') } });
    watch.onFill('sub-1', 'h1', d('0.01'), 1_000);
    watch.setPosition('sub-1', 'grid-1', SYMBOL, money('0.01', '99.9'), 'h1');
    expect(look(watch).cell).toMatchObject({ position: d('0.01'), workingBuys: ZERO });
    expect(look(watch).fillsInHour).toBe(1);
    expect(watch.working('sub-1', SYMBOL)).toEqual({ buys: ZERO, sells: ZERO });
  });

  it('that are cancelled, rejected or never placed leave nothing behind', () => {
    const watch = make();
    for (const state of ['cancelled', 'rejected', 'expired', 'not-placed'] as const) {
      watch.onOrder(placed(order({ botOrderId: state }), { clientOrderId: state }));
      watch.onOrder(placed(order({ botOrderId: state }), { clientOrderId: state, state }));
    }
    expect(look(watch)).toMatchObject({ stackedOrders: 0, exposure: { bot: { gross: ZERO, netLong: ZERO } } });
    expect(look(watch, { side: 'sell' }).ownOppositePrice).toBeUndefined();
  });

  it('of another bot on the account are seen by this one: they shall not trade with each other', () => {
    const watch = make();
    watch.onOrder(placed(order({ botId: 'grid-2', side: 'sell', price: d('9985') })));
    expect(look(watch).ownOppositePrice).toBe(d('9985'));
  });

  it('that are stops count in the stack, not as a price that can be met', () => {
    const watch = make();
    watch.onOrder(placed(order({ side: 'sell', type: 'stop-limit', stopPrice: d('9000') })));
    expect(look(watch).ownOppositePrice).toBeUndefined();
    expect(look(watch, { side: 'sell' }).stackedOrders).toBe(1);
  });
});

group('Exposure', () => {
  it('is the worst that working orders can make of it, long and short, and follows the mark', () => {
    const watch = make();
    watch.setPosition('sub-1', 'grid-1', SYMBOL, money('-0.1', '-1000'), '');
    watch.onOrder(placed(order({ side: 'sell', quantity: d('0.2') })));
    watch.onReference(priced('10000'), 2_000);
    expect(look(watch).exposure.account).toEqual({ gross: d('3000'), netLong: d('-1000'), netShort: d('3000') });
    watch.onReference(priced('11000'), 3_000);
    expect(look(watch).exposure.portfolio).toEqual({ gross: d('3300'), netLong: d('-1100'), netShort: d('3300') });
  });

  it('is not known while something held has no price', () => {
    const watch = make();
    watch.setPosition('sub-1', 'grid-1', 'NEW/USDT', money('5', '10'), '');
    expect(look(watch).exposure).toEqual({ bot: undefined, account: undefined, portfolio: undefined });
    watch.onReference({ ...priced('2'), symbol: 'NEW/USDT' }, 1_000);
    expect(look(watch).exposure.bot).toMatchObject({ gross: d('10') });
  });
});

group('Profit and loss', () => {
  it('is realised and unrealised from the first telling on, and equity and peak follow', () => {
    const watch = make();
    watch.onReference(priced('10000'), 1_000);
    watch.setPosition('sub-1', 'grid-1', SYMBOL, money('0', '0'), '');
    watch.setPosition('sub-1', 'grid-1', SYMBOL, money('0.1', '1001'), 'h1');
    expect(look(watch).loss.bot).toMatchObject({ dayLoss: d('1'), equity: d('9999'), peak: d('10000') });
    watch.onReference(priced('10500'), 2_000);
    expect(look(watch).loss.portfolio).toMatchObject({ dayLoss: d('-49'), equity: d('10049'), peak: d('10049') });
    watch.setPosition('sub-1', 'grid-1', SYMBOL, money('0', '0', '40'), 'h2');
    expect(look(watch).loss.account).toMatchObject({ equity: d('10040'), peak: d('10049'), dayLoss: d('-40') });
    watch.addFunding('sub-1', 'grid-1', SYMBOL, d('-10'));
    expect(look(watch).loss.bot).toMatchObject({ dayLoss: d('-30') });
    watch.moveMoney('sub-1', d('-1000'));
    expect(look(watch).loss.account).toMatchObject({ dayLoss: d('-30'), equity: d('9030'), peak: d('9049') });
  });

  it('of a position that no known fill explains counts from when it was seen', () => {
    const watch = make();
    watch.onReference(priced('10000'), 1_000);
    watch.setPosition('sub-1', 'grid-1', SYMBOL, { ...money('0', '0'), unexplained: d('1') }, '');
    expect(look(watch).loss.bot).toMatchObject({ dayLoss: ZERO });
    watch.onReference(priced('9900'), 2_000);
    expect(look(watch).loss.bot).toMatchObject({ dayLoss: d('100') });
  });

  it('counts losing trades in a row, several fills of one order once, until one wins', () => {
    const watch = make();
    const streak = (quantity: string, realised: string, key: string): number | undefined => {
      watch.setPosition('sub-1', 'grid-1', SYMBOL, money(quantity, '0', realised), key);
      return look(watch).loss.bot?.lossStreak;
    };
    streak('1', '0', 'a');
    expect([
      streak('0.9', '-1', 'b'),
      streak('0.8', '-2', 'b'),
      streak('0.7', '-3', 'c'),
      streak('0.6', '-1', 'd'),
    ]).toEqual([1, 1, 2, 0]);
  });

  it('begins afresh with the trading day, in the zone of the operator', () => {
    const watch = make();
    watch.onReference(priced('10000'), 1_000);
    watch.setPosition('sub-1', 'grid-1', SYMBOL, money('1', '10000'), '');
    watch.onReference(priced('9900'), 2_000);
    expect(look(watch).loss.bot?.dayLoss).toBe(d('100'));
    expect(look(watch, {}, 1_000, Date.UTC(2026, 0, 2)).loss.bot).toMatchObject({ dayLoss: ZERO, peak: d('10000') });
  });

  it('outlives a restart on the same day, with peak, streak and cut-off', () => {
    const watch = make();
    watch.onReference(priced('10000'), 1_000);
    watch.setPosition('sub-1', 'grid-1', SYMBOL, money('1', '10000'), '');
    watch.onReference(priced('9900'), 2_000);
    watch.noteAdmitted(order(), limitsWith({ 'repeat-executions': 1 }), 1);
    const again = new RiskWatch({ accountIds: ['sub-1'], zone: 'UTC', now: DAY });
    expect(again.recall(watch.remember(), DAY)).toBeUndefined();
    again.beginEquity('sub-1', d('9900'));
    expect(look(again)).toMatchObject({ isCutOff: true, loss: { portfolio: { dayLoss: d('100'), peak: d('10000') } } });
    const tomorrow = new RiskWatch({ accountIds: ['sub-1'], zone: 'UTC', now: DAY + 86_400_000 });
    tomorrow.recall(watch.remember(), DAY + 86_400_000);
    tomorrow.beginEquity('sub-1', d('9900'));
    expect(look(tomorrow, {}, 1, DAY + 86_400_000).loss.portfolio).toMatchObject({ dayLoss: ZERO, peak: d('10000') });
    expect(tomorrow.recall('{"version":9}', DAY)).toMatch(/version/);
  });

  it('warns once at each threshold', () => {
    const warnings = new Warnings();
    const at = (used: bigint): number | undefined => warnings.check('daily-loss/x', used, 1_000n);
    expect([499n, 500n, 600n, 860n, 840n, 900n, 950n, 999n].map(at)).toEqual([
      undefined,
      50,
      undefined,
      85,
      undefined,
      90,
      95,
      undefined,
    ]);
    warnings.reset('daily-loss');
    expect(at(500n)).toBe(50);
    const watch = make();
    watch.onReference(priced('10000'), 1_000);
    watch.setPosition('sub-1', 'grid-1', SYMBOL, money('1', '10000'), '');
    watch.onReference(priced('9920'), 2_000);
    const limits = limitsWith({ 'daily-loss-bot': d('100') });
    expect(
      watch.warnings(() => limits, DAY).map(({ limitId, percent, used }) => [limitId, percent, formatDecimal(used)]),
    ).toEqual([['daily-loss-bot', 75, '80']]);
    expect(watch.warnings(() => limits, DAY)).toEqual([]);
  });
});

group('A price', () => {
  it('that jumps is seen, moves no mark beyond twice, and is followed in time below that', () => {
    const watch = make();
    watch.onReference(priced('10000'), 1_000);
    watch.onReference(priced('15000'), 1_100);
    expect(look(watch).jump).toBeCloseTo(1.5, 3);
    for (let at = 2; at < 400; at += 1) watch.onReference(priced('15000'), at * 1_000);
    expect(look(watch).jump).toBeCloseTo(1, 2);
    watch.onReference(priced('0.004'), 400_000);
    watch.onReference(priced('0.004'), 4_000_000);
    expect(look(watch).jump).toBeGreaterThan(1_000_000);
    expect(look(watch).cell?.mark).toBe(d('15000'));
    watch.acceptPrice(priced('0.004'), 4_000_001);
    expect(look(watch)).toMatchObject({ jump: 1, cell: { mark: d('0.004') } });
  });

  it('gives its volatility in bps a minute, once there are two a second apart', () => {
    const watch = make();
    expect(look(watch).volatilityBps).toBeUndefined();
    for (let at = 1; at <= 600; at += 1)
      watch.onReference(priced(at % 2 === 0 ? '10000' : '10010'), 1_000 + at * 1_000);
    // 10 bps a second is 10 × √60 bps a minute.
    expect(Number(look(watch).volatilityBps) / 1e18).toBeCloseTo(10 * Math.sqrt(60), 0);
  });

  it('that is crossed or not positive changes nothing', () => {
    const watch = make();
    for (const bad of [{ bid: d('10001') }, { bid: ZERO }, { ask: d('-1') }])
      watch.onReference({ ...REFERENCE, ...bad }, 9_000);
    expect(look(watch)).toMatchObject({ jump: 1, cell: { mark: d('9999.5') } });
  });
});

group('The trading day', () => {
  it('has 23 and 25 hours in Berlin when the clocks change', () => {
    const hours = (date: number): number => (nextLocalMidnight(date, 'Europe/Berlin') - date) / 3_600_000;
    expect(hours(Date.UTC(2026, 2, 28, 23))).toBe(23);
    expect(hours(Date.UTC(2026, 9, 24, 22))).toBe(25);
    const day = new TradingDay('Europe/Berlin', Date.UTC(2026, 2, 28, 23));
    expect([
      day.date,
      day.hasTurned(Date.UTC(2026, 2, 29, 21, 59)),
      day.hasTurned(Date.UTC(2026, 2, 29, 22)),
      day.date,
    ]).toEqual(['2026-03-29', false, true, '2026-03-30']);
    expect(day.hasTurned(0)).toBe(false);
  });

  it('hours past midnight belong to the day they began', () => {
    const night = { zone: 'UTC', windows: [{ days: ['thu' as const], fromMinute: 1_320, toMinute: 120 }] };
    const at = (day: number, hour: number): boolean => isWithinHours(night, Date.UTC(2026, 0, day, hour));
    expect([at(1, 21), at(1, 22), at(2, 1), at(2, 2), at(2, 22)]).toEqual([false, true, true, false, false]);
  });
});
