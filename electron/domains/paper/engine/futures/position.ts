import { abs, add, type Decimal, decimal, div, floorTo, min, mul, neg, sub, ZERO } from '#shared/model/decimal';
import type { Side } from '../types';

/** USDT amounts are kept to 8 decimals, as Binance keeps them. */
export const CENT = decimal('0.00000001');

/** What is held, both signed: quantity in the base asset, cost in USDT. */
export interface Holding {
  readonly quantity: Decimal;
  readonly cost: Decimal;
}

export interface Filled {
  readonly after: Holding;
  /** Unsigned quantities: what the fill closed, and what it opened. */
  readonly closed: Decimal;
  readonly opened: Decimal;
  /** What the closed part earned, USDT, before fees. */
  readonly realized: Decimal;
}

export const signed = (side: Side, quantity: Decimal): Decimal => (side === 'BUY' ? quantity : neg(quantity));
export const closes = (quantity: Decimal, side: Side): boolean => (side === 'BUY' ? quantity < ZERO : quantity > ZERO);

/** `part` of `whole` as a share of `amount`, truncated toward zero at 8 decimals. */
export const shareOf = (amount: Decimal, part: Decimal, whole: Decimal): Decimal =>
  part === whole ? amount : floorTo(((amount * part) / whole) as Decimal, CENT);

/**
 * A fill on a one-way position: first it closes, then it opens the other way. What is rounded away from the closed
 * part's cost stays in the open part's, so that realised and unrealised together are exact at every moment.
 */
export function applyFill(held: Holding, side: Side, quantity: Decimal, price: Decimal): Filled {
  const closed = closes(held.quantity, side) ? min(abs(held.quantity), quantity) : ZERO;
  const opened = sub(quantity, closed);
  const closedCost = closed === ZERO ? ZERO : shareOf(held.cost, closed, abs(held.quantity));
  const proceeds = neg(mul(signed(side, closed), price));
  return {
    after: {
      quantity: add(held.quantity, signed(side, quantity)),
      cost: add(sub(held.cost, closedCost), mul(signed(side, opened), price)),
    },
    closed,
    opened,
    realized: closed === ZERO ? ZERO : sub(proceeds, closedCost),
  };
}

/** Average entry price, truncated at 18 decimals; 0 without a position. */
export const entryPrice = ({ quantity, cost }: Holding): Decimal => (quantity === ZERO ? ZERO : div(cost, quantity));

/** What closing at `mark` would earn, exactly. */
export const unrealized = ({ quantity, cost }: Holding, mark: Decimal): Decimal => sub(mul(quantity, mark), cost);
