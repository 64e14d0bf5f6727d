import type { ExchangeId } from '#shared/model/account';
import type { SymbolOf } from './raw';

/** Quote assets of Binance, longest first, for ids of markets that were never loaded. */
const QUOTES = ['FDUSD', 'USDT', 'USDC', 'TUSD', 'BUSD', 'BTC', 'ETH', 'BNB', 'EUR', 'TRY', 'BRL', 'JPY'];

/** Binance names a market by base and quote run together, on spot and on USD-M alike. */
export const marketIdOf = (symbol: string): string => symbol.replace('/', '').replace(/:.*$/, '');

/**
 * Reads ids of one exchange back into symbols: exactly for the symbols given, by their quote asset for others, and left as they
 * are when that is not known either (they are shown, and cancelled by their id, all the same).
 */
export function symbolReader(
  symbols: Iterable<string>,
  exchange: ExchangeId = 'binance',
): SymbolOf & { add(symbol: string): void } {
  const known = new Map<string, string>();
  const read = (marketId: string): string => {
    const exact = known.get(marketId);
    if (exact !== undefined) return exact;
    const quote = QUOTES.find((asset) => marketId.endsWith(asset) && marketId.length > asset.length);
    if (quote === undefined) return marketId;
    return `${marketId.slice(0, -quote.length)}/${quote}${exchange === 'binanceusdm' ? `:${quote}` : ''}`;
  };
  const reader = Object.assign(read, { add: (symbol: string): void => void known.set(marketIdOf(symbol), symbol) });
  for (const symbol of symbols) reader.add(symbol);
  return reader;
}
