import fc from 'fast-check';
import { expect, describe as group, it } from 'vitest';
import { isLoosening, type ResolvedLimit, type ResolvedLimits } from '#shared/model/limit-values';
import { LIMIT_IDS, type LimitId } from '#shared/model/limits';
import { decisionOf, evaluate, factsOf, type RiskSnapshot, recorded, rejudge } from '../../electron/domains/risk/index';
import { likelyIntent, likelySnapshot } from '../support/risk-likely';

/** Limits of one snapshot, some of them those of another. */
const mixed = (a: ResolvedLimits, b: ResolvedLimits, taken: readonly LimitId[]): ResolvedLimits =>
  ({ ...a, ...Object.fromEntries(taken.map((id) => [id, b[id]])) }) as ResolvedLimits;

const isChanged =
  (a: ResolvedLimits, b: ResolvedLimits) =>
  (id: LimitId): boolean =>
    isLoosening(id, a[id] as ResolvedLimit, b[id] as ResolvedLimit) ||
    isLoosening(id, b[id] as ResolvedLimit, a[id] as ResolvedLimit);

const someIds = fc.subarray([...LIMIT_IDS], { minLength: 1 });

/** What the record of a decision under other limits says, and what the gate itself would have said under the new. */
function both(intent: Parameters<typeof evaluate>[0], taken: RiskSnapshot, next: ResolvedLimits) {
  const now = taken.limits as ResolvedLimits;
  const { checks } = decisionOf(recorded(evaluate(intent, taken)), { base: 'BTC', quote: 'USDT' });
  const real = evaluate(intent, { ...taken, limits: next });
  const { isExit } = factsOf(intent, taken);
  const about = { limits: next, isChanged: isChanged(now, next), at: taken.now, isExit };
  return checks.map((check, index) => {
    const finding = real.findings[index];
    const passes = finding?.passed === true || (isExit && real.checks[index]?.yieldsToExits === true);
    return { check, found: rejudge(check, about), passes, fits: finding?.fits };
  });
}

group('A decision on record, judged by other limits', () => {
  it('goes, check by check, as the gate itself would have decided under them, or says that it cannot tell', () => {
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, likelySnapshot, someIds, (intent, taken, other, ids) => {
        const next = mixed(taken.limits as ResolvedLimits, other.limits as ResolvedLimits, ids);
        for (const { check, found, passes, fits } of both(intent, taken, next)) {
          if (found === 'not-told') continue;
          const real = passes ? 'passes' : fits === undefined ? 'fails' : 'smaller';
          expect([check.id, check.observed, found]).toEqual([check.id, check.observed, real]);
        }
      }),
      { numRuns: 800 },
    );
  });

  it('goes as it went where nothing is changed, and then always tells', () => {
    fc.assert(
      fc.property(likelyIntent, likelySnapshot, (intent, taken) => {
        for (const { check, found } of both(intent, taken, taken.limits as ResolvedLimits))
          if (found !== 'smaller' && found !== 'not-told')
            expect([check.id, found]).toEqual([check.id, check.passed ? 'passes' : 'fails']);
      }),
    );
  });

  it('changes the outcome of enough checks, both ways, and leaves few untold, so that these tests prove something', () => {
    const made = fc.sample(fc.tuple(likelyIntent, likelySnapshot, likelySnapshot), { numRuns: 1_500, seed: 7 });
    const counts = { refused: 0, let: 0, smaller: 0, untold: 0, all: 0 };
    for (const [intent, taken, other] of made)
      for (const { check, found } of both(intent, taken, other.limits as ResolvedLimits)) {
        counts.all += 1;
        if (found === 'not-told') counts.untold += 1;
        if (found === 'smaller') counts.smaller += 1;
        if (found === 'fails' && check.passed) counts.refused += 1;
        if (found === 'passes' && !check.passed) counts.let += 1;
      }
    expect(counts.refused).toBeGreaterThan(100);
    expect(counts.let).toBeGreaterThan(100);
    expect(counts.smaller).toBeGreaterThan(20);
    expect(counts.untold / counts.all).toBeLessThan(0.2);
  });
});
