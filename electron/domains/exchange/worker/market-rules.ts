import { decimal, parseDecimal } from '#shared/model/decimal';
import { ORDER_TYPES } from '#shared/model/order';
import { amountOf, isRaw, positiveOf, type Raw, textOf } from '../../../platform/venue/binance/raw';
import type { ContractMessage, MarketRulesMessage } from '../protocol';

function filterOf(raw: Raw, ...types: readonly string[]): Raw {
  const filters = Array.isArray(raw.filters) ? raw.filters.filter(isRaw) : [];
  return filters.find((filter) => types.includes(String(filter.filterType))) ?? {};
}

/** Conditional orders at market (STOP_LOSS, TAKE_PROFIT) are not placed on spot: where a stop there fills, nothing bounds. */
const SPOT_TYPES = ['limit', 'market', 'post-only', 'stop-limit', 'take-profit-limit'] as const;

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
    contract: null,
    orderTypes: SPOT_TYPES,
  };
}

/**
 * One perpetual of USD-M's `exchangeInfo`, whose quantities are in the base asset: a contract is one of it. A market order may be
 * smaller at most than a limit order (MARKET_LOT_SIZE); the smaller of the two counts for both. `brackets` is the market's row of
 * `leverageBracket`, undefined while it could not be read.
 */
export function readUsdmRules(symbol: string, raw: unknown, brackets: unknown): MarketRulesMessage | undefined {
  const rules = readMarketRules(symbol, raw);
  const settle = isRaw(raw) ? textOf(raw, 'marginAsset') : undefined;
  if (rules === undefined || settle === undefined || !isRaw(raw) || raw.contractType !== 'PERPETUAL') return undefined;
  const read = readBrackets(brackets);
  const ofMarket = positiveOf(filterOf(raw, 'MARKET_LOT_SIZE'), 'maxQty') ?? rules.maxQuantity;
  return {
    ...rules,
    maxQuantity: decimal(ofMarket) < decimal(rules.maxQuantity) ? ofMarket : rules.maxQuantity,
    minNotional: amountOf(filterOf(raw, 'MIN_NOTIONAL'), 'notional') ?? '0',
    contract: { settle, contractSize: '1', maxLeverage: read[0]?.maxLeverage ?? '0', brackets: read },
    orderTypes: ORDER_TYPES,
  };
}

/** Rising by notional. One that cannot be read makes all unreadable: a gap would let too much through. */
function readBrackets(row: unknown): ContractMessage['brackets'] {
  const entries = isRaw(row) && Array.isArray(row.brackets) ? row.brackets.filter(isRaw) : [];
  const read = entries.flatMap((entry) => {
    const notionalCap = numberText(entry, 'notionalCap');
    const maxLeverage = numberText(entry, 'initialLeverage');
    const maintenanceRate = numberText(entry, 'maintMarginRatio');
    if (notionalCap === undefined || maxLeverage === undefined || maintenanceRate === undefined) return [];
    return [{ notionalCap, maxLeverage, maintenanceRate }];
  });
  if (read.length !== entries.length) return [];
  return read.sort((a, b) => (decimal(a.notionalCap) < decimal(b.notionalCap) ? -1 : 1));
}

/** Brackets come as JSON numbers, short ones (0.004): their text is what was sent. */
function numberText(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  const text = typeof value === 'number' ? String(value) : textOf(raw, key);
  return text !== undefined && (parseDecimal(text) ?? -1n) >= 0n ? text : undefined;
}
