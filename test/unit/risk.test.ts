import { expect, describe as group, it } from 'vitest';
import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import type { BotLimits } from '#shared/model/limits';
import type { OrderIntent } from '#shared/model/order';
import { CHECKS } from '../../electron/domains/risk/checks';
import { describe, evaluate, type RiskSnapshot } from '../../electron/domains/risk/index';
import { LIMITS, order, REFERENCE, RULES, snapshot } from '../support/risk-world';

/** Ids of the checks that refuse. */
const refusals = (intent: OrderIntent, taken: RiskSnapshot): string[] =>
  evaluate(intent, taken)
    .outcomes.filter(({ passed }) => !passed)
    .map(({ check }) => check.id);

const limits = (change: Partial<BotLimits>): RiskSnapshot => snapshot({ limits: { ...LIMITS, ...change } });
const rules = (change: Partial<typeof RULES>): RiskSnapshot => snapshot({ rules: { ...RULES, ...change } });
const reference = (change: Partial<typeof REFERENCE>): RiskSnapshot =>
  snapshot({ reference: { ...REFERENCE, ...change } });
const wide = { maxOrderNotional: decimal('9e9'), maxPositionNotional: decimal('9e9'), priceCollarBps: 10_000 };
const roomy = snapshot({
  limits: { ...LIMITS, ...wide },
  availableQuote: decimal('9e9'),
  availableBase: decimal('9e9'),
});

group('An order inside every limit', () => {
  it('is allowed, and every check says what it saw', () => {
    const evaluation = evaluate(order(), snapshot());
    expect(evaluation.verdict).toBe('allow');
    const { checks } = describe(evaluation, RULES);
    expect(checks.map(({ id }) => id)).toEqual(CHECKS.map(({ id }) => id));
    expect(checks.every(({ passed, message, limit }) => passed && message === '' && limit !== null)).toBe(true);
    expect(checks.find(({ id }) => id === 'max-order-notional')).toMatchObject({
      observed: '99.9',
      limit: '1000',
      unit: 'USDT',
    });
    expect(checks.find(({ id }) => id === 'quantity-step')).toMatchObject({ observed: '0.01', unit: 'BTC' });
    expect(checks.find(({ id }) => id === 'reference-fresh')).toMatchObject({
      observed: '500',
      limit: '3000',
      unit: 'ms',
    });
  });
});

type Case = readonly [
  check: string,
  inside: readonly [OrderIntent, RiskSnapshot],
  outside: readonly [OrderIntent, RiskSnapshot],
];

/** Each check at its very limit, and one smallest step beyond it. */
const EDGES: readonly Case[] = [
  ['trading-state', [order(), snapshot()], [order(), snapshot({ tradingState: 'HALTED' })]],
  ['market-open', [order(), snapshot()], [order(), rules({ isTrading: false })]],
  ['symbol-allowlist', [order({ symbol: 'ETH/USDT' }), snapshot()], [order({ symbol: 'SOL/USDT' }), snapshot()]],
  ['order-name', [order(), snapshot()], [order(), snapshot({ isNameTaken: true })]],
  [
    'price-tick',
    [order({ price: decimal('9990.01') }), snapshot()],
    [order({ price: decimal('9990.001') }), snapshot()],
  ],
  [
    'price-tick',
    [order({ type: 'stop-limit', stopPrice: decimal('9990.01') }), snapshot()],
    [order({ type: 'stop-limit', stopPrice: decimal('9990.015') }), snapshot()],
  ],
  ['price-range', [order(), rules({ maxPrice: decimal('9990') })], [order(), rules({ maxPrice: decimal('9989.99') })]],
  ['price-range', [order(), rules({ minPrice: decimal('9990') })], [order(), rules({ minPrice: decimal('9990.01') })]],
  [
    'quantity-step',
    [order({ quantity: decimal('0.01001') }), snapshot()],
    [order({ quantity: decimal('0.010001') }), snapshot()],
  ],
  [
    'min-quantity',
    [order({ quantity: decimal('0.001') }), rules({ minQuantity: decimal('0.001') })],
    [order({ quantity: decimal('0.00099') }), rules({ minQuantity: decimal('0.001') })],
  ],
  [
    'max-quantity',
    [order(), rules({ maxQuantity: decimal('0.01') })],
    [order({ quantity: decimal('0.01001') }), rules({ maxQuantity: decimal('0.01') })],
  ],
  [
    'min-notional',
    [order(), rules({ minNotional: decimal('99.9') })],
    [order(), rules({ minNotional: decimal('99.91') })],
  ],
  [
    'min-notional',
    [order(), rules({ maxNotional: decimal('99.9') })],
    [order(), rules({ maxNotional: decimal('99.89') })],
  ],
  [
    'max-order-notional',
    [order(), limits({ maxOrderNotional: decimal('99.9') })],
    [order(), limits({ maxOrderNotional: decimal('99.89999999') })],
  ],
  // Position 0.3 and working buys 0.05 and this 0.01, at the ask of 10,000: 3,600.
  [
    'max-position',
    [
      order(),
      { ...limits({ maxPositionNotional: decimal('3600') }), position: decimal('0.3'), workingBuys: decimal('0.05') },
    ],
    [
      order(),
      {
        ...limits({ maxPositionNotional: decimal('3599.99') }),
        position: decimal('0.3'),
        workingBuys: decimal('0.05'),
      },
    ],
  ],
  [
    'available-balance',
    [order(), snapshot({ availableQuote: decimal('99.9') })],
    [order(), snapshot({ availableQuote: decimal('99.89') })],
  ],
  [
    'available-balance',
    [
      order({ side: 'sell', price: decimal('10000') }),
      snapshot({ position: decimal('1'), availableBase: decimal('0.01') }),
    ],
    [
      order({ side: 'sell', price: decimal('10000') }),
      snapshot({ position: decimal('1'), availableBase: decimal('0.00999') }),
    ],
  ],
  ['reference-fresh', [order(), snapshot({ nowMonotonicMs: 4_000 })], [order(), snapshot({ nowMonotonicMs: 4_001 })]],
  [
    'reference-fresh',
    [order(), reference({ bid: decimal('10000') })],
    [order(), reference({ bid: decimal('10000.01') })],
  ],
  // 100 bps above the ask of 10,000, and below the bid of 9,999.
  [
    'price-collar',
    [order({ price: decimal('10100') }), snapshot()],
    [order({ price: decimal('10100.01') }), snapshot()],
  ],
  [
    'price-collar',
    [order({ side: 'sell', price: decimal('9899.01') }), snapshot({ position: decimal('1') })],
    [order({ side: 'sell', price: decimal('9899') }), snapshot({ position: decimal('1') })],
  ],
  // A market order pays the spread: 1 over 9,999 is just above 1 bps.
  [
    'price-collar',
    [order({ type: 'market', price: undefined }), limits({ priceCollarBps: 2 })],
    [order({ type: 'market', price: undefined }), limits({ priceCollarBps: 1 })],
  ],
];

