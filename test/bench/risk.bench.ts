import type { OrderIntent } from '#shared/model/order';
import { CHECKS, evaluate, type RiskSnapshot } from '../../electron/domains/risk/index';
import { RiskBenchWorld } from '../support/risk-bench-world';
import { type BenchResult, quantile } from './result';

const DECISIONS = 1_000_000;
const WARM_UP = 50_000;
/** The two desks are measured in turns of so many, so that a busy moment of the machine meets both. */
const TURN = 10_000;
/** Orders made up together. */
const BATCH = 500;
const GROWTH_DECISIONS = 300_000;
const FIRST_DECISIONS = 200_000;
const TARGET_P50_US = 5;
const TARGET_P99_US = 25;
const TARGET_GROWTH = 1.3;

/** What reading the clock twice costs by itself, microseconds, at the median: taken off each figure. */
function clockCost(): number {
  const costs = Array.from({ length: 100_000 }, () => {
    const startedMs = performance.now();
    return (performance.now() - startedMs) * 1_000;
  });
  return quantile(costs, 0.5);
}

/**
 * Decides so many orders, each timed by itself. Orders are made up and prices come in batches, outside of the time; the meters
 * count each order that is let through before the next is decided.
 */
function run(world: RiskBenchWorld, times: Float64Array, from: number, count: number): number {
  let admitted = 0;
  for (let batch = from; batch < from + count; batch += BATCH) {
    const orders = Array.from({ length: BATCH }, () => world.next());
    for (let at = 0; at < BATCH; at += 1) {
      const intent = orders[at] as OrderIntent;
      const startedMs = performance.now();
      const evaluation = world.decide(intent);
      times[(batch + at) % times.length] = (performance.now() - startedMs) * 1_000;
      if (evaluation.verdict !== 'deny') admitted += 1;
      world.after(intent, evaluation);
    }
  }
  return admitted;
}

/** The checks of the first paper desk: what `risk-decision` is about. */
const FIRST_CHECKS: ReadonlySet<string> = new Set([
  'trading-state',
  'market-open',
  'symbol-allowlist',
  'order-name',
  'price-tick',
  'price-range',
  'quantity-step',
  'min-quantity',
  'max-quantity',
  'min-notional',
  'max-order-notional',
  'max-position',
  'available-balance',
  'reference-fresh',
  'price-collar',
]);

/** One evaluation of those checks on a snapshot already taken, over a mix of orders. */
function decision(world: RiskBenchWorld, clockUs: number): BenchResult {
  const checks = CHECKS.filter(({ id }) => FIRST_CHECKS.has(id));
  if (checks.length !== FIRST_CHECKS.size) throw new Error('one of the first checks is gone');
  const times = new Float64Array(FIRST_DECISIONS);
  for (let batch = -WARM_UP; batch < FIRST_DECISIONS; batch += BATCH) {
    const orders = Array.from({ length: BATCH }, () => world.next());
    const snapshots = orders.map((intent) => world.snapshot(intent));
    for (let at = 0; at < BATCH; at += 1) {
      const startedMs = performance.now();
      evaluate(orders[at] as OrderIntent, snapshots[at] as RiskSnapshot, checks);
      if (batch >= 0) times[batch + at] = (performance.now() - startedMs) * 1_000;
    }
  }
  const sorted = Array.from(times);
  const [p50, p99] = [quantile(sorted, 0.5) - clockUs, quantile(sorted, 0.99) - clockUs];
  return {
    id: 'risk-decision',
    what: 'one evaluation of the fifteen checks of the first paper desk, its snapshot taken before',
    unit: 'µs',
    p50,
    p99,
    n: FIRST_DECISIONS,
    ratio: null,
    target: 'p50 <= 2, p99 <= 10',
    pass: p50 <= 2 && p99 <= 10,
  };
}

/** One full decision of the gate: limits looked up, meters read, every check evaluated. In process, the collector on. */
export async function benchRisk(): Promise<BenchResult[]> {
  const small = new RiskBenchWorld(20, 50);
  const large = new RiskBenchWorld(200, 500);
  const times = new Float64Array(DECISIONS);
  run(small, times, 0, WARM_UP);
  run(large, times, 0, WARM_UP);
  const clockUs = clockCost();
  const admitted = run(small, times, 0, DECISIONS);
  if (admitted === 0 || admitted === DECISIONS) throw new Error('the orders are not a mix');
  const figures = (of: Float64Array): readonly [number, number] => {
    const sorted = Array.from(of);
    return [quantile(sorted, 0.5) - clockUs, quantile(sorted, 0.99) - clockUs];
  };
  const [p50, p99] = figures(times);

  const [few, many] = [new Float64Array(GROWTH_DECISIONS), new Float64Array(GROWTH_DECISIONS)];
  for (let at = 0; at < GROWTH_DECISIONS; at += TURN) {
    run(small, few, at, TURN);
    run(large, many, at, TURN);
  }
  const [fewP50] = figures(few);
  const [manyP50, manyP99] = figures(many);
  const growth = manyP50 / fewP50;
  const share = Math.round((admitted * 100) / DECISIONS);
  const gate = {
    what: `one full decision, ${small.limitCount} limits in force, 20 bots, 50 symbols (${share} % let through)`,
    unit: 'µs',
    p50,
    p99,
    n: DECISIONS,
    ratio: null,
    target: `p50 <= ${TARGET_P50_US}, p99 <= ${TARGET_P99_US}`,
    pass: p50 <= TARGET_P50_US && p99 <= TARGET_P99_US,
  };
  return [
    { id: 'risk-gate', ...gate },
    decision(small, clockUs),
    {
      id: 'risk-gate-growth',
      what: `the same with ${large.limitCount} limits, 200 bots, 500 symbols; ratio of the medians, measured in turns`,
      unit: 'µs',
      p50: manyP50,
      p99: manyP99,
      n: GROWTH_DECISIONS,
      ratio: growth,
      target: `ratio <= ${TARGET_GROWTH}`,
      pass: growth <= TARGET_GROWTH,
    },
  ];
}
