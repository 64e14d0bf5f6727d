import { type Decimal, div, sub, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { aggregate, type Kline } from '../engine/intervals';
import { ASSET_DECIMALS, type SymbolSpec } from '../engine/symbols';
import { ORDER_TYPES, type PublicTrade, STP_MODES } from '../engine/types';
import type { LevelText, MarketView } from './market-view';
import type { ApiLimits } from './rate-limits';
import { percentOf, text8 } from './text';

/** Public answers, field for field as in rest-api.md of binance-spot-api-docs. */
export const rateLimitsOf = (limits: ApiLimits) => [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: limits.weightPerMinute },
  ...limits.orders.map(({ interval, intervalNum, limit }) => ({
    rateLimitType: 'ORDERS',
    interval,
    intervalNum,
    limit,
  })),
];

export const exchangeInfo = (specs: readonly SymbolSpec[], limits: ApiLimits, now: UtcMs) => ({
  timezone: 'UTC',
  serverTime: now,
  rateLimits: rateLimitsOf(limits),
  exchangeFilters: [],
  symbols: specs.map(symbolInfo),
});

const symbolInfo = (spec: SymbolSpec) => ({
  symbol: spec.id,
  status: 'TRADING',
  baseAsset: spec.base,
  baseAssetPrecision: ASSET_DECIMALS,
  quoteAsset: spec.quote,
  quotePrecision: ASSET_DECIMALS,
  quoteAssetPrecision: ASSET_DECIMALS,
  baseCommissionPrecision: ASSET_DECIMALS,
  quoteCommissionPrecision: ASSET_DECIMALS,
  orderTypes: ORDER_TYPES,
  icebergAllowed: false,
  ocoAllowed: false,
  otoAllowed: false,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: false,
  cancelReplaceAllowed: false,
  amendAllowed: false,
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  filters: filtersOf(spec),
  permissions: [],
  permissionSets: [['SPOT']],
  defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
  allowedSelfTradePreventionModes: STP_MODES,
});

const filtersOf = (spec: SymbolSpec) => [
  {
    filterType: 'PRICE_FILTER',
    minPrice: text8(spec.minPrice),
    maxPrice: text8(spec.maxPrice),
    tickSize: text8(spec.tickSize),
  },
  {
    filterType: 'LOT_SIZE',
    minQty: text8(spec.minQuantity),
    maxQty: text8(spec.maxQuantity),
    stepSize: text8(spec.stepSize),
  },
  { filterType: 'MARKET_LOT_SIZE', minQty: text8(ZERO), maxQty: text8(spec.maxMarketQuantity), stepSize: text8(ZERO) },
  {
    filterType: 'PERCENT_PRICE_BY_SIDE',
    bidMultiplierUp: text8(spec.percentPrice.bidUp),
    bidMultiplierDown: text8(spec.percentPrice.bidDown),
    askMultiplierUp: text8(spec.percentPrice.askUp),
    askMultiplierDown: text8(spec.percentPrice.askDown),
    avgPriceMins: 5,
  },
  {
    filterType: 'NOTIONAL',
    minNotional: text8(spec.minNotional),
    applyMinToMarket: true,
    maxNotional: text8(spec.maxNotional),
    applyMaxToMarket: false,
    avgPriceMins: 5,
  },
  { filterType: 'MAX_NUM_ORDERS', maxNumOrders: spec.maxOrders },
  { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: spec.maxStopOrders },
];

export const levelTexts = (levels: readonly LevelText[]): string[][] =>
  levels.map(([price, quantity]) => [text8(price), text8(quantity)]);

export const depth = (view: MarketView, limit: number) => ({
  lastUpdateId: view.updateId,
  bids: levelTexts(view.levels('BUY', limit)),
  asks: levelTexts(view.levels('SELL', limit)),
});

const NOTHING: LevelText = [ZERO, ZERO];

export function bookTicker(view: MarketView) {
  const [bidPrice, bidQty] = view.levels('BUY', 1)[0] ?? NOTHING;
  const [askPrice, askQty] = view.levels('SELL', 1)[0] ?? NOTHING;
  return {
    symbol: view.spec.id,
    bidPrice: text8(bidPrice),
    bidQty: text8(bidQty),
    askPrice: text8(askPrice),
    askQty: text8(askQty),
  };
}

export function ticker24h(view: MarketView, now: UtcMs) {
  const day = view.day(now);
  const { last } = view;
  const change = sub(last, day.open);
  const { symbol: _symbol, ...touch } = bookTicker(view);
  return {
    symbol: view.spec.id,
    priceChange: text8(change),
    priceChangePercent: percentOf(change, day.open),
    weightedAvgPrice: text8(averageOf(day.quoteVolume, day.volume, last)),
    prevClosePrice: text8(day.open),
    lastPrice: text8(last),
    lastQty: text8(view.lastQuantity),
    ...touch,
    openPrice: text8(day.open),
    highPrice: text8(day.high),
    lowPrice: text8(day.low),
    volume: text8(day.volume),
    quoteVolume: text8(day.quoteVolume),
    openTime: day.openTime,
    closeTime: now,
    firstId: day.firstTradeId,
    lastId: day.lastTradeId,
    count: day.trades,
  };
}

export function tickerMini(view: MarketView, now: UtcMs) {
  const {
    symbol,
    openPrice,
    highPrice,
    lowPrice,
    lastPrice,
    volume,
    quoteVolume,
    openTime,
    closeTime,
    firstId,
    lastId,
    count,
  } = ticker24h(view, now);
  return {
    symbol,
    openPrice,
    highPrice,
    lowPrice,
    lastPrice,
    volume,
    quoteVolume,
    openTime,
    closeTime,
    firstId,
    lastId,
    count,
  };
}

export const averageOf = (quote: Decimal, base: Decimal, otherwise: Decimal): Decimal =>
  base === ZERO ? otherwise : div(quote, base);

export const trade = ({ id, price, quantity, time, isBuyerMaker }: PublicTrade) => ({
  id,
  price: text8(price),
  qty: text8(quantity),
  quoteQty: text8(((price * quantity) / 10n ** 18n) as Decimal),
  time,
  isBuyerMaker,
  isBestMatch: true,
});

/** Every trade is its own aggregate here: Binance joins those of one taker at one price. */
export const aggTrade = ({ id, price, quantity, time, isBuyerMaker }: PublicTrade) => ({
  a: id,
  p: text8(price),
  q: text8(quantity),
  f: id,
  l: id,
  T: time,
  m: isBuyerMaker,
  M: true,
});

export const klineRow = (kline: Kline) => [
  kline.openTime,
  text8(kline.open),
  text8(kline.high),
  text8(kline.low),
  text8(kline.close),
  text8(kline.volume),
  kline.closeTime,
  text8(kline.quoteVolume),
  kline.trades,
  text8(kline.takerBuyVolume),
  text8(kline.takerBuyQuote),
  '0',
];

export function klines(
  view: MarketView,
  interval: string,
  from: UtcMs | undefined,
  to: UtcMs | undefined,
  limit: number,
): Kline[] {
  const all = aggregate(view.minutes, interval).filter(
    (kline) => (from === undefined || kline.openTime >= from) && (to === undefined || kline.openTime <= to),
  );
  return from === undefined ? all.slice(-limit) : all.slice(0, limit);
}
