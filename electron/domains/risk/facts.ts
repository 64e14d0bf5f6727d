import { abs, add, type Decimal, max, mul, neg, ONE, sub, ZERO } from '#shared/model/decimal';
import { NO_LIMITS, type ResolvedLimits } from '#shared/model/limit-values';
import type { MarketRules, Reference } from '#shared/model/market';
import { isConditional, type OrderIntent } from '#shared/model/order';
import { atMarketPrice, NOTHING_REDUCING, worstMove } from './conditional';
import { belowPeakAhead, dayLossAhead, grossAfter, lossAhead, netAfter, type ScopeSums } from './scope-sums';
import type { ExposureCell, RiskSnapshot, Watched } from './snapshot';

/**
 * What several checks need, worked out once for an order of some quantity; what it makes of bot, account and portfolio only when a
 * check in force asks. Never throws, whatever the numbers are.
 */
export class Facts {
  readonly intent: OrderIntent;
  readonly snapshot: RiskSnapshot;
  readonly limits: ResolvedLimits;
  readonly rules: MarketRules | undefined;
  /** Only one that means something: both sides above zero and not crossed. */
  readonly reference: Reference | undefined;
  readonly watched: Watched | undefined;
  readonly isBuy: boolean;
  readonly quantity: Decimal;
  /** Base asset in one unit of quantity: 1 on spot. */
  readonly contractSize: Decimal;
  /** The order's own price; without one the price it is judged at (`atMarketPrice`). */
  readonly price: Decimal | undefined;
  /** Quantity × contract size, base asset. */
  readonly size: Decimal;
  /** Price × size, quote asset. */
  readonly notional: Decimal | undefined;
  /** Position if all working buys (and this one) filled, and if all working sells (and this one) did; quantity. */
  readonly longest: Decimal | undefined;
  readonly shortest: Decimal | undefined;
  /**
   * R9, R10: the position that would result, every working order of its side counted, is smaller and not turned. However the
   * orders fill, a sequence of such orders can neither flip nor grow it.
   */
  readonly isExit: boolean;
  #scopes: ScopeSums | undefined;

  constructor(intent: OrderIntent, snapshot: RiskSnapshot, quantity: Decimal) {
    const { rules, watched, position } = snapshot;
    const isBuy = intent.side === 'buy';
    const reference = soundReference(snapshot.reference);
    const contractSize = rules?.contract?.contractSize ?? ONE;
    const price = intent.price ?? atMarketPrice(intent, reference);
    const size = contractSize === ONE ? quantity : mul(quantity, contractSize);
    const isReducing = intent.reduceOnly && rules?.contract !== undefined;
    const buys = moveBy(snapshot, true, isBuy ? quantity : ZERO, isReducing);
    const sells = moveBy(snapshot, false, isBuy ? ZERO : quantity, isReducing);
    const longest = position === undefined ? undefined : plus(position, buys);
    const shortest = position === undefined ? undefined : minus(position, sells);
    this.intent = intent;
    this.snapshot = snapshot;
    this.limits = snapshot.limits ?? NO_LIMITS;
    this.rules = rules;
    this.reference = reference;
    this.watched = watched;
    this.isBuy = isBuy;
    this.quantity = quantity;
    this.contractSize = contractSize;
    this.price = price;
    this.size = size;
    this.notional = price === undefined ? undefined : mul(price, size);
    this.longest = longest;
    this.shortest = shortest;
    this.isExit =
      isExit(isBuy, quantity, position, longest, shortest) &&
      (!isReducing || reducesAlone(intent, snapshot, quantity, position ?? ZERO));
  }

  /** What the order makes of bot, account and portfolio, quote asset; worked out when first asked for. */
  get scopes(): ScopeSums {
    this.#scopes ??= scopesOf(this);
    return this.#scopes;
  }
}

/** Adding nothing costs nothing: most bots have nothing working on one side. */
const plus = (a: Decimal, b: Decimal): Decimal => (b === 0n ? a : add(a, b));
const minus = (a: Decimal, b: Decimal): Decimal => (b === 0n ? a : sub(a, b));

export const factsOf = (intent: OrderIntent, snapshot: RiskSnapshot, quantity: Decimal = intent.quantity): Facts =>
  new Facts(intent, snapshot, quantity);

