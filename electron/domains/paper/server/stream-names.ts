import { isInterval } from '../engine/intervals';

/** What a stream name asks for. */
export type StreamKind =
  | { readonly kind: 'trade' | 'aggTrade' | 'bookTicker' | 'ticker' | 'miniTicker'; readonly symbol: string }
  | { readonly kind: 'depth'; readonly symbol: string; readonly everyMs: 100 | 1_000 }
  | { readonly kind: 'partialDepth'; readonly symbol: string; readonly levels: number; readonly everyMs: 100 | 1_000 }
  | { readonly kind: 'kline'; readonly symbol: string; readonly interval: string }
  | { readonly kind: 'allTickers' | 'allMiniTickers' }
  // Futures only.
  | { readonly kind: 'markPrice' | 'forceOrder'; readonly symbol: string }
  | { readonly kind: 'allMarkPrices' | 'allBookTickers' | 'allForceOrders' };

/** Reads a stream name of web-socket-streams.md; undefined when there is no such stream here. */
export function parseStream(name: string, symbols: readonly string[]): StreamKind | undefined {
  if (name === '!ticker@arr') return { kind: 'allTickers' };
  if (name === '!miniTicker@arr') return { kind: 'allMiniTickers' };
  const [lower = '', what = '', rate] = name.split('@');
  const symbol = lower.toUpperCase();
  if (lower !== lower.toLowerCase() || !symbols.includes(symbol)) return undefined;
  if (
    rate === undefined &&
    (what === 'trade' || what === 'aggTrade' || what === 'bookTicker' || what === 'ticker' || what === 'miniTicker')
  ) {
    return { kind: what, symbol };
  }
  if (what.startsWith('kline_') && rate === undefined) {
    const interval = what.slice('kline_'.length);
    return isInterval(interval) ? { kind: 'kline', symbol, interval } : undefined;
  }
  const depth = /^depth(5|10|20)?$/.exec(what);
  if (depth === null || (rate !== undefined && rate !== '100ms' && rate !== '1000ms')) return undefined;
  const everyMs = rate === '100ms' ? 100 : 1_000;
  return depth[1] === undefined
    ? { kind: 'depth', symbol, everyMs }
    : { kind: 'partialDepth', symbol, levels: Number(depth[1]), everyMs };
}
