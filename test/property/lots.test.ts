import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abs, add, type Decimal, decimal, mul, neg, sub, ZERO } from '#shared/model/decimal';
import { type Closing, COST_METHODS, Lots, realisedBy, type Trade } from '../../electron/domains/history/exports/lots';

const sum = (values: readonly Decimal[]): Decimal => values.reduce<Decimal>((total, value) => add(total, value), ZERO);

/** Trades at any price, of quantities that do not divide evenly, with a fee each. */
const trades = fc.array(
  fc.record({
    isBuy: fc.boolean(),
    quantity: fc.integer({ min: 1, max: 9_999_999 }).map((units) => decimal(`${units}e-8`)),
    price: fc.integer({ min: 1, max: 99_999_999 }).map((units) => decimal(`${units}e-3`)),
    fee: fc.integer({ min: 0, max: 9_999 }).map((units) => decimal(`${units}e-8`)),
  }),
  { minLength: 1, maxLength: 40 },
);

const tradeOf = (
  { isBuy, quantity, price, fee }: { isBuy: boolean; quantity: Decimal; price: Decimal; fee: Decimal },
  at: number,
): Trade => ({
  change: isBuy ? quantity : neg(quantity),
  paid: add(isBuy ? mul(quantity, price) : neg(mul(quantity, price)), fee),
  at,
  tradeId: String(at),
});

/** The last trade closes whatever is open. */
const closed = (list: readonly Trade[], at: number): Trade[] => {
  const open = sum(list.map(({ change }) => change));
  return open === ZERO
    ? [...list]
    : [...list, { change: neg(open), paid: mul(open, decimal('-17.31')), at, tradeId: String(at) }];
};

const run = (lots: Lots, list: readonly Trade[]): Closing[] => list.flatMap((trade) => lots.trade(trade));

describe('Profit by first in first out, last in first out and average cost', () => {
  it('comes to the same total to the last digit once everything is closed, which is what came in less what went out', () => {
    fc.assert(
      fc.property(trades, (many) => {
        const list = closed(many.map(tradeOf), many.length);
        const totals = COST_METHODS.map((method) => {
          const lots = new Lots(method, true);
          const closings = run(lots, list);
          expect(lots.open).toEqual([]);
          return sum(closings.map((closing) => realisedBy(closing) ?? ZERO));
        });
        const inLessOut = neg(sum(list.map(({ paid }) => paid)));
        expect(totals).toEqual([inLessOut, inLessOut, inLessOut]);
      }),
    );
  });

  it('never loses a quantity or a cost: what is closed and what is left add up to what was traded', () => {
    fc.assert(
      fc.property(trades, fc.constantFrom(...COST_METHODS), fc.boolean(), (many, method, maySellShort) => {
        const list = many.map(tradeOf);
        const lots = new Lots(method, maySellShort);
        const closings = run(lots, list);
        const unmatched = sum(closings.filter(({ cost }) => cost === undefined).map(({ quantity }) => quantity));
        expect(lots.quantity).toBe(add(sum(list.map(({ change }) => change)), unmatched));
        if (!maySellShort) expect(lots.open.every(({ quantity }) => quantity > 0n)).toBe(true);
        else expect(unmatched).toBe(ZERO);
        const paid = sum(list.map((trade) => trade.paid));
        const costLeft = sum(lots.open.map(({ cost }) => cost));
        const settled = sum(closings.map(({ cost = ZERO, proceeds }) => sub(cost, proceeds)));
        expect(add(costLeft, settled)).toBe(paid);
        for (const { quantity } of closings) expect(quantity).toBe(abs(quantity));
      }),
    );
  });
});

describe('A sale', () => {
  const buy = (at: number, quantity: string, paid: string): Trade => ({
    change: decimal(quantity),
    paid: decimal(paid),
    at,
    tradeId: `t${at}`,
  });
  const sale: Trade = { change: decimal('-1.5'), paid: decimal('-300'), at: 9, tradeId: 's' };
  const bought = [buy(1, '1', '100'), buy(2, '1', '130')];

  it.each([
    ['fifo', ['100', '65'], [1, 2]],
    ['lifo', ['130', '50'], [2, 1]],
    ['average', ['172.5'], [2]],
  ] as const)('takes by %s the holdings it should, at their cost', (method, costs, openedAt) => {
    const lots = new Lots(method, false);
    const closings = run(lots, [...bought, sale]);
    expect(closings.map(({ cost }) => cost)).toEqual(costs.map(decimal));
    expect(closings.map(({ lot }) => lot?.openedAt)).toEqual(openedAt);
    expect(sum(closings.map(({ proceeds }) => proceeds))).toBe(decimal('300'));
  });

  it('of more coins than were bought on record has no known profit on the rest', () => {
    const closings = run(new Lots('fifo', false), [buy(1, '1', '100'), sale]);
    expect(closings.map((closing) => realisedBy(closing))).toEqual([decimal('100'), undefined]);
    expect(closings.map(({ proceeds }) => proceeds)).toEqual([decimal('200'), decimal('100')]);
  });
});
