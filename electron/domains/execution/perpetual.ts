import { abs, add, type Decimal, div, max, min, mul, neg, sub, ZERO } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';
import type { Position } from './position';

/** What a fill realised where the exchange does not say: the part it closes, by average cost, before fees. */
function realisedOf(position: Position, fill: Fill): Decimal {
  const { quantity, cost } = position;
  const closes = fill.side === 'buy' ? quantity < 0n : quantity > 0n;
  if (!closes) return ZERO;
  const held = abs(quantity);
  const closed = min(held, fill.quantity);
  const closedCost = closed === held ? cost : div(mul(cost, closed), held);
  const proceeds = mul(fill.side === 'buy' ? neg(closed) : closed, fill.price);
  return sub(proceeds, closedCost);
}

/**
 * Adds one fill to a perpetual position. What it realised is the exchange's word, rounding and all, and the cost of what stays
 * open follows from it: so wallet and unrealised profit add up as they do at the exchange, to the last digit.
 */
export function applyPerpetualFill(position: Position, fill: Fill, settle: string): Position {
  const signed = fill.side === 'buy' ? fill.quantity : neg(fill.quantity);
  const realised = fill.realised ?? realisedOf(position, fill);
  const fee = fill.feeAsset === settle ? fill.fee : ZERO;
  const quantity = add(position.quantity, signed);
  return {
    ...position,
    quantity,
    // Flat has no cost. Anything left there would be profit that the wallet has already.
    cost: quantity === ZERO ? ZERO : add(add(position.cost, mul(signed, fill.price)), realised),
    realised: sub(add(position.realised, realised), fee),
    fees: add(position.fees, fee),
    fills: position.fills + 1,
  };
}

/** What the exchange says of one position. */
export interface ToldPosition {
  readonly symbol: string;
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  readonly isIsolated: boolean;
  readonly isolatedWallet: Decimal;
}

/** The entry price is told cut at 8 decimals: so much may its product with the quantity be off, and a little. */
const ENTRY_STEP = 20_000_000_000n;

/** Whether a position worked out from fills is the one that the exchange tells. */
export function isAsTold({ quantity, cost }: Position, told: ToldPosition): boolean {
  if (quantity !== told.quantity) return false;
  const off = abs(sub(cost, mul(quantity, told.entryPrice)));
  return off <= max(mul(abs(quantity), ENTRY_STEP as Decimal), ENTRY_STEP as Decimal);
}

/** The position with quantity and cost as the exchange tells them. */
export const asTold = (position: Position, { quantity, entryPrice }: ToldPosition): Position => ({
  ...position,
  quantity,
  cost: mul(quantity, entryPrice),
});
