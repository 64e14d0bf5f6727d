import type { UtcMs } from './time';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Clock time in some zone: what the people there would read off the wall. */
export interface LocalTime {
  /** `2026-03-29`. */
  readonly date: string;
  readonly weekday: Weekday;
  /** Minutes since local midnight, 0 to 1439. */
  readonly minute: number;
}

/** When trading is allowed, in the operator's IANA zone. A window whose end is not after its start runs past midnight. */
export interface OperatingHours {
  readonly zone: string;
  readonly windows: ReadonlyArray<{
    readonly days: readonly Weekday[];
    /** Minutes since local midnight, 0 to 1439; the end is not included and may be 1440. */
    readonly fromMinute: number;
    readonly toMinute: number;
  }>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MINUTES = 1_440;
/** Largest time a Date can hold. */
const LAST_MS = 8.64e15;
const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formatters.has(zone)) return formatters.get(zone);
  let made: Intl.DateTimeFormat | undefined;
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  } catch {
    made = undefined;
  }
  formatters.set(zone, made);
  return made;
}

/** Whether this machine knows the IANA zone: `Europe/Berlin`, `UTC`. */
export const isZone = (zone: string): boolean => formatterOf(zone) !== undefined;

/** Local time of an instant; undefined for an unknown zone or a time no calendar has. Daylight saving is counted. */
export function localTime(at: UtcMs, zone: string): LocalTime | undefined {
  const formatter = formatterOf(zone);
  if (formatter === undefined || !(Math.abs(at) <= LAST_MS)) return undefined;
  const parts = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const weekday = WEEKDAYS.find((day) => day === part('weekday').toLowerCase());
  if (weekday === undefined) return undefined;
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    weekday,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** Whether an instant lies in the hours; false for an unknown zone or an impossible time. */
export function isWithinHours(hours: OperatingHours, at: UtcMs): boolean {
  const local = localTime(at, hours.zone);
  if (local === undefined) return false;
  const today = WEEKDAYS.indexOf(local.weekday);
  const yesterday = WEEKDAYS[(today + 6) % 7];
  return hours.windows.some(({ days, fromMinute, toMinute }) => {
    if (toMinute > fromMinute) return days.includes(local.weekday) && inRange(local.minute, fromMinute, toMinute);
    if (days.includes(local.weekday) && local.minute >= fromMinute) return true;
    return yesterday !== undefined && days.includes(yesterday) && local.minute < toMinute;
  });
}

const inRange = (minute: number, from: number, to: number): boolean => minute >= from && minute < to;

/**
 * The first instant after `at` that belongs to another local date: where a trading day ends. 23 or 25 hours after its
 * start on the days the clocks change. For an unknown zone: 24 hours on.
 */
export function nextLocalMidnight(at: UtcMs, zone: string): UtcMs {
  const today = localTime(at, zone)?.date;
  if (today === undefined) return at + 24 * HOUR_MS;
  let before = at;
  let after = at + HOUR_MS;
  while (localTime(after, zone)?.date === today) {
    before = after;
    after += HOUR_MS;
  }
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localTime(middle, zone)?.date === today) before = middle;
    else after = middle;
  }
  return after;
}

/** All minutes of a week that the hours allow, Monday 0:00 first: to compare two sets of hours of one zone. */
export function minutesOfWeek(hours: OperatingHours): ReadonlySet<number> {
  const minutes = new Set<number>();
  for (const { days, fromMinute, toMinute } of hours.windows) {
    const length = toMinute > fromMinute ? toMinute - fromMinute : DAY_MINUTES - fromMinute + toMinute;
    for (const day of days) {
      const start = WEEKDAYS.indexOf(day) * DAY_MINUTES + fromMinute;
      for (let at = 0; at < length; at += 1) minutes.add((start + at) % (7 * DAY_MINUTES));
    }
  }
  return minutes;
}
