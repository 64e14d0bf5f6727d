import { formatCount, MISSING } from './format';

/** Milliseconds without their unit, to three figures: `0.42`, `12.3`, `1,240`. */
export function formatMs(ms: number | null): string {
  if (ms === null) return MISSING;
  if (ms < 10) return ms.toFixed(2);
  return ms < 100 ? ms.toFixed(1) : formatCount(Math.round(ms));
}

/** A wait of any length, with its unit: `0.4 ms`, `340 ms`, `1.2 s`, `12 min`, `2.3 h`. */
export function formatWait(ms: number | null): string {
  if (ms === null) return MISSING;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_570_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** Basis points with their sign: `+1.4`, `-3.2`, `0.0`. */
export function formatBps(bps: number | null): string {
  if (bps === null) return MISSING;
  const shown = Math.abs(bps) >= 99.95 ? bps.toFixed(0) : bps.toFixed(1);
  if (Number(shown) === 0) return '0.0';
  return bps > 0 ? `+${shown}` : shown;
}

/** A share as whole percent; `<1 %` and `>99 %` where rounding would say none or all. */
export function formatShare(share: number | null): string {
  if (share === null) return MISSING;
  if (share > 0 && share < 0.005) return '<1 %';
  if (share < 1 && share >= 0.995) return '>99 %';
  return `${Math.round(share * 100)} %`;
}

/** A difference on an order's way, to the microsecond where it is that short: `0.031 ms`, `12.3 ms`, `1.24 s`, `12 min`. */
export function formatStep(ms: number): string {
  if (ms < 10) return `${ms.toFixed(3)} ms`;
  if (ms < 100) return `${ms.toFixed(1)} ms`;
  return ms < 999.5 || ms >= 59_950 ? formatWait(ms) : `${(ms / 1_000).toFixed(2)} s`;
}
