import { describe, expect, it } from 'vitest';
import { parseBotParams } from '#shared/bot-protocol';
import { type Decimal, decimal, formatDecimal } from '#shared/model/decimal';
import { CONDITIONAL_TYPES } from '#shared/model/order';
import { RiskWatch } from '../../electron/domains/risk/index';
import { refusals } from '../support/describe-decision';
import { ExecutionRig } from '../support/execution-rig';
import { LIMITS, order, REFERENCE, RULES, snapshot } from '../support/risk-world';

/* What bots and exchanges send wrong, through every door there is: each gives a named refusal or state, none passes in silence. */

const GOOD = {
  botOrderId: 'a',
  symbol: 'BTC/USDT',
  side: 'buy',
  type: 'limit',
  quantity: '0.01',
  price: '9990',
} as const;
const read = (change: Readonly<Record<string, unknown>>) => parseBotParams('order.place', { ...GOOD, ...change });

describe('A number that a bot sends', () => {
  const BAD = [
    'NaN',
    'Infinity',
    '-Infinity',
    '-1',
    '0',
    '0.000',
    '1e-30',
    '1e30',
    '0x10',
    '',
    ' 1',
    '1,5',
    `0.${'0'.repeat(18)}1`,
  ];
  const NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, 1e-30, 1e30, 0.01, -1, null];

  it.each(['quantity', 'price', 'stopPrice'])(
    'is refused by name where it is not exact and above zero: %s',
    (field) => {
      const type = field === 'stopPrice' ? 'stop-limit' : 'limit';
      for (const bad of [...BAD, ...NUMBERS, '9'.repeat(39)]) {
        const result = read({ type, [field]: bad });
        expect([bad, result.ok]).toEqual([bad, false]);
        if (!result.ok) expect(JSON.stringify(result.error)).toContain(field);
      }
      expect(read({ type, ...(field === 'stopPrice' ? { stopPrice: '10010' } : {}) }).ok).toBe(true);
    },
  );

  it('that is exact and too fine for the market, or too large for it, is refused by the gate', () => {
    const fine = (change: Parameters<typeof order>[0]) => refusals(order(change), snapshot());
    expect(fine({ price: decimal('9990.001') })).toEqual(['price-tick']);
    expect(fine({ quantity: decimal('0.010000000000000001') })).toEqual(['quantity-step']);
    expect(fine({ quantity: decimal('0.000000000000000001') })).toEqual(
      expect.arrayContaining(['quantity-step', 'min-quantity', 'min-notional']),
    );
    expect(fine({ quantity: decimal('9'.repeat(30)) })).toEqual(
      expect.arrayContaining(['max-quantity', 'max-order-notional', 'max-position', 'available-balance']),
    );
  });
});

describe('What else a bot sends', () => {
  it('is refused: a field that nobody asked for, another case, a symbol, side or type that there is not', () => {
    const bad = [
      { leverage: 5 },
      { botId: 'another-bot' },
      { symbol: 'btc/usdt' },
      { symbol: 'BTCUSDT' },
      { side: 'Buy' },
      { type: 'LIMIT' },
      { timeInForce: 'gtc' },
      { reduceOnly: 'true' },
    ];
    for (const change of bad) expect([change, read(change).ok]).toEqual([change, false]);
  });

  it.each(CONDITIONAL_TYPES)('is refused where a price is missing or too many: %s', (type) => {
    const { price, ...rest } = GOOD;
    const own = type.endsWith('market') ? {} : { price };
    const place = (params: object) => parseBotParams('order.place', { ...rest, type, ...params }).ok;
    expect(place({ ...own, stopPrice: '10010' })).toBe(true);
    expect(place({ ...own })).toBe(false);
    expect(place(type.endsWith('market') ? { price, stopPrice: '10010' } : { stopPrice: '10010' })).toBe(false);
  });

  it('on a symbol that nobody knows is refused by its name', () => {
    const unknown = refusals(order({ symbol: 'NOPE/USDT' }), snapshot({ rules: undefined, reference: undefined }));
    expect(unknown).toEqual(expect.arrayContaining(['symbol-allowlist', 'market-open', 'reference-fresh']));
  });
});

