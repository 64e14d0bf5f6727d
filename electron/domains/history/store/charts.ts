import { type Charts, type ChartsQuery, MAX_POINTS, type ValuePoint } from '../protocol';
import type { HistoryDatabase } from './database';
import { BINS_PER_DOUBLE, SLOT_MS } from './indexer';

/** Most reasons told: as many bars as can be read. */
const MOST_REASONS = 20;

/**
 * What the charts draw, thinned out in the database: of each stretch of time the last equity and profit, the deepest drawdown, the largest
 * exposure. Nothing is added up here but counts: sums of money are exact since they were written.
 */
export function chartsOf(database: HistoryDatabase, { from, to }: ChartsQuery): Charts {
  // Whole numbers, in the text of the statement: bound ones would be divided as fractions.
  const step = Math.max(1, Math.ceil((to - from + 1) / MAX_POINTS));
  const [first, last] = [Math.floor(from), Math.floor(to)];
  const stretch = `(at - ${first}) / ${step}`;
  return {
    accounts: database
      .rows<{ account: string }>('SELECT DISTINCT account FROM valued ORDER BY account')
      .map(({ account }) => ({ accountId: account, points: valuesOf(database, account, stretch, first, last) })),
    bots: database
      .rows<{ bot: string; quote: string }>('SELECT DISTINCT bot, quote FROM traded ORDER BY bot, quote')
      .map(({ bot, quote }) => ({ botId: bot, quote, ...tradedBy(database, bot, quote, stretch, first, last) })),
    reasons: database.rows(
      `SELECT reason, sum(n) AS count FROM reason WHERE slot BETWEEN ${slotOf(first)} AND ${slotOf(last)}
       GROUP BY reason ORDER BY count DESC, reason LIMIT ${MOST_REASONS}`,
    ),
    latency: latencies(database, first, last),
  };
}

const slotOf = (at: number): number => Math.floor(at / SLOT_MS);

function valuesOf(database: HistoryDatabase, account: string, stretch: string, from: number, to: number): ValuePoint[] {
  // The other columns of a row are those of the row that has the largest: https://www.sqlite.org/lang_select.html#bareagg
  const most = <Row>(column: string, more: string): Map<number, Row> => {
    const rows = database.rows<Row & { readonly stretch: number }>(
      `SELECT ${stretch} AS stretch, max(${column}) AS most, ${more} FROM valued
       WHERE account = ? AND at BETWEEN ${from} AND ${to} GROUP BY 1 ORDER BY 1`,
      account,
    );
    return new Map(rows.map((row) => [row.stretch, row]));
  };
  const exposures = most<{ exposure: string | null }>('exposure_n', 'exposure');
  const drawdowns = most<{ drawdown: number | null }>('drawdown', 'drawdown');
  return [...most<{ at: number; equity: string | null }>('seq', 'at, equity')].map(([place, { at, equity }]) => ({
    at,
    equity,
    exposure: exposures.get(place)?.exposure ?? null,
    drawdown: drawdowns.get(place)?.drawdown ?? null,
  }));
}

function tradedBy(
  database: HistoryDatabase,
  bot: string,
  quote: string,
  stretch: string,
  from: number,
  to: number,
): Pick<Charts['bots'][number], 'points' | 'unpriced'> {
  const rows = database.rows<{ at: number; realised: string; fees: string; unpriced: number }>(
    `SELECT max(seq), at, realised, fees, unpriced FROM traded
     WHERE bot = ? AND quote = ? AND at BETWEEN ${from} AND ${to} GROUP BY ${stretch} ORDER BY 1`,
    bot,
    quote,
  );
  return {
    points: rows.map(({ at, realised, fees }) => ({ at, realised, fees })),
    unpriced: rows.at(-1)?.unpriced ?? 0,
  };
}

interface Bin {
  readonly bin: number;
  readonly n: number;
}

/** Quantiles from counts by bin, of as many stretches as there may be points. */
function latencies(database: HistoryDatabase, from: number, to: number): Charts['latency'] {
  const slots = Math.max(1, Math.ceil((slotOf(to) - slotOf(from) + 1) / MAX_POINTS));
  const rows = database.rows<{ stretch: number; bin: number; n: number }>(
    `SELECT (slot - ${slotOf(from)}) / ${slots} AS stretch, bin, sum(n) AS n FROM latency
     WHERE slot BETWEEN ${slotOf(from)} AND ${slotOf(to)} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const byStretch = new Map<number, Bin[]>();
  for (const row of rows) {
    const bins = byStretch.get(row.stretch);
    if (bins === undefined) byStretch.set(row.stretch, [row]);
    else bins.push(row);
  }
  return [...byStretch].map(([stretch, bins]) => {
    const count = bins.reduce((sum, { n }) => sum + n, 0);
    return {
      at: (slotOf(from) + stretch * slots) * SLOT_MS,
      p50: quantile(bins, count, 0.5),
      p99: quantile(bins, count, 0.99),
      count,
    };
  });
}

/** The upper edge of the bin that so many of the values are in or below: never told lower than it was. */
function quantile(bins: readonly Bin[], count: number, share: number): number {
  let left = Math.ceil(count * share);
  for (const { bin, n } of bins) {
    left -= n;
    if (left <= 0) return Math.round(2 ** ((bin + 1) / BINS_PER_DOUBLE) * 1_000) / 1_000;
  }
  return 0;
}
