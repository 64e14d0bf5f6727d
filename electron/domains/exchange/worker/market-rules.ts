import { amountOf, isRaw, positiveOf, type Raw, textOf } from '../../../platform/venue/binance/raw';
import type { MarketRulesMessage } from '../protocol';

function filterOf(raw: Raw, ...types: readonly string[]): Raw {
  const filters = Array.isArray(raw.filters) ? raw.filters.filter(isRaw) : [];
  return filters.find((filter) => types.includes(String(filter.filterType))) ?? {};
}

/** Where the exchange sets no upper bound (Binance says 0): larger than any order. */
const NO_BOUND = '1000000000000';

/**
 * One market of `exchangeInfo` (PRICE_FILTER, LOT_SIZE, NOTIONAL or the older MIN_NOTIONAL), digit for digit. Undefined when
 * a step is missing: without it no order can be checked, so the market does not exist for us.
 */
export function readMarketRules(symbol: string, raw: unknown): MarketRulesMessage | undefined {
  if (!isRaw(raw)) return undefined;
  const base = textOf(raw, 'baseAsset');
  const quote = textOf(raw, 'quoteAsset');
  const price = filterOf(raw, 'PRICE_FILTER');
  const lot = filterOf(raw, 'LOT_SIZE');
  const notional = filterOf(raw, 'NOTIONAL', 'MIN_NOTIONAL');
  const tickSize = positiveOf(price, 'tickSize');
  const stepSize = positiveOf(lot, 'stepSize');
  if (base === undefined || quote === undefined || tickSize === undefined || stepSize === undefined) return undefined;
  return {
    symbol,
    base,
    quote,
    isTrading: raw.status === 'TRADING' && raw.isSpotTradingAllowed !== false,
    tickSize,
    minPrice: amountOf(price, 'minPrice') ?? '0',
    maxPrice: positiveOf(price, 'maxPrice') ?? NO_BOUND,
    stepSize,
    minQuantity: amountOf(lot, 'minQty') ?? '0',
    maxQuantity: positiveOf(lot, 'maxQty') ?? NO_BOUND,
    minNotional: amountOf(notional, 'minNotional') ?? '0',
    maxNotional: positiveOf(notional, 'maxNotional') ?? null,
  };
}
