/** UTC milliseconds since 1970. */
export type UtcMs = number;

/** UTC with milliseconds, the one form in which times are stored: `2026-01-02T03:04:05.678Z`. */
export const formatUtc = (at: UtcMs): string => new Date(at).toISOString();

/** Time port: everything that waits or stamps takes one, so that simulation can run on a virtual clock. */
export interface Clock {
  /** Wall clock, UTC milliseconds. May jump. */
  now(): UtcMs;
  /** Milliseconds that only ever grow; for ages, deadlines and durations. */
  monotonicMs(): number;
  /** Calls back once after `ms`; returns the cancel. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back each `ms`; returns the cancel. */
  every(ms: number, callback: () => void): () => void;
}
