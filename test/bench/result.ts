/** One measured figure, as `npm run bench -- --json` prints it. */
export interface BenchResult {
  /** Stable kebab-case name. */
  readonly id: string;
  /** What was measured, in words. */
  readonly what: string;
  readonly unit: string;
  /** Median, and the value that 99 % of the measurements are not worse than. */
  readonly p50: number;
  readonly p99: number;
  /** How many measurements the two were taken from. */
  readonly n: number;
  /** Against what was measured beside it in the same run, where there is such a thing. */
  readonly ratio: number | null;
  /** The target in words; empty for a figure that is only there to compare with. */
  readonly target: string;
  readonly pass: boolean;
}

/** The value at a fraction of the sorted values: 0.5 is the median. 0 for none. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? 0;
}
