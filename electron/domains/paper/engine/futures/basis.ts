import type { MarketStep } from '../market-model';
import { STEP_MS } from '../market-model';
import type { Random } from '../random';

/** Where the perpetual usually stands above the spot market, as a fraction: longs pay a little, as in most of 2020-2025. */
const MEAN = 0.0001;
/** Pull to the mean and noise, per second and √second: a standing deviation of about 0.04 %, gone within ten minutes. */
const PULL = 1 / 600;
const NOISE = 0.000025;
const LIMIT = 0.003;
const SECONDS = STEP_MS / 1_000;

/** The distance of the perpetual's fair price from the spot market's: a seeded walk that is pulled back to its mean. */
export class Basis {
  readonly #random: Random;
  #value = MEAN;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What the perpetual market does when the spot market does this. */
  next(spot: MarketStep): MarketStep {
    const pulled = (MEAN - this.#value) * PULL * SECONDS;
    const moved = this.#value + pulled + NOISE * Math.sqrt(SECONDS) * this.#random.normal();
    this.#value = Math.max(-LIMIT, Math.min(LIMIT, moved));
    return { ...spot, fair: spot.fair * (1 + this.#value) };
  }
}
