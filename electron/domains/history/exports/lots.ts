import { abs, add, type Decimal, min, neg, shareOf, sub, ZERO } from '#shared/model/decimal';

/**
 * Which holding a sale takes first: the oldest, the youngest, or a share of all at their average cost (a pool). Which one the tax
 * office wants depends on the country; all three come to the same total once everything is sold.
 */
export const COST_METHODS = ['fifo', 'lifo', 'average'] as const;
export type CostMethod = (typeof COST_METHODS)[number];

/** What one trade opened and is not closed yet. Signed: below zero sold short, its cost then what was received, below zero, too. */
export interface Lot {
  readonly quantity: Decimal;
  readonly cost: Decimal;
  /** UTC milliseconds; of a pool the time of its last purchase. */
  readonly openedAt: number;
  readonly tradeId: string;
}

/** A part of a trade that closed a part of a lot. All amounts in the quote asset, none signed but `proceeds` by absurd fees. */
export interface Closing {
  readonly quantity: Decimal;
  /** Undefined: nothing on record tells how that came to be held, so what was gained on it is not known. */
  readonly cost: Decimal | undefined;
  readonly proceeds: Decimal;
  readonly lot: Lot | undefined;
}

/** One trade: how it changed the quantity, and what it cost (negative: brought), fees in base and quote included. */
export interface Trade {
  readonly change: Decimal;
  readonly paid: Decimal;
  readonly at: number;
  readonly tradeId: string;
}

/**
 * The holdings of one account in one market, matched against its sales. Every amount is exact, except that a share of a lot's cost is cut
 * once at 10^-18; the rest stays with the lot, so that nothing is ever lost: costs of closings and of what is left add up to what was paid.
 */
export class Lots {
  readonly #method: CostMethod;
  readonly #maySellShort: boolean;
  readonly #lots: Lot[];

  /** `maySellShort`: a perpetual, where selling more than is held opens a short; of a coin, it was held from elsewhere. */
  constructor(method: CostMethod, maySellShort: boolean, lots: readonly Lot[] = []) {
    this.#method = method;
    this.#maySellShort = maySellShort;
    this.#lots = [...lots];
  }

  /** Oldest first. */
  get open(): readonly Lot[] {
    return this.#lots;
  }

  get quantity(): Decimal {
    return this.#lots.reduce<Decimal>((sum, { quantity }) => add(sum, quantity), ZERO);
  }

  /** Takes a trade in; returns what it closed, in the order in which lots were taken. */
  trade({ change, paid, at, tradeId }: Trade): Closing[] {
    if (change === ZERO) return paid === ZERO ? [] : [closingOf(ZERO, ZERO, paid, undefined)];
    const closings: Closing[] = [];
    let [left, unpaid] = [abs(change), paid];
    while (left > 0n) {
      const lot = this.#next();
      if (lot === undefined || lot.quantity > 0n === change > 0n) break;
      const held = abs(lot.quantity);
      const taken = min(held, left);
      const lotCost = shareOf(lot.cost, taken, held);
      const share = shareOf(unpaid, taken, left);
      closings.push(closingOf(taken, lotCost, share, lot));
      this.#replaceNext(taken === held ? undefined : rest(lot, taken, lotCost));
      left = sub(left, taken);
      unpaid = sub(unpaid, share);
    }
    if (left === ZERO) return closings;
    if (change < 0n && !this.#maySellShort)
      return [...closings, { quantity: left, cost: undefined, proceeds: neg(unpaid), lot: undefined }];
    this.#open({ quantity: change > 0n ? left : neg(left), cost: unpaid, openedAt: at, tradeId });
    return closings;
  }

  #next(): Lot | undefined {
    return this.#method === 'lifo' ? this.#lots.at(-1) : this.#lots[0];
  }

  #replaceNext(lot: Lot | undefined): void {
    const place = this.#method === 'lifo' ? this.#lots.length - 1 : 0;
    this.#lots.splice(place, 1, ...(lot === undefined ? [] : [lot]));
  }

  #open(lot: Lot): void {
    const pool = this.#method === 'average' ? this.#lots[0] : undefined;
    if (pool === undefined) this.#lots.push(lot);
    else this.#lots[0] = { ...lot, quantity: add(pool.quantity, lot.quantity), cost: add(pool.cost, lot.cost) };
  }
}

const rest = (lot: Lot, taken: Decimal, lotCost: Decimal): Lot => ({
  ...lot,
  quantity: lot.quantity > 0n ? sub(lot.quantity, taken) : add(lot.quantity, taken),
  cost: sub(lot.cost, lotCost),
});

/** A long is bought (its lot) and then sold (this trade), a short the other way round. */
const closingOf = (quantity: Decimal, lotCost: Decimal, paid: Decimal, lot: Lot | undefined): Closing =>
  lot !== undefined && lot.quantity < 0n
    ? { quantity, cost: paid, proceeds: neg(lotCost), lot }
    : { quantity, cost: lotCost, proceeds: neg(paid), lot };

/** Gained or (negative) lost by a closing; undefined when its cost is not known. */
export const realisedBy = ({ cost, proceeds }: Closing): Decimal | undefined =>
  cost === undefined ? undefined : sub(proceeds, cost);
