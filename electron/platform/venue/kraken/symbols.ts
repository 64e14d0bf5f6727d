/** Kraken's names of assets in a pair, where they differ from everybody's. */
const TO_KRAKEN: Readonly<Record<string, string>> = { BTC: 'XBT', DOGE: 'XDG' };
const FROM_KRAKEN = new Map(Object.entries(TO_KRAKEN).map(([code, name]) => [name, code]));
/** Quotes that end a pair's name, longest first. */
const QUOTES = ['USDT', 'USDC', 'USD', 'EUR', 'GBP', 'XBT', 'ETH'];

/** Reads Kraken's pair names: those of the given symbols exactly, others by how they end, and leaves what it cannot read. */
export function pairReader(symbols: readonly string[]): (pair: string) => string {
  const known = new Map(
    symbols.map((symbol) => {
      const [base = '', quote = ''] = symbol.split('/');
      return [`${TO_KRAKEN[base] ?? base}${TO_KRAKEN[quote] ?? quote}`, symbol];
    }),
  );
  return (pair) => {
    const exact = known.get(pair);
    if (exact !== undefined) return exact;
    const quote = QUOTES.find((name) => pair.endsWith(name) && pair.length > name.length);
    if (quote === undefined) return pair;
    const base = pair.slice(0, -quote.length);
    return `${FROM_KRAKEN.get(base) ?? base}/${FROM_KRAKEN.get(quote) ?? quote}`;
  };
}
