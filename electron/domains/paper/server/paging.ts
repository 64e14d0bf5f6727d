import type { UtcMs } from '#shared/model/time';
import type { Rejection } from '../engine/rejections';
import type { Params } from './params';

/** How a history call pages. */
export interface Paging<T> {
  readonly time: (row: T) => UtcMs;
  /** The parameter from whose id on rows are answered, and a row's id. */
  readonly id?: { readonly param: string; readonly of: (row: T) => number };
  /** Rows answered when `limit` is not given; 500 by default. */
  readonly usual?: number;
}

/**
 * The rows asked for by id, time and count, the way Binance's history calls share: from an id or a start on the oldest
 * ones, else the newest. Rows come oldest first.
 */
export function page<T>(params: Params, rows: readonly T[], { time, id, usual = 500 }: Paging<T>): T[] | Rejection {
  const limit = params.limit(usual, 1_000);
  const fromId = id === undefined ? undefined : params.whole(id.param);
  const from = params.whole('startTime');
  const to = params.whole('endTime');
  if (params.refused !== undefined) return params.refused;
  const matching = rows.filter(
    (row) =>
      (id === undefined || fromId === undefined || id.of(row) >= fromId) &&
      (from === undefined || time(row) >= from) &&
      (to === undefined || time(row) <= to),
  );
  return fromId === undefined && from === undefined ? matching.slice(-limit) : matching.slice(0, limit);
}
