import type { ExecutionSummary, PercentilesView, QualityRowView, QualityView } from '#shared/contract/execution';
import { type Decimal, formatDecimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { barsOf, signedBarsOf } from './bars';
import { type ExecutionQuality, ratioOf } from './collector';
import type { Histogram, SignedHistogram } from './histogram';
import { DAY_HOURS, HOUR_MS, type Rolling } from './rolling';
import { Stats } from './stats';

export interface SummaryFilter {
  /** Empty: all. */
  readonly botId: string;
  readonly symbol: string;
  /** All that is measured, or the last 24 hours of the clock, the present one included. */
  readonly period: 'all' | 'day';
}

/** Rows told: those with the most orders. All others are in the total, and counted. */
const MOST_ROWS = 64;
/** Groups added up before whatever else waits has its turn: about half a millisecond, a few the first time. */
const AT_ONCE = 4;

/**
 * Everything measured that fits the filter, as the screen shows it. In slices, since this process also closes the gate: 128
 * groups of a full day take 10 to 20 ms in all, and hold nothing up for more than about one, a few the first time (measured).
 */
export async function summaryOf(
  quality: ExecutionQuality,
  filter: SummaryFilter,
  now: UtcMs,
): Promise<ExecutionSummary> {
  const { startedAt, groups, earlier } = quality;
  const began = Math.min(startedAt, earlier.from ?? startedAt);
  const fitting = groups.all.filter(
    ({ botId, symbol }) =>
      (filter.botId === '' || filter.botId === botId) && (filter.symbol === '' || filter.symbol === symbol),
  );
  const total = new Stats();
  const rows: QualityRowView[] = [];
  let unknownNow = 0;
  for (const [index, { botId, symbol, rolling }] of fitting.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await othersFirst();
    const stats = new Stats();
    if (filter.period === 'all') rolling.inAll(stats);
    else rolling.lastDay(now, stats);
    const unknownHere = countUnknown(quality, rolling);
    if (stats.isEmpty && unknownHere === 0) continue;
    unknownNow += unknownHere;
    total.merge(stats);
    rows.push({ botId, symbol, ...viewOf(stats, unknownHere) });
  }
  const told = [...rows].sort((a, b) => b.sent - a.sent).slice(0, MOST_ROWS);
  const dayBegan = (Math.floor(now / HOUR_MS) - DAY_HOURS + 1) * HOUR_MS;
  const since = filter.period === 'all' ? began : Math.max(began, dayBegan);
  return {
    at: now,
    since,
    isSinceStart: since === startedAt,
    earlier,
    bots: [...new Set(groups.all.map(({ botId }) => botId))].sort(),
    symbols: [...new Set(groups.all.map(({ symbol }) => symbol))].sort(),
    total: viewOf(total, unknownNow),
    rows: told.sort((a, b) => compare(a.botId, b.botId) || compare(a.symbol, b.symbol)),
    rowsLeftOut: rows.length - told.length,
    decisionToSend: barsOf(total.decisionToSend),
    acknowledge: barsOf(total.acknowledge),
    firstFill: barsOf(total.firstFill),
    slippage: signedBarsOf(total.slippageBps),
    adoptedOrders: quality.notFollowed.adoptedOrders,
    fillsNotFollowed: quality.notFollowed.fills,
  };
}

const othersFirst = (): Promise<void> => new Promise((go) => setImmediate(go));

function viewOf(stats: Stats, unknownNow: number): QualityView {
  const { sent, acknowledged, rejected, notPlaced, unknown, ended, filled, partlyFilled, fills } = stats;
  return {
    sent,
    acknowledged,
    rejected,
    notPlaced,
    unknown,
    unknownNow,
    ended,
    filled,
    partlyFilled,
    fills,
    fillsWithoutMid: stats.fillsWithoutMid,
    fillsWithoutFee: stats.fillsWithoutFee,
    cancelled: stats.cancelled,
    cancelsFailed: stats.cancelsFailed,
    fillRatio: share(stats.endedFilledNotional, stats.endedNotional),
    makerShare: share(stats.makerNotional, stats.notional),
    feeBps: bps(stats.fees, stats.feeNotional),
    meanSlippageBps: bps(stats.slippage, stats.midNotional),
    traded: formatDecimal(stats.notional as Decimal),
    fees: formatDecimal(stats.fees as Decimal),
    slippageCost: formatDecimal(stats.slippage as Decimal),
    decisionToDurable: percentiles(stats.decisionToDurable),
    decisionToSend: percentiles(stats.decisionToSend),
    acknowledge: percentiles(stats.acknowledge),
    firstFill: percentiles(stats.firstFill),
    fullFill: percentiles(stats.fullFill),
    cancel: percentiles(stats.cancel),
    resolve: percentiles(stats.resolve),
    slippage: percentiles(stats.slippageBps),
  };
}

function percentiles(histogram: Histogram | SignedHistogram): PercentilesView {
  const at = (fraction: number): number | null => {
    const value = histogram.percentile(fraction);
    return value === null ? null : rounded(value);
  };
  return { n: histogram.total, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const share = (part: bigint, whole: bigint): number | null => (whole === 0n ? null : rounded(ratioOf(part, whole), 6));

/** Basis points of one sum to another, to a thousandth. */
export const bps = (part: bigint, whole: bigint): number | null =>
  whole === 0n ? null : rounded(ratioOf(part * 10_000n, whole));

/** To so many places: microseconds of milliseconds, unless told otherwise. */
export function rounded(value: number, places = 3): number {
  const scale = 10 ** places;
  return Math.round(value * scale) / scale || 0;
}

function countUnknown({ unknownNow }: ExecutionQuality, rolling: Rolling): number {
  let count = 0;
  for (const trace of unknownNow) if (trace.group === rolling) count += 1;
  return count;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
