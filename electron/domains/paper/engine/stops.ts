import type { Decimal } from '#shared/model/decimal';
import type { OrderRequest, OrderType, Side } from './types';

/**
 * Whether the last traded price sets a stop off. A stop loss waits for the price to move against the side's interest
 * (a sell below, a buy above), a take profit for the other way (enums.md; trailing-stop FAQ's table).
 */
export const isTriggered = (type: OrderType, side: Side, stopPrice: Decimal, last: Decimal): boolean =>
  isReached(type === 'STOP_LOSS_LIMIT', side, stopPrice, last);

/** The same of any stop, spot or perpetual. */
export function isReached(isStopLoss: boolean, side: Side, triggerPrice: Decimal, price: Decimal): boolean {
  const waitsForRise = isStopLoss === (side === 'BUY');
  return waitsForRise ? price >= triggerPrice : price <= triggerPrice;
}

/** Binance refuses a stop that the present price would already set off. */
export const triggersAtOnce = (request: OrderRequest, last: Decimal): boolean =>
  isTriggered(request.type, request.side, request.stopPrice, last);
