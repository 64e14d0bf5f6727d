import { expect, describe as group, it } from 'vitest';
import { decimal, ZERO } from '#shared/model/decimal';
import type { LimitId } from '#shared/model/limits';
import { LIMIT_IDS, LIMITS as TABLE } from '#shared/model/limits';
import type { OrderIntent } from '#shared/model/order';
import { CHECKS, evaluate, type RiskSnapshot } from '../../electron/domains/risk/index';
import { describeDecision, refusals } from '../support/describe-decision';
import { type LimitChange, limitsWith, order, REFERENCE, RULES, snapshot, watched } from '../support/risk-world';

const limits = (change: LimitChange): RiskSnapshot => snapshot({ limits: limitsWith(change) });
const rules = (change: Partial<typeof RULES>): RiskSnapshot => snapshot({ rules: { ...RULES, ...change } });
const reference = (change: Partial<typeof REFERENCE>): RiskSnapshot =>
  snapshot({ reference: { ...REFERENCE, ...change } });
const sell = (change: Partial<OrderIntent> = {}): OrderIntent =>
  order({ side: 'sell', price: decimal('10000'), ...change });
const holding = (position: string, change: Partial<RiskSnapshot> = {}): RiskSnapshot =>
  snapshot({ position: decimal(position), ...change });
const wide: LimitChange = {
  'max-order-notional': decimal('9e9'),
  'max-position': decimal('9e9'),
  'price-collar': decimal('10000'),
};
const roomy = snapshot({ limits: limitsWith(wide), availableQuote: decimal('9e9'), availableBase: decimal('9e9') });

group('An order inside every limit', () => {
  it('is allowed, and every check says what it saw and which level set its limit', () => {
    const evaluation = evaluate(order(), snapshot());
    expect(evaluation.verdict).toBe('allow');
    const { checks } = describeDecision(evaluation, RULES);
    expect(checks.map(({ id }) => id)).toEqual(CHECKS.map(({ id }) => id));
    expect(checks.every(({ passed, message, limit }) => passed && message === '' && limit !== null)).toBe(true);
    const check = (id: string) => checks.find((each) => each.id === id);
    expect(check('max-order-notional')).toMatchObject({
      observed: '99.9',
      limit: '1000',
      unit: 'USDT',
      level: 'bot grid-1',
    });
    expect(check('quantity-step')).toMatchObject({ observed: '0.01', unit: 'BTC' });
    expect(check('quantity-step')).not.toHaveProperty('level');
    expect(check('reference-fresh')).toMatchObject({ observed: '500', limit: '3000', unit: 'ms' });
    expect(check('operating-hours')).toMatchObject({ limit: 'not watched' });
  });
});

group('The table of limits and the checks', () => {
  it('agree on which check uses which limit, both ways', () => {
    const ids = new Set(CHECKS.map(({ id }) => id));
    for (const id of LIMIT_IDS) for (const check of TABLE[id].checks) expect(ids, `${id} → ${check}`).toContain(check);
    for (const { id, limitId } of CHECKS)
      if (limitId !== undefined) expect(TABLE[limitId].checks as readonly string[], id).toContain(id);
    expect(ids.size).toBe(CHECKS.length);
  });
});

