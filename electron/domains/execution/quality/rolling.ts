import type { UtcMs } from '#shared/model/time';
import { Stats } from './stats';

export const HOUR_MS = 3_600_000;
/** Hours of the wall clock that make up the last day, the present one included. */
export const DAY_HOURS = 24;
/** More than a day, so that a wall clock set back or forth loses nothing at once. */
const KEEP_HOURS = 2 * DAY_HOURS;

/**
 * Stats of one group in all and over the last 24 hours of the wall clock. An event is counted once, in its
 * hour; what has passed is added up when it is asked for. Bounded: 48 hours at most.
 */
export class Rolling {
  readonly #passed = new Stats();
  #hours: Array<{ readonly hour: number; readonly stats: Stats }> = [];
  #hour = Number.NaN;
  #current = new Stats();
  #day: { readonly hour: number; readonly stats: Stats } | undefined;

  /** Where an event of now is counted. */
  at(now: UtcMs): Stats {
    const hour = Math.floor(now / HOUR_MS);
    if (hour !== this.#hour) this.#turnTo(hour);
    return this.#current;
  }

  inAll(into: Stats): void {
    into.merge(this.#passed);
    into.merge(this.#current);
  }

  /** Takes in what was counted elsewhere of the same group at earlier times. */
  include(earlier: Rolling): void {
    earlier.inAll(this.#passed);
    const { hours } = earlier;
    this.#hours = [...hours, ...this.#hours].slice(-KEEP_HOURS);
    this.#day = undefined;
  }

  /** Every hour counted, the present one last. */
  get hours(): ReadonlyArray<{ readonly hour: number; readonly stats: Stats }> {
    return Number.isNaN(this.#hour) ? this.#hours : [...this.#hours, { hour: this.#hour, stats: this.#current }];
  }

  lastDay(now: UtcMs, into: Stats): void {
    const hour = Math.floor(now / HOUR_MS);
    if (this.#day?.hour !== hour) {
      const stats = new Stats();
      for (const each of this.#hours) if (each.hour > hour - DAY_HOURS) stats.merge(each.stats);
      this.#day = { hour, stats };
    }
    into.merge(this.#day.stats);
    if (this.#hour > hour - DAY_HOURS) into.merge(this.#current);
  }

  #turnTo(hour: number): void {
    if (!this.#current.isEmpty) {
      this.#passed.merge(this.#current);
      this.#hours.push({ hour: this.#hour, stats: this.#current });
      this.#current = new Stats();
    }
    this.#hours = this.#hours.filter((each) => each.hour > hour - KEEP_HOURS).slice(-KEEP_HOURS);
    this.#hour = hour;
    this.#day = undefined;
  }
}
