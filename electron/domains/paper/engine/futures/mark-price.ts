import { add, type Decimal, floorTo, max, sub, ZERO } from '#shared/model/decimal';
import type { BookView } from '../book';
import { STEP_MS } from '../market-model';

const STEPS_PER_SECOND = 1_000 / STEP_MS;
/** The index follows the spot market with this time constant: on Binance it is a basket of several exchanges. */
const INDEX_SMOOTHING_STEPS = 2n * BigInt(STEPS_PER_SECOND);
/** Price 2 of the mark price: the average of 30 distances, one each second (announcement of 2025-09-16). */
const BASIS_SAMPLES = 30;

/** Half way between best bid and ask; the other side's price when one is empty, zero when both are. */
export function midOf(book: Pick<BookView, 'best'>): Decimal {
  const bid = book.best('BUY')?.price;
  const ask = book.best('SELL')?.price;
  return bid === undefined || ask === undefined ? (bid ?? ask ?? ZERO) : (((bid + ask) / 2n) as Decimal);
}

/** The middle one of three. */
export const medianOf = (a: Decimal, b: Decimal, c: Decimal): Decimal =>
  sub(sub(add(add(a, b), c), max(a, max(b, c))), a < b ? (a < c ? a : c) : b < c ? b : c);

/**
 * The mark price of one perpetual, Binance's way: the median of price 1 (index carried to the next funding), price 2
 * (index + 30 s average of the contract's distance from it) and the contract's last price. Liquidations and unrealised
 * profit go by it, so that one odd trade liquidates nobody.
 */
export class MarkPrice {
  readonly #step: Decimal;
  #index: Decimal;
  #mark: Decimal;
  readonly #distances: Decimal[] = [];
  #sum = ZERO;
  #steps = 0;

  constructor(step: Decimal, start: Decimal) {
    this.#step = step;
    this.#index = floorTo(start, step);
    this.#mark = this.#index;
  }

  get index(): Decimal {
    return floorTo(this.#index, this.#step);
  }

  get mark(): Decimal {
    return this.#mark;
  }

  /** One market step. `carry` is the funding rate times the share of the interval that is left. */
  update(spotMid: Decimal, contractMid: Decimal, last: Decimal, carry: Decimal): void {
    if (spotMid === ZERO || contractMid === ZERO) return;
    this.#index = add(this.#index, ((spotMid - this.#index) / INDEX_SMOOTHING_STEPS) as Decimal);
    if (this.#steps % STEPS_PER_SECOND === 0) this.#sample(sub(contractMid, this.#index));
    this.#steps += 1;
    const price1 = add(this.#index, ((this.#index * carry) / 10n ** 18n) as Decimal);
    const price2 = add(this.#index, (this.#sum / BigInt(Math.max(1, this.#distances.length))) as Decimal);
    this.#mark = max(this.#step, floorTo(medianOf(price1, price2, last), this.#step));
  }

  #sample(distance: Decimal): void {
    this.#distances.push(distance);
    this.#sum = add(this.#sum, distance);
    if (this.#distances.length > BASIS_SAMPLES) this.#sum = sub(this.#sum, this.#distances.shift() ?? ZERO);
  }
}
