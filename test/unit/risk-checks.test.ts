import { expect, describe as group, it } from 'vitest';
import { decimal, neg, ZERO } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import { CHECKS, type RiskSnapshot, type Watched } from '../../electron/domains/risk/index';
import { refusals } from '../support/describe-decision';
import { HOURS } from '../support/risk-any';
import {
  contracts,
  type LimitChange,
  limitsWith,
  order,
  PERPETUAL,
  perpetual,
  REFERENCE,
  RULES,
  snapshot,
  watched,
} from '../support/risk-world';

const limits = (change: LimitChange, more: Partial<RiskSnapshot> = {}): RiskSnapshot =>
  snapshot({ limits: limitsWith(change), ...more });
const rules = (change: Partial<typeof RULES>): RiskSnapshot => snapshot({ rules: { ...RULES, ...change } });
const reference = (change: Partial<typeof REFERENCE>, limited: LimitChange = {}): RiskSnapshot =>
  limits(limited, { reference: { ...REFERENCE, ...change } });
const seen = (change: Partial<Watched>, limited: LimitChange = {}): RiskSnapshot =>
  limits(limited, { watched: watched(change) });
const market = (change: Partial<OrderIntent> = {}): OrderIntent =>
  order({ type: 'market', price: undefined, ...change });
const sell = (change: Partial<OrderIntent> = {}): OrderIntent =>
  order({ side: 'sell', price: decimal('10000'), ...change });
const d = decimal;
/** A buying stop above the market, which was last at 9,999.5. */
const stop = (change: Partial<OrderIntent> = {}): OrderIntent =>
  order({ type: 'stop-limit', stopPrice: d('10010'), price: d('10020'), ...change });

type Situation = readonly [OrderIntent, RiskSnapshot];
type Case = readonly [check: string, inside: Situation, outside: Situation];

const WORDS = { thursday: Date.UTC(2026, 0, 1, 20, 59), closed: Date.UTC(2026, 0, 1, 21) };
const perpetualLimits = (change: LimitChange) =>
  limitsWith({ 'symbol-allowlist': new Set([PERPETUAL.symbol]), ...change });

/** The bot's exposure of `gross` in everything else, long; the order adds 0.01 at the mark of 10,000: 100. */
const standing = (gross: string, scope: 'bot' | 'account' | 'portfolio'): Partial<Watched> => {
  const none = { gross: ZERO, netLong: ZERO, netShort: ZERO };
  const some = { gross: d(gross), netLong: d(gross), netShort: neg(d(gross)) };
  return { exposure: { bot: none, account: none, portfolio: none, [scope]: some } };
};
/** Lost `loss` today with an equity of 1,000 at most. The order of 100 could lose 1 more in a move of 100 bps. */
const losing = (loss: string, scope: 'bot' | 'account' | 'portfolio'): Partial<Watched> => {
  const fine = { dayLoss: ZERO, equity: d('1000'), peak: d('1000'), lossStreak: 0 };
  const bad = { dayLoss: d(loss), equity: d((1_000 - Number(loss)).toString()), peak: d('1000'), lossStreak: 0 };
  return { loss: { bot: fine, account: fine, portfolio: fine, [scope]: bad } };
};

