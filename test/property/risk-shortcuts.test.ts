import fc from 'fast-check';
import { expect, describe as group, it } from 'vitest';
import { add, type Decimal, decimal, max, mul, sub } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import { CHECKS, evaluate, type RiskSnapshot, type ScopeLoss } from '../../electron/domains/risk/index';
import { Repeats } from '../../electron/domains/risk/meters/repeats';
import { Portion } from '../../electron/domains/risk/portion';
import { belowPeakAhead, dayLossAhead, grossAfter, lossAhead, netAfter } from '../../electron/domains/risk/scope-sums';
import { anyIntent, anySnapshot } from '../support/risk-any';
import { likelyIntent, likelySnapshot } from '../support/risk-likely';
import { order, resolved } from '../support/risk-world';

/* What the gate remembers or does not work out twice must change no digit of what it would have worked out. */

const money = fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }) as fc.Arbitrary<Decimal>;
/** Often the same few, so that scopes are alike as often as not. */
const few = fc.oneof(fc.constantFrom(decimal('1200.5'), decimal('-7'), decimal('0')), money);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const scopes = <T>(of: fc.Arbitrary<T>) => fc.record({ bot: maybe(of), account: maybe(of), portfolio: maybe(of) });
const NAMES = ['bot', 'account', 'portfolio'] as const;

const withPortions = (taken: RiskSnapshot): RiskSnapshot => {
  const { watched } = taken;
  if (watched === undefined) return taken;
  const kept = (loss: ScopeLoss | undefined): ScopeLoss | undefined =>
    loss === undefined ? undefined : { ...loss, ofPeak: new Portion(loss.peak) };
  const { bot, account, portfolio } = watched.loss;
  return {
    ...taken,
    watched: { ...watched, loss: { bot: kept(bot), account: kept(account), portfolio: kept(portfolio) } },
  };
};

group('What the gate keeps instead of working it out again', () => {
  it('a part is within a limit by the kept portion exactly when it is by the products', () => {
    fc.assert(
      fc.property(
        money,
        fc.array(fc.tuple(money, fc.constantFrom(1n, 7n, 10n ** 20n)), { minLength: 1 }),
        (whole, asked) => {
          const portion = new Portion(whole);
          for (const [limit, scaled] of [...asked, ...asked]) {
            const most = portion.most(limit, scaled);
            expect(most * scaled <= limit * whole).toBe(true);
            expect((most + 1n) * scaled <= limit * whole).toBe(false);
          }
        },
      ),
    );
  });

  it('a check finds alone what it finds among all of them, in any order', () => {
    const made = fc.oneof(fc.tuple(likelyIntent, likelySnapshot), fc.tuple(anyIntent, anySnapshot));
    const mixed = fc.shuffledSubarray([...CHECKS], { minLength: 1 });
    fc.assert(
      fc.property(made, mixed, ([intent, taken], some) => {
        const { checks, findings } = evaluate(intent, taken);
        const whole = new Map(checks.map((check, at) => [check, findings[at]]));
        expect(evaluate(intent, taken, some).findings).toEqual(some.map((check) => whole.get(check)));
      }),
      { numRuns: 150 },
    );
  });

  it('every finding is the same with the portion of the peak as without it', () => {
    const made = fc.oneof(fc.tuple(likelyIntent, likelySnapshot), fc.tuple(anyIntent, anySnapshot));
    fc.assert(
      fc.property(made, ([intent, taken]) => {
        expect(evaluate(intent, withPortions(taken))).toEqual({ ...evaluate(intent, taken) });
      }),
      { numRuns: 150 },
    );
  });

  it('sums of bot, account and portfolio are those of each by itself, alike or not', () => {
    const exposure = scopes(fc.record({ gross: few, netLong: few, netShort: few }));
    const loss = scopes(fc.record({ dayLoss: few, equity: few, peak: few, lossStreak: fc.constant(0) }));
    const move = fc.constantFrom('0', '100', '333.33335', '10000').map(decimal);
    fc.assert(
      fc.property(exposure, loss, few, few, move, fc.boolean(), (exposures, losses, added, crossing, far, isBuy) => {
        const gross = grossAfter(exposures, added);
        const ahead = lossAhead(gross, resolved({ 'worst-case-move': far })['worst-case-move'], crossing);
        const [day, below] = [dayLossAhead(losses, ahead), belowPeakAhead(losses, ahead)];
        const net = netAfter(exposures, isBuy, added);
        const units = (far + 10n ** 14n - 1n) / 10n ** 14n;
        for (const name of NAMES) {
          const [held, lost] = [exposures[name], losses[name]];
          const expectedGross = held === undefined ? undefined : add(held.gross, added);
          expect(gross[name]).toBe(expectedGross);
          const one =
            expectedGross === undefined ? undefined : (((expectedGross * units) / 10n ** 8n + crossing) as Decimal);
          expect(ahead[name]).toBe(one);
          const isKnown = lost !== undefined && one !== undefined;
          expect(day[name]).toBe(isKnown ? add(lost.dayLoss, one) : undefined);
          expect(below[name]).toBe(isKnown ? add(sub(lost.peak, lost.equity), one) : undefined);
          const [long, short] = [held?.netLong, held?.netShort];
          const worse =
            long === undefined || short === undefined
              ? undefined
              : isBuy
                ? max(add(long, added), short)
                : max(long, add(short, added));
          expect(net[name]).toBe(worse);
        }
      }),
      { numRuns: 300 },
    );
  });
});

group('Orders that come again', () => {
  it('are told apart from those that look the same at the first glance', () => {
    const repeats = new Repeats();
    const price = decimal('100');
    // Prices and quantities alike in their low 64 bits fall into one place of the table.
    const alike = [0n, 1n, 2n].flatMap((by): OrderIntent[] => [
      order({ price: (price + by * 2n ** 64n) as Decimal }),
      order({ price, quantity: (decimal('0.01') + by * 2n ** 64n) as Decimal }),
      order({ price, side: 'sell', quantity: (decimal('0.01') + by * 2n ** 64n) as Decimal }),
    ]);
    const distinct = alike.filter((_, at) => at !== 1);
    for (const intent of distinct) expect(repeats.look(intent, 0, 1_000).count).toBe(0);
    for (const [at, intent] of distinct.entries()) for (let times = 0; times <= at; times += 1) repeats.add(intent, 10);
    expect(distinct.map((intent) => repeats.look(intent, 20, 1_000).count)).toEqual(distinct.map((_, at) => at + 1));
  });

  it('are counted as a plain list would count them, thousands of orders later, too, and the oldest are forgotten', () => {
    const repeats = new Repeats();
    const made = (at: number): OrderIntent => order({ price: mul(decimal(at), decimal('0.01')) });
    for (let at = 1; at <= 5_000; at += 1) {
      repeats.add(made(at), at);
      if (at % 10 === 0) repeats.add(made(1), at);
    }
    expect(repeats.look(made(1), 5_000, 100).count).toBe(10);
    for (let at = 2; at <= 4_000; at += 1) expect(repeats.look(made(at), 5_000, 10_000).count).toBe(0);
    for (let at = 4_002; at <= 5_000; at += 1) expect(repeats.look(made(at), 5_000, 10_000).count).toBe(1);
    repeats.rearm();
    expect(repeats.look(made(1), 5_000, 10_000).count).toBe(0);
  });
});
