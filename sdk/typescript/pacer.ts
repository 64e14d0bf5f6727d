import { BOT_PROTOCOL_LIMITS as limits } from '#shared/bot-protocol';

/** A little under what the console takes, so that its own bucket never runs empty. */
const PER_SECOND = limits.messagesPerSecond * 0.9;
const BURST = limits.messageBurst * 0.75;

/** Runs jobs in order, at once while the budget lasts and then at its pace. */
export class Pacer {
  readonly #mayRun: () => boolean;
  #queue: Array<() => void> = [];
  #tokens = BURST;
  #lastMs = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** `mayRun` is asked before each job; after a no, `poke` when it may have changed. */
  constructor(mayRun: () => boolean) {
    this.#mayRun = mayRun;
  }

  run(job: () => void): void {
    if (this.#closed) return;
    this.#queue.push(job);
    this.poke();
  }

  poke(): void {
    const now = performance.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#lastMs) / 1_000) * PER_SECOND);
    this.#lastMs = now;
    while (this.#tokens >= 1 && this.#mayRun()) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      this.#tokens -= 1;
      job();
    }
    if (this.#queue.length === 0 || this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.poke();
    }, 1_000 / PER_SECOND);
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
    clearTimeout(this.#timer);
  }
}
