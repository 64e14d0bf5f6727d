import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#shared/model/decimal';
import type { Fill, Side } from '#shared/model/order';
import { summaryOf } from '../../electron/domains/execution/index';
import { LiveOrder } from '../../electron/domains/execution/live-order';
import { barsOf, signedBarsOf } from '../../electron/domains/execution/quality/bars';
import { ExecutionQuality } from '../../electron/domains/execution/quality/collector';
import {
  Histogram,
  placeOf,
  RELATIVE_ERROR,
  SignedHistogram,
  SMALLEST,
} from '../../electron/domains/execution/quality/histogram';
import { order, REFERENCE } from '../support/risk-world';
import { VirtualClock } from '../support/virtual-clock';

/** From a tenth of a microsecond to eleven days, each size as likely as the other. */
const time = fc.double({ min: -4, max: 8.9, noNaN: true }).map((exponent) => 10 ** exponent);
const times = fc.array(time, { minLength: 1, maxLength: 300, size: 'max' });
const signed = fc.tuple(time, fc.boolean()).map(([value, isBelow]) => (isBelow ? -value : value));
const fraction = fc.constantFrom(0.01, 0.25, 0.5, 0.95, 0.99, 1);

const exactAt = (values: readonly number[], at: number): number =>
  [...values].sort((a, b) => a - b)[placeOf(at, values.length) - 1] ?? Number.NaN;
const within = (value: number | null, exact: number): boolean =>
  value !== null && Math.abs(value - exact) <= Math.abs(exact) * (RELATIVE_ERROR + 1e-9) + SMALLEST;

describe('Percentiles', () => {
  it('are within the bucket error of the exact ones, and adding histograms up changes nothing', () => {
    fc.assert(
      fc.property(times, times, fraction, (one, other, at) => {
        const [first, second] = [new Histogram(), new Histogram()];
        for (const value of one) first.add(value);
        for (const value of other) second.add(value);
        first.merge(second);
        expect(first.total).toBe(one.length + other.length);
        expect(within(first.percentile(at), exactAt([...one, ...other], at))).toBe(true);
      }),
    );
  });

  it('of values of both signs too', () => {
    fc.assert(
      fc.property(fc.array(signed, { minLength: 1, maxLength: 300, size: 'max' }), fraction, (values, at) => {
        const histogram = new SignedHistogram();
        for (const value of values) histogram.add(value);
        expect(within(histogram.percentile(at), exactAt(values, at))).toBe(true);
      }),
    );
  });

  it('never decrease from p50 to p99, and no bar loses or moves a value', () => {
    fc.assert(
      fc.property(fc.array(signed, { minLength: 1, maxLength: 200 }), (values) => {
        const histogram = new SignedHistogram();
        for (const value of values) histogram.add(value);
        const [p50, p95, p99] = [0.5, 0.95, 0.99].map((at) => histogram.percentile(at) ?? Number.NaN);
        expect((p50 ?? 1) <= (p95 ?? 0) && (p95 ?? 1) <= (p99 ?? 0)).toBe(true);
        const bars = signedBarsOf(histogram);
        expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        for (const { from, to, count } of bars) {
          const here = values.filter((value) => value > from * (1 - 1e-9 * Math.sign(from)) && value <= to);
          // Values on an edge may count on either side of it.
          const near = values.filter((value) =>
            [from, to].some((edge) => Math.abs(value - edge) <= Math.abs(edge) * 1e-6),
          ).length;
          expect(Math.abs(here.length - count)).toBeLessThanOrEqual(near);
        }
        for (const [index, bar] of bars.entries())
          if (index > 0) expect(bar.from).toBeCloseTo(bars[index - 1]?.to ?? Number.NaN, 9);
        const positive = barsOf(histogram.above);
        expect(positive.reduce((sum, { count }) => sum + count, 0)).toBe(histogram.above.total);
      }),
    );
  });
});

interface Made {
  readonly botId: string;
  readonly symbol: string;
  readonly side: Side;
  /** Price of the fills, in hundredths off the middle. */
  readonly off: number;
  /** Hundred-thousandths of the base asset. */
  readonly quantities: readonly number[];
  readonly waitMs: number;
  readonly end: 'filled' | 'cancelled' | 'rejected' | 'unknown' | 'works';
  readonly isMaker: boolean;
}

const made: fc.Arbitrary<Made> = fc.record({
  botId: fc.constantFrom('grid-1', 'grid-2', 'grid-3'),
  symbol: fc.constantFrom('BTC/USDT', 'ETH/USDT'),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  off: fc.integer({ min: -90_000, max: 90_000 }),
  quantities: fc.array(fc.integer({ min: 1, max: 10_000 }), { maxLength: 4 }),
  waitMs: fc.integer({ min: 1, max: 8_000_000 }),
  end: fc.constantFrom('filled', 'cancelled', 'rejected', 'unknown', 'works'),
  isMaker: fc.boolean(),
});

