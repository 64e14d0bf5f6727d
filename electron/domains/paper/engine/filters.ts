import { type Decimal, isMultipleOf, mul, ZERO } from '#shared/model/decimal';
import { filterFailure, type Rejection } from './rejections';
import type { SymbolSpec } from './symbols';
import { isStop, type OrderRequest } from './types';

/** What the filters look at besides the order itself. */
export interface FilterContext {
  /** Average price of the last 5 minutes; zero when nothing traded yet. */
  readonly averagePrice: Decimal;
  /** Open orders of the account on this market, waiting stops among them. */
  readonly openOrders: number;
  readonly waitingStops: number;
}

/** Binance's symbol filters (filters.md), in the order Binance names them. Undefined when the order passes all. */
export function checkFilters(spec: SymbolSpec, request: OrderRequest, context: FilterContext): Rejection | undefined {
  return (
    priceFilter(spec, request) ??
    percentPrice(spec, request, context.averagePrice) ??
    lotSize(spec, request) ??
    notional(spec, request, context.averagePrice) ??
    orderCounts(spec, request, context)
  );
}

function priceFilter(spec: SymbolSpec, request: OrderRequest): Rejection | undefined {
  const refused = (price: Decimal): boolean =>
    price < spec.minPrice || price > spec.maxPrice || !isMultipleOf(price, spec.tickSize);
  if (request.type !== 'MARKET' && refused(request.price)) return filterFailure('PRICE_FILTER');
  if (isStop(request.type) && refused(request.stopPrice)) return filterFailure('PRICE_FILTER');
  return undefined;
}

function percentPrice(spec: SymbolSpec, request: OrderRequest, average: Decimal): Rejection | undefined {
  if (request.type === 'MARKET' || average === ZERO) return undefined;
  const { bidUp, bidDown, askUp, askDown } = spec.percentPrice;
  const [up, down] = request.side === 'BUY' ? [bidUp, bidDown] : [askUp, askDown];
  const isOutside = request.price > mul(average, up) || request.price < mul(average, down);
  return isOutside ? filterFailure('PERCENT_PRICE_BY_SIDE') : undefined;
}

function lotSize(spec: SymbolSpec, request: OrderRequest): Rejection | undefined {
  if (request.quoteQuantity !== ZERO) return undefined;
  const { quantity } = request;
  if (quantity < spec.minQuantity || quantity > spec.maxQuantity || !isMultipleOf(quantity, spec.stepSize))
    return filterFailure('LOT_SIZE');
  if (request.type === 'MARKET' && quantity > spec.maxMarketQuantity) return filterFailure('MARKET_LOT_SIZE');
  return undefined;
}

/** minNotional applies to market orders too (applyMinToMarket), maxNotional does not. */
function notional(spec: SymbolSpec, request: OrderRequest, average: Decimal): Rejection | undefined {
  if (request.type === 'MARKET') {
    const value = request.quoteQuantity !== ZERO ? request.quoteQuantity : mul(average, request.quantity);
    const isTooSmall = value < spec.minNotional && (request.quoteQuantity !== ZERO || average !== ZERO);
    return isTooSmall ? filterFailure('NOTIONAL') : undefined;
  }
  const value = mul(request.price, request.quantity);
  return value < spec.minNotional || value > spec.maxNotional ? filterFailure('NOTIONAL') : undefined;
}

function orderCounts(spec: SymbolSpec, request: OrderRequest, context: FilterContext): Rejection | undefined {
  if (context.openOrders >= spec.maxOrders) return filterFailure('MAX_NUM_ORDERS');
  const isOneTooMany = isStop(request.type) && context.waitingStops >= spec.maxStopOrders;
  return isOneTooMany ? filterFailure('MAX_NUM_ALGO_ORDERS') : undefined;
}
