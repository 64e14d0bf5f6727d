import { add, type Decimal, ZERO } from '#shared/model/decimal';
import type { MarketRules, Reference } from '#shared/model/market';
import { isConditional, type OrderIntent } from '#shared/model/order';

/*
 * A conditional order is judged by what it leads to when it goes off (ADR 0029): as a working order of its whole quantity, from
 * now on, at prices that are counted from its stop price and not from today's market.
 */

/**
 * The price that an order without one of its own is judged at: a market order takes the other side of the book as it stands; one
 * that waits takes its stop price. It may fill worse: what a gap in the market does nothing bounds, at the exchange either. The
 * collar is not added: an order must never be worth less, and pass, because a limit was tightened. Quote asset; undefined where it
 * is not known.
 */
export function atMarketPrice(
  { type, side, stopPrice }: Pick<OrderIntent, 'type' | 'side' | 'stopPrice'>,
  reference: Reference | undefined,
): Decimal | undefined {
  if (isConditional(type) && stopPrice !== undefined) return stopPrice;
  return side === 'buy' ? reference?.ask : reference?.bid;
}

/** The price that sets conditional orders off: the mark price on perpetuals, the last trade on spot. Undefined while not known. */
export const triggerPriceOf = (
  reference: Reference | undefined,
  rules: MarketRules | undefined,
): Decimal | undefined => (rules?.contract === undefined ? reference?.last : reference?.mark);

/** Quantity of working orders that the exchange itself keeps from growing a position: reduce-only ones, on perpetuals. */
export interface ReducingQuantity {
  /** At the book. */
  readonly resting: Decimal;
  /** Waiting for their stop price. */
  readonly waiting: Decimal;
}
export const NOTHING_REDUCING: ReducingQuantity = { resting: ZERO, waiting: ZERO };

/**
 * How much the orders of one side can move a position, this order among them, however they fill: reduce-only ones together never
 * more than the position they reduce (`held`, 0 or above), every other one in full.
 */
export function worstMove(
  working: Decimal,
  { resting, waiting }: ReducingQuantity,
  own: { readonly quantity: Decimal; readonly isReducing: boolean },
  held: Decimal,
): Decimal {
  const reducing = (resting + waiting + (own.isReducing ? own.quantity : 0n)) as Decimal;
  const free = (working - resting - waiting + (own.isReducing ? 0n : own.quantity)) as Decimal;
  return add(free, reducing < held ? reducing : held);
}
