import { type Decimal, mul, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { Accounts } from './accounts';
import { checkFilters } from './filters';
import type { Market } from './market';
import { crosses, walkQuantity, walkQuote } from './matching';
import type { OrderStore } from './order-store';
import {
  duplicateOrder,
  insufficientBalance,
  noLiquidity,
  type Rejection,
  wouldTake,
  wouldTrigger,
} from './rejections';
import { givenAsset } from './settlement';
import { triggersAtOnce } from './stops';
import { isStop, type Order, type OrderRequest, type Side } from './types';

/** Whether an order may come in at all; undefined when it may. Nothing is changed. */
export function refusalOf(
  market: Market,
  accounts: Accounts,
  store: OrderStore,
  account: string,
  request: OrderRequest,
): Rejection | undefined {
  let waitingStops = 0;
  for (const order of market.waitingStops) if (order.account === account) waitingStops += 1;
  const refused = checkFilters(market.spec, request, {
    averagePrice: market.tape.averagePrice(),
    openOrders: store.openCountOf(account, request.symbol),
    waitingStops,
  });
  if (refused !== undefined) return refused;
  if (request.clientOrderId !== undefined && store.isClientIdOpen(account, request.clientOrderId))
    return duplicateOrder;
  if (isStop(request.type) && triggersAtOnce(request, market.tape.last)) return wouldTrigger;
  if (request.type === 'LIMIT_MAKER') {
    const best = market.book.best(request.side === 'BUY' ? 'SELL' : 'BUY');
    if (best !== undefined && crosses(request.side, request.price, best.price)) return wouldTake;
  }
  return checkFunds(market, accounts, account, request);
}

/** A limit order needs all it could give; a market order what the book would take from it now. */
function checkFunds(market: Market, accounts: Accounts, account: string, request: OrderRequest): Rejection | undefined {
  const { free } = accounts.balance(account, givenAsset(market.spec, request.side));
  const { side, quantity, quoteQuantity } = request;
  if (request.type !== 'MARKET') {
    const needed = side === 'BUY' ? mul(request.price, quantity) : quantity;
    return needed > free ? insufficientBalance : undefined;
  }
  const passOver = request.stp === 'NONE' ? undefined : account;
  if (quoteQuantity !== ZERO) {
    const walk = walkQuote(market.book, side, quoteQuantity, market.spec.stepSize, passOver);
    if (walk.quantity === ZERO) return noLiquidity;
    return (side === 'BUY' ? quoteQuantity : walk.quantity) > free ? insufficientBalance : undefined;
  }
  const walk = walkQuantity(market.book, side, ZERO, quantity, passOver);
  return (side === 'BUY' ? walk.quote : quantity) > free ? insufficientBalance : undefined;
}

/** The order of an admitted request. One by quote amount gets the quantity the book holds for it now. */
export function newOrder(market: Market, id: number, account: string, request: OrderRequest, now: UtcMs): Order {
  const isWaiting = isStop(request.type);
  const passOver = request.stp === 'NONE' ? undefined : account;
  const quantity =
    request.quoteQuantity === ZERO
      ? request.quantity
      : walkQuote(market.book, request.side, request.quoteQuantity, market.spec.stepSize, passOver).quantity;
  return {
    id,
    account,
    symbol: request.symbol,
    side: request.side,
    type: request.type,
    timeInForce: request.timeInForce,
    quoteQuantity: request.quoteQuantity,
    stopPrice: request.stopPrice,
    stp: request.stp,
    clientOrderId: request.clientOrderId ?? `paper${id.toString().padStart(17, '0')}`,
    price: request.type === 'MARKET' ? ZERO : request.price,
    quantity,
    executed: ZERO,
    executedQuote: ZERO,
    status: 'NEW',
    isWorking: !isWaiting,
    time: now,
    updateTime: now,
    workingTime: isWaiting ? -1 : now,
  };
}

/** An order of the synthetic participants. */
export const syntheticOrder = (symbol: string, side: Side, price: Decimal, quantity: Decimal, now: UtcMs): Order => ({
  id: 0,
  account: undefined,
  clientOrderId: '',
  symbol,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  price,
  quantity,
  quoteQuantity: ZERO,
  stopPrice: ZERO,
  stp: 'NONE',
  executed: ZERO,
  executedQuote: ZERO,
  status: 'NEW',
  isWorking: true,
  time: now,
  updateTime: now,
  workingTime: now,
});
