import { assertNever } from '#shared/model/result';
import { RequestError } from '../../../platform/process/serve';
import { marketIdOf } from '../../../platform/venue/binance/symbols';
import type { OneOrder, PlaceOrder } from '../protocol';

const PLAIN_DECIMAL = /^\d{1,20}(\.\d{1,18})?$/;
const CLIENT_ID = /^[A-Za-z0-9._:/-]{1,36}$/;

/** The text as it is. Throws `not-sent` when it is no plain decimal. */
export function decimalText(name: string, text: string | null): string {
  if (text === null || !PLAIN_DECIMAL.test(text)) throw new RequestError('not-sent', `${name} is not a plain decimal`);
  return text;
}

/** What an order says on spot and on USD-M alike. Throws `not-sent` for what cannot be said exactly. */
export function commonParameters(order: PlaceOrder): Record<string, string> {
  if (!CLIENT_ID.test(order.clientOrderId))
    throw new RequestError('not-sent', 'the client order id does not fit the exchange');
  return {
    symbol: marketIdOf(order.symbol),
    side: order.side === 'buy' ? 'BUY' : 'SELL',
    quantity: decimalText('quantity', order.quantity),
    newClientOrderId: order.clientOrderId,
  };
}

/**
 * What `POST /api/v3/order` takes. Quantity and prices are passed on as text, digit for digit. FULL makes the answer
 * tell the fills. There is no reduce-only on spot. Throws `not-sent` for what cannot be said exactly.
 */
export function placeParameters(order: PlaceOrder): Record<string, string> {
  const common = { ...commonParameters(order), newOrderRespType: 'FULL' };
  switch (order.type) {
    case 'market':
      return { ...common, type: 'MARKET' };
    case 'limit':
      return { ...common, type: 'LIMIT', price: decimalText('price', order.price), timeInForce: order.timeInForce };
    case 'post-only':
      return { ...common, type: 'LIMIT_MAKER', price: decimalText('price', order.price) };
    case 'stop-limit':
    case 'take-profit-limit':
      return {
        ...common,
        type: order.type === 'stop-limit' ? 'STOP_LOSS_LIMIT' : 'TAKE_PROFIT_LIMIT',
        price: decimalText('price', order.price),
        stopPrice: decimalText('stop price', order.stopPrice),
        timeInForce: order.timeInForce,
      };
    case 'stop-market':
    case 'take-profit-market':
      throw new RequestError('not-sent', 'conditional orders at market are not placed on spot: it was not sent');
    default:
      return assertNever(order.type);
  }
}

export const oneOrderParameters = (order: OneOrder): Record<string, string> => ({
  symbol: marketIdOf(order.symbol),
  origClientOrderId: order.clientOrderId,
});
