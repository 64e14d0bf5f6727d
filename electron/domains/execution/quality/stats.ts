import { Histogram, SignedHistogram } from './histogram';

/** Everything counted of a group of orders over a span of time. Sums of money are exact, scaled by 10^18 as `Decimal` is. */
export class Stats {
  /** Handed over to the exchange worker. */
  sent = 0;
  acknowledged = 0;
  rejected = 0;
  /** Handed over, and known not to stand at the exchange: never left, or not known there when asked. */
  notPlaced = 0;
  /** Orders whose outcome was unknown for a time. */
  unknown = 0;
  /** Those of them of which it is known now. */
  resolved = 0;
  /** Ended after they stood at the exchange: filled, cancelled or expired. */
  ended = 0;
  filled = 0;
  partlyFilled = 0;
  /** Fills told one by one. */
  fills = 0;
  /** Fills of orders decided without a usable bid and ask: they have no slippage. */
  fillsWithoutMid = 0;
  /** Fills whose fee was taken in an asset that has no price here. */
  fillsWithoutFee = 0;
  cancelled = 0;
  /** Cancels that the exchange refused, or that came after the order's end, or whose answer was lost. */
  cancelsFailed = 0;

  /** Quote asset: price × quantity of the fills, and of those that made the market. */
  notional = 0n;
  makerNotional = 0n;
  /** Fees in the quote asset, and the notional of the fills they are known for. */
  fees = 0n;
  feeNotional = 0n;
  /** What the fills cost more than at the mid, quote asset, and their notional at that mid. */
  slippage = 0n;
  midNotional = 0n;
  /** Of the ended orders: what was asked for and what was filled, at the order's own price, quote asset. */
  endedNotional = 0n;
  endedFilledNotional = 0n;

  /** Milliseconds. */
  readonly decisionToDurable = new Histogram();
  readonly decisionToSend = new Histogram();
  readonly acknowledge = new Histogram();
  readonly firstFill = new Histogram();
  readonly fullFill = new Histogram();
  readonly cancel = new Histogram();
  readonly resolve = new Histogram();
  /** Basis points of each fill against the mid at its order's decision; positive is worse for us. */
  readonly slippageBps = new SignedHistogram();

  get isEmpty(): boolean {
    return this.sent + this.fills + this.cancelled + this.cancelsFailed + this.ended + this.resolved === 0;
  }

  merge(other: Stats): void {
    for (const name of COUNTS) this[name] += other[name];
    for (const name of SUMS) this[name] += other[name];
    for (const name of TIMES) this[name].merge(other[name]);
    this.slippageBps.merge(other.slippageBps);
  }
}

const COUNTS = [
  'sent',
  'acknowledged',
  'rejected',
  'notPlaced',
  'unknown',
  'resolved',
  'ended',
  'filled',
  'partlyFilled',
  'fills',
  'fillsWithoutMid',
  'fillsWithoutFee',
  'cancelled',
  'cancelsFailed',
] as const;

const SUMS = [
  'notional',
  'makerNotional',
  'fees',
  'feeNotional',
  'slippage',
  'midNotional',
  'endedNotional',
  'endedFilledNotional',
] as const;

const TIMES = [
  'decisionToDurable',
  'decisionToSend',
  'acknowledge',
  'firstFill',
  'fullFill',
  'cancel',
  'resolve',
] as const;
