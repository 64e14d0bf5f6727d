import { expect, describe as group, it } from 'vitest';
import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import { CONDITIONAL_TYPES, isAtMarket, type OrderIntent } from '#shared/model/order';
import { evaluate, factsOf, type RiskSnapshot } from '../../electron/domains/risk/index';
import { describeDecision, refusals } from '../support/describe-decision';
import { contracts, limitsWith, PERPETUAL, perpetual, REFERENCE, snapshot } from '../support/risk-world';

const d = decimal;
const MARKED = { ...REFERENCE, symbol: PERPETUAL.symbol, mark: d('10000') };

/** A stop that ends a long of 10 contracts, at market, when the mark price falls to 9,900. */
const protect = (change: Partial<OrderIntent> = {}): OrderIntent =>
  contracts({ side: 'sell', type: 'stop-market', price: undefined, stopPrice: d('9900'), reduceOnly: true, ...change });
const long = (change: Partial<RiskSnapshot> = {}): RiskSnapshot =>
  perpetual({ position: d('10'), reference: MARKED, ...change });

group('A protective stop', () => {
  it('is an exit: it passes while only exits do, and when limits of size are used up', () => {
    const tight = limitsWith({ 'symbol-allowlist': new Set(), 'max-order-notional': d('1'), 'max-position': d('1') });
    const taken = long({ tradingState: 'REDUCING', limits: tight });
    expect(refusals(protect(), taken)).toEqual([]);
    expect(refusals(protect({ reduceOnly: false }), taken)).toEqual([]);
    expect(refusals(protect({ side: 'buy', stopPrice: d('10100'), reduceOnly: false }), taken)).toContain(
      'trading-state',
    );
  });

  it('may stand beside a take-profit for the same position, since the exchange lets only one of them act', () => {
    const waiting = { workingSells: d('10'), reducingSells: { resting: ZERO, waiting: d('10') } };
    const second = protect({ type: 'take-profit-market', stopPrice: d('10500') });
    expect(refusals(second, long({ ...waiting, tradingState: 'REDUCING' }))).toEqual([]);
    // Without the exchange's word the two could turn the position together.
    expect(refusals({ ...second, reduceOnly: false }, long({ ...waiting, tradingState: 'REDUCING' }))).toContain(
      'trading-state',
    );
    // And where another order already ends it that is not kept from turning it, neither may a stop.
    expect(refusals(second, long({ workingSells: d('10') }))).toContain('reduce-only');
  });

  it('does not keep a bot from ending its position by hand, and a second order at the book still may not claim it', () => {
    const taken = long({ workingSells: d('10'), reducingSells: { resting: ZERO, waiting: d('10') } });
    const byHand = protect({ type: 'market', stopPrice: undefined });
    expect(refusals(byHand, taken)).toEqual([]);
    const claimed = { workingSells: d('14'), reducingSells: { resting: d('4'), waiting: d('10') } };
    expect(refusals(byHand, long(claimed))).toContain('reduce-only');
    expect(refusals({ ...byHand, quantity: d('6') }, long(claimed))).toEqual([]);
  });

  it('of ten for one position none turns it, and what still could is counted against the limits', () => {
    const ten = { workingSells: d('100'), reducingSells: { resting: ZERO, waiting: d('100') } };
    expect(factsOf(protect(), long(ten))).toMatchObject({ shortest: ZERO, isExit: true });
    // A sell that is not reduce-only may meet what they leave: its whole quantity is a short.
    const plain = contracts({ side: 'sell', price: d('10000'), quantity: d('4') });
    expect(factsOf(plain, long(ten))).toMatchObject({ shortest: d('-4'), isExit: false });
  });

  it('is refused where there is nothing to protect, or less than it says', () => {
    expect(refusals(protect(), perpetual({ reference: MARKED }))).toContain('reduce-only');
    expect(refusals(protect({ quantity: d('11') }), long())).toContain('reduce-only');
  });
});

group('A conditional order that opens', () => {
  const entry = (change: Partial<OrderIntent> = {}): OrderIntent =>
    contracts({ type: 'stop-market', price: undefined, stopPrice: d('10900'), ...change });
  const free = (change: Partial<RiskSnapshot> = {}): RiskSnapshot => perpetual({ reference: MARKED, ...change });

  it('is worth its quantity at its stop price, and counts as a working order from now on', () => {
    const facts = factsOf(entry(), free());
    expect([facts.price, facts.notional, facts.longest]).toEqual([d('10900'), d('109'), d('10')]);
    const most = (value: string) => ({
      limits: limitsWith({ 'symbol-allowlist': new Set([PERPETUAL.symbol]), 'max-position': d(value) }),
    });
    expect(refusals(entry(), free(most('109')))).toEqual([]);
    expect(refusals(entry(), free(most('108.99')))).toEqual(['max-position']);
  });

  it("binds margin at its stop price, and loses nothing at once by standing away from today's mark", () => {
    // 109 at five times.
    expect(refusals(entry(), free({ availableMargin: d('21.8') }))).toEqual([]);
    expect(refusals(entry(), free({ availableMargin: d('21.79') }))).toEqual(['available-balance']);
  });

  it('may have its limit so far beyond its stop price as the collar says, wherever the market is', () => {
    const limited = (price: string) => entry({ type: 'stop-limit', price: d(price) });
    expect(refusals(limited('11009'), free())).toEqual([]);
    expect(refusals(limited('11009.01'), free())).toEqual(['price-collar']);
  });
});

group('A stop price on the wrong side', () => {
  it.each(CONDITIONAL_TYPES)('is refused with a sentence that says where the market is: %s', (type) => {
    const price = isAtMarket(type) ? undefined : d('10000');
    for (const side of ['buy', 'sell'] as const) {
      const reached = contracts({ side, type, price, stopPrice: d('10000') });
      const evaluation = evaluate(reached, perpetual({ reference: MARKED }));
      const told = describeDecision(evaluation, PERPETUAL).checks.find(({ id }) => id === 'stop-price');
      expect(told?.passed).toBe(false);
      expect(told?.message).toBe(
        'The stop price 10000 is reached already (the market is at 10000): the order would go off at once. Send it as a market or limit order if that is meant.',
      );
    }
  });

  it('is judged by the mark price on a perpetual and by the last trade on spot; without it nothing passes', () => {
    const between: Decimal = d('9999.75');
    const buy = (taken: RiskSnapshot) =>
      refusals(
        contracts({
          symbol: taken.rules?.symbol ?? '',
          type: 'stop-limit',
          stopPrice: between,
          quantity: d('1'),
          price: d('10000'),
        }),
        taken,
      );
    expect(buy(perpetual({ reference: MARKED }))).toContain('stop-price');
    expect(buy(snapshot())).not.toContain('stop-price');
    expect(buy(perpetual())).toContain('stop-price');
  });
});
