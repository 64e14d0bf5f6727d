import type { EndedOrderView, WorkingOrderView } from '../../../shared/contract/views';
import type { OrderState } from '../../../shared/model/order-lifecycle';

/** An order of either table. */
export type AnyOrder = WorkingOrderView | EndedOrderView;

export interface OrderFilter {
  /** Empty: all. */
  readonly botId: string;
  readonly state: OrderState | '';
  /** Found anywhere in symbol, side, type, order id, account or reason. */
  readonly text: string;
}

export const EVERY_ORDER: OrderFilter = { botId: '', state: '', text: '' };

/** The orders that fit, last changed first; equal ones by id, so that a row moves only when its order changes. */
export function filterOrders<Order extends AnyOrder>(orders: readonly Order[], filter: OrderFilter): Order[] {
  const wanted = filter.text.trim().toLowerCase();
  return orders
    .filter(
      (order) =>
        (filter.botId === '' || order.botId === filter.botId) &&
        (filter.state === '' || order.state === filter.state) &&
        (wanted === '' || wordsOf(order).includes(wanted)),
    )
    .sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1));
}

function wordsOf(order: AnyOrder): string {
  const { id, symbol, side, type, accountId, botId } = order;
  return `${id} ${symbol} ${side} ${type} ${accountId} ${botId} ${'reason' in order ? order.reason : ''}`.toLowerCase();
}

/** Ended orders that did not turn up again: one that was not placed may be found at the exchange after all. */
export function endedForGood(ended: readonly EndedOrderView[], working: readonly WorkingOrderView[]): EndedOrderView[] {
  const ids = new Set(working.map(({ id }) => id));
  return ended.filter(({ id }) => !ids.has(id));
}
