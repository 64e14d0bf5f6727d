import { add, type Decimal, sub, ZERO } from '#shared/model/decimal';
import type { Side } from '#shared/model/order';
import { NOTHING_REDUCING, type ReducingQuantity } from '../conditional';

/** Working orders of one side: how many stand at each price, and the best of them. */
class PriceCounts {
  readonly #isBuy: boolean;
  readonly #counts = new Map<bigint, number>();
  /** Orders that can trade now: not stops that have not triggered. */
  readonly #resting = new Map<bigint, number>();
  #best: Decimal | undefined;

  constructor(isBuy: boolean) {
    this.#isBuy = isBuy;
  }

  get best(): Decimal | undefined {
    return this.#best;
  }

  at(price: Decimal): number {
    return this.#counts.size === 0 ? 0 : (this.#counts.get(price) ?? 0);
  }

  add(price: Decimal, isStop: boolean): void {
    this.#counts.set(price, this.at(price) + 1);
    if (isStop) return;
    this.#resting.set(price, (this.#resting.get(price) ?? 0) + 1);
    if (this.#best === undefined || this.#isBetter(price, this.#best)) this.#best = price;
  }

  remove(price: Decimal, isStop: boolean): void {
    lower(this.#counts, price);
    if (isStop) return;
    lower(this.#resting, price);
    if (price !== this.#best || this.#resting.has(price)) return;
    this.#best = undefined;
    for (const left of this.#resting.keys() as Iterable<Decimal>) {
      if (this.#best === undefined || this.#isBetter(left, this.#best)) this.#best = left;
    }
  }

  #isBetter(price: Decimal, than: Decimal): boolean {
    return this.#isBuy ? price > than : price < than;
  }
}

function lower(counts: Map<bigint, number>, price: bigint): void {
  const left = (counts.get(price) ?? 0) - 1;
  if (left > 0) counts.set(price, left);
  else counts.delete(price);
}

/** The working orders of one account on one symbol: stacking, self-match and totals, kept as orders change. */
export class OwnOrders {
  readonly buys = new PriceCounts(true);
  readonly sells = new PriceCounts(false);
  /** Quantity that may still fill, fills not told yet included. */
  workingBuys: Decimal = ZERO;
  workingSells: Decimal = ZERO;

  side(side: Side): PriceCounts {
    return side === 'buy' ? this.buys : this.sells;
  }

  /** Of them what the exchange keeps from growing a position; undefined until there was any. */
  reducingBuys: ReducingQuantity | undefined;
  reducingSells: ReducingQuantity | undefined;

  /** `kind`: of an order that the exchange keeps from growing the position. */
  changeWorking(side: Side, before: Decimal, after: Decimal, kind: keyof ReducingQuantity | undefined): void {
    if (kind !== undefined) {
      const reducing = (side === 'buy' ? this.reducingBuys : this.reducingSells) ?? NOTHING_REDUCING;
      const changed = { ...reducing, [kind]: add(sub(reducing[kind], before), after) };
      if (side === 'buy') this.reducingBuys = changed;
      else this.reducingSells = changed;
    }
    if (side === 'buy') this.workingBuys = add(sub(this.workingBuys, before), after);
    else this.workingSells = add(sub(this.workingSells, before), after);
  }
}
