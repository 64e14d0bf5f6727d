import type { OrderType } from '#shared/model/order';
import { amountOf, isRaw, positiveOf, type SymbolOf, textOf, timeOf } from '../binance/raw';
import type { VenueOrder } from '../binance/raw-orders';

const STATUSES: Readonly<Record<string, VenueOrder['status']>> = {
  Created: 'open',
  New: 'open',
  Untriggered: 'open',
  Triggered: 'open',
  PartiallyFilled: 'partially-filled',
  Filled: 'filled',
  Cancelled: 'cancelled',
  PartiallyFilledCanceled: 'cancelled',
  Deactivated: 'cancelled',
  Rejected: 'rejected',
};

/** One order of /v5/order/realtime; undefined when it cannot be read. */
export function readOrder(raw: unknown, symbolOf: SymbolOf): VenueOrder | undefined {
  if (!isRaw(raw)) return undefined;
  const id = textOf(raw, 'orderId');
  const market = textOf(raw, 'symbol');
  const side = raw.side === 'Buy' ? 'buy' : raw.side === 'Sell' ? 'sell' : undefined;
  const status = STATUSES[String(raw.orderStatus)];
  const createdAt = timeOf(raw, 'createdTime');
  const quantity = positiveOf(raw, 'qty');
  if (id === undefined || market === undefined || side === undefined || status === undefined) return undefined;
  if (createdAt === undefined || quantity === undefined) return undefined;
  const stopPrice = positiveOf(raw, 'triggerPrice') ?? null;
  const plain: OrderType =
    raw.orderType === 'Market' ? 'market' : raw.timeInForce === 'PostOnly' ? 'post-only' : 'limit';
  return {
    symbol: symbolOf(market),
    exchangeOrderId: id,
    clientOrderId: textOf(raw, 'orderLinkId') ?? '',
    side,
    status,
    type: stopPrice === null ? plain : 'stop-limit',
    reduceOnly: raw.reduceOnly === true,
    quantity,
    price: positiveOf(raw, 'price') ?? null,
    stopPrice,
    filledQuantity: amountOf(raw, 'cumExecQty') ?? '0',
    filledNotional: amountOf(raw, 'cumExecValue') ?? '0',
    createdAt,
    updatedAt: timeOf(raw, 'updatedTime') ?? createdAt,
  };
}
