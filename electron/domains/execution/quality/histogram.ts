/** Buckets to each power of ten: their edges stand at 10^(k/60), so that whole tenths of a decade end on an edge. */
export const BUCKETS_PER_DECADE = 60;
/** Smallest value told apart: a thousandth of the unit (1 µs where the unit is ms). Anything below counts as that small. */
export const SMALLEST = 0.001;
/** Twelve decades: 10^9 of the unit, 11 days in ms. Anything above counts in the last bucket; the largest value is kept. */
const BUCKETS = 12 * BUCKETS_PER_DECADE;
const GAMMA = 10 ** (1 / BUCKETS_PER_DECADE);
/** A percentile is off by at most this share of its value: 1.92 %. Source: DDSketch (Masson, Rim, Lee, VLDB 2019), section 2. */
export const RELATIVE_ERROR = (GAMMA - 1) / (GAMMA + 1);
/** Room added at either end when the counts have to grow. */
const SPARE = 12;
const NONE = new Uint32Array(0);

/** Upper edge of a bucket. */
export const edgeOf = (bucket: number): number => SMALLEST * 10 ** (bucket / BUCKETS_PER_DECADE);

/**
 * Counts of values from zero up in buckets of equal ratio. Bounded: 721 counts at most (2.9 kB), and only as many as the
 * values span. Two of them added up are what one of all their values would be.
 */
export class Histogram {
  #counts = NONE;
  /** Bucket that the first count stands for. */
  #first = 0;
  #total = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  get total(): number {
    return this.#total;
  }

  /** Adds one value; below zero counts as zero. NaN is not taken. */
  add(value: number): void {
    if (Number.isNaN(value)) return;
    const bucket = bucketOf(value);
    const at = bucket - this.#first;
    if (at < 0 || at >= this.#counts.length)
      this.#cover(Math.max(0, bucket - SPARE), Math.min(BUCKETS, bucket + SPARE));
    const place = bucket - this.#first;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#total += 1;
    if (value < this.#min) this.#min = Math.max(value, 0);
    if (value > this.#max) this.#max = value;
  }

  merge(other: Histogram): void {
    if (other.#total === 0) return;
    this.#cover(other.#first, other.#first + other.#counts.length - 1);
    const shift = other.#first - this.#first;
    for (let at = 0; at < other.#counts.length; at += 1)
      this.#counts[at + shift] = (this.#counts[at + shift] ?? 0) + (other.#counts[at] ?? 0);
    this.#total += other.#total;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** Buckets that hold something, smallest first, with their counts. */
  *buckets(): Generator<readonly [bucket: number, count: number]> {
    for (let at = 0; at < this.#counts.length; at += 1) {
      const count = this.#counts[at] ?? 0;
      if (count > 0) yield [this.#first + at, count];
    }
  }

  /** The value that stands at this place in the sorted values, from 1; within RELATIVE_ERROR of it, or SMALLEST. */
  at(place: number): number {
    let seen = 0;
    for (let at = 0; at < this.#counts.length; at += 1) {
      seen += this.#counts[at] ?? 0;
      if (seen >= place) return Math.min(Math.max(middleOf(this.#first + at), this.#min), this.#max);
    }
    return this.#max;
  }

  /** Percentile by nearest rank; null of no values. */
  percentile(fraction: number): number | null {
    return this.#total === 0 ? null : this.at(placeOf(fraction, this.#total));
  }

  /** Makes room for these buckets. */
  #cover(low: number, high: number): void {
    const isNew = this.#counts.length === 0;
    const end = this.#first + this.#counts.length - 1;
    if (!isNew && low >= this.#first && high <= end) return;
    const first = isNew ? low : Math.min(this.#first, low);
    const counts = new Uint32Array((isNew ? high : Math.max(end, high)) - first + 1);
    counts.set(this.#counts, isNew ? 0 : this.#first - first);
    this.#counts = counts;
    this.#first = first;
  }
}

/** Bucket i holds what is above edge i - 1, up to and with edge i. */
function bucketOf(value: number): number {
  if (value <= SMALLEST) return 0;
  return Math.min(BUCKETS, Math.ceil(Math.log10(value / SMALLEST) * BUCKETS_PER_DECADE));
}

/** The value with the same relative distance to both edges. */
const middleOf = (bucket: number): number => (bucket === 0 ? SMALLEST / 2 : (edgeOf(bucket) * 2) / (GAMMA + 1));

/** Where a percentile stands among n sorted values, from 1: nearest rank. */
export const placeOf = (fraction: number, n: number): number => Math.max(1, Math.ceil(fraction * n));

/** Values of both signs: one histogram for either side of zero. */
export class SignedHistogram {
  readonly below = new Histogram();
  readonly above = new Histogram();

  get total(): number {
    return this.below.total + this.above.total;
  }

  add(value: number): void {
    if (value < 0) this.below.add(-value);
    else this.above.add(value);
  }

  merge(other: SignedHistogram): void {
    this.below.merge(other.below);
    this.above.merge(other.above);
  }

  /** Percentile from the lowest value up; null of none. */
  percentile(fraction: number): number | null {
    if (this.total === 0) return null;
    const place = placeOf(fraction, this.total);
    const negatives = this.below.total;
    return place > negatives ? this.above.at(place - negatives) : -this.below.at(negatives - place + 1);
  }
}
