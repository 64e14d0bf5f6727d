import { BOT_PROTOCOL_LIMITS as limits } from '#shared/bot-protocol';

/** What to do with a message by its rate alone: take it, answer it as dropped, or drop it without a word. */
export type RateVerdict = 'take' | 'answer' | 'drop';

/**
 * A token bucket, and how much was dropped because it was empty. Dropped messages get a few answers of their own each
 * second; then they share one, so that a flood is not answered with a flood.
 */
export class RateMeter {
  #tokens: number = limits.messageBurst;
  #lastMs: number;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #answersInWindow = 0;
  #unanswered = 0;

  constructor(nowMs: number) {
    this.#lastMs = nowMs;
  }

  judge(nowMs: number): RateVerdict {
    const refill = (Math.max(0, nowMs - this.#lastMs) / 1_000) * limits.messagesPerSecond;
    this.#tokens = Math.min(limits.messageBurst, this.#tokens + refill);
    this.#lastMs = nowMs;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 'take';
    }
    this.#unanswered += 1;
    if (nowMs - this.#windowStartMs >= 1_000) {
      this.#windowStartMs = nowMs;
      this.#answersInWindow = 0;
    }
    if (this.#answersInWindow >= limits.rateAnswersPerSecond) return 'drop';
    this.#answersInWindow += 1;
    return 'answer';
  }

  /** Messages dropped since the last call, the present one included. */
  takeDropped(): number {
    const dropped = this.#unanswered;
    this.#unanswered = 0;
    return dropped;
  }
}

/** Counts broken messages over the last minute. Memory is bounded by the limit itself. */
export class ViolationMeter {
  #times: number[] = [];
  #dropped = 0;

  /** Counts one; answers whether that is one too many. */
  add(nowMs: number): boolean {
    this.#times = this.#times.filter((at) => nowMs - at < 60_000);
    this.#times.push(nowMs);
    return this.#times.length > limits.violationsPerMinute;
  }

  /** Counts a message dropped for its rate: the first of each hundred is a violation. */
  addDropped(nowMs: number): boolean {
    this.#dropped += 1;
    return this.#dropped % limits.droppedPerViolation === 1 && this.add(nowMs);
  }
}
