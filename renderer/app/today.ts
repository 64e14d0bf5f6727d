import type { EquityPoint } from '../../shared/contract/views';
import { formatLocalMinute, startOfLocalDay } from '../ui/time';

export interface TodayChange {
  /** USDT; a chart figure, not exact. */
  readonly amount: number;
  readonly percent: number;
  /** `today` when the day is known from its start, else `since 14:02`. */
  readonly since: string;
}

/** A day counts as known from its start when the first point is within this, milliseconds. */
const START_WITHIN_MS = 5 * 60_000;

/** Change of equity since local midnight, or since the first point known after it. Undefined with fewer than two points. */
export function todayChange(points: readonly EquityPoint[]): TodayChange | undefined {
  const last = points.at(-1);
  if (last === undefined) return undefined;
  const midnight = startOfLocalDay(last.at);
  const first = points.find((point) => point.at >= midnight);
  if (first === undefined || first === last || first.equity === 0) return undefined;
  const amount = last.equity - first.equity;
  const known = first.at - midnight <= START_WITHIN_MS;
  return {
    amount,
    percent: (amount / first.equity) * 100,
    since: known ? 'today' : `since ${formatLocalMinute(first.at)}`,
  };
}
