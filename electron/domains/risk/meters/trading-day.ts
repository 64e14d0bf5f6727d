import type { UtcMs } from '#shared/model/time';
import { localTime, nextLocalMidnight } from '#shared/model/zoned-time';

/** The trading day: from midnight to midnight in the operator's IANA zone, 23 or 25 hours long when the clocks change. */
export class TradingDay {
  readonly zone: string;
  #endsAt: UtcMs;
  #date: string;

  constructor(zone: string, now: UtcMs) {
    this.zone = zone;
    this.#date = localTime(now, zone)?.date ?? '';
    this.#endsAt = nextLocalMidnight(now, zone);
  }

  /** Its local date: `2026-03-29`. */
  get date(): string {
    return this.#date;
  }

  get endsAt(): UtcMs {
    return this.#endsAt;
  }

  /** Whether a new day began since the last look. A clock that goes back begins none. */
  hasTurned(now: UtcMs): boolean {
    if (!(now >= this.#endsAt)) return false;
    this.#date = localTime(now, this.zone)?.date ?? '';
    this.#endsAt = nextLocalMidnight(now, this.zone);
    return true;
  }
}