/** Leads orders through a collector as execution would. */
async function measured(orders: readonly Made[]): Promise<{ quality: ExecutionQuality; clock: VirtualClock }> {
  const clock = new VirtualClock();
  const quality = new ExecutionQuality(clock);
  for (const [index, each] of orders.entries()) {
    const { botId, symbol, side } = each;
    const total = each.quantities.reduce((sum, quantity) => sum + quantity, 0) || 1;
    const quantity = (decimal('0.00001') * BigInt(total)) as Decimal;
    const live = new LiveOrder(order({ botId, symbol, side, quantity }), clock.now());
    live.clientOrderId = `h${index}`;
    live.sentMonotonicMs = clock.monotonicMs();
    live.state = 'sent';
    quality.sent(live, { nowMonotonicMs: clock.monotonicMs(), reference: REFERENCE }, clock.monotonicMs());
    await clock.advance(each.waitMs);
    if (each.end === 'rejected') {
      live.state = 'rejected';
      quality.changed(live);
      continue;
    }
    if (each.end === 'unknown') {
      live.state = 'unknown';
      quality.changed(live);
      continue;
    }
    live.exchangeOrderId = `${index}`;
    live.state = 'acknowledged';
    quality.changed(live);
    for (const [place, units] of each.quantities.entries())
      quality.filled(fillOf(live, each, units, `${index}-${place}`));
    if (each.quantities.length > 0) live.filledQuantity = quantity;
    if (each.end === 'works') continue;
    live.state = each.end === 'filled' && each.quantities.length > 0 ? 'filled' : 'cancelled';
    quality.changed(live);
  }
  return { quality, clock };
}

function fillOf(live: LiveOrder, { off, side, isMaker }: Made, units: number, tradeId: string): Fill {
  const price = (decimal('9999.5') + decimal('0.01') * BigInt(off)) as Decimal;
  const quantity = (decimal('0.00001') * BigInt(units)) as Decimal;
  return {
    tradeId,
    accountId: 'sub-1',
    symbol: live.intent.symbol,
    clientOrderId: live.clientOrderId,
    exchangeOrderId: live.exchangeOrderId ?? '',
    side,
    price,
    quantity,
    fee: decimal('0.01'),
    feeAsset: 'USDT',
    isMaker,
    at: 0,
  };
}

const ALL = { botId: '', symbol: '', period: 'all' } as const;

describe('Whatever orders are measured', () => {
  it('slippage is symmetric: a buy that far above the mid is as bad as a sell that far below', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 20 }), async (orders) => {
        const mirrored = orders.map(
          (each): Made => ({ ...each, side: each.side === 'buy' ? 'sell' : 'buy', off: -each.off }),
        );
        const [one, other] = [await measured(orders), await measured(mirrored)];
        const [left, right] = await Promise.all(
          [one, other].map(({ quality, clock }) => summaryOf(quality, ALL, clock.now())),
        );
        expect(right?.slippage).toEqual(left?.slippage);
        expect(right?.total.slippage).toEqual(left?.total.slippage);
        expect(right?.total.slippageCost).toBe(left?.total.slippageCost);
        // And the sign turns when only the price is mirrored.
        const turned = await measured(orders.map((each) => ({ ...each, off: -each.off })));
        const cost = decimal((await summaryOf(turned.quality, ALL, turned.clock.now())).total.slippageCost);
        expect(cost).toBe(-decimal(left?.total.slippageCost ?? '1'));
      }),
      { numRuns: 50 },
    );
  });

  it('the rows add up to the total, to the last digit, under every filter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(made, { maxLength: 40 }), async (orders) => {
        const { quality, clock } = await measured(orders);
        for (const botId of ['', 'grid-1'])
          for (const symbol of ['', 'ETH/USDT']) {
            const { rows, total } = await summaryOf(quality, { ...ALL, botId, symbol }, clock.now());
            const wanted = orders.filter(
              (each) => (botId === '' || each.botId === botId) && (symbol === '' || each.symbol === symbol),
            );
            expect(total.sent).toBe(wanted.length);
            expect(total.fills).toBe(
              wanted.reduce(
                (sum, { quantities, end }) => sum + (end === 'rejected' || end === 'unknown' ? 0 : quantities.length),
                0,
              ),
            );
            for (const name of ['sent', 'acknowledged', 'rejected', 'unknown', 'unknownNow', 'ended', 'fills'] as const)
              expect(rows.reduce((sum, row) => sum + row[name], 0)).toBe(total[name]);
            for (const name of ['traded', 'fees', 'slippageCost'] as const)
              expect(rows.reduce((sum, row) => sum + decimal(row[name]), 0n)).toBe(decimal(total[name]));
            expect(rows.reduce((sum, row) => sum + row.acknowledge.n, 0)).toBe(total.acknowledge.n);
            // Every order is somewhere: ended one way or another, unknown, or still working.
            const working = wanted.filter(({ end }) => end === 'works').length;
            expect(total.ended + total.rejected + total.notPlaced + total.unknownNow + working).toBe(total.sent);
          }
      }),
      { numRuns: 100 },
    );
  });
});
