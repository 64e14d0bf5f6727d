import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';
import { err, ok } from '#shared/model/result';
import { applyFill, FLAT, unrealisedAt } from '../../electron/domains/execution/position';
import { ExecutionRig } from '../support/execution-rig';
import { LIMITS } from '../support/risk-world';
import { TinyExchange } from '../support/tiny-exchange';
import { settle } from '../support/virtual-clock';

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      size: fc.integer({ min: 1, max: 12 }),
      price: fc.integer({ min: 9_950, max: 10_050 }),
      answer: fc.constantFrom('ack', 'ack', 'ack', 'lost', 'dropped', 'refused'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fill' as const),
      index: fc.nat(20),
      percent: fc.integer({ min: 1, max: 100 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), index: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('tell' as const), count: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3_000 }) }) },
);

describe('Any sequence of orders, fills, cancels, lost answers and late news', () => {
  it('spends no money twice, sends no order twice, keeps exposure below its limit and its totals exact', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
        const rig = new ExecutionRig(LIMITS);
        const exchange = new TinyExchange(rig, decimal('6000'));
        const running: Array<Promise<unknown>> = [];
        let names = 0;
        for (const each of steps) {
          if (each.do === 'submit') {
            const { answer } = each;
            rig.onPlace = (out) => {
              if (answer === 'refused') return err({ code: 'rejected', message: 'no' });
              if (answer === 'dropped') return err({ code: 'outcome-unknown', message: 'cut before it arrived' });
              const report = exchange.accept(out);
              return answer === 'lost' || report === undefined
                ? err({ code: 'outcome-unknown', message: 'cut after' })
                : ok(report);
            };
            names += 1;
            const quantity = ((decimal('0.005') as bigint) * BigInt(each.size)) as Decimal;
            running.push(rig.submit(`n-${names}`, { side: each.side, quantity, price: decimal(each.price) }));
            // Some follow at once, while the one before is still being decided.
            if (each.size % 2 === 0) await settle();
          } else if (each.do === 'fill') {
            await settle();
            exchange.fill(each.index, each.percent);
          } else if (each.do === 'cancel')
            running.push(rig.execution.cancel('grid-1', `n-${(each.index % Math.max(1, names)) + 1}`));
          else if (each.do === 'tell') exchange.tell(each.count);
          else await rig.clock.advance(each.ms);
          expect(rig.account.working('BTC/USDT')).toEqual(rig.workingByHand());
        }
        await Promise.all(running);
        exchange.tell(10_000);
        await rig.clock.advance(30_000);
        exchange.tell(10_000);
        expect(exchange.violations).toEqual([]);
        expect(rig.account.working('BTC/USDT')).toEqual(rig.workingByHand());
        expect({ USDT: rig.account.total('USDT'), BTC: rig.account.total('BTC') }).toEqual(exchange.total);
        // Everything the exchange holds open is known here, and nothing else is.
        const open = [...exchange.orders.values()].filter(
          ({ state }) => state === 'acknowledged' || state === 'partially-filled',
        );
        expect([...rig.book.workingOrders].map(({ clientOrderId }) => clientOrderId).sort()).toEqual(
          open.map(({ out }) => out.clientOrderId).sort(),
        );
        expect(rig.types().filter((type) => type === 'account.adjusted')).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('lets nothing leave whose decision is not in the journal first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('ok', 'full', 'halt', 'slow'), { minLength: 1, maxLength: 20 }),
        async (disks) => {
          const rig = new ExecutionRig().open();
          for (const [index, disk] of disks.entries()) {
            rig.state = 'ACTIVE';
            rig.onAppend = async () => {
              if (disk === 'slow') await settle();
              if (disk === 'halt') rig.state = 'HALTED';
              return disk === 'full' ? 'The disk is full.' : undefined;
            };
            const outcome = await rig.submit(`n-${index}`, { quantity: decimal('0.001') });
            expect(outcome.kind).toBe(disk === 'ok' || disk === 'slow' ? 'accepted' : 'refused');
          }
          const durable = new Set(
            rig.journaled
              .filter(({ type, data }) => type === 'order.decided' && data.verdict === 'allow')
              .map((_, index) => index),
          );
          expect(rig.placed.length).toBeLessThanOrEqual(durable.size);
          for (const [at, line] of rig.steps.entries())
            if (line.startsWith('place')) expect(rig.steps[at - 1]).toMatch(/^durable/);
        },
      ),
      { numRuns: 50 },
    );
  });
});

const anyFill = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: fc.integer({ min: 1, max: 10_000_000 }),
  price: fc.integer({ min: 1, max: 10_000_000 }),
  fee: fc.integer({ min: 0, max: 1_000 }),
  feeAsset: fc.constantFrom('USDT', 'BTC', 'BNB'),
});

describe('Profit and loss over any fills', () => {
  it('adds up: realised and unrealised together are the money that came in and what is held', () => {
    fc.assert(
      fc.property(fc.array(anyFill, { maxLength: 40 }), fc.integer({ min: 1, max: 10_000_000 }), (made, markTicks) => {
        const units = (count: number): Decimal => (BigInt(count) * 10n ** 10n) as Decimal;
        let position = FLAT;
        let [cash, coins] = [0n, 0n];
        for (const [index, { side, quantity, price, fee, feeAsset }] of made.entries()) {
          const paidFee = feeAsset === 'BTC' ? Math.min(fee, quantity) : fee;
          const fill: Fill = {
            tradeId: String(index),
            accountId: 'sub-1',
            symbol: 'BTC/USDT',
            clientOrderId: undefined,
            exchangeOrderId: '1',
            side,
            price: units(price),
            quantity: units(quantity),
            fee: units(paidFee),
            feeAsset,
            isMaker: false,
            at: 0,
          };
          const notional = (fill.price * fill.quantity) / 10n ** 18n;
          cash += (side === 'buy' ? -notional : notional) - (feeAsset === 'USDT' ? fill.fee : 0n);
          coins += (side === 'buy' ? fill.quantity : -fill.quantity) - (feeAsset === 'BTC' ? fill.fee : 0n);
          position = applyFill(position, fill, 'BTC', 'USDT');
        }
        const mark = units(markTicks);
        const worth = cash + (coins * mark) / 10n ** 18n;
        expect(position.quantity).toBe(coins);
        expect(position.realised + unrealisedAt(position, mark)).toBe(worth);
      }),
      { numRuns: 1_000 },
    );
  });
});
