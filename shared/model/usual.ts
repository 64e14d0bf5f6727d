/** Orders that the median is of, and before which there is none. */
const KEPT = 50;
const ENOUGH = 20;

/** What is usual for each subject: the median of its last 50 values. Live and in the replay of the past the same. */
export class Usual {
  readonly #values = new Map<string, number[]>();

  /** How many times the median the value is; then it counts itself. Undefined before there were 20, or without a worth. */
  times(key: string, value: number): number | undefined {
    let values = this.#values.get(key);
    if (values === undefined) {
      values = [];
      this.#values.set(key, values);
    }
    let times: number | undefined;
    if (values.length >= ENOUGH) {
      const sorted = [...values].sort((a, b) => a - b);
      const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
      if (median > 0) times = value / median;
    }
    values.push(value);
    if (values.length > KEPT) values.shift();
    return times;
  }
}
