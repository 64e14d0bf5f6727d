import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abs, add, type Decimal, decimal, formatDecimal, mul, neg, sub, ZERO } from '#shared/model/decimal';
import { openOrderMargin } from '../../electron/domains/paper/engine/futures/margin';
import { applyFill, closes, signed, unrealized } from '../../electron/domains/paper/engine/futures/position';
import { trimReduceOnly } from '../../electron/domains/paper/engine/futures/reduce-only';
import { ACCOUNTS, play, scripts } from '../support/futures-script';

const sum = (amounts: readonly Decimal[]): Decimal => amounts.reduce(add, ZERO);

describe('whatever two accounts do on the perpetual market', () => {
  it('a position is the sum of its fills, a wallet the sum of its incomes, and equity is wallet and unrealised profit to the last digit', () => {
    fc.assert(
      fc.property(scripts, fc.nat(1_000), (script, seed) => {
        play(script, seed, ({ bench: { engine }, events }) => {
          for (const account of ACCOUNTS) {
            const trades = events.flatMap((event) =>
              event.account === account && event.trade !== undefined ? [event.trade] : [],
            );
            const position = engine.accounts.position(account, 'BTCUSDT', 0);
            expect(position.quantity).toBe(sum(trades.map((trade) => signed(trade.side, trade.quantity))));
            const incomes = engine.incomes(account);
            const { wallet, unrealized: profit } = engine.accounts.marginState(account);
            expect(wallet).toBe(sum(incomes.map(({ amount }) => amount)));
            const cash = sum(trades.map((trade) => sub(neg(signed(trade.side, trade.quote)), trade.fee)));
            const others = sum(
              incomes.filter(({ type }) => /TRANSFER|FUNDING|INSURANCE/.test(type)).map(({ amount }) => amount),
            );
            const worth = mul(position.quantity, engine.market('BTCUSDT')?.price.mark ?? ZERO);
            expect(formatDecimal(add(wallet, profit))).toBe(formatDecimal(add(add(cash, others), worth)));
          }
        });
      }),
      { numRuns: 25 },
    );
  });

  it('after each market step every margin balance is above its maintenance margin, or nothing is open and nothing is owed', () => {
    fc.assert(
      fc.property(scripts, fc.nat(1_000), (script, seed) => {
        play(script, seed, ({ bench: { engine } }) => {
          for (const account of ACCOUNTS) {
            const position = engine.accounts.position(account, 'BTCUSDT', 0);
            const state = engine.accounts.marginState(account);
            expect(position.isolatedWallet >= ZERO).toBe(true);
            expect(state.available >= ZERO).toBe(true);
            if (position.quantity === ZERO) {
              expect([formatDecimal(position.isolatedWallet), state.wallet >= ZERO]).toEqual(['0', true]);
            } else {
              const isolated = position.marginType === 'ISOLATED';
              const balance = isolated ? position.isolatedWallet : state.crossWallet;
              expect(add(balance, state.unrealized) > state.maintenance).toBe(true);
            }
          }
        });
      }),
      { numRuns: 25 },
    );
  });

  it('a reduce-only order never increases a position, and those that rest never add up to more than it', () => {
    fc.assert(
      fc.property(scripts, fc.nat(1_000), (script, seed) => {
        const { events } = play(script, seed, ({ bench: { engine } }) => {
          for (const account of ACCOUNTS) {
            const { quantity } = engine.accounts.position(account, 'BTCUSDT', 0);
            const resting = engine.store.open(account, 'BTCUSDT').filter((order) => order.reduceOnly);
            expect(resting.every((order) => closes(quantity, order.side))).toBe(true);
            expect(sum(resting.map((order) => sub(order.quantity, order.executed))) <= abs(quantity)).toBe(true);
          }
        });
        for (const { trade, order, held } of events) {
          if (trade === undefined || !order.reduceOnly) continue;
          const before = sub(held, signed(order.side, trade.quantity));
          expect(abs(held) < abs(before)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('the same seed and the same orders give the same result to the last digit', () => {
    fc.assert(
      fc.property(scripts, fc.nat(1_000), (script, seed) => {
        const run = (): string =>
          JSON.stringify(play(script, seed, () => undefined).events, (_key, value) =>
            typeof value === 'bigint' ? value.toString() : value,
          );
        expect(run()).toBe(run());
      }),
      { numRuns: 4 },
    );
  });
});

const steps = (max: number, unit: bigint): fc.Arbitrary<Decimal> =>
  fc.integer({ min: 1, max }).map((count) => (BigInt(count) * unit) as Decimal);

it('the scripts above reach what they are about', () => {
  const seen = new Set<string>();
  const note = (what: string, is: boolean): void => void (is && seen.add(what));
  fc.assert(
    fc.property(scripts, fc.nat(1_000), (script, seed) => {
      const { bench, events } = play(script, seed, () => undefined);
      for (const { execution, order, trade } of events) {
        note('liquidation', order.type === 'LIQUIDATION');
        note('shrunk', execution === 'AMENDMENT');
        note('reduced', trade !== undefined && order.reduceOnly);
        note('maker', trade?.isMaker === true);
      }
      for (const income of ACCOUNTS.flatMap((account) => bench.engine.incomes(account)))
        note(`${income.type} ${income.amount > ZERO ? '+' : '-'}`, true);
      note(
        'triggered',
        bench.told.some((line) => /algo \d+ TRIGGERED/.test(line)),
      );
    }),
    { numRuns: 60, seed: 1 },
  );
  const all = [
    'liquidation',
    'shrunk',
    'reduced',
    'maker',
    'triggered',
    'INSURANCE_CLEAR -',
    'FUNDING_FEE -',
    'FUNDING_FEE +',
  ];
  expect(all.filter((what) => !seen.has(what))).toEqual([]);
});

describe('the arithmetic of a position', () => {
  it('loses nothing to rounding: realised and unrealised are what was received and paid, exactly', () => {
    const fill = fc.tuple(
      fc.constantFrom('BUY' as const, 'SELL' as const),
      steps(5_000, 10n ** 15n),
      steps(900_000, 10n ** 17n),
    );
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 30 }), steps(900_000, 10n ** 15n), (fills, mark) => {
        let held = { quantity: ZERO, cost: ZERO };
        let realized = ZERO;
        let cash = ZERO;
        for (const [side, quantity, price] of fills) {
          const filled = applyFill(held, side, quantity, price);
          held = filled.after;
          realized = add(realized, filled.realized);
          cash = sub(cash, mul(signed(side, quantity), price));
          expect(add(filled.closed, filled.opened)).toBe(quantity);
          expect(held.quantity === ZERO ? held.cost : ZERO).toBe(ZERO);
        }
        expect(formatDecimal(add(realized, unrealized(held, mark)))).toBe(
          formatDecimal(add(cash, mul(held.quantity, mark))),
        );
      }),
    );
  });

  it('an order that only closes needs no margin', () => {
    fc.assert(
      fc.property(steps(1_000, 10n ** 18n), steps(1_000, 10n ** 18n), (held, asks) => {
        expect(openOrderMargin(held, ZERO, asks <= held ? asks : held, 20)).toBe(ZERO);
      }),
    );
  });

  it('trimming keeps what trades first', () => {
    const order = (id: number, price: string) =>
      ({ id, side: 'SELL', price: decimal(price), quantity: decimal('2'), executed: ZERO, reduceOnly: true }) as never;
    const trims = trimReduceOnly(decimal('3'), [order(1, '102'), order(2, '101'), order(3, '103')]);
    expect(trims.map(({ order: { id }, left }) => [id, formatDecimal(left)])).toEqual([
      [1, '1'],
      [3, '0'],
    ]);
  });
});
