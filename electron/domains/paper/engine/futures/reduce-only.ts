import { abs, type Decimal, min, sub, ZERO } from '#shared/model/decimal';
import { closes } from './position';
import type { PerpOrder } from './types';

export interface Trim {
  readonly order: PerpOrder;
  /** What it may still execute; zero when it has to go. */
  readonly left: Decimal;
}

/**
 * Which resting reduce-only orders no longer fit the position: together they may never do more than close it. Those that
 * would trade first (better price, then earlier) keep what they have.
 */
export function trimReduceOnly(position: Decimal, open: readonly PerpOrder[]): readonly Trim[] {
  const trims: Trim[] = [];
  let room = abs(position);
  const inTurn = open.filter((order) => order.reduceOnly).sort(comesFirst);
  for (const order of inTurn) {
    const left = sub(order.quantity, order.executed);
    const fits = closes(position, order.side) ? min(left, room) : ZERO;
    room = sub(room, fits);
    if (fits < left) trims.push({ order, left: fits });
  }
  return trims;
}

function comesFirst(one: PerpOrder, other: PerpOrder): number {
  if (one.side !== other.side || one.price === other.price) return one.id - other.id;
  return one.price < other.price === (one.side === 'SELL') ? -1 : 1;
}

/** How much a new reduce-only order may be: a market order closes before those that rest, a limit order after them. */
export function reduceOnlyRoom(
  position: Decimal,
  side: PerpOrder['side'],
  isMarket: boolean,
  open: readonly PerpOrder[],
): Decimal {
  if (!closes(position, side)) return ZERO;
  let room = abs(position);
  if (!isMarket)
    for (const order of open)
      if (order.reduceOnly && order.side === side) room = sub(room, sub(order.quantity, order.executed));
  return room > ZERO ? room : ZERO;
}