describe('A reference price', () => {
  const priced = (change: Partial<typeof REFERENCE>) =>
    refusals(order(), snapshot({ reference: { ...REFERENCE, ...change } }));

  it('that is stale, zero or crossed lets nothing through', () => {
    expect(priced({ receivedMonotonicMs: -2_000 })).toEqual(['reference-fresh']);
    expect(priced({ bid: decimal('0') })).toContain('reference-fresh');
    expect(priced({ bid: decimal('10001') })).toContain('reference-fresh');
    expect(priced({})).toEqual([]);
  });

  it.each([10_000n, -10_000n])(
    'that is off by 10,000 times stops trading until a person looks, stops too (%s)',
    (times) => {
      const watch = new RiskWatch({ accountIds: ['sub-1'], zone: 'UTC', now: 0 });
      const off = (price: Decimal): Decimal => (times > 0n ? price * times : price / -times) as Decimal;
      for (let ms = 0; ms < 60_000; ms += 1_000) watch.onReference(REFERENCE, ms);
      const broken = { ...REFERENCE, bid: off(REFERENCE.bid), ask: off(REFERENCE.ask), last: off(REFERENCE.last) };
      watch.onReference(broken, 60_000);
      const at = order({ price: broken.bid });
      const refused = (intent: typeof at) =>
        refusals(intent, snapshot({ reference: broken, watched: watch.look(intent, LIMITS, 60_000, 60_000) }));
      expect(refused(at)).toContain('reference-jump');
      const stop = order({ type: 'stop-limit', stopPrice: off(decimal('10010')), price: off(decimal('10020')) });
      expect(refused(stop)).toContain('reference-jump');
    },
  );
});

describe('What an exchange tells', () => {
  const ID1 = 'habc1231';

  it('a fill of an order that was never sent moves the money, and belongs to no bot', () => {
    const rig = new ExecutionRig().open();
    rig.execution.reports.applyFill(rig.fill('never-sent', '0.01'));
    expect(formatDecimal(rig.account.total('BTC'))).toBe('0.01');
    expect(rig.fills).toMatchObject([{ botId: undefined, botOrderId: undefined }]);
  });

  it('fills that come twice and in any order add up to the same', async () => {
    for (const turn of [
      [0, 1, 2],
      [2, 0, 1, 2, 0],
      [1, 1, 0, 2],
    ]) {
      const rig = new ExecutionRig().open();
      await rig.submit('a');
      const fills = ['0.002', '0.003', '0.005'].map((quantity) => rig.fill(ID1, quantity));
      for (const index of turn) rig.execution.reports.applyFill(fills[index] ?? rig.fill(ID1, '1'));
      rig.execution.reports.applyUpdate(rig.report(ID1, { state: 'filled', filledQuantity: decimal('0.01') }));
      expect([formatDecimal(rig.account.total('BTC')), rig.stateOf(ID1)]).toEqual(['0.01', 'filled']);
      expect(rig.account.isAwaitingFills).toBe(false);
    }
  });

  it('a market whose filters change while an order works: the next one is judged by the new, the one that works is followed', async () => {
    const rig = new ExecutionRig().open();
    expect((await rig.submit('a')).kind).toBe('accepted');
    rig.rules = { ...RULES, tickSize: decimal('100'), minNotional: decimal('500') };
    expect(await rig.submit('b')).toMatchObject({ kind: 'refused', checks: ['price-tick', 'min-notional'] });
    rig.execution.reports.applyUpdate(rig.report(ID1, { state: 'partially-filled', filledQuantity: decimal('0.004') }));
    expect(rig.stateOf(ID1)).toBe('partially-filled');
    expect((await rig.execution.cancel('grid-1', 'a')).kind).toBe('cancelled');
  });

  it('a symbol that is delisted while an order works takes nothing more, and what works can be cancelled', async () => {
    for (const rules of [{ ...RULES, isTrading: false }, undefined]) {
      const rig = new ExecutionRig().open();
      await rig.submit('a');
      rig.rules = rules;
      const outcome = await rig.submit('b');
      expect(outcome.kind === 'refused' && outcome.checks).toContain('market-open');
      expect((await rig.execution.cancel('grid-1', 'a')).kind).toBe('cancelled');
    }
  });
});
