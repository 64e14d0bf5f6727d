import fc from 'fast-check';
import { expect, describe as group, it } from 'vitest';
import { abs, add, type Decimal, decimal, isMultipleOf, max, min, mul, neg, sub, ZERO } from '#shared/model/decimal';
import { isLoosening, type ResolvedLimit, type ResolvedLimits } from '#shared/model/limit-values';
import { LIMIT_IDS, type LimitId, limitDefinition } from '#shared/model/limits';
import type { OrderIntent } from '#shared/model/order';
import { CHECKS, evaluate, factsOf, type RiskSnapshot } from '../../electron/domains/risk/index';
import { describeDecision } from '../support/describe-decision';
import { anyIntent, anySnapshot, HOURS } from '../support/risk-any';
import { between, likelyIntent, likelySnapshot } from '../support/risk-likely';
import { order, REFERENCE, RULES, snapshot } from '../support/risk-world';

type Resolved = ResolvedLimit | undefined;

/** The same limit, stricter by so many percent (0 leaves a number as it is), and refusing where it resized. */
function tightened(id: LimitId, limit: Resolved, percent: number, refuses: boolean): Resolved {
  if (limit === undefined) return undefined;
  const onBreach = refuses ? 'deny' : limit.onBreach;
  const { value } = limit;
  const { tighter, kind } = limitDefinition(id);
  if (value === undefined) return percent % 2 === 0 ? limit : undefined;
  if (value instanceof Set) return { ...limit, value: new Set([...value].slice(percent % (value.size + 1))), onBreach };
  if (kind === 'hours') return { ...limit, value: [HOURS], onBreach };
  const factor = tighter === 'lower' ? 100 - percent : 100 + percent * 3;
  if (typeof value === 'bigint') return { ...limit, value: ((value * BigInt(factor)) / 100n) as Decimal, onBreach };
  return { ...limit, value: ((value as number) * factor) / 100, onBreach };
}

const withLimit = (taken: RiskSnapshot, id: LimitId, limit: Resolved): RiskSnapshot => ({
  ...taken,
  limits: { ...(taken.limits as ResolvedLimits), [id]: limit } as ResolvedLimits,
});

const percents = fc.integer({ min: 0, max: 100 });
const anyId = fc.constantFrom(...LIMIT_IDS);
/** A sell of what is held leaves whatever limits say (R10); tightening is about everything else. */
const isExit = (intent: OrderIntent, taken: RiskSnapshot): boolean => factsOf(intent, taken).isExit;

group('The gate, over any order and any state of the world', () => {
  it('never throws, evaluates every check, and lets nothing through that failed one', () => {
    fc.assert(
      fc.property(anyIntent, anySnapshot, (intent, taken) => {
        const evaluation = evaluate(intent, taken);
        expect(evaluation.findings).toHaveLength(CHECKS.length);
        const { checks } = describeDecision(evaluation, taken.rules);
        const failed = checks.filter(({ passed }) => !passed);
        if (evaluation.verdict === 'allow') expect(failed).toEqual([]);
        else expect(failed).not.toEqual([]);
        if (evaluation.verdict === 'deny') expect(evaluation.quantity).toBe(0n);
        expect(checks.every((check) => check.passed || check.message !== '')).toBe(true);
        expect(() => JSON.stringify(checks)).not.toThrow();
      }),
      { numRuns: 800 },
    );
  });

  it('never allows while HALTED, from a locked account, or where something is missing that exits need, too', () => {
    const holes: Array<Partial<RiskSnapshot>> = [
      { tradingState: 'HALTED' },
      { isAccountLocked: true },
      { rules: undefined },
      { reference: undefined },
      { stage: undefined },
      { environment: undefined },
      { watched: undefined },
      { isNameTaken: true },
    ];
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, fc.constantFrom(...holes), (intent, taken, hole) => {
        expect(evaluate(intent, { ...taken, ...hole }).verdict).toBe('deny');
      }),
    );
  });

  it('never passes a quantity or a price that is absurd', () => {
    const absurd = fc.constantFrom('1e-18', '1e30', '0', '-1', '-1e30', '0.0000000000000001').map(decimal);
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, absurd, fc.boolean(), (intent, taken, value, isQuantity) => {
        fc.pre(isQuantity || intent.price !== undefined);
        const asked = isQuantity ? { ...intent, quantity: value } : { ...intent, price: value };
        const { verdict, quantity } = evaluate(asked, taken);
        // A limit that resizes may cut 1e30 down to something sensible; the market's own maximum refuses it before.
        expect([verdict, quantity]).toEqual(['deny', 0n]);
      }),
    );
  });

  it('decides the same for the same input, and changes nothing it was given', () => {
    fc.assert(
      fc.property(anyIntent, anySnapshot, (intent, taken) => {
        const frozen = Object.freeze({ ...taken });
        expect(evaluate(Object.freeze({ ...intent }), frozen)).toEqual(evaluate(intent, taken));
      }),
    );
  });

  it('admits, resizes and refuses enough of the orders these tests are made with, so that they prove something', () => {
    const made = fc.sample(fc.tuple(likelyIntent, likelySnapshot), { numRuns: 3_000, seed: 7 });
    const verdicts = made.map(([intent, taken]) => evaluate(intent, taken).verdict);
    for (const verdict of ['allow', 'resize', 'deny'])
      expect(verdicts.filter((each) => each === verdict).length, verdict).toBeGreaterThan(100);
  });

  it('gives the same verdict in whatever order the checks are made', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(likelyIntent, likelySnapshot), fc.tuple(anyIntent, anySnapshot)),
        fc.shuffledSubarray([...CHECKS], { minLength: CHECKS.length }),
        ([intent, taken], shuffled) => {
          const here = evaluate(intent, taken);
          const there = evaluate(intent, taken, shuffled);
          expect([there.verdict, there.quantity]).toEqual([here.verdict, here.quantity]);
          const byId = new Map(there.checks.map(({ id }, at) => [id, there.findings[at]]));
          expect(here.checks.map(({ id }) => byId.get(id))).toEqual(here.findings);
        },
      ),
      { numRuns: 400 },
    );
  });
});

