import { RequestError } from '../../../platform/process/serve';

/** What may still be sent while the exchange asks for quiet. Cancels go through everything but a ban. */
export type RequestKind = 'place' | 'read' | 'cancel';

/** Binance spot allows an address 6,000 weight a minute, counted from the full minute (facts/cancel-and-limits.md). */
const USUAL_WEIGHT_LIMIT = 6_000;
const READS_SHARE = 0.8;
const MINUTE_MS = 60_000;

/**
 * Keeps quiet after 429 and 418, per exchange, since Binance counts by IP address and not by key. During a 429 orders
 * and reads fail here and cancels go on: a working order costs more than a warning. During a 418 (the address is
 * banned, and every request makes it longer) nothing is sent. Time is monotonic milliseconds.
 */
export class RateHold {
  readonly #now: () => number;
  readonly #wallClock: () => number;
  #weightLimit = USUAL_WEIGHT_LIMIT;
  #readsUntil = 0;
  #quietUntil = 0;
  #bannedUntil = 0;

  constructor(now: () => number, wallClock: () => number = Date.now) {
    this.#now = now;
    this.#wallClock = wallClock;
  }

  /** What the exchange itself says its limit is. */
  setWeightLimit(limit: number): void {
    this.#weightLimit = limit;
  }

  /**
   * What the exchange said is used of this minute's budget. Beyond 80 % reads wait for the next minute: the guard has the
   * same address, and what is left belongs to its cancels.
   */
  noteUsedWeight(used: number): void {
    if (used < this.#weightLimit * READS_SHARE) return;
    this.#readsUntil = this.#now() + (MINUTE_MS - (this.#wallClock() % MINUTE_MS));
  }

  /** The exchange answered 429 or 418: be quiet for so long from now. Never shortens what stands. */
  hold(forMs: number, isBan: boolean): void {
    const until = this.#now() + forMs;
    this.#quietUntil = Math.max(this.#quietUntil, until);
    if (isBan) this.#bannedUntil = Math.max(this.#bannedUntil, until);
  }

  /** Milliseconds until this kind may be sent again; 0 when it may now. */
  waitMs(kind: RequestKind): number {
    const until =
      kind === 'cancel'
        ? this.#bannedUntil
        : kind === 'place'
          ? this.#quietUntil
          : Math.max(this.#quietUntil, this.#readsUntil);
    return Math.max(0, Math.ceil(until - this.#now()));
  }

  /** Throws `rate-limited` while this kind has to wait. */
  check(kind: RequestKind): void {
    const retryAfterMs = this.waitMs(kind);
    if (retryAfterMs === 0) return;
    const seconds = Math.ceil(retryAfterMs / 1_000);
    const isOwnReserve = this.#quietUntil <= this.#now() && this.#bannedUntil <= this.#now();
    const why = isOwnReserve
      ? `most of this minute's request budget is used, the rest is kept for cancels: ${seconds} s to go`
      : `the exchange asked for quiet for another ${seconds} s`;
    throw new RequestError('rate-limited', why, { retryAfterMs });
  }
}
