import { expect, describe as group, it } from 'vitest';
import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import { LIMIT_IDS, LIMITS as TABLE } from '#shared/model/limits';
import type { OrderIntent } from '#shared/model/order';
import { evaluate, type RiskSnapshot } from '../../electron/domains/risk/index';
import { describeDecision, refusals } from '../support/describe-decision';
import {
  contracts,
  type LimitChange,
  limitsWith,
  order,
  perpetual,
  RULES,
  snapshot,
  watched,
} from '../support/risk-world';

const sell = (change: Partial<OrderIntent> = {}): OrderIntent =>
  order({ side: 'sell', price: decimal('10000'), ...change });

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
