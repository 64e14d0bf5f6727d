import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, formatDecimal, sub, ZERO } from '#shared/model/decimal';
import { isOpen, type Order } from '../../electron/domains/paper/engine/types';
import { type PaperBench, paperBench, START } from '../support/paper-engine';

/** What traders may do, with prices in ticks around where the market is. */
const action = fc.record({
  account: fc.constantFrom('alice', 'bob'),
  kind: fc.constantFrom(
    'limit',
    'limit',
    'limit',
    'market',
    'quote',
    'maker',
    'stop',
    'cancel',
    'cancelAll',
    'fillAtOnce',
    'wait',
  ),
  side: fc.constantFrom('BUY', 'SELL'),
  /** Rungs of 20 USDT: few enough that orders often meet at one price. */
  offset: fc.integer({ min: -8, max: 8 }),
  steps: fc.integer({ min: 1, max: 150_000 }),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'IOC', 'FOK'),
  stp: fc.constantFrom('EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'NONE'),
  pick: fc.nat(50),
  waitMs: fc.integer({ min: 0, max: 1_500 }),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const RUNG = decimal('20');

const scripts = fc.array(action, { minLength: 5, maxLength: 40 });

/** Carries out a script; `after` looks at the engine after each step. */
function perform(
  bench: PaperBench,
  script: readonly Action[],
  after: (bench: PaperBench) => void = () => undefined,
): void {
  const { engine, place } = bench;
  let at = START;
  const orders: Order[] = [];
  for (const step of script) {
    at += step.waitMs;
    const last = engine.market('BTCUSDT')?.tape.last ?? ZERO;
    const price = formatDecimal(((last / RUNG + BigInt(step.offset)) * RUNG) as Decimal);
    const quantity = formatDecimal((BigInt(step.steps) * 10n ** 13n) as Decimal);
    const { account, side, timeInForce, stp } = step;
    const common = { side, stp, quantity };
    const mine = orders.filter((order) => order.account === account);
    const picked = mine[step.pick % Math.max(1, mine.length)];
    if (step.kind === 'wait') engine.advance(at + step.waitMs * 4);
    else if (step.kind === 'cancel') engine.cancel(account, picked, 'c', at);
    else if (step.kind === 'cancelAll') engine.cancelAll(account, 'BTCUSDT', 'c', at);
    else if (step.kind === 'fillAtOnce') picked !== undefined && isOpen(picked) && engine.fillAtOnce(picked);
    else {
      const placed =
        step.kind === 'market'
          ? place(account, { ...common, type: 'MARKET' }, at)
          : step.kind === 'quote'
            ? place(account, { side, stp, type: 'MARKET', quoteQuantity: String(5 + (step.steps % 5_000)) }, at)
            : step.kind === 'maker'
              ? place(account, { ...common, type: 'LIMIT_MAKER', price }, at)
              : step.kind === 'stop'
                ? place(account, { ...common, type: 'STOP_LOSS_LIMIT', price, stopPrice: price, timeInForce }, at)
                : place(account, { ...common, price, timeInForce }, at);
      if (placed.ok) orders.push(placed.value.order);
    }
    at = Math.max(at, engine.now);
    after(bench);
  }
}

const ACCOUNTS = ['alice', 'bob'];
const symbols = ['BTCUSDT'];

const rests = ({ engine }: PaperBench, order: Order): boolean =>
  engine.market('BTCUSDT')?.book.level(order.side, order.price)?.orders.includes(order) === true;

/** Whether price, then time, puts `one` before `other`. */
function comesBefore(one: Order, other: Order): boolean {
  if (one.price !== other.price) return one.side === 'BUY' ? one.price > other.price : one.price < other.price;
  return one.workingTime < other.workingTime;
}

const OPENING: Readonly<Record<string, Decimal>> = { USDT: decimal('200000'), BTC: decimal('20') };

function total(bench: PaperBench, asset: string): Decimal {
  let sum = ZERO;
  for (const account of ACCOUNTS) {
    const { free, locked } = bench.engine.accounts.balance(account, asset);
    sum = add(sum, add(free, locked));
  }
  return sum;
}

describe('whatever two accounts do on the paper exchange', () => {
  it('no money appears or vanishes: balances and fees together change only by what came from synthetic traders', () => {
    fc.assert(
      fc.property(fc.nat(1_000), scripts, (seed, script) => {
        perform(paperBench({ seed, symbols }), script, (bench) => {
          for (const asset of ['USDT', 'BTC']) {
            const expected = sub(
              add(OPENING[asset] ?? ZERO, bench.engine.fromSynthetic.of(asset)),
              bench.engine.feesTaken.of(asset),
            );
            expect(formatDecimal(total(bench, asset))).toBe(formatDecimal(expected));
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it('no balance falls below zero, locked money is what open orders could spend, and nothing executes more than it asked', () => {
    fc.assert(
      fc.property(fc.nat(1_000), scripts, (seed, script) => {
        perform(paperBench({ seed, symbols }), script, ({ engine }) => {
          for (const account of ACCOUNTS) {
            const locked = { USDT: ZERO, BTC: ZERO };
            for (const order of engine.store.open(account)) {
              const left = sub(order.quantity, order.executed);
              expect(left > ZERO).toBe(true);
              if (order.side === 'BUY') locked.USDT = add(locked.USDT, ((order.price * left) / 10n ** 18n) as Decimal);
              else locked.BTC = add(locked.BTC, left);
            }
            for (const asset of ['USDT', 'BTC'] as const) {
              const balance = engine.accounts.balance(account, asset);
              expect(balance.free >= ZERO).toBe(true);
              expect(formatDecimal(balance.locked)).toBe(formatDecimal(locked[asset]));
            }
            for (const order of engine.store.history(account, 'BTCUSDT'))
              expect(order.executed <= order.quantity).toBe(true);
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it('a resting order trades only when no better or earlier one of its side rests, and the book never stays crossed', () => {
    fc.assert(
      fc.property(fc.nat(1_000), scripts, (seed, script) => {
        const passedOver: string[] = [];
        const bench: PaperBench = paperBench({
          seed,
          symbols,
          inspect: ({ trade, order }) => {
            if (trade?.isMaker !== true) return;
            for (const other of ACCOUNTS.flatMap((account) => bench.engine.store.open(account))) {
              if (other === order || other.side !== order.side || !rests(bench, other)) continue;
              if (comesBefore(other, order)) passedOver.push(`${other.id} was passed over for ${order.id}`);
            }
          },
        });
        const isFair = (step: Action): boolean => step.kind !== 'fillAtOnce';
        perform(bench, script.filter(isFair), ({ engine }) => {
          const book = engine.market('BTCUSDT')?.book;
          const [bid, ask] = [book?.best('BUY'), book?.best('SELL')];
          if (bid !== undefined && ask !== undefined) expect(bid.price < ask.price).toBe(true);
        });
        expect(passedOver).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('the same seed and the same orders at the same times give the same result to the last digit', () => {
    fc.assert(
      fc.property(fc.nat(1_000), scripts, (seed, script) => {
        const run = (): string => {
          const bench = paperBench({ seed, symbols });
          perform(bench, script);
          bench.engine.advance(START + 120_000);
          const { events, prints, engine } = bench;
          return JSON.stringify(
            [events, prints, ACCOUNTS.map((name) => [...engine.accounts.assets(name)])],
            (_key, value) => (typeof value === 'bigint' ? value.toString() : value),
          );
        };
        expect(run()).toBe(run());
      }),
      { numRuns: 4 },
    );
  });

  it('another seed gives another market', () => {
    const last = (seed: number): string => {
      const { engine } = paperBench({ seed, symbols });
      engine.advance(START + 10_000);
      return formatDecimal(engine.market('BTCUSDT')?.tape.last ?? ZERO);
    };
    expect(last(1)).not.toBe(last(2));
  });
});