function scopesOf({ intent, limits, watched, reference, isBuy, quantity, price, size }: Facts): ScopeSums {
  const cell = watched?.cell;
  const valueAtMark = cell === undefined ? undefined : mul(quantity, cell.mark);
  const added =
    cell === undefined || valueAtMark === undefined ? undefined : addedWorst(cell, isBuy, quantity, valueAtMark);
  const gross = grossAfter(watched?.exposure, added);
  const crossing = crossingCost(isBuy, price, crossedFrom(intent, reference), size);
  const ahead = lossAhead(gross, limits['worst-case-move'], crossing);
  return {
    grossAfter: gross,
    netAfter: netAfter(watched?.exposure, isBuy, valueAtMark),
    dayLossAhead: dayLossAhead(watched?.loss, ahead),
    belowPeakAhead: belowPeakAhead(watched?.loss, ahead),
  };
}

/** How much working orders of a side and so much more of it can move the position. */
function moveBy(snapshot: RiskSnapshot, isBuy: boolean, quantity: Decimal, isReducing: boolean): Decimal {
  const { workingBuys, workingSells, reducingBuys, reducingSells, position = ZERO } = snapshot;
  const working = isBuy ? workingBuys : workingSells;
  const reducing = isBuy ? reducingBuys : reducingSells;
  // Most bots send nothing that is reduce-only.
  if (reducing === undefined && !isReducing) return plus(quantity, working);
  const held = max(isBuy ? neg(position) : position, ZERO);
  return worstMove(working, reducing ?? NOTHING_REDUCING, { quantity, isReducing }, held);
}

/**
 * A reduce-only order reduces as it says: it is no more than the position, and at the book not more than other orders at the book
 * leave of it. One that waits may stand beside others that end the same position: the first ends it, and the exchange the rest.
 */
function reducesAlone(intent: OrderIntent, snapshot: RiskSnapshot, quantity: Decimal, position: Decimal): boolean {
  const isBuy = intent.side === 'buy';
  if (isConditional(intent.type)) return quantity <= abs(position);
  const [working, reducing] = isBuy
    ? [snapshot.workingBuys, snapshot.reducingBuys]
    : [snapshot.workingSells, snapshot.reducingSells];
  return working - (reducing?.waiting ?? 0n) + quantity <= abs(position);
}

/**
 * What the bot's exposure on the symbol grows by in the worst case. The order moves only its own side: where that side is
 * the worse one already, by its value; where the other side stays the worse one, by nothing.
 */
function addedWorst(
  { longest, deepestShort, mark, worst }: ExposureCell,
  isBuy: boolean,
  quantity: Decimal,
  valueAtMark: Decimal,
): Decimal {
  const own = isBuy ? longest : deepestShort;
  const other = isBuy ? deepestShort : longest;
  if (own >= other && own >= 0n && quantity >= 0n) return valueAtMark;
  const after = max(abs(plus(own, quantity)), abs(other));
  return sub(mul(after, mark), worst);
}

/** The reference, if it proves anything. */
export const soundReference = (reference: Reference | undefined): Reference | undefined =>
  reference !== undefined && reference.bid > 0n && reference.ask > 0n && reference.bid <= reference.ask
    ? reference
    : undefined;

/** Whether an order only makes the position smaller, however it and the working orders of its side fill (R9, R10). */
export function isExit(
  isBuy: boolean,
  quantity: Decimal,
  position: Decimal | undefined,
  longest: Decimal | undefined,
  shortest: Decimal | undefined,
): boolean {
  if (position === undefined || longest === undefined || shortest === undefined || quantity <= 0n) return false;
  return isBuy ? position < 0n && longest <= 0n : position > 0n && shortest >= 0n;
}

/** The larger of two positions that working orders can lead to. */
export const worstQuantity = (longest: Decimal, shortest: Decimal): Decimal => max(abs(longest), abs(shortest));

/** The market that the order meets: today's, and for one that waits that of its stop price. */
const crossedFrom = (
  { type, stopPrice }: OrderIntent,
  reference: Reference | undefined,
): Pick<Reference, 'bid' | 'ask'> | undefined =>
  isConditional(type) && stopPrice !== undefined ? { bid: stopPrice, ask: stopPrice } : reference;

function crossingCost(
  isBuy: boolean,
  price: Decimal | undefined,
  market: Pick<Reference, 'bid' | 'ask'> | undefined,
  size: Decimal,
): Decimal {
  if (price === undefined || market === undefined) return ZERO;
  const { bid, ask } = market;
  if (isBuy ? price <= bid : price >= ask) return ZERO;
  const mid = (bid + ask) / 2n;
  const through = (isBuy ? price - mid : mid - price) as Decimal;
  return through <= 0n ? ZERO : mul(through, size);
}
