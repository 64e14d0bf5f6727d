import { add, max, min } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { type Candle, MINUTE_MS } from './tape';

const HOUR = 60 * MINUTE_MS;
const DAY = 24 * HOUR;
/** Monday 1970-01-05: Binance's weeks start on Monday, UTC. */
const FIRST_MONDAY = 4 * DAY;

const FIXED: Readonly<Record<string, number>> = {
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '8h': 8 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
  '3d': 3 * DAY,
};

/** Candle intervals served: Binance's, without `1s`. */
export const isInterval = (interval: string): boolean => interval in FIXED || interval === '1w' || interval === '1M';

/** Where the interval that holds `at` begins and ends (end exclusive). */
export function intervalBounds(interval: string, at: UtcMs): { readonly start: UtcMs; readonly end: UtcMs } {
  const fixed = FIXED[interval];
  if (fixed !== undefined) {
    const start = at - (at % fixed);
    return { start, end: start + fixed };
  }
  if (interval === '1w') {
    const start = at - ((at - FIRST_MONDAY) % (7 * DAY));
    return { start, end: start + 7 * DAY };
  }
  const date = new Date(at);
  return {
    start: Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1),
    end: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1),
  };
}

/** A candle of any interval with its end. */
export interface Kline extends Candle {
  readonly closeTime: UtcMs;
}

/** Joins one-minute candles into an interval's. Minutes come oldest first. */
export function aggregate(minutes: Iterable<Candle>, interval: string): Kline[] {
  const joined: Kline[] = [];
  let current: Kline | undefined;
  for (const minute of minutes) {
    if (current === undefined || minute.openTime > current.closeTime) {
      const { start, end } = intervalBounds(interval, minute.openTime);
      current = { ...minute, openTime: start, closeTime: end - 1 };
      joined.push(current);
      continue;
    }
    current.high = max(current.high, minute.high);
    current.low = min(current.low, minute.low);
    current.close = minute.close;
    current.volume = add(current.volume, minute.volume);
    current.quoteVolume = add(current.quoteVolume, minute.quoteVolume);
    current.trades += minute.trades;
    current.takerBuyVolume = add(current.takerBuyVolume, minute.takerBuyVolume);
    current.takerBuyQuote = add(current.takerBuyQuote, minute.takerBuyQuote);
    current.lastTradeId = minute.lastTradeId;
  }
  return joined;
}
