import type { BotTimings } from './status';

export interface CrashVerdict {
  readonly isTooMany: boolean;
  /** How long to wait before the next start, milliseconds. */
  readonly waitMs: number;
  readonly words: string;
}

/** Remembers crashes: how long to wait before the next start, and when to leave it to an operator. */
export class CrashRecord {
  readonly #timings: BotTimings;
  #times: number[] = [];
  #backOffMs: number;

  constructor(timings: BotTimings) {
    this.#timings = timings;
    this.#backOffMs = timings.backOffFirstMs;
  }

  add(nowMs: number, ranMs: number): CrashVerdict {
    const { backOffFirstMs, backOffCapMs, healthyAfterMs, maxCrashes, crashWindowMs } = this.#timings;
    if (ranMs >= healthyAfterMs) this.#backOffMs = backOffFirstMs;
    const waitMs = this.#backOffMs;
    this.#backOffMs = Math.min(waitMs * 2, backOffCapMs);
    this.#times = [...this.#times.filter((at) => nowMs - at < crashWindowMs), nowMs];
    return {
      isTooMany: this.#times.length >= maxCrashes,
      waitMs,
      words: `crashed ${this.#times.length} times within ${Math.round(crashWindowMs / 1_000)} s`,
    };
  }

  /** An operator starts it anew: what was does not count. */
  forgive(): void {
    this.#times = [];
    this.#backOffMs = this.#timings.backOffFirstMs;
  }
}
