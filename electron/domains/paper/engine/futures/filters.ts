import { type Decimal, floorTo, isMultipleOf, mul, ZERO } from '#shared/model/decimal';
import type { Rejection } from '../rejections';
import * as refused from './rejections';
import type { PerpSpec } from './specs';
import type { PerpOrderRequest } from './types';

/** The symbol filters of USD-M futures, in the order a request is looked at. Undefined when it passes all. */
export function checkPerpFilters(
  spec: PerpSpec,
  request: PerpOrderRequest,
  mark: Decimal,
  openOrders: number,
): Rejection | undefined {
  return (
    checkQuantity(spec, request.quantity, request.type === 'MARKET') ??
    (request.type === 'LIMIT' ? limitPrice(spec, request, mark) : undefined) ??
    notional(spec, request, mark) ??
    (openOrders >= spec.maxOrders ? refused.maxOpenOrders : undefined)
  );
}

export function checkQuantity(spec: PerpSpec, quantity: Decimal, isMarket: boolean): Rejection | undefined {
  if (quantity <= ZERO) return refused.quantityZero;
  if (!isMultipleOf(quantity, spec.stepSize)) return refused.quantityOffStep;
  if (quantity < spec.minQuantity) return refused.quantityTooLow;
  return quantity > (isMarket ? spec.maxMarketQuantity : spec.maxQuantity) ? refused.quantityTooHigh : undefined;
}

/** PRICE_FILTER, for limit and trigger prices. */
export function checkPrice(spec: PerpSpec, price: Decimal): Rejection | undefined {
  if (price > spec.maxPrice) return refused.priceTooHigh;
  if (price < spec.minPrice) return refused.priceTooLow;
  return isMultipleOf(price, spec.tickSize) ? undefined : refused.priceOffTick;
}

/** PRICE_FILTER, then PERCENT_PRICE: a buy at most so far above the mark price, a sale at most so far below. */
function limitPrice(spec: PerpSpec, { side, price }: PerpOrderRequest, mark: Decimal): Rejection | undefined {
  const off = checkPrice(spec, price);
  if (off !== undefined) return off;
  const highest = floorTo(mul(mark, spec.multiplierUp), spec.tickSize);
  const lowest = floorTo(mul(mark, spec.multiplierDown), spec.tickSize);
  if (side === 'BUY' && price > highest) return refused.priceAboveMark(highest);
  return side === 'SELL' && price < lowest ? refused.priceBelowMark(lowest) : undefined;
}

/** MIN_NOTIONAL; reduce-only orders are let off. */
function notional(spec: PerpSpec, request: PerpOrderRequest, mark: Decimal): Rejection | undefined {
  if (request.reduceOnly) return undefined;
  const price = request.type === 'MARKET' ? mark : request.price;
  return mul(price, request.quantity) < spec.minNotional ? refused.notionalTooSmall(spec.minNotional) : undefined;
}
