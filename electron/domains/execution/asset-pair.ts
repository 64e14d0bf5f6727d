export interface AssetPair {
  readonly base: string;
  readonly quote: string;
}

/** Base and quote of a unified symbol: `BTC/USDT`. */
export function pairOf(symbol: string): AssetPair {
  const slash = symbol.indexOf('/');
  return { base: symbol.slice(0, slash), quote: symbol.slice(slash + 1) };
}