const scoped = (['bot', 'account', 'portfolio'] as const).flatMap((scope): Case[] => [
  [
    `gross-exposure-${scope}`,
    [order(), seen(standing('900', scope), { [`gross-exposure-${scope}`]: d('1000') })],
    [order(), seen(standing('900.01', scope), { [`gross-exposure-${scope}`]: d('1000') })],
  ],
  [
    `net-exposure-${scope}`,
    [order(), seen(standing('900', scope), { [`net-exposure-${scope}`]: d('1000') })],
    [order(), seen(standing('900.01', scope), { [`net-exposure-${scope}`]: d('1000') })],
  ],
  // A hedge lowers the net and not the gross.
  [
    `net-exposure-${scope}`,
    [
      sell(),
      limits(
        { [`net-exposure-${scope}`]: d('1000') },
        { position: d('0.3'), watched: watched(standing('999', scope)) },
      ),
    ],
    [
      order(),
      limits(
        { [`net-exposure-${scope}`]: d('1000') },
        { position: d('0.3'), watched: watched(standing('999', scope)) },
      ),
    ],
  ],
  [
    `daily-loss-${scope}`,
    [order(), seen(losing('49', scope), { [`daily-loss-${scope}`]: d('50') })],
    [order(), seen(losing('49.01', scope), { [`daily-loss-${scope}`]: d('50') })],
  ],
  [
    `drawdown-${scope}`,
    [order(), seen(losing('49', scope), { [`drawdown-${scope}`]: d('5') })],
    [order(), seen(losing('49.01', scope), { [`drawdown-${scope}`]: d('5') })],
  ],
]);

