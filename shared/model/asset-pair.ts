export interface AssetPair {
  readonly base: string;
  readonly quote: string;
}

/** Base and quote of a unified symbol: `BTC/USDT`, or `BTC/USDT:USDT` for a perpetual. */
export function pairOf(symbol: string): AssetPair {
  const slash = symbol.indexOf('/');
  const colon = symbol.indexOf(':', slash);
  return { base: symbol.slice(0, slash), quote: symbol.slice(slash + 1, colon < 0 ? undefined : colon) };
}
