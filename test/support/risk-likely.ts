/* Arbitraries near the limits: a desk in which about half of the orders are allowed. */
import fc from 'fast-check';
import { abs, add, type Decimal, decimal, mul, neg, sub } from '#shared/model/decimal';
import { CONDITIONAL_TYPES, isAtMarket, isConditional, type OrderIntent, waitsForRise } from '#shared/model/order';
import type { RiskSnapshot, ScopeExposure, ScopeLoss } from '../../electron/domains/risk/index';
import { type LimitChange, limitsWith, order, REFERENCE, SYMBOL, snapshot, watched } from './risk-world';

export const between = (from: number, to: number, scale: string): fc.Arbitrary<Decimal> =>
  fc.integer({ min: from, max: to }).map((steps) => (BigInt(steps) * decimal(scale)) as Decimal);

/** Orders and snapshots near the limits, so that about half are allowed. */
export const likelyIntent: fc.Arbitrary<OrderIntent> = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    type: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('limit' as const, 'market' as const, 'post-only' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...CONDITIONAL_TYPES) },
    ),
    quantity: between(1, 120, '0.001'),
    price: between(9_850, 10_150, '1'),
    /** How far the stop price is ahead of the market, and the limit beyond that. */
    ahead: between(-20, 150, '1'),
  })
  .map(({ side, type, quantity, price, ahead }) => {
    if (!isConditional(type)) return order({ side, type, quantity, price: isAtMarket(type) ? undefined : price });
    const stopPrice = waitsForRise(type, side) ? add(REFERENCE.ask, ahead) : sub(REFERENCE.bid, ahead);
    const limit = add(stopPrice, sub(price, decimal('10000')));
    return order({ side, type, quantity, stopPrice, price: isAtMarket(type) ? undefined : limit });
  });

const orResizing = (value: fc.Arbitrary<Decimal>): fc.Arbitrary<Decimal | { readonly resize: Decimal }> =>
  fc.oneof(
    value,
    value.map((resize) => ({ resize })),
  );

/** Limits in the reach of those orders; most of those that may resize do. */
export const likelyLimits: fc.Arbitrary<LimitChange> = fc.record({
  'symbol-allowlist': fc.constantFrom(new Set([SYMBOL]), new Set([SYMBOL, 'ETH/USDT'])),
  'max-order-quantity': orResizing(between(50, 500, '0.001')),
  'max-order-notional': orResizing(between(300, 3_000, '1')),
  'max-position': orResizing(between(2_000, 20_000, '1')),
  'gross-exposure-bot': orResizing(between(4_000, 30_000, '1')),
  'gross-exposure-account': orResizing(between(4_000, 30_000, '1')),
  'gross-exposure-portfolio': orResizing(between(4_000, 30_000, '1')),
  'net-exposure-bot': orResizing(between(4_000, 30_000, '1')),
  'net-exposure-portfolio': orResizing(between(4_000, 30_000, '1')),
  'price-collar': between(80, 300, '1'),
  'reference-max-age': fc.integer({ min: 1_800, max: 5_000 }),
  'orders-per-second': fc.integer({ min: 6, max: 20 }),
  'repeat-executions': fc.integer({ min: 6, max: 20 }),
  'stacked-orders': fc.integer({ min: 2, max: 10 }),
  'daily-loss-bot': between(300, 2_000, '1'),
  'drawdown-account': between(5, 100, '1'),
  'max-volatility': orResizing(between(8, 100, '1')),
});

/** One to a few limits that make orders smaller, everything else wide. */
const resizingLimits: fc.Arbitrary<LimitChange> = fc.record(
  {
    'max-order-quantity': between(2, 80, '0.001').map((resize) => ({ resize })),
    'max-order-notional': between(10, 900, '1').map((resize) => ({ resize })),
    'max-position': between(3_000, 9_000, '1').map((resize) => ({ resize })),
    'gross-exposure-bot': between(4_000, 12_000, '1').map((resize) => ({ resize })),
    'gross-exposure-account': between(4_000, 12_000, '1').map((resize) => ({ resize })),
    'net-exposure-portfolio': between(4_000, 12_000, '1').map((resize) => ({ resize })),
    'max-volatility': between(2, 30, '1').map((resize) => ({ resize })),
  },
  { requiredKeys: [] },
);

/** A desk in which the numbers agree with each other: the bot is alone on its account, with a few other positions. */
export const likelySnapshot: fc.Arbitrary<RiskSnapshot> = fc
  .record({
    position: between(60, 700, '0.001'),
    workingBuys: between(0, 100, '0.001'),
    workingSells: between(0, 60, '0.001'),
    availableBase: between(100, 900, '0.001'),
    availableQuote: between(800, 5_000, '1'),
    nowMonotonicMs: fc.integer({ min: 1_000, max: 3_000 }),
    others: between(0, 3_000, '1'),
    dayLoss: between(-500, 300, '1'),
    count: fc.integer({ min: 0, max: 6 }),
    volatilityBps: between(1, 30, '1'),
    limits: fc.oneof(likelyLimits, resizingLimits),
  })
  .map(({ limits, others, dayLoss, count, volatilityBps, ...change }) => {
    const mark = REFERENCE.ask;
    const { position, workingBuys, workingSells } = change;
    const [longest, shortest] = [add(position, workingBuys), sub(position, workingSells)];
    const worst = mul(longest > -shortest ? longest : neg(shortest), mark);
    const exposure: ScopeExposure = {
      gross: add(worst, others),
      netLong: add(mul(longest, mark), others),
      netShort: neg(add(mul(shortest, mark), others)),
    };
    const loss: ScopeLoss = {
      dayLoss,
      equity: decimal('20000'),
      peak: add(decimal('20500'), abs(dayLoss)),
      lossStreak: 0,
    };
    return snapshot({
      ...change,
      limits: limitsWith(limits),
      watched: watched({
        cell: { position, workingBuys, workingSells, longest, deepestShort: neg(shortest), mark, worst },
        exposure: { bot: exposure, account: exposure, portfolio: exposure },
        loss: { bot: loss, account: loss, portfolio: loss },
        ordersInSecond: count,
        sameInWindow: count,
        stackedOrders: count % 3,
        volatilityBps,
      }),
    });
  });
