import { abs, add, type Decimal, max, mul, ONE, sub, ZERO } from '#shared/model/decimal';
import { NO_LIMITS, type ResolvedLimits } from '#shared/model/limit-values';
import type { MarketRules, Reference } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import type { RiskSnapshot, ScopeExposure, ScopeLoss, Watched } from './snapshot';

/** Scale of a product of two decimals divided by basis points: 10^18 × 10^4. */
const BPS_SCALE = 10n ** 22n;

/** What several checks need, worked out once for an order of some quantity. */
export interface Facts {
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
  /** The order's own price, and for a market order the side of the book it would take. */
  readonly price: Decimal | undefined;
  /** Price × quantity × contract size, quote asset. */
  readonly notional: Decimal | undefined;
  /** Position if all working buys (and this one) filled, and if all working sells (and this one) did; quantity. */
  readonly longest: Decimal | undefined;
  readonly shortest: Decimal | undefined;
  /**
   * R9, R10: the position that would result, every working order of its side counted, is smaller and not turned. However the
   * orders fill, a sequence of such orders can neither flip nor grow it.
   */
  readonly isExit: boolean;
  /** What the bot's exposure on this symbol grows by in the worst case, and the order's value at the mark; quote asset. */
  readonly addedWorst: Decimal | undefined;
  readonly valueAtMark: Decimal | undefined;
  /** What the order loses at once by crossing the mid; quote asset. */
  readonly crossingCost: Decimal;
}

/** Works the facts out. Never throws, whatever the numbers are. */
export function factsOf(intent: OrderIntent, snapshot: RiskSnapshot, quantity: Decimal = intent.quantity): Facts {
  const { rules, watched, position } = snapshot;
  const reference = soundReference(snapshot.reference);
  const isBuy = intent.side === 'buy';
  const contractSize = rules?.contract?.contractSize ?? ONE;
  const price = intent.price ?? (isBuy ? reference?.ask : reference?.bid);
  const size = contractSize === ONE ? quantity : mul(quantity, contractSize);
  const longest =
    position === undefined ? undefined : ((position + snapshot.workingBuys + (isBuy ? quantity : 0n)) as Decimal);
  const shortest =
    position === undefined ? undefined : ((position - snapshot.workingSells - (isBuy ? 0n : quantity)) as Decimal);
  const cell = watched?.cell;
  return {
    intent,
    snapshot,
    limits: snapshot.limits ?? NO_LIMITS,
    rules,
    reference,
    watched,
    isBuy,
    quantity,
    contractSize,
    price,
    notional: price === undefined ? undefined : mul(price, size),
    longest,
    shortest,
    isExit: isExit(isBuy, quantity, position, longest, shortest),
    addedWorst:
      cell === undefined
        ? undefined
        : sub(
            mul(
              worstQuantity(
                add(cell.position, isBuy ? add(cell.workingBuys, quantity) : cell.workingBuys),
                sub(cell.position, isBuy ? cell.workingSells : add(cell.workingSells, quantity)),
              ),
              cell.mark,
            ),
            cell.worst,
          ),
    valueAtMark: cell === undefined ? undefined : mul(quantity, cell.mark),
    crossingCost: crossingCost(isBuy, price, reference, size),
  };
}

/** The reference, if it proves anything. */
export const soundReference = (reference: Reference | undefined): Reference | undefined =>
  reference !== undefined && reference.bid > 0n && reference.ask > 0n && reference.bid <= reference.ask
    ? reference
    : undefined;

function isExit(
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

function crossingCost(
  isBuy: boolean,
  price: Decimal | undefined,
  reference: Reference | undefined,
  size: Decimal,
): Decimal {
  if (price === undefined || reference === undefined) return ZERO;
  const mid = (reference.bid + reference.ask) / 2n;
  const through = (isBuy ? price - mid : mid - price) as Decimal;
  return through <= 0n ? ZERO : mul(through, size);
}

/** Exposure of a scope with this order counted, gross, quote asset. */
export const grossAfter = (facts: Facts, exposure: ScopeExposure | undefined): Decimal | undefined =>
  exposure === undefined || facts.addedWorst === undefined ? undefined : add(exposure.gross, facts.addedWorst);

/**
 * What could be lost on top of what is lost: this order crossing the mid, and every position and working order of the scope
 * moving against us by `move` bps. `lost` in quote; the answer is scaled by 10^40 so that no digit is lost.
 */
export const lossIfAllGoesWrong = (facts: Facts, lost: Decimal, gross: Decimal, move: Decimal): bigint =>
  (lost + facts.crossingCost) * BPS_SCALE + gross * move;

/** The same scale, to compare with. */
export const asLossScale = (value: Decimal): bigint => value * BPS_SCALE;

/** How far a scope is below its peak, quote asset. */
export const belowPeak = ({ peak, equity }: ScopeLoss): Decimal => sub(peak, equity);
