import { formatDecimal } from '#shared/model/decimal';
import type { OrderState } from '#shared/model/order';
import type { AlgoStatus, PerpOrder } from '../../../electron/domains/paper/engine/futures/types';
import { isOpen, type OrderStatus } from '../../../electron/domains/paper/engine/types';
import { marketIdOf } from '../../../electron/platform/venue/binance/symbols';
import type { SimConsole } from './console';
import { PERP_ACCOUNT, PERP_SYMBOL } from './limits';
import { standingPerps } from './perp-exchange';
import type { Venue } from './venue';

/** How an order of the book may be told here; one that a condition placed may still be called triggered. */
const STATES: Readonly<Record<OrderStatus, readonly OrderState[]>> = {
  NEW: ['acknowledged', 'triggered', 'adopted'],
  PARTIALLY_FILLED: ['partially-filled'],
  FILLED: ['filled'],
  CANCELED: ['cancelled'],
  EXPIRED: ['expired'],
  EXPIRED_IN_MATCH: ['expired'],
};

/** Of conditional orders that placed none. */
const ENDED: Readonly<Partial<Record<AlgoStatus, readonly OrderState[]>>> = {
  NEW: ['waiting', 'adopted'],
  CANCELED: ['cancelled'],
  EXPIRED: ['expired'],
  REJECTED: ['rejected'],
};

/** Why the console does not yet agree with the perpetual exchange; undefined when it does. */
export function unsettledPerps({ execution }: SimConsole, { perps }: Venue): string | undefined {
  const { engine } = perps;
  const marketId = marketIdOf(PERP_SYMBOL);
  const { book } = execution;
  for (const order of engine.store.history(PERP_ACCOUNT, marketId)) {
    const why = orderDiffers(order, book.byClientOrderId(order.clientOrderId));
    if (why !== undefined) return why;
  }
  for (const { clientAlgoId, status } of engine.algos.history(PERP_ACCOUNT)) {
    const known = book.byClientOrderId(clientAlgoId);
    const wanted = ENDED[status];
    if (known === undefined && status === 'NEW') return `${clientAlgoId} waits at the exchange and is not in the book`;
    if (known !== undefined && wanted !== undefined && !wanted.includes(known.state))
      return `${clientAlgoId} is ${known.state} here and ${status} at the exchange`;
  }
  const standing = new Set(standingPerps(perps, PERP_ACCOUNT).map(({ clientOrderId }) => clientOrderId));
  for (const { intent, clientOrderId, state } of book.workingOrders)
    if (intent.symbol === PERP_SYMBOL && !standing.has(clientOrderId))
      return `${clientOrderId} is ${state} here and not open there`;
  const account = book.account(PERP_ACCOUNT);
  if (account.isAwaitingFills) return `${PERP_ACCOUNT} still awaits fills`;
  const { wallet } = engine.accounts.get(PERP_ACCOUNT);
  if (account.total('USDT') !== wallet)
    return `${PERP_ACCOUNT} holds ${formatDecimal(account.total('USDT'))} USDT here and ${formatDecimal(wallet)} there`;
  const theirs = engine.accounts.position(PERP_ACCOUNT, marketId, 0);
  const ours = account.position(PERP_SYMBOL);
  if (ours.quantity !== theirs.quantity || ours.cost !== theirs.cost)
    return `${PERP_SYMBOL} is ${formatDecimal(ours.quantity)} at ${formatDecimal(ours.cost)} here and ${formatDecimal(theirs.quantity)} at ${formatDecimal(theirs.cost)} there`;
  return undefined;
}

function orderDiffers(
  order: PerpOrder,
  known: ReturnType<SimConsole['execution']['book']['byClientOrderId']>,
): string | undefined {
  const { clientOrderId, status, executed } = order;
  if (known === undefined)
    return isOpen(order) ? `${clientOrderId} works at the exchange and is not in the book` : undefined;
  if (!STATES[status].includes(known.state))
    return `${clientOrderId} is ${known.state} here and ${status} at the exchange`;
  if (known.filledQuantity !== executed)
    return `${clientOrderId} is filled ${formatDecimal(known.filledQuantity)} here and ${formatDecimal(executed)} there`;
  return undefined;
}
