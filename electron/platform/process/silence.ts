/**
 * Whether the other side has been silent for too long, judged at looks that come about each `everyMs`. A look that itself comes late
 * says that this process was held up (a machine asleep, a debugger): what the other side sent meanwhile is still queued, so it
 * gets half of its time again. All times on one monotonic clock, milliseconds.
 */
export class Silence {
  readonly #limitMs: number;
  readonly #everyMs: number;
  #heardMs: number;
  #lookedMs: number;

  constructor(limitMs: number, everyMs: number, nowMs: number) {
    this.#limitMs = limitMs;
    this.#everyMs = everyMs;
    this.#heardMs = nowMs;
    this.#lookedMs = nowMs;
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** Whether something was heard within the limit, at this moment. */
  isFresh(nowMs: number): boolean {
    return nowMs - this.#heardMs <= this.#limitMs;
  }

  /** True when it is silent. */
  look(nowMs: number): boolean {
    const wasHeldUp = nowMs - this.#lookedMs > this.#everyMs * 10;
    this.#lookedMs = nowMs;
    if (wasHeldUp) this.#heardMs = Math.max(this.#heardMs, nowMs - this.#limitMs / 2);
    return !wasHeldUp && !this.isFresh(nowMs);
  }
}
