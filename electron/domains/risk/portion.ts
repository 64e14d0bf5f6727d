import type { Decimal } from '#shared/model/decimal';

/**
 * How much of one number a limit allows, exactly: worked out once for a limit and kept until another one asks, since the number
 * (a peak) and the limit change far less often than orders come. Remembering changes no answer.
 */
export class Portion {
  readonly #whole: Decimal;
  #limit: bigint | undefined;
  #scaled = 0n;
  #most = 0n;

  constructor(whole: Decimal) {
    this.#whole = whole;
  }

  /** The largest part for which `part` × `scaled` ≤ `limit` × whole holds; `scaled` above zero. */
  most(limit: bigint, scaled: bigint): bigint {
    if (limit === this.#limit && scaled === this.#scaled) return this.#most;
    const allowed = limit * this.#whole;
    const quotient = allowed / scaled;
    // A division of BigInts cuts toward zero: below zero that is one too many, unless nothing was cut.
    this.#most = allowed < 0n && quotient * scaled !== allowed ? quotient - 1n : quotient;
    this.#limit = limit;
    this.#scaled = scaled;
    return this.#most;
  }
}
