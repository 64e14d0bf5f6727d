/** How far back the screen looks. */
export type Period = 'hour' | 'day' | 'start';

export const PERIODS: readonly { readonly value: Period; readonly label: string; readonly ms: number | null }[] = [
  { value: 'hour', label: 'Last hour', ms: 3_600_000 },
  { value: 'day', label: 'Last 24 h', ms: 86_400_000 },
  { value: 'start', label: 'Since start', ms: null },
];

export const periodOf = (value: string): Period => PERIODS.find((period) => period.value === value)?.value ?? 'hour';

/** Where a period begins, UTC; null when only main knows it: since the console started. */
export function beginOf(period: Period, now: number): number | null {
  const ms = PERIODS.find(({ value }) => value === period)?.ms ?? null;
  return ms === null ? null : now - ms;
}
