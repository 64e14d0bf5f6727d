import fc from 'fast-check';
import { expect, describe as group, it } from 'vitest';
import type { Decimal } from '#shared/model/decimal';
import type { BotLimits } from '#shared/model/limits';
import { CHECKS, notionalOf } from '../../electron/domains/risk/checks';
import { describe, evaluate, type RiskSnapshot } from '../../electron/domains/risk/index';
import { anyIntent, anySnapshot, likelyIntent, likelySnapshot } from '../support/risk-world';

const fraction = fc.integer({ min: 0, max: 100 });
const share = (value: Decimal | undefined, percent: number): Decimal | undefined =>
  value === undefined ? undefined : (((value * BigInt(percent)) / 100n) as Decimal);

/** Limits no wider than these. */
function tightened(limits: BotLimits, percent: number, drops: number): BotLimits {
  const list = limits.symbolAllowlist;
  return {
    symbolAllowlist: list === undefined ? undefined : list.slice(0, list.length - (drops % (list.length + 1))),
    maxOrderNotional: share(limits.maxOrderNotional, percent),
    maxPositionNotional: share(limits.maxPositionNotional, percent),
    priceCollarBps: limits.priceCollarBps === undefined ? undefined : (limits.priceCollarBps * percent) / 100,
    referenceMaxAgeMs: limits.referenceMaxAgeMs === undefined ? undefined : (limits.referenceMaxAgeMs * percent) / 100,
  };
}

group('The gate, over any order and any state of the world', () => {
  it('never throws, evaluates every check, and denies when any check fails', () => {
    fc.assert(
      fc.property(anyIntent, anySnapshot, (intent, taken) => {
        const evaluation = evaluate(intent, taken);
        expect(evaluation.outcomes).toHaveLength(CHECKS.length);
        expect(evaluation.verdict).toBe(evaluation.outcomes.every(({ passed }) => passed) ? 'allow' : 'deny');
        const { checks } = describe(evaluation, taken.rules);
        for (const check of checks) expect(check.passed || check.message !== '').toBe(true);
        expect(() => JSON.stringify(checks)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });

  it('never allows while HALTED, without limits, rules, price or position', () => {
    const holes: Array<Partial<Record<keyof RiskSnapshot, unknown>>> = [
      { tradingState: 'HALTED' },
      { limits: undefined },
      { rules: undefined },
      { reference: undefined },
      { position: undefined },
      { isNameTaken: true },
    ];
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, fc.constantFrom(...holes), (intent, taken, hole) => {
        expect(evaluate(intent, { ...taken, ...hole } as RiskSnapshot).verdict).toBe('deny');
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

  it('admits about half of the orders these tests are made with, so that they prove something', () => {
    const verdicts = fc.sample(fc.tuple(likelyIntent, likelySnapshot), { numRuns: 2_000, seed: 7 });
    const allowed = verdicts.filter(([intent, taken]) => evaluate(intent, taken).verdict === 'allow').length;
    expect(allowed).toBeGreaterThan(200);
    expect(allowed).toBeLessThan(1_800);
  });

  it('admits nothing more when any limit is tightened or taken away', () => {
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, fraction, fc.nat(3), (intent, taken, percent, drops) => {
        fc.pre(taken.limits !== undefined);
        const tighter = { ...taken, limits: tightened(taken.limits as BotLimits, percent, drops) };
        if (evaluate(intent, taken).verdict === 'deny') expect(evaluate(intent, tighter).verdict).toBe('deny');
        for (const key of Object.keys(taken.limits as object)) {
          const without = { ...taken, limits: { ...(taken.limits as BotLimits), [key]: undefined } };
          expect(evaluate(intent, without).verdict).toBe('deny');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the same verdict in whatever order the checks are made', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(likelyIntent, likelySnapshot), fc.tuple(anyIntent, anySnapshot)),
        fc.shuffledSubarray([...CHECKS], { minLength: CHECKS.length }),
        ([intent, taken], shuffled) => {
          const alone = new Map(
            shuffled.map((check) => [check.id, check.evaluate(intent, taken, notionalOf(intent, taken))]),
          );
          const { outcomes, verdict } = evaluate(intent, taken);
          for (const { check, passed, observed, limit } of outcomes) {
            expect(alone.get(check.id)).toEqual({ passed, observed, limit });
          }
          expect([...alone.values()].every(({ passed }) => passed)).toBe(verdict === 'allow');
        },
      ),
    );
  });

  it('allows no order whose worth, position or cost is above its limit', () => {
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, (intent, taken) => {
        if (evaluate(intent, taken).verdict === 'deny') return;
        const { limits, reference, position = 0n, availableQuote = 0n, availableBase = 0n } = taken;
        const price = intent.price ?? (intent.side === 'buy' ? reference?.ask : reference?.bid) ?? 0n;
        const scale = 10n ** 18n;
        expect((price * intent.quantity) / scale <= (limits?.maxOrderNotional ?? -1n)).toBe(true);
        if (intent.side === 'sell') {
          expect(intent.quantity <= availableBase).toBe(true);
          return;
        }
        expect((price * intent.quantity) / scale <= availableQuote).toBe(true);
        const reached = position + taken.workingBuys + intent.quantity;
        expect((reached * (reference?.ask ?? 0n)) / scale <= (limits?.maxPositionNotional ?? -1n)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
