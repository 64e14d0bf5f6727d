import { add, type Decimal, mul, neg, sub, ZERO } from '#shared/model/decimal';
import { worstQuantity } from '../facts';
import type { ExposureCell, ScopeExposure } from '../snapshot';

const NOTHING: ScopeExposure = { gross: ZERO, netLong: ZERO, netShort: ZERO };

/** Exposure of one bot, account or the portfolio: a sum kept up by its cells. */
export class ExposureScope {
  #sum = NOTHING;
  #unknown = 0;

  /** Undefined while something held has no mark. Never changed: a change makes a new one. */
  get current(): ScopeExposure | undefined {
    return this.#unknown === 0 ? this.#sum : undefined;
  }

  /** Takes a part out and another in. */
  replace(before: CellSums | undefined, after: CellSums | undefined, unknownBy: number): void {
    this.#unknown += unknownBy;
    if (before === after) return;
    const { gross, netLong, netShort } = this.#sum;
    const [out, into] = [before ?? NO_SUMS, after ?? NO_SUMS];
    this.#sum = {
      gross: add(sub(gross, out.worst), into.worst),
      netLong: add(sub(netLong, out.long), into.long),
      netShort: add(sub(netShort, out.short), into.short),
    };
  }
}

interface CellSums {
  readonly worst: Decimal;
  readonly long: Decimal;
  readonly short: Decimal;
}
const NO_SUMS: CellSums = { worst: ZERO, long: ZERO, short: ZERO };

/**
 * What one bot holds and has working on one symbol. Every change goes up into its three scopes at once, so that a decision's
 * cost does not grow with bots and symbols.
 */
export class Cell {
  readonly #scopes: readonly ExposureScope[];
  #position: Decimal = ZERO;
  #workingBuys: Decimal = ZERO;
  #workingSells: Decimal = ZERO;
  #mark: Decimal | undefined;
  #sums: CellSums | undefined = NO_SUMS;
  #current: ExposureCell | undefined;

  /** `scopes`: those of its bot, its account and the portfolio. */
  constructor(scopes: readonly ExposureScope[], mark: Decimal | undefined) {
    this.#scopes = scopes;
    this.#mark = mark;
    this.#update();
  }

  /** Undefined while there is no mark. Never changed: a change makes a new one. */
  get current(): ExposureCell | undefined {
    return this.#current;
  }

  setPosition(position: Decimal): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#update();
  }

  changeWorking(side: 'buy' | 'sell', before: Decimal, after: Decimal): void {
    if (before === after) return;
    if (side === 'buy') this.#workingBuys = add(sub(this.#workingBuys, before), after);
    else this.#workingSells = add(sub(this.#workingSells, before), after);
    this.#update();
  }

  setMark(mark: Decimal): void {
    if (mark === this.#mark) return;
    this.#mark = mark;
    this.#update();
  }

  #update(): void {
    const longest = add(this.#position, this.#workingBuys);
    const shortest = sub(this.#position, this.#workingSells);
    const isFlat = longest === 0n && shortest === 0n;
    const mark = this.#mark;
    const after = isFlat
      ? NO_SUMS
      : mark === undefined
        ? undefined
        : {
            worst: mul(worstQuantity(longest, shortest), mark),
            long: mul(longest, mark),
            short: neg(mul(shortest, mark)),
          };
    const unknownBy = (after === undefined ? 1 : 0) - (this.#sums === undefined ? 1 : 0);
    for (const scope of this.#scopes) scope.replace(this.#sums, after, unknownBy);
    this.#sums = after;
    this.#current =
      mark === undefined
        ? undefined
        : {
            position: this.#position,
            workingBuys: this.#workingBuys,
            workingSells: this.#workingSells,
            longest,
            deepestShort: neg(shortest),
            mark,
            worst: after?.worst ?? ZERO,
          };
  }
}
