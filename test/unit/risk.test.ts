import { expect, describe as group, it } from 'vitest';
import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import type { LimitId } from '#shared/model/limits';
import { LIMIT_IDS, LIMITS as TABLE } from '#shared/model/limits';
import type { OrderIntent } from '#shared/model/order';
import { CHECKS, evaluate, type RiskSnapshot } from '../../electron/domains/risk/index';
import { describeDecision, refusals } from '../support/describe-decision';
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

group('Trading is REDUCING', () => {
  const reducing = (change: Partial<RiskSnapshot>): RiskSnapshot =>
    snapshot({ tradingState: 'REDUCING', position: decimal('0.05'), ...change });
  const sellOf = (quantity: string): OrderIntent => sell({ quantity: decimal(quantity) });

  it('takes a sell of what is held, and not a lot more', () => {
    expect(refusals(sellOf('0.05'), reducing({}))).toEqual([]);
    expect(refusals(sellOf('0.05001'), reducing({}))).toEqual(['trading-state', 'spot-short']);
  });

  it('takes no buy', () => {
    expect(refusals(order(), reducing({}))).toEqual(['trading-state']);
  });

  it('counts what working sells have claimed already', () => {
    expect(refusals(sellOf('0.02'), reducing({ workingSells: decimal('0.03') }))).toEqual([]);
    expect(refusals(sellOf('0.02001'), reducing({ workingSells: decimal('0.03') }))).toContain('trading-state');
  });

  it('takes nothing while the position is not known', () => {
    expect(refusals(sellOf('0.01'), reducing({ position: undefined }))).toContain('trading-state');
  });

  it('ten orders that each only reduce cannot turn the position together', () => {
    let working = ZERO;
    for (let at = 0; at < 10; at += 1) {
      const taken = reducing({ workingSells: working });
      if (evaluate(sellOf('0.02'), taken).verdict === 'allow') working = (working + decimal('0.02')) as Decimal;
    }
    expect(working).toBe(decimal('0.04'));
  });

  it('on a perpetual takes a buy of a short, and not through zero', () => {
    const short = perpetual({ tradingState: 'REDUCING', position: decimal('-20'), workingBuys: decimal('5') });
    expect(refusals(contracts({ quantity: decimal('15') }), short)).toEqual([]);
    expect(refusals(contracts({ quantity: decimal('16') }), short)).toEqual(['trading-state']);
    expect(refusals(contracts({ side: 'sell', price: decimal('10000') }), short)).toEqual(['trading-state']);
  });
});

group('A risk-reducing exit', () => {
  const full = { position: decimal('0.7'), availableBase: decimal('0.7') };
  const breached: LimitChange = Object.fromEntries(
    LIMIT_IDS.filter((id) => TABLE[id].kind === 'decimal' && !id.startsWith('price')).map((id) => [id, decimal('0.1')]),
  );

  it('passes every limit of size, loss, rate, liquidity and regime that is breached, and says why', () => {
    const taken = snapshot({
      ...full,
      limits: limitsWith({
        ...breached,
        'worst-case-move': decimal('100'),
        'orders-per-second': 1,
        'stacked-orders': 1,
        'operating-hours': [],
        'symbol-allowlist': new Set(),
      }),
      watched: watched({ ordersInSecond: 9, stackedOrders: 9, isCutOff: true, sameAgeMs: 0 }),
    });
    const evaluation = evaluate(sell(), taken);
    expect(evaluation.verdict).toBe('allow');
    const waived = describeDecision(evaluation, RULES).checks.filter(({ message }) => message !== '');
    expect(waived.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'max-order-notional',
        'daily-loss-bot',
        'orders-per-second',
        'repeat-throttle',
        'symbol-allowlist',
      ]),
    );
    expect(waived.every(({ passed, message }) => passed && message.startsWith('Passes because'))).toBe(true);
  });

  it('passes even where such a limit is missing: nobody is locked into a position by a gap in the table', () => {
    expect(refusals(sell(), snapshot({ ...full, limits: limitsWith({ 'daily-loss-bot': undefined }) }))).toEqual([]);
  });

  it.each<[string, string, Partial<OrderIntent>, Partial<RiskSnapshot>]>([
    ['while HALTED', 'trading-state', {}, { tradingState: 'HALTED' }],
    ['from a locked account', 'account-lock', {}, { isAccountLocked: true }],
    ['that is not valid', 'quantity-step', { quantity: decimal('0.010001') }, {}],
    ['of more than is free', 'available-balance', {}, { availableBase: decimal('0.005') }],
    ['far through the market', 'price-collar', { price: decimal('9000') }, {}],
    ['on a stale price', 'reference-fresh', {}, { nowMonotonicMs: 9_000 }],
    ['against our own order', 'self-match', {}, { watched: watched({ ownOppositePrice: decimal('10000') }) }],
    ['of a draft', 'bot-stage', {}, { stage: 'draft' }],
  ])('does not pass %s', (_what, id, intent, change) => {
    expect(refusals(sell(intent), snapshot({ ...full, ...change }))).toEqual([id]);
  });

  it('is none when it would turn the position: then everything holds', () => {
    const oversold = snapshot({ ...full, workingSells: decimal('0.695') });
    expect(refusals(sell(), oversold)).toEqual(['spot-short', 'max-position']);
  });

  it('on a perpetual needs no margin', () => {
    const short = perpetual({ position: decimal('-20'), availableMargin: ZERO });
    expect(refusals(contracts(), short)).toEqual([]);
    expect(refusals(contracts(), perpetual({ availableMargin: ZERO }))).toEqual(['available-balance']);
  });
});

