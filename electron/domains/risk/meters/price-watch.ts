import { type Decimal, mul, ONE } from '#shared/model/decimal';
import { markOf, type Reference } from '#shared/model/market';
import { soundReference } from '../facts';

/** The recent level follows the price so fast: half of a lasting move is taken in after this. */
const LEVEL_HALF_LIFE_MS = 30_000;
/** A price further away than this factor is not followed at all: an operator accepts it, or it comes back. */
export const SUSPECT_FACTOR = 2;
/** Volatility remembers half of a return for this long. */
const VOLATILITY_HALF_LIFE_MS = 300_000;
/** Returns are taken this far apart, so that the bounce between bid and ask is not taken for movement. */
const SAMPLE_MS = 1_000;
const MINUTE_MS = 60_000;

const toDouble = (value: Decimal): number => Number(value) / 1e18;

/**
 * One symbol's price as the gate sees it: its mark, how far it has jumped, how volatile it is. A price that is crossed, not
 * positive or suspect moves neither mark nor volatility. Time is monotonic milliseconds, handed in.
 */
export class PriceWatch {
  #contractSize: Decimal = ONE;
  /** What one unit is valued at: the mark price of a perpetual, the mid elsewhere. */
  #mid: Decimal | undefined;
  #mark: Decimal | undefined;
  #levelLog: number | undefined;
  #lastMs = 0;
  #jump: number | undefined;
  #sampleLog = 0;
  #sampleMs = 0;
  #squares = 0;
  #elapsedMs = 0;
  #volatilityBps: Decimal | undefined;

  /** Value of one unit of quantity at the mark price or the mid, quote asset; undefined before the first sound price. */
  get mark(): Decimal | undefined {
    return this.#mark;
  }

  /** How far the last price is from its recent level, as a factor ≥ 1. */
  get jump(): number | undefined {
    return this.#jump;
  }

  /** Its own recent level, quote asset, as a double: to be shown, never to be reckoned with. Undefined before there is one. */
  get level(): number | undefined {
    return this.#levelLog === undefined ? undefined : Math.exp(this.#levelLog);
  }

  /** Standard deviation of a minute's return, bps, exponentially weighted; undefined before two samples. */
  get volatilityBps(): Decimal | undefined {
    return this.#volatilityBps;
  }

  setContractSize(size: Decimal): void {
    this.#contractSize = size;
    this.#setMark();
  }

  /** Takes a price. Returns whether the mark moved. */
  take(reference: Reference, nowMs: number): boolean {
    if (soundReference(reference) === undefined) return false;
    const mid = ((reference.bid + reference.ask) / 2n) as Decimal;
    const log = Math.log(toDouble(mid));
    const level = this.#levelLog;
    if (level === undefined) return this.#begin(markOf(reference) ?? mid, log, nowMs);
    const away = log - level;
    this.#jump = Math.exp(Math.abs(away));
    if (this.#jump > SUSPECT_FACTOR) return false;
    const gone = Math.max(0, nowMs - this.#lastMs);
    this.#levelLog = level + away * (1 - 2 ** (-gone / LEVEL_HALF_LIFE_MS));
    this.#lastMs = Math.max(this.#lastMs, nowMs);
    this.#sample(log, nowMs);
    const value = markOf(reference);
    if (value === undefined || value === this.#mid) return false;
    this.#mid = value;
    this.#setMark();
    return true;
  }

  /** An operator says that the price is real: it becomes the level from here on. */
  accept(reference: Reference, nowMs: number): boolean {
    if (soundReference(reference) === undefined) return false;
    const mid = ((reference.bid + reference.ask) / 2n) as Decimal;
    return this.#begin(markOf(reference) ?? mid, Math.log(toDouble(mid)), nowMs);
  }

  #begin(value: Decimal, log: number, nowMs: number): boolean {
    this.#levelLog = log;
    this.#lastMs = nowMs;
    this.#jump = 1;
    this.#sampleLog = log;
    this.#sampleMs = nowMs;
    this.#mid = value;
    this.#setMark();
    return true;
  }

  #setMark(): void {
    const mid = this.#mid;
    if (mid !== undefined) this.#mark = this.#contractSize === ONE ? mid : mul(mid, this.#contractSize);
  }

  #sample(log: number, nowMs: number): void {
    const goneMs = nowMs - this.#sampleMs;
    if (!(goneMs >= SAMPLE_MS)) return;
    const decay = 2 ** (-goneMs / VOLATILITY_HALF_LIFE_MS);
    this.#squares = this.#squares * decay + (log - this.#sampleLog) ** 2;
    this.#elapsedMs = this.#elapsedMs * decay + goneMs;
    this.#sampleLog = log;
    this.#sampleMs = nowMs;
    const bps = Math.sqrt((this.#squares / this.#elapsedMs) * MINUTE_MS) * 10_000;
    if (Number.isFinite(bps)) this.#volatilityBps = (BigInt(Math.round(bps * 10_000)) * 10n ** 14n) as Decimal;
  }
}
