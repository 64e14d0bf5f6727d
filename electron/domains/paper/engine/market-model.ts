import type { Random } from './random';
import type { SymbolModel } from './symbols';

/** Market steps are 100 ms of market time apart. */
export const STEP_MS = 100;
const STEPS_PER_SECOND = 1_000 / STEP_MS;
const SQRT_STEP = Math.sqrt(1 / STEPS_PER_SECOND);

/** What the market does in one step. */
export interface MarketStep {
  /** The price around which the market quotes. */
  readonly fair: number;
  /** −1 to 1: how one-sided the takers are; positive means buying. */
  readonly bias: number;
  /** Multiplies how often takers come; 1 is usual. */
  readonly activity: number;
  /** Multiplies the spread; 1 is usual. */
  readonly spread: number;
}

/** A source of prices: synthetic or recorded. */
export interface PricePath {
  next(): MarketStep;
}

interface Regime {
  readonly name: 'calm' | 'trending' | 'volatile';
  /** Standard deviation of the price over √1 s, as a fraction. */
  readonly sigma: number;
  /** Price drift per second, as a fraction; its sign is drawn when the regime begins. */
  readonly drift: number;
  readonly activity: number;
  readonly spread: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  /** Chance to be drawn, all regimes together 1. */
  readonly share: number;
}

/**
 * Chosen so that a grid with 0.1 % spacing trades several times a minute: a walk of σ per √s crosses about
 * 60 σ² / spacing² levels a minute, 3 to 15 here. Real BTC does about a tenth of that; a desk to look at must move.
 */
const REGIMES: readonly Regime[] = [
  { name: 'calm', sigma: 0.00024, drift: 0, activity: 1, spread: 1, minSeconds: 60, maxSeconds: 240, share: 0.5 },
  {
    name: 'trending',
    sigma: 0.00028,
    drift: 0.00003,
    activity: 1.5,
    spread: 1.2,
    minSeconds: 45,
    maxSeconds: 150,
    share: 0.35,
  },
  {
    name: 'volatile',
    sigma: 0.0005,
    drift: 0,
    activity: 2.5,
    spread: 2.5,
    minSeconds: 20,
    maxSeconds: 75,
    share: 0.15,
  },
];
/** One jump in about 15 minutes, 0.3 to 1 %. */
const JUMP_PER_SECOND = 1 / 900;
/** Pull toward the start price per second: keeps a week's walk within about ±15 %. */
const PULL_PER_SECOND = 0.00001;

/** A random walk with regimes and jumps around the start price. */
export class SyntheticPath implements PricePath {
  readonly #random: Random;
  readonly #model: SymbolModel;
  readonly #anchor: number;
  #fair: number;
  #regime: Regime;
  #direction = 1;
  #stepsLeft = 0;

  /** `from` continues an earlier path (a restart); undefined begins at the model's start price. */
  constructor(model: SymbolModel, random: Random, from?: number) {
    this.#model = model;
    this.#random = random;
    this.#anchor = model.startPrice;
    this.#fair = from ?? model.startPrice;
    this.#regime = REGIMES[0] as Regime;
  }

  next(): MarketStep {
    const random = this.#random;
    if (this.#stepsLeft <= 0) this.#changeRegime();
    this.#stepsLeft -= 1;
    const { sigma, drift, activity, spread } = this.#regime;
    let move = sigma * this.#model.volatility * SQRT_STEP * random.normal();
    move += (drift * this.#direction) / STEPS_PER_SECOND;
    move += (PULL_PER_SECOND / STEPS_PER_SECOND) * (this.#anchor / this.#fair - 1);
    if (random.chance(JUMP_PER_SECOND / STEPS_PER_SECOND))
      move += random.between(0.003, 0.01) * (random.chance(0.5) ? 1 : -1);
    this.#fair *= 1 + Math.max(-0.02, Math.min(0.02, move));
    return { fair: this.#fair, bias: drift === 0 ? 0 : 0.3 * this.#direction, activity, spread };
  }

  #changeRegime(): void {
    this.#regime = pickRegime(this.#random.next());
    this.#direction = this.#random.chance(0.5) ? 1 : -1;
    this.#stepsLeft = Math.round(
      this.#random.between(this.#regime.minSeconds, this.#regime.maxSeconds) * STEPS_PER_SECOND,
    );
  }
}

/** The regime whose share of [0, 1) holds `draw`. */
function pickRegime(draw: number): Regime {
  let left = draw;
  for (const regime of REGIMES) {
    left -= regime.share;
    if (left < 0) return regime;
  }
  return REGIMES[0] as Regime;
}
