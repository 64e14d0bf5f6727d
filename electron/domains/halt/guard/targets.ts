import type { VenueOrder } from '../../../platform/venue/binance/raw-orders';
import type { CancelPlan } from '../../../platform/venue/cancel-plan';
import type { CancelAnswer, CancelOnlyPort, OrderName } from '../../../platform/venue/cancel-port';

/** One call that cancels. */
export type CancelTarget =
  | { readonly kind: 'account' }
  | { readonly kind: 'symbol'; readonly symbol: string }
  | { readonly kind: 'orders'; readonly orders: readonly OrderName[] };

/**
 * The calls that cover these orders and symbols, by the widest call of the plan that covers nothing else.
 * @param isPart other symbols of the account must not be touched
 */
export function targetsFor(
  plan: CancelPlan,
  isPart: boolean,
  symbols: Iterable<string>,
  orders: readonly OrderName[],
): readonly CancelTarget[] {
  if (plan.widest === 'account' && !isPart) return [{ kind: 'account' }];
  if (plan.bySymbol) return [...new Set(symbols)].map((symbol) => ({ kind: 'symbol', symbol }));
  return batchesOf(plan, orders).map((batch) => ({ kind: 'orders', orders: batch }));
}

/** So many orders as one call may name; conditional ones apart from the others. */
export function batchesOf(plan: CancelPlan, orders: readonly OrderName[]): ReadonlyArray<readonly OrderName[]> {
  return [true, false].flatMap((isConditional) => {
    const alike = orders.filter((order) => (order.isConditional ?? false) === isConditional);
    const count = plan.batch === 0 ? 0 : Math.ceil(alike.length / plan.batch);
    return Array.from({ length: count }, (_, i) => alike.slice(i * plan.batch, (i + 1) * plan.batch));
  });
}

const NO_SUCH_CALL: CancelAnswer<never> = {
  ok: false,
  error: { kind: 'refused', waitMs: 0, message: 'this exchange has no such cancel' },
};

/** Makes the call of a target. */
export function cancelTarget(
  port: CancelOnlyPort,
  target: CancelTarget,
  limitMs: number,
): Promise<CancelAnswer<readonly VenueOrder[]>> {
  switch (target.kind) {
    case 'account':
      return port.cancelAccount?.(limitMs) ?? Promise.resolve(NO_SUCH_CALL);
    case 'symbol':
      return port.cancelSymbol(target.symbol, limitMs);
    case 'orders':
      return port.cancelOrders?.(target.orders, limitMs) ?? Promise.resolve(NO_SUCH_CALL);
  }
}