group('What is missing refuses', () => {
  it.each(LIMIT_IDS.map((id) => [id] as const))(
    'without a limit for %s nothing leaves, and the operator is told',
    (missing) => {
      const taken = limits({ [missing]: undefined });
      // The volatility band uses the order value only to make an order smaller.
      const checkIds = TABLE[missing].checks.filter(
        (id) => !(missing === 'max-order-notional' && id === 'volatility-band'),
      );
      expect(refusals(order(), taken)).toEqual(expect.arrayContaining(checkIds));
      const { checks, verdict } = describeDecision(evaluate(order(), taken), RULES);
      expect(verdict).toBe('deny');
      for (const id of checkIds) {
        const check = checks.find((each) => each.id === id);
        expect(check).toMatchObject({ limit: null, passed: false });
        expect(check?.message).toMatch(/a missing limit refuses/);
      }
    },
  );

  it('and what an operator marked as not watched passes, and says so', () => {
    const unwatchable = LIMIT_IDS.filter((id) => 'mayBeUnwatched' in TABLE[id]);
    const none: Partial<Record<LimitId, null>> = Object.fromEntries(unwatchable.map((id) => [id, null]));
    const evaluation = evaluate(order(), { ...limits(none), watched: watched({ volatilityBps: decimal('99999') }) });
    expect(evaluation.verdict).toBe('allow');
    const seen = describeDecision(evaluation, RULES).checks.filter(({ limit }) => limit === 'not watched');
    expect(seen.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['min-volume-24h', 'min-top-depth', 'volatility-band']),
    );
  });

  it('limits, market, position, price, balance or meters that are not known refuse', () => {
    const limited = CHECKS.filter(({ limitId }) => limitId !== undefined).map(({ id }) => id);
    expect(refusals(order(), snapshot({ limits: undefined }))).toEqual(limited);
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
    expect(refusals(sell(), snapshot({ position: undefined }))).toEqual(['spot-short', 'max-position']);
    expect(refusals(order(), snapshot({ reference: undefined }))).toEqual([
      'max-position',
      'reference-fresh',
      'price-collar',
      'max-spread',
      'min-volume-24h',
      'min-top-depth',
    ]);
    expect(refusals(order(), snapshot({ availableQuote: undefined }))).toEqual(['available-balance']);
    expect(refusals(sell(), holding('1', { availableBase: undefined }))).toEqual(['available-balance']);
    expect(refusals(order(), snapshot({ stage: undefined }))).toEqual(['bot-stage']);
    expect(refusals(order(), snapshot({ watched: undefined }))).toEqual(
      CHECKS.map(({ id }) => id).filter((id) =>
        /^(gross|net|daily|drawdown|orders-per)|^(max-leverage|reference-jump|message-throttle|cancel-fill-ratio|repeat-throttle|duplicate-order|order-stacking|self-match|loss-streak|volatility-band)$/.test(
          id,
        ),
      ),
    );
  });

  it('a market order without a price to value it at refuses on every check that needs one', () => {
    expect(refusals(order({ type: 'market', price: undefined }), snapshot({ reference: undefined }))).toEqual([
      'min-notional',
      'max-order-notional',
      'max-position',
      'available-balance',
      'reference-fresh',
      'price-collar',
      'max-spread',
      'min-volume-24h',
      'min-top-depth',
    ]);
  });

  it('a price that is crossed, zero or negative proves nothing', () => {
    for (const bad of [{ bid: ZERO }, { ask: ZERO, bid: ZERO }, { bid: decimal('-1') }, { bid: decimal('10001') }]) {
      expect(refusals(order(), reference(bad))).toContain('reference-fresh');
    }
  });

  it('limits and meters that are not numbers refuse instead of letting everything through', () => {
    for (const notANumber of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      expect(refusals(order(), limits({ 'reference-max-age': notANumber }))).toEqual(['reference-fresh']);
      expect(refusals(order(), limits({ 'orders-per-second': notANumber }))).toEqual(['orders-per-second']);
    }
    expect(refusals(order(), snapshot({ nowMonotonicMs: Number.NaN }))).toEqual(['reference-fresh']);
    for (const count of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusals(order(), snapshot({ watched: watched({ ordersInDay: count }) }))).toEqual(['orders-per-day']);
      expect(refusals(order(), snapshot({ watched: watched({ cancelsInHour: count }) }))).toEqual([
        'cancel-fill-ratio',
      ]);
      expect(refusals(order(), snapshot({ watched: watched({ jump: count }) }))).toEqual(['reference-jump']);
    }
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