/** Each check at its very limit, and one smallest step beyond it. */
const EDGES: readonly Case[] = [
  ['trading-state', [order(), snapshot()], [order(), snapshot({ tradingState: 'HALTED' })]],
  ['account-lock', [order(), snapshot()], [order(), snapshot({ isAccountLocked: true })]],
  [
    'bot-stage',
    [order(), snapshot({ stage: 'paper', environment: 'testnet' })],
    [order(), snapshot({ stage: 'draft' })],
  ],
  [
    'live-permit',
    [order(), snapshot({ stage: 'live', environment: 'testnet' })],
    [order(), snapshot({ stage: 'live', environment: 'live' })],
  ],
  ['symbol-allowlist', [order({ symbol: 'ETH/USDT' }), snapshot()], [order({ symbol: 'SOL/USDT' }), snapshot()]],
  // 22:00 in Berlin is 21:00 UTC in winter; the end is not included.
  [
    'operating-hours',
    [order(), limits({ 'operating-hours': [HOURS] }, { now: WORDS.thursday })],
    [order(), limits({ 'operating-hours': [HOURS] }, { now: WORDS.closed })],
  ],
  ['market-open', [order(), snapshot()], [order(), rules({ isTrading: false })]],
  ['order-name', [order(), snapshot()], [order(), snapshot({ isNameTaken: true })]],
  [
    'order-type',
    [order({ type: 'post-only' }), limits({ 'order-types': new Set(['post-only']) })],
    [order(), limits({ 'order-types': new Set(['post-only']) })],
  ],
  [
    'order-type',
    [order(), rules({ orderTypes: ['limit'] })],
    [order({ type: 'post-only' }), rules({ orderTypes: ['limit'] })],
  ],
  [
    'time-in-force',
    [order(), limits({ 'times-in-force': new Set(['GTC']) })],
    [order({ timeInForce: 'IOC' }), limits({ 'times-in-force': new Set(['GTC']) })],
  ],
  ['price-tick', [order({ price: d('9990.01') }), snapshot()], [order({ price: d('9990.001') }), snapshot()]],
  ['price-tick', [stop({ stopPrice: d('10010.01') }), snapshot()], [stop({ stopPrice: d('10010.015') }), snapshot()]],
  // Set off by the last trade, 9,999.5: a buying stop waits above it, a buying take-profit below.
  ['stop-price', [stop({ stopPrice: d('9999.51') }), snapshot()], [stop({ stopPrice: d('9999.5') }), snapshot()]],
  [
    'stop-price',
    [stop({ type: 'take-profit-limit', stopPrice: d('9999.49') }), snapshot()],
    [stop({ type: 'take-profit-limit', stopPrice: d('9999.5') }), snapshot()],
  ],
  [
    'stop-price',
    [sell({ type: 'stop-limit', stopPrice: d('9999.49') }), snapshot({ position: d('1') })],
    [sell({ type: 'stop-limit', stopPrice: d('9999.51') }), snapshot({ position: d('1') })],
  ],
  ['price-range', [order(), rules({ maxPrice: d('9990') })], [order(), rules({ maxPrice: d('9989.99') })]],
  ['price-range', [order(), rules({ minPrice: d('9990') })], [order(), rules({ minPrice: d('9990.01') })]],
  ['quantity-step', [order({ quantity: d('0.01001') }), snapshot()], [order({ quantity: d('0.010001') }), snapshot()]],
  [
    'min-quantity',
    [order({ quantity: d('0.001') }), rules({ minQuantity: d('0.001') })],
    [order({ quantity: d('0.00099') }), rules({ minQuantity: d('0.001') })],
  ],
  [
    'max-quantity',
    [order(), rules({ maxQuantity: d('0.01') })],
    [order({ quantity: d('0.01001') }), rules({ maxQuantity: d('0.01') })],
  ],
  ['min-notional', [order(), rules({ minNotional: d('99.9') })], [order(), rules({ minNotional: d('99.91') })]],
  ['min-notional', [order(), rules({ maxNotional: d('99.9') })], [order(), rules({ maxNotional: d('99.89') })]],
  [
    'reduce-only',
    [sell({ reduceOnly: true }), snapshot({ position: d('0.02'), workingSells: d('0.01') })],
    [order({ reduceOnly: true }), snapshot({ position: d('0.02') })],
  ],
  [
    'spot-short',
    [sell(), snapshot({ position: d('0.03'), workingSells: d('0.02') })],
    [sell(), snapshot({ position: d('0.03'), workingSells: d('0.02001') })],
  ],
  [
    'max-order-quantity',
    [order(), limits({ 'max-order-quantity': d('0.01') })],
    [order(), limits({ 'max-order-quantity': d('0.00999') })],
  ],
  [
    'max-order-notional',
    [order(), limits({ 'max-order-notional': d('99.9') })],
    [order(), limits({ 'max-order-notional': d('99.89999999') })],
  ],
  // Position 0.3 and working buys 0.05 and this 0.01, at the ask of 10,000: 3,600.
  [
    'max-position',
    [order(), limits({ 'max-position': d('3600') }, { position: d('0.3'), workingBuys: d('0.05') })],
    [order(), limits({ 'max-position': d('3599.99') }, { position: d('0.3'), workingBuys: d('0.05') })],
  ],
  [
    'available-balance',
    [order(), snapshot({ availableQuote: d('99.9') })],
    [order(), snapshot({ availableQuote: d('99.89') })],
  ],
  [
    'available-balance',
    [sell(), snapshot({ position: d('1'), availableBase: d('0.01') })],
    [sell(), snapshot({ position: d('1'), availableBase: d('0.00999') })],
  ],
  // 99.9 at 5 times leverage.
  [
    'available-balance',
    [contracts(), perpetual({ availableMargin: d('19.98') })],
    [contracts(), perpetual({ availableMargin: d('19.97') })],
  ],
  // Long 10 contracts, a sale of 30 opens 20: 10 more than there are, 99.9 at 5 times.
  [
    'available-balance',
    [contracts({ side: 'sell', quantity: d('30') }), perpetual({ position: d('10'), availableMargin: d('19.98') })],
    [contracts({ side: 'sell', quantity: d('30') }), perpetual({ position: d('10'), availableMargin: d('19.97') })],
  ],
  [
    'leverage-setting',
    [contracts(), perpetual({ leverage: d('20') })],
    [contracts(), perpetual({ leverage: d('20.5'), availableMargin: d('1000') })],
  ],
  // 5,000 contracts are 5 BTC, just under 50,000; with ten more the bracket allows 10 times.
  [
    'leverage-setting',
    [
      contracts(),
      perpetual({ leverage: d('20'), position: d('4990'), limits: perpetualLimits({ 'max-position': d('9e9') }) }),
    ],
    [
      contracts(),
      perpetual({ leverage: d('20'), position: d('5000'), limits: perpetualLimits({ 'max-position': d('9e9') }) }),
    ],
  ],
  // 1,900 and this 100 over an equity of 1,000.
  [
    'max-leverage',
    [order(), seen({ ...standing('1900', 'account'), ...losing('0', 'account') }, { 'max-leverage': d('2') })],
    [order(), seen({ ...standing('1900.01', 'account'), ...losing('0', 'account') }, { 'max-leverage': d('2') })],
  ],
  ['reference-fresh', [order(), snapshot({ nowMonotonicMs: 4_000 })], [order(), snapshot({ nowMonotonicMs: 4_001 })]],
  [
    'reference-jump',
    [order(), seen({ jump: 1.5 }, { 'reference-jump': 1.5 })],
    [order(), seen({ jump: 1.501 }, { 'reference-jump': 1.5 })],
  ],
  // 100 bps above the ask of 10,000, and below the bid of 9,999.
  ['price-collar', [order({ price: d('10100') }), snapshot()], [order({ price: d('10100.01') }), snapshot()]],
  [
    'price-collar',
    [sell({ price: d('9899.01') }), snapshot({ position: d('1') })],
    [sell({ price: d('9899') }), snapshot({ position: d('1') })],
  ],
  // A market order pays the spread: 1 over 9,999 is just above 1 bps.
  ['price-collar', [market(), limits({ 'price-collar': d('2') })], [market(), limits({ 'price-collar': d('1') })]],
  // 2 over 9,998 is just above 2 bps.
  [
    'max-spread',
    [order(), reference({ bid: d('9998') }, { 'max-spread': d('2.1') })],
    [order(), reference({ bid: d('9998') }, { 'max-spread': d('2') })],
  ],
  [
    'min-volume-24h',
    [order(), reference({ volume24h: d('1000') }, { 'min-volume-24h': d('1000') })],
    [order(), reference({ volume24h: d('999.99') }, { 'min-volume-24h': d('1000') })],
  ],
  // A buy takes the ask: 0.1 at 10,000.
  [
    'min-top-depth',
    [order(), reference({ askQuantity: d('0.1'), bidQuantity: ZERO }, { 'min-top-depth': d('1000') })],
    [order(), reference({ askQuantity: d('0.0999') }, { 'min-top-depth': d('1000') })],
  ],
  [
    'orders-per-second',
    [order(), seen({ ordersInSecond: 4 }, { 'orders-per-second': 5 })],
    [order(), seen({ ordersInSecond: 5 }, { 'orders-per-second': 5 })],
  ],
  [
    'orders-per-minute',
    [order(), seen({ ordersInMinute: 4 }, { 'orders-per-minute': 5 })],
    [order(), seen({ ordersInMinute: 5 }, { 'orders-per-minute': 5 })],
  ],
  [
    'orders-per-day',
    [order(), seen({ ordersInDay: 4 }, { 'orders-per-day': 5 })],
    [order(), seen({ ordersInDay: 5 }, { 'orders-per-day': 5 })],
  ],
  [
    'message-throttle',
    [order(), seen({ messagesInSecond: 4 }, { 'messages-per-second': 5 })],
    [order(), seen({ messagesInSecond: 5 }, { 'messages-per-second': 5 })],
  ],
  [
    'cancel-fill-ratio',
    [order(), seen({ cancelsInHour: 40, fillsInHour: 4 }, { 'cancel-fill-ratio': d('10') })],
    [order(), seen({ cancelsInHour: 41, fillsInHour: 4 }, { 'cancel-fill-ratio': d('10') })],
  ],
  // A few cancels say nothing yet.
  [
    'cancel-fill-ratio',
    [order(), seen({ cancelsInHour: 19, fillsInHour: 0 }, { 'cancel-fill-ratio': d('10') })],
    [order(), seen({ cancelsInHour: 20, fillsInHour: 0 }, { 'cancel-fill-ratio': d('10') })],
  ],
  [
    'repeat-throttle',
    [order(), seen({ sameInWindow: 4 }, { 'repeat-executions': 5 })],
    [order(), seen({ sameInWindow: 5 }, { 'repeat-executions': 5 })],
  ],
  ['repeat-throttle', [order(), seen({ isCutOff: false })], [order(), seen({ isCutOff: true })]],
  [
    'duplicate-order',
    [order(), seen({ sameAgeMs: 500 }, { 'duplicate-window': 500 })],
    [order(), seen({ sameAgeMs: 499 }, { 'duplicate-window': 500 })],
  ],
  [
    'order-stacking',
    [order(), seen({ stackedOrders: 1 }, { 'stacked-orders': 2 })],
    [order(), seen({ stackedOrders: 2 }, { 'stacked-orders': 2 })],
  ],
  // A buy at 9,990 meets our own sell at 9,990.
  ['self-match', [order(), seen({ ownOppositePrice: d('9990.01') })], [order(), seen({ ownOppositePrice: d('9990') })]],
  [
    'self-match',
    [market(), seen({ ownOppositePrice: d('10000.01') })],
    [market(), seen({ ownOppositePrice: d('10000') })],
  ],
  [
    'self-match',
    [order({ type: 'post-only' }), seen({ ownOppositePrice: d('9990') })],
    [order(), seen({ ownOppositePrice: d('9980') })],
  ],
  [
    'loss-streak',
    [
      order(),
      seen(
        { loss: { ...watched().loss, bot: { dayLoss: ZERO, equity: d('1e6'), peak: d('1e6'), lossStreak: 4 } } },
        { 'loss-streak': 5 },
      ),
    ],
    [
      order(),
      seen(
        { loss: { ...watched().loss, bot: { dayLoss: ZERO, equity: d('1e6'), peak: d('1e6'), lossStreak: 5 } } },
        { 'loss-streak': 5 },
      ),
    ],
  ],
  [
    'volatility-band',
    [order(), seen({ volatilityBps: d('50') }, { 'max-volatility': d('50') })],
    [order(), seen({ volatilityBps: d('50.0001') }, { 'max-volatility': d('50') })],
  ],
  ...scoped,
];

