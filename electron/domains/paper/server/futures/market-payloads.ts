import type { UtcMs } from '#shared/model/time';
import type { FundingSettlement } from '../../engine/futures/funding';
import type { PerpMarket } from '../../engine/futures/market';
import type { PerpSpec } from '../../engine/futures/specs';
import { CONDITIONAL_TYPES, PERP_ORDER_TYPES, PERP_TIMES_IN_FORCE } from '../../engine/futures/types';
import { ASSET_DECIMALS } from '../../engine/symbols';
import type { PublicTrade } from '../../engine/types';
import * as spot from '../market-payloads';
import type { Distortion, MarketView } from '../market-view';
import type { ApiLimits } from '../rate-limits';
import { text8 } from '../text';

/** Public answers of USD-M futures, field for field as in its Market Data pages. */
export const exchangeInfo = (specs: readonly PerpSpec[], limits: ApiLimits, now: UtcMs) => ({
  timezone: 'UTC',
  serverTime: now,
  futuresType: 'U_MARGINED',
  rateLimits: spot.rateLimitsOf(limits),
  exchangeFilters: [],
  assets: [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '0' }],
  symbols: specs.map(symbolInfo),
});

/** Binance's way to say "never": 2100-12-25. */
const NEVER = 4_133_404_800_000;

const symbolInfo = (spec: PerpSpec) => ({
  symbol: spec.id,
  pair: spec.id,
  contractType: 'PERPETUAL',
  deliveryDate: NEVER,
  onboardDate: Date.UTC(2019, 8, 25, 8),
  status: 'TRADING',
  maintMarginPercent: '2.5000',
  requiredMarginPercent: '5.0000',
  baseAsset: spec.base,
  quoteAsset: spec.quote,
  marginAsset: spec.quote,
  pricePrecision: decimalsOf(text8(spec.tickSize)),
  quantityPrecision: decimalsOf(text8(spec.stepSize)),
  baseAssetPrecision: ASSET_DECIMALS,
  quotePrecision: ASSET_DECIMALS,
  underlyingType: 'COIN',
  underlyingSubType: [],
  triggerProtect: '0.0500',
  liquidationFee: text8(spec.liquidationFee),
  marketTakeBound: '0.05',
  maxMoveOrderLimit: 10_000,
  filters: filtersOf(spec),
  orderTypes: [...PERP_ORDER_TYPES, ...CONDITIONAL_TYPES],
  timeInForce: PERP_TIMES_IN_FORCE,
});

const decimalsOf = (text: string): number => text.replace(/0+$/, '').split('.')[1]?.length ?? 0;

const filtersOf = (spec: PerpSpec) => [
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
  {
    filterType: 'MARKET_LOT_SIZE',
    minQty: text8(spec.minQuantity),
    maxQty: text8(spec.maxMarketQuantity),
    stepSize: text8(spec.stepSize),
  },
  { filterType: 'MAX_NUM_ORDERS', limit: spec.maxOrders },
  { filterType: 'MAX_NUM_ALGO_ORDERS', limit: spec.maxStopOrders },
  { filterType: 'MIN_NOTIONAL', notional: text8(spec.minNotional) },
  {
    filterType: 'PERCENT_PRICE',
    multiplierUp: text8(spec.multiplierUp),
    multiplierDown: text8(spec.multiplierDown),
    multiplierDecimal: '4',
  },
];

export const depth = (view: MarketView, limit: number, now: UtcMs) => ({
  ...spot.depth(view, limit),
  E: now,
  T: now,
});

export const bookTicker = (view: MarketView, now: UtcMs) => ({
  ...spot.bookTicker(view),
  lastUpdateId: view.updateId,
  time: now,
});

/** As on spot, without best prices and without yesterday's close. */
export function ticker24h(view: MarketView, now: UtcMs) {
  const { prevClosePrice, bidPrice, bidQty, askPrice, askQty, ...ticker } = spot.ticker24h(view, now);
  return ticker;
}

export const tickerPrice = (view: MarketView, now: UtcMs) => ({
  symbol: view.spec.id,
  price: text8(view.last),
  time: now,
});

export function trade(row: PublicTrade) {
  const { isBestMatch, ...rest } = spot.trade(row);
  return rest;
}

export function aggTrade(row: PublicTrade) {
  const { M, ...rest } = spot.aggTrade(row);
  return rest;
}

export const premiumIndex = ({ spec, price, funding }: PerpMarket, { traded }: Distortion, now: UtcMs) => ({
  symbol: spec.id,
  markPrice: text8(traded(price.mark)),
  indexPrice: text8(traded(price.index)),
  estimatedSettlePrice: text8(traded(price.index)),
  lastFundingRate: text8(funding.rate),
  interestRate: '0.00010000',
  nextFundingTime: funding.nextTime,
  time: now,
});

export const fundingRate = (symbol: string, { rate, mark, time }: FundingSettlement) => ({
  symbol,
  fundingTime: time,
  fundingRate: text8(rate),
  markPrice: text8(mark),
});

export const leverageBracket = (spec: PerpSpec) => ({
  symbol: spec.id,
  notionalCoef: 1,
  brackets: spec.brackets.map((bracket, i) => ({
    bracket: i + 1,
    initialLeverage: bracket.leverage,
    notionalCap: Number(bracket.cap / 10n ** 18n),
    notionalFloor: Number(bracket.floor / 10n ** 18n),
    maintMarginRatio: Number(text8(bracket.rate)),
    cum: Number(text8(bracket.cum)),
  })),
});
