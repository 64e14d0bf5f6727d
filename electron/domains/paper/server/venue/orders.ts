import { type Decimal, parseDecimal, ZERO } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import {
  badSymbol,
  duplicateOrder,
  insufficientBalance,
  noLiquidity,
  type Rejection,
  wouldTake,
  wouldTrigger,
} from '../../engine/rejections';
import { isOpen, type Order, type OrderType, type Side, type TimeInForce } from '../../engine/types';
import type { VenueServices } from './venue';

/** An order as any of the venues asks for it, its texts not read yet. */
export interface Asked {
  /** The engine's id of the market; undefined when the venue knows no such market. */
  readonly symbol: string | undefined;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce?: TimeInForce;
  readonly quantity: string | undefined;
  readonly price?: string | undefined;
  readonly stopPrice?: string | undefined;
  readonly clientOrderId?: string | undefined;
}

/** Why an order was not taken, for each venue to say in its own words. */
export type PlaceRefusal =
  | 'symbol'
  | 'amount'
  | 'funds'
  | 'duplicate'
  | 'would-take'
  | 'would-trigger'
  | 'liquidity'
  | 'filter';

const REFUSALS = new Map<Rejection, PlaceRefusal>([
  [badSymbol, 'symbol'],
  [insufficientBalance, 'funds'],
  [duplicateOrder, 'duplicate'],
  [wouldTake, 'would-take'],
  [wouldTrigger, 'would-trigger'],
  [noLiquidity, 'liquidity'],
]);

const amount = (text: string | undefined): Decimal | undefined =>
  text === undefined || text === '' ? ZERO : parseDecimal(text);

/** Places an order on the one engine. */
export function placeOrder({ engine, now }: VenueServices, account: string, asked: Asked): Result<Order, PlaceRefusal> {
  const quantity = amount(asked.quantity);
  const price = amount(asked.price);
  const stopPrice = amount(asked.stopPrice);
  if (asked.symbol === undefined) return err('symbol');
  if (quantity === undefined || price === undefined || stopPrice === undefined || quantity <= ZERO)
    return err('amount');
  const placed = engine.place(
    account,
    {
      symbol: asked.symbol,
      side: asked.side,
      type: asked.type,
      timeInForce: asked.timeInForce ?? 'GTC',
      price,
      quantity,
      quoteQuantity: ZERO,
      stopPrice,
      clientOrderId: asked.clientOrderId,
      stp: 'EXPIRE_MAKER',
    },
    now(),
  );
  return placed.ok ? ok(placed.value.order) : err(REFUSALS.get(placed.error) ?? 'filter');
}

/** Cancels an order; false when it is not open (any more). The fault "filled during cancel" fills it just before. */
export function cancelOrder({ engine, faults, now }: VenueServices, order: Order): boolean {
  engine.advance(now());
  if (isOpen(order) && faults.take('fillDuringCancel')) engine.fillAtOnce(order);
  return order.account !== undefined && engine.cancel(order.account, order, '', now()).ok;
}

/** Open orders of an account as of now, newest first. */
export function openOrders({ engine, now }: VenueServices, account: string): readonly Order[] {
  engine.advance(now());
  return engine.store.open(account).reverse();
}

/** Orders that ended at `since` or later, newest first. */
export function endedOrders({ engine, specs }: VenueServices, account: string, since: UtcMs): readonly Order[] {
  return specs
    .flatMap(({ id }) => engine.store.history(account, id).filter((order) => !isOpen(order)))
    .filter((order) => order.updateTime >= since)
    .sort((one, other) => other.id - one.id);
}

/** The order with this id or client id, of any market. */
export function findOrder(
  { engine, specs }: VenueServices,
  account: string,
  { id, clientOrderId }: { readonly id?: number | undefined; readonly clientOrderId?: string | undefined },
): Order | undefined {
  for (const spec of specs) {
    const order =
      id === undefined
        ? engine.store.byClientId(account, spec.id, clientOrderId ?? '')
        : engine.store.byId(account, spec.id, id);
    if (order !== undefined) return order;
  }
  return undefined;
}
