import type { WorkingOrderView } from '../../shared/contract/views';
import { isConditional } from '../../shared/model/order';
import { formatPrice } from './format';

/** The price of an order as its cell shows it, and in full for whoever points at it. */
export interface OrderPriceText {
  readonly text: string;
  /** Empty where the cell says all there is. */
  readonly full: string;
}

/** `64,000` for a limit, `market`, and for a conditional order what sets it off and what it then is: `63,000 → market`. */
export function orderPriceText({
  type,
  price,
  stopPrice,
}: Pick<WorkingOrderView, 'type' | 'price' | 'stopPrice'>): OrderPriceText {
  const own = price === null ? 'market' : formatPrice(price);
  if (!isConditional(type) || stopPrice === null) return { text: own, full: '' };
  const [stop, kind] = [formatPrice(stopPrice), type.startsWith('stop') ? 'stop' : 'take-profit'];
  return {
    text: `${stop} → ${own}`,
    full: `A ${kind} that goes off at ${stop}, then ${price === null ? 'at market' : `a limit order at ${own}`}`,
  };
}
