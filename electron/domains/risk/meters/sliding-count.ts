/**
 * How much happened in the last `windowMs`. The window is cut into buckets, so that memory is bounded and a look costs the same
 * however much happened; what falls into the bucket at the window's edge still counts in full, so that it never counts too little.
 * Time is monotonic milliseconds, handed in; one that goes back counts as no time.
 */
export class SlidingCount {
  readonly #bucketMs: number;
  readonly #counts: Uint32Array;
  #bucket = Number.NEGATIVE_INFINITY;
  /** End of the bucket: until then a look needs no reckoning. */
  #endsMs = Number.NEGATIVE_INFINITY;
  #total = 0;

  constructor(windowMs: number, buckets: number) {
    this.#bucketMs = windowMs / buckets;
    // One more than the window holds: the one at its edge.
    this.#counts = new Uint32Array(buckets + 1);
  }

  add(nowMs: number, by = 1): void {
    this.#advance(nowMs);
    const at = this.#slot(this.#bucket);
    this.#counts[at] = (this.#counts[at] ?? 0) + by;
    this.#total += by;
  }

  count(nowMs: number): number {
    if (!(nowMs < this.#endsMs)) this.#advance(nowMs);
    return this.#total;
  }

  #slot(bucket: number): number {
    const { length } = this.#counts;
    return ((bucket % length) + length) % length;
  }

  #advance(nowMs: number): void {
    const bucket = Math.floor(nowMs / this.#bucketMs);
    if (!(bucket > this.#bucket)) return;
    if (this.#total > 0) {
      const elapsed = Math.min(bucket - this.#bucket, this.#counts.length);
      for (let step = 0; step < elapsed; step += 1) {
        const at = this.#slot(bucket - step);
        this.#total -= this.#counts[at] ?? 0;
        this.#counts[at] = 0;
      }
    }
    this.#bucket = bucket;
    this.#endsMs = (bucket + 1) * this.#bucketMs;
  }
}