group('Tightening', () => {
  it('any limit never admits more: not another order, and not a larger quantity', () => {
    fc.assert(
      fc.property(
        likelyIntent,
        likelySnapshot,
        anyId,
        percents,
        fc.boolean(),
        (intent, taken, id, percent, refuses) => {
          const tighter = withLimit(taken, id, tightened(id, taken.limits?.[id], percent, refuses));
          expect(evaluate(intent, tighter).quantity <= evaluate(intent, taken).quantity).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('all limits together never admits more', () => {
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, percents, fc.boolean(), (intent, taken, percent, refuses) => {
        let tighter = taken;
        for (const id of LIMIT_IDS)
          tighter = withLimit(tighter, id, tightened(id, taken.limits?.[id], percent % 30, refuses));
        expect(evaluate(intent, tighter).quantity <= evaluate(intent, taken).quantity).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a limit away altogether refuses everything but exits', () => {
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, anyId, (intent, taken, id) => {
        const without = withLimit(taken, id, undefined);
        if (!isExit(intent, taken)) expect(evaluate(intent, without).verdict).toBe('deny');
        expect(evaluate(intent, without).quantity <= evaluate(intent, taken).quantity).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never called loosening, and loosening never tightening', () => {
    fc.assert(
      fc.property(likelySnapshot, anyId, percents, fc.boolean(), (taken, id, percent, refuses) => {
        const from = taken.limits?.[id];
        const to = tightened(id, from, percent, refuses);
        expect(isLoosening(id, from, to)).toBe(false);
        if (isLoosening(id, to, from)) expect(isLoosening(id, from, to)).toBe(false);
      }),
    );
  });
});

group('A resize', () => {
  it('is a whole number of steps, smaller than asked, never below the minimum, and within every limit', () => {
    let resized = 0;
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, (intent, taken) => {
        const { verdict, quantity } = evaluate(intent, taken);
        if (verdict !== 'resize') return;
        resized += 1;
        expect(isMultipleOf(quantity, RULES.stepSize)).toBe(true);
        expect(quantity < intent.quantity && quantity >= RULES.minQuantity).toBe(true);
        const again = evaluate({ ...intent, quantity }, taken);
        expect(again).toMatchObject({ verdict: 'allow', quantity });
        expectWithinLimits({ ...intent, quantity }, taken);
      }),
      { numRuns: 4_000 },
    );
    expect(resized).toBeGreaterThan(50);
  });

  it('and an order that is allowed are within every limit, worked out again by hand', () => {
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, (intent, taken) => {
        if (evaluate(intent, taken).verdict === 'allow') expectWithinLimits(intent, taken);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** By its own arithmetic, not the gate's. */
function expectWithinLimits(intent: OrderIntent, taken: RiskSnapshot): void {
  const { reference, position = ZERO, availableQuote = ZERO, availableBase = ZERO, watched } = taken;
  const limit = (id: LimitId): bigint => (taken.limits?.[id]?.value ?? 0n) as bigint;
  const isBuy = intent.side === 'buy';
  const price = intent.price ?? intent.stopPrice ?? (isBuy ? reference?.ask : reference?.bid) ?? ZERO;
  expect(isBuy ? mul(price, intent.quantity) <= availableQuote : intent.quantity <= availableBase).toBe(true);
  if (isExit(intent, taken)) return;
  expect(intent.quantity <= limit('max-order-quantity')).toBe(true);
  expect(mul(price, intent.quantity) <= limit('max-order-notional')).toBe(true);
  const longest = add(add(position, taken.workingBuys), isBuy ? intent.quantity : ZERO);
  const shortest = sub(sub(position, taken.workingSells), isBuy ? ZERO : intent.quantity);
  const worst = abs(longest) > abs(shortest) ? abs(longest) : abs(shortest);
  expect(mul(worst, reference?.ask ?? ZERO) <= limit('max-position')).toBe(true);
  for (const scope of ['bot', 'account', 'portfolio'] as const) {
    const others = sub(watched?.exposure[scope]?.gross ?? ZERO, watched?.cell?.worst ?? ZERO);
    expect(add(others, mul(worst, watched?.cell?.mark ?? ZERO)) <= limit(`gross-exposure-${scope}`)).toBe(true);
    const net = add(watched?.exposure[scope]?.netLong ?? ZERO, isBuy ? mul(intent.quantity, decimal('10000')) : ZERO);
    expect(net <= limit(`net-exposure-${scope}`)).toBe(true);
  }
}

group('While REDUCING', () => {
  interface Step {
    /** `protect`: a reduce-only stop. */
    readonly kind: 'ask' | 'protect' | 'fill' | 'cancel';
    readonly side: 'buy' | 'sell';
    readonly quantity: Decimal;
    readonly at: number;
  }
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.record({
      kind: fc.constantFrom('ask' as const, 'ask' as const, 'protect' as const, 'fill' as const, 'cancel' as const),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: between(1, 60, '0.001'),
      at: fc.nat(30),
    }),
    { minLength: 5, maxLength: 40 },
  );

  it.each(['spot', 'perpetual'])(
    'no sequence of admitted orders turns or grows a position, however they fill (%s)',
    (kind) => {
      const rules =
        kind === 'spot'
          ? RULES
          : {
              ...RULES,
              contract: { settle: 'USDT', contractSize: decimal('1'), maxLeverage: decimal('20'), brackets: [] },
            };
      const starts = kind === 'spot' ? between(0, 200, '0.001') : between(-200, 200, '0.001');
      let admitted = 0;
      /** Stops that were taken although others claim the position already. */
      let beyond = 0;
      fc.assert(
        fc.property(starts, steps, (start, played) => {
          let position = start;
          const working: Array<{ readonly side: 'buy' | 'sell'; left: Decimal; readonly isStop: boolean }> = [];
          const total = (side: 'buy' | 'sell', onlyStops = false): Decimal =>
            working.reduce(
              (sum, each) => (each.side === side && (each.isStop || !onlyStops) ? add(sum, each.left) : sum),
              ZERO,
            );
          const reducing = (side: 'buy' | 'sell') => ({ resting: ZERO, waiting: total(side, true) });
          for (const { kind: what, side, quantity, at } of played) {
            const one = working[at % Math.max(1, working.length)];
            if (what === 'ask' || what === 'protect') {
              const isStop = what === 'protect' && kind === 'perpetual';
              const taken = snapshot({
                tradingState: 'REDUCING',
                rules,
                position,
                workingBuys: total('buy'),
                workingSells: total('sell'),
                availableBase: decimal('9e9'),
                leverage: decimal('1'),
                reference: { ...REFERENCE, mark: decimal('9999.5') },
                ...(kind === 'spot' ? {} : { reducingBuys: reducing('buy'), reducingSells: reducing('sell') }),
              });
              const price = side === 'buy' ? decimal('9990') : decimal('10000');
              const stopPrice = side === 'buy' ? decimal('10100') : decimal('9900');
              const asked = isStop
                ? order({ side, quantity, type: 'stop-market', price: undefined, stopPrice, reduceOnly: true })
                : order({ side, quantity, price });
              const answer = evaluate(asked, taken);
              if (answer.verdict === 'deny') continue;
              admitted += 1;
              if (isStop && add(total(side), quantity) > abs(position)) beyond += 1;
              working.push({ side, left: answer.quantity, isStop });
            } else if (one !== undefined && what === 'cancel') working.splice(working.indexOf(one), 1);
            else if (one !== undefined) {
              // What is reduce-only, the exchange lets reduce and no more.
              const held = one.side === 'buy' ? max(neg(position), ZERO) : max(position, ZERO);
              const filled = min(one.isStop ? min(one.left, held) : one.left, quantity);
              position = one.side === 'buy' ? add(position, filled) : sub(position, filled);
              one.left = sub(one.left, filled);
              if (one.left === 0n) working.splice(working.indexOf(one), 1);
            }
            expect(abs(position) <= abs(start)).toBe(true);
            expect(position === 0n || position > 0n === start > 0n).toBe(true);
          }
        }),
        { numRuns: 1_000 },
      );
      expect(admitted).toBeGreaterThan(500);
      if (kind === 'perpetual') expect(beyond).toBeGreaterThan(0);
    },
  );
});
