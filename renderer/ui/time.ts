import type { UtcMs } from '../../shared/model/time';

const two = (value: number): string => value.toString().padStart(2, '0');

/** Local time of day, `14:02:11`; with the date when it was not today. */
export function formatLocal(at: UtcMs, now: UtcMs): string {
  const local = new Date(at);
  const time = `${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}`;
  return local.toDateString() === new Date(now).toDateString() ? time : `${localDate(local)} ${time}`;
}

/** Local time of day with milliseconds, `14:02:11.123`. */
export function formatClock(at: UtcMs): string {
  const local = new Date(Math.round(at));
  return `${formatLocal(local.getTime(), local.getTime())}.${local.getMilliseconds().toString().padStart(3, '0')}`;
}

/** Local time without seconds, `14:02`. */
export function formatLocalMinute(at: UtcMs): string {
  const local = new Date(at);
  return `${two(local.getHours())}:${two(local.getMinutes())}`;
}

/** Local day, `01-31`: of a year that is plain from what stands around it. */
export const formatLocalDay = (at: UtcMs): string => localDate(new Date(at)).slice(5);

/** How much later something was, with its sign: `+35 ms`, `−1.20 s`, `+4 min`; `0` for the same millisecond. */
export function formatOffset(ms: number): string {
  if (ms === 0) return '0';
  const size = Math.abs(ms);
  return `${ms < 0 ? '−' : '+'}${size < 1_000 ? `${size} ms` : size < 60_000 ? `${(size / 1_000).toFixed(2)} s` : formatAge(size)}`;
}

const localDate = (local: Date): string =>
  `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;

/** UTC in full, shown on hover: `2026-01-02 03:04:05.678 UTC`. */
export const formatUtcWords = (at: UtcMs): string => new Date(at).toISOString().replace('T', ' ').replace('Z', ' UTC');

/** How old something is: `<1 s`, `12 s`, `3 min`, `2 h`, `4 d`. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  if (seconds < 1) return '<1 s';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** How long something took: `0.4 ms`, `340 ms`, `1.24 s`; `–` while it has not happened. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(2)} s`;
}

/** The first millisecond of the local day that `at` falls in. */
export function startOfLocalDay(at: UtcMs): UtcMs {
  const local = new Date(at);
  return new Date(local.getFullYear(), local.getMonth(), local.getDate()).getTime();
}
