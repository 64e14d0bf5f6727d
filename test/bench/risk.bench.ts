import { type Decimal, decimal, ZERO } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import { evaluate, type RiskSnapshot } from '../../electron/domains/risk/index';
import { LIMITS, order, REFERENCE, snapshot } from '../support/risk-world';
import { type BenchResult, quantile } from './result';

const DECISIONS = 1_000_000;
const WARM_UP = 100_000;
/** Different cases, gone through again and again in a seeded order. */
const CASES = 4_096;
const TARGET_P50_US = 2;
const TARGET_P99_US = 10;

/** Mulberry32: the same numbers on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Case {
  readonly intent: OrderIntent;
  readonly taken: RiskSnapshot;
}

/** Orders as bots send them, in desks as they stand: about half are allowed. */
function makeCases(): Case[] {
  const random = createRandom(20_261_122);
  const units = (most: number, unit: string): Decimal =>
    (BigInt(Math.floor(random() * most)) * decimal(unit)) as Decimal;
  return Array.from({ length: CASES }, () => {
    const isMarket = random() < 0.1;
    const price = (decimal('9850') + units(30_000, '0.01')) as Decimal;
    return {
      intent: order({
        side: random() < 0.6 ? 'buy' : 'sell',
        type: isMarket ? 'market' : 'limit',
        price: isMarket ? undefined : price,
        quantity: (decimal('0.001') + units(10_000, '0.00001')) as Decimal,
      }),
      taken: snapshot({
        limits: random() < 0.02 ? undefined : LIMITS,
        reference: random() < 0.02 ? undefined : REFERENCE,
        nowMonotonicMs: 1_000 + Math.floor(random() * 3_300),
        position: units(60_000, '0.00001'),
        workingBuys: units(10_000, '0.00001'),
        workingSells: random() < 0.5 ? ZERO : units(5_000, '0.00001'),
        availableBase: units(60_000, '0.00001'),
        availableQuote: units(900_000, '0.01'),
      }),
    };
  });
}

/** What reading the clock twice costs by itself, microseconds, at the median: taken off each figure. */
function clockCost(): number {
  const costs = Array.from({ length: 100_000 }, () => {
    const startedMs = performance.now();
    return (performance.now() - startedMs) * 1_000;
  });
  return quantile(costs, 0.5);
}

/** One decision of the gate with all its checks, in process, the collector on; each timed by itself. */
export async function benchRisk(): Promise<BenchResult[]> {
  const cases = makeCases();
  let allowed = 0;
  const decide = (at: number): void => {
    const each = cases[at % CASES];
    if (each !== undefined && evaluate(each.intent, each.taken).verdict === 'allow') allowed += 1;
  };
  for (let at = 0; at < WARM_UP; at += 1) decide(at);
  const times = new Float64Array(DECISIONS);
  for (let at = 0; at < DECISIONS; at += 1) {
    const startedMs = performance.now();
    decide(at);
    times[at] = (performance.now() - startedMs) * 1_000;
  }
  if (allowed === 0 || allowed === DECISIONS + WARM_UP) throw new Error('the cases are not a mix');
  const micros = Array.from(times);
  const clockUs = clockCost();
  const [p50, p99] = [quantile(micros, 0.5) - clockUs, quantile(micros, 0.99) - clockUs];
  return [
    {
      id: 'risk-decision',
      what: `one decision in process, every check evaluated (${Math.round((allowed * 100) / (DECISIONS + WARM_UP))} % allowed)`,
      unit: 'µs',
      p50,
      p99,
      n: DECISIONS,
      ratio: null,
      target: `p50 <= ${TARGET_P50_US}, p99 <= ${TARGET_P99_US}`,
      pass: p50 <= TARGET_P50_US && p99 <= TARGET_P99_US,
    },
  ];
}
