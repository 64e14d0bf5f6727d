import { expect, describe as group, it } from 'vitest';
import { decimal, ZERO } from '#shared/model/decimal';
import { evaluate, type RiskSnapshot } from '../../electron/domains/risk/index';
import { describeDecision, refusals } from '../support/describe-decision';
import {
  contracts,
  type LimitChange,
  limitsWith,
  order,
  PERPETUAL,
  perpetual,
  RULES,
  snapshot,
  watched,
} from '../support/risk-world';

const limits = (change: LimitChange): RiskSnapshot => snapshot({ limits: limitsWith(change) });

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