group('Each check holds exactly at its limit', () => {
  it.each(EDGES.map(([id, inside, outside], index) => ({ id, index, inside, outside })))(
    '$id passes at its limit and refuses one step beyond ($index)',
    ({ id, inside, outside }) => {
      expect(refusals(...inside)).not.toContain(id);
      expect(refusals(...outside)).toEqual([id]);
    },
  );
});

group('What is missing refuses', () => {
  it.each([
    ['symbolAllowlist', 'symbol-allowlist'],
    ['maxOrderNotional', 'max-order-notional'],
    ['maxPositionNotional', 'max-position'],
    ['priceCollarBps', 'price-collar'],
    ['referenceMaxAgeMs', 'reference-fresh'],
  ] as const)('a bot without %s gets no order through, and is told which limit to set', (missing, id) => {
    const taken = limits({ [missing]: undefined });
    expect(refusals(order(), taken)).toEqual([id]);
    const check = describe(evaluate(order(), taken), RULES).checks.find((each) => each.id === id);
    expect(check).toMatchObject({ limit: null, passed: false });
    expect(check?.message).toMatch(/a missing limit refuses/);
  });

  it('a bot without any limits, an unknown market, an unknown position and a missing price all refuse', () => {
    expect(refusals(order(), snapshot({ limits: undefined }))).toEqual([
      'symbol-allowlist',
      'max-order-notional',
      'max-position',
      'reference-fresh',
      'price-collar',
    ]);
    expect(refusals(order(), snapshot({ rules: undefined }))).toEqual([
      'market-open',
      'price-tick',
      'price-range',
      'quantity-step',
      'min-quantity',
      'max-quantity',
      'min-notional',
    ]);
    expect(refusals(order(), snapshot({ position: undefined }))).toEqual(['max-position']);
    expect(refusals(order(), snapshot({ reference: undefined }))).toEqual([
      'max-position',
      'reference-fresh',
      'price-collar',
    ]);
    expect(refusals(order(), snapshot({ availableQuote: undefined }))).toEqual(['available-balance']);
    expect(
      refusals(
        order({ side: 'sell', price: decimal('10000') }),
        snapshot({ position: decimal('1'), availableBase: undefined }),
      ),
    ).toEqual(['available-balance']);
  });

  it('a market order without a price to value it at refuses on every check that needs one', () => {
    expect(refusals(order({ type: 'market', price: undefined }), snapshot({ reference: undefined }))).toEqual([
      'min-notional',
      'max-order-notional',
      'max-position',
      'available-balance',
      'reference-fresh',
      'price-collar',
    ]);
  });

  it('a price that is crossed, zero or negative proves nothing', () => {
    for (const bad of [{ bid: ZERO }, { ask: ZERO, bid: ZERO }, { bid: decimal('-1') }, { bid: decimal('10001') }]) {
      expect(refusals(order(), reference(bad))).toContain('reference-fresh');
    }
  });

  it('limits that are not numbers refuse instead of letting everything through', () => {
    for (const notANumber of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(refusals(order(), limits({ priceCollarBps: notANumber }))).toEqual(['price-collar']);
    }
    expect(refusals(order(), limits({ referenceMaxAgeMs: Number.NaN }))).toEqual(['reference-fresh']);
    expect(refusals(order(), snapshot({ nowMonotonicMs: Number.NaN }))).toEqual(['reference-fresh']);
  });
});

