/** A screen makes a few calls a second; a page gone wild makes thousands. Calls a second, and how many may come at once. */
const PER_SECOND = 50;
const BURST = 200;

/**
 * Counts the window's calls, so that a page that was taken over or loops cannot keep main from its work or fill the
 * journal. The halt is never counted.
 */
export class CallMeter {
  #tokens = BURST;
  #lastMs: number;

  /** `nowMs` on the monotonic clock. */
  constructor(nowMs: number) {
    this.#lastMs = nowMs;
  }

  /** Whether one more call may be answered now. */
  take(nowMs: number): boolean {
    this.#tokens = Math.min(BURST, this.#tokens + ((nowMs - this.#lastMs) / 1_000) * PER_SECOND);
    this.#lastMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
