import { abs, add, type Decimal, div, mul, neg, sub, ZERO } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';

/** What the fills of one account on one symbol add up to, by average cost. Pure: `applyFill` returns the next one. */
export interface Position {
  /** Sum of fills less fees charged in the base asset. */
  readonly quantity: Decimal;
  /** What the quantity cost, quote asset, fees in quote included. */
  readonly cost: Decimal;
  /** Proceeds of sells less their average cost and fees, quote asset. On perpetuals the exchange's word, less fees. */
  readonly realised: Decimal;
  /** All fees valued at the price of their fill, quote asset. Fees in a third asset are not in it. */
  readonly fees: Decimal;
  readonly fills: number;
  /** Funding received or (negative) paid, and clearance fees; only on perpetuals, and in neither realised nor cost. */
  readonly funding: Decimal;
}

export const FLAT: Position = { quantity: ZERO, cost: ZERO, realised: ZERO, fees: ZERO, fills: 0, funding: ZERO };

/**
 * Adds one fill. A fee in the base asset lowers the quantity received; in the quote asset it adds to cost or lowers proceeds.
 * More sold than known fills hold (holdings from before, or fills told out of order) stands as a negative quantity with its
 * proceeds as a negative cost, until buys close it.
 */
export function applyFill(position: Position, fill: Fill, base: string, quote: string): Position {
  const notional = mul(fill.price, fill.quantity);
  const feeBase = fill.feeAsset === base ? fill.fee : ZERO;
  const feeQuote = fill.feeAsset === quote ? fill.fee : ZERO;
  const isBuy = fill.side === 'buy';
  const change = sub(isBuy ? fill.quantity : neg(fill.quantity), feeBase);
  const paid = add(isBuy ? notional : neg(notional), feeQuote);
  const fees = add(position.fees, add(feeQuote, mul(feeBase, fill.price)));
  return { ...position, ...traded(position, change, paid), fees, fills: position.fills + 1 };
}

/** `change` of quantity for `paid` of quote asset (negative: received), by average cost. */
function traded(
  { quantity, cost, realised }: Position,
  change: Decimal,
  paid: Decimal,
): Pick<Position, 'quantity' | 'cost' | 'realised'> {
  const after = add(quantity, change);
  if (change === ZERO) return { quantity, cost, realised: sub(realised, paid) };
  if (quantity === ZERO || quantity > 0n === change > 0n) return { quantity: after, cost: add(cost, paid), realised };
  const size = abs(change);
  const held = abs(quantity);
  if (size <= held) {
    const closedCost = size === held ? cost : div(mul(cost, size), held);
    return { quantity: after, cost: sub(cost, closedCost), realised: sub(sub(realised, paid), closedCost) };
  }
  // Through zero: the part that closes is realised, the rest opens the other way.
  const paidToClose = div(mul(paid, held), size);
  return { quantity: after, cost: sub(paid, paidToClose), realised: sub(sub(realised, paidToClose), cost) };
}

/** Average cost of one unit; undefined when flat. */
export const averageCost = (position: Position): Decimal | undefined =>
  abs(position.quantity) > 0n ? div(position.cost, position.quantity) : undefined;

/** Value at `mark` less cost. */
export const unrealisedAt = (position: Position, mark: Decimal): Decimal =>
  sub(mul(position.quantity, mark), position.cost);