group('Orders that make no sense', () => {
  it.each<[string, Partial<OrderIntent>]>([
    ['a limit order without a price', { price: undefined }],
    ['a market order with a price', { type: 'market' }],
    ['a stop-limit order without a stop price', { type: 'stop-limit' }],
    ['a limit order with a stop price', { stopPrice: decimal('9990') }],
    ['a price of zero', { price: ZERO }],
    ['a negative price', { price: decimal('-9990') }],
  ])('%s is outside the price range', (_what, change) => {
    expect(refusals(order(change), roomy)).toContain('price-range');
  });

  it('a quantity of zero or less is too small, even where the market asks for no minimum', () => {
    const noMinimum = { ...roomy, rules: { ...RULES, minQuantity: ZERO, minNotional: ZERO } };
    expect(refusals(order({ quantity: ZERO }), noMinimum)).toEqual(['min-quantity']);
    expect(refusals(order({ quantity: decimal('-0.01') }), noMinimum)).toContain('min-quantity');
  });

  it('a market whose tick or step is zero takes nothing, and nothing throws', () => {
    expect(refusals(order(), rules({ tickSize: ZERO }))).toEqual(['price-tick']);
    expect(refusals(order(), rules({ stepSize: ZERO }))).toEqual(['quantity-step']);
  });
});

group('Trading is REDUCING', () => {
  const reducing = (change: Partial<RiskSnapshot>): RiskSnapshot =>
    snapshot({ tradingState: 'REDUCING', position: decimal('0.05'), ...change });
  const sell = (quantity: string): OrderIntent =>
    order({ side: 'sell', price: decimal('10000'), quantity: decimal(quantity) });

  it('takes a sell of what is held, and not a lot more', () => {
    expect(refusals(sell('0.05'), reducing({}))).toEqual([]);
    expect(refusals(sell('0.05001'), reducing({}))).toEqual(['trading-state']);
  });

  it('takes no buy', () => {
    expect(refusals(order(), reducing({}))).toEqual(['trading-state']);
  });

  it('counts what working sells have claimed already', () => {
    expect(refusals(sell('0.02'), reducing({ workingSells: decimal('0.03') }))).toEqual([]);
    expect(refusals(sell('0.02001'), reducing({ workingSells: decimal('0.03') }))).toEqual(['trading-state']);
  });

  it('takes nothing while the position is not known', () => {
    expect(refusals(sell('0.01'), reducing({ position: undefined }))).toEqual(['trading-state', 'max-position']);
  });
});

group('A position above its limit', () => {
  const full = snapshot({ position: decimal('0.7'), availableBase: decimal('0.7') });

  it('may be sold, since that reduces risk', () => {
    expect(refusals(order({ side: 'sell', price: decimal('10000') }), full)).toEqual([]);
  });

  it('may not be bought further, and not be sold through zero', () => {
    expect(refusals(order(), full)).toEqual(['max-position']);
    const oversold = { ...full, workingSells: decimal('0.695') };
    expect(refusals(order({ side: 'sell', price: decimal('10000') }), oversold)).toEqual(['max-position']);
  });
});

group('What the operator reads', () => {
  it('says what was seen, the limit and the unit for each refusal', () => {
    const taken = limits({ maxOrderNotional: decimal('50') });
    const { verdict, checks } = describe(evaluate(order(), taken), RULES);
    expect(verdict).toBe('deny');
    expect(checks.filter(({ passed }) => !passed)).toEqual([
      {
        id: 'max-order-notional',
        name: 'Order value',
        passed: false,
        observed: '99.9',
        limit: '50',
        unit: 'USDT',
        message: 'The order is worth 99.9; this bot may send at most 50 at once.',
      },
    ]);
  });

  it('every refusal ends in a sentence, whatever is missing', () => {
    const empty: RiskSnapshot = {
      ...snapshot(),
      limits: undefined,
      rules: undefined,
      reference: undefined,
      position: undefined,
    };
    for (const { passed, message } of describe(evaluate(order({ symbol: 'X/Y' }), empty), undefined).checks) {
      if (!passed) expect(message).toMatch(/\.$/);
    }
  });

  it('cuts what it shows at eight decimals, never what it compares', () => {
    const quantity = decimal('0.010000000000000001');
    const seen = describe(evaluate(order({ quantity: quantity as Decimal }), snapshot()), RULES);
    expect(seen.checks.find(({ id }) => id === 'quantity-step')).toMatchObject({ passed: false, observed: '0.01' });
  });
});
