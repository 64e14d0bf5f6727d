import { abs, add, type Decimal, div, mul, sub, ZERO } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';

/** What the fills of one account on one symbol add up to, by average cost. Pure: `applyFill` returns the next one. */
export interface Position {
  /** Sum of fills less fees charged in the base asset. */
  readonly quantity: Decimal;
  /** What the quantity cost, quote asset, fees in quote included. */
  readonly cost: Decimal;
  /** Proceeds of sells less their average cost and fees, quote asset. */
  readonly realised: Decimal;
  /** All fees valued at the price of their fill, quote asset. Fees in a third asset are not in it. */
  readonly fees: Decimal;
  readonly fills: number;
}

export const FLAT: Position = { quantity: ZERO, cost: ZERO, realised: ZERO, fees: ZERO, fills: 0 };

/** Adds one fill. A fee in the base asset lowers the quantity received; in the quote asset it adds to cost or lowers proceeds. */
export function applyFill(position: Position, fill: Fill, base: string, quote: string): Position {
  const notional = mul(fill.price, fill.quantity);
  const feeBase = fill.feeAsset === base ? fill.fee : ZERO;
  const feeQuote = fill.feeAsset === quote ? fill.fee : ZERO;
  const fees = add(position.fees, add(feeQuote, mul(feeBase, fill.price)));
  const fills = position.fills + 1;
  if (fill.side === 'buy') {
    return {
      quantity: sub(add(position.quantity, fill.quantity), feeBase),
      cost: add(add(position.cost, notional), feeQuote),
      realised: position.realised,
      fees,
      fills,
    };
  }
  const sold = add(fill.quantity, feeBase);
  const soldCost = position.quantity > 0n ? div(mul(position.cost, sold), position.quantity) : ZERO;
  return {
    quantity: sub(position.quantity, sold),
    cost: position.quantity > sold ? sub(position.cost, soldCost) : ZERO,
    realised: add(position.realised, sub(sub(notional, feeQuote), soldCost)),
    fees,
    fills,
  };
}

/** Average cost of one unit; undefined when flat. */
export const averageCost = (position: Position): Decimal | undefined =>
  abs(position.quantity) > 0n ? div(position.cost, position.quantity) : undefined;

/** Value at `mark` less cost. */
export const unrealisedAt = (position: Position, mark: Decimal): Decimal => sub(mul(position.quantity, mark), position.cost);