group('An order that is made smaller', () => {
  const resizing = (change: LimitChange, more: Partial<RiskSnapshot> = {}): RiskSnapshot =>
    snapshot({ limits: limitsWith(change), ...more });

  it('fits the limit, rounded down to the step, and the operator reads why', () => {
    const taken = resizing({ 'max-order-notional': { resize: decimal('55.55') } });
    const evaluation = evaluate(order(), taken);
    expect(evaluation).toMatchObject({ verdict: 'resize', quantity: decimal('0.00556') });
    const decision = describeDecision(evaluation, RULES);
    expect(decision).toMatchObject({ verdict: 'resize', resizedQuantity: '0.00556' });
    expect(decision.checks.find(({ id }) => id === 'max-order-notional')).toMatchObject({
      passed: false,
      message: 'The order is worth 99.9; this bot may send at most 55.55 at once. The order was made smaller: 0.00556.',
    });
  });

  it('takes the smallest of several', () => {
    const taken = resizing({
      'max-order-quantity': { resize: decimal('0.008') },
      'max-position': { resize: decimal('70') },
      'gross-exposure-account': { resize: decimal('60') },
    });
    expect(evaluate(order(), taken)).toMatchObject({ verdict: 'resize', quantity: decimal('0.006') });
  });

  it('is refused when any other limit does not resize', () => {
    const taken = resizing({ 'max-order-notional': { resize: decimal('50') }, 'max-position': decimal('80') });
    expect(evaluate(order(), taken)).toMatchObject({ verdict: 'deny', quantity: ZERO });
  });

  it('is refused when what is left is below the market minimum', () => {
    const taken = resizing({ 'max-order-notional': { resize: decimal('4.99') } });
    const evaluation = evaluate(order(), taken);
    expect(evaluation.verdict).toBe('deny');
    expect(describeDecision(evaluation, RULES).checks.find(({ id }) => id === 'max-order-notional')?.message).toMatch(
      /not the market/,
    );
  });

  it('is refused when nothing at all fits', () => {
    const taken = resizing(
      { 'max-position': { resize: decimal('3000') } },
      { position: decimal('0.3'), availableBase: ZERO },
    );
    expect(evaluate(order(), taken).verdict).toBe('deny');
  });

  it('halves with twice the volatility the band allows', () => {
    const band: LimitChange = { 'max-order-notional': decimal('100'), 'max-volatility': { resize: decimal('50') } };
    const taken = resizing(band, { watched: watched({ volatilityBps: decimal('100') }) });
    expect(evaluate(order(), taken)).toMatchObject({ verdict: 'resize', quantity: decimal('0.005') });
    expect(evaluate(order({ quantity: decimal('0.005') }), taken).verdict).toBe('allow');
    expect(refusals(order(), resizing({ 'max-volatility': decimal('50') }, { watched: taken.watched }))).toEqual([
      'volatility-band',
    ]);
  });

  it('on a perpetual is a whole number of contracts', () => {
    const taken = perpetual({
      limits: limitsWith({
        'symbol-allowlist': new Set([PERPETUAL.symbol]),
        'max-position': { resize: decimal('77') },
      }),
    });
    expect(evaluate(contracts(), taken)).toMatchObject({ verdict: 'resize', quantity: decimal('7') });
  });
});

group('What the operator reads', () => {
  it('says what was seen, the limit and the unit for each refusal', () => {
    const { verdict, checks } = describeDecision(
      evaluate(order(), limits({ 'max-order-notional': decimal('50') })),
      RULES,
    );
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
        level: 'bot grid-1',
      },
    ]);
  });

  it('every refusal ends in a sentence, whatever is missing', () => {
    const empty = snapshot({
      limits: undefined,
      rules: undefined,
      reference: undefined,
      position: undefined,
      watched: undefined,
    });
    for (const { passed, message } of describeDecision(evaluate(order({ symbol: 'X/Y' }), empty), undefined).checks) {
      if (!passed) expect(message).toMatch(/\.$/);
    }
  });

  it('cuts what it shows at eight decimals, never what it compares', () => {
    const seen = describeDecision(evaluate(order({ quantity: decimal('0.010000000000000001') }), snapshot()), RULES);
    expect(seen.checks.find(({ id }) => id === 'quantity-step')).toMatchObject({ passed: false, observed: '0.01' });
  });
});