group('Each check holds exactly at its limit', () => {
  it.each(EDGES.map(([id, inside, outside], index) => ({ id, index, inside, outside })))(
    '$id passes at its limit and refuses one step beyond ($index)',
    ({ id, inside, outside }) => {
      expect(refusals(...inside)).toEqual([]);
      expect(refusals(...outside)).toEqual([id]);
    },
  );

  it('a bot that was tried on paper alone never reaches real money, and no bot does without a permit', () => {
    expect(refusals(order(), snapshot({ stage: 'paper', environment: 'live' }))).toEqual(['bot-stage', 'live-permit']);
    expect(refusals(order(), snapshot({ stage: 'limited-live', environment: 'live' }))).toEqual(['live-permit']);
  });

  it('and none is without such a test', () => {
    const tested = new Set(EDGES.map(([id]) => id));
    expect(CHECKS.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });
});

group('The loss checks look ahead', () => {
  it('count what crossing the mid costs, and a wider move', () => {
    const at = (move: string, price: string): string[] =>
      refusals(
        order({ price: d(price) }),
        seen(losing('40', 'bot'), { 'daily-loss-bot': d('50'), 'worst-case-move': d(move) }),
      );
    expect(at('1000', '9990')).toEqual([]);
    expect(at('1001', '9990')).toEqual(['daily-loss-bot']);
    // 50.5 above the mid of 9,999.5, times 0.01: a little over half a dollar more.
    expect(at('1000', '10050')).toEqual(['daily-loss-bot']);
  });

  it('refuse while equity or a mark is not known', () => {
    const none = { bot: undefined, account: undefined, portfolio: undefined };
    expect(refusals(order(), seen({ loss: none }))).toEqual([
      'max-leverage',
      'daily-loss-bot',
      'daily-loss-account',
      'daily-loss-portfolio',
      'drawdown-bot',
      'drawdown-account',
      'drawdown-portfolio',
      'loss-streak',
    ]);
    expect(refusals(order(), seen({ cell: undefined }))).toContain('gross-exposure-bot');
  });
});
