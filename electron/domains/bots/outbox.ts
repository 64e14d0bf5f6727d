import { encodeNotice, toWireTicker } from '#shared/bot-protocol';
import type { Reference } from '#shared/model/market';
import type { Clock } from '#shared/model/time';
import type { BotProcess } from '../../platform/process/bot-process';

/** Prices wait in memory, one per symbol, while the bot has this much unread. */
const PRICES_WAIT_ABOVE_BYTES = 64 * 1024;
/** A bot that lets this much pile up does not read: it counts as hung. Holds two of the longest lines. */
export const HUNG_ABOVE_BYTES = 2 * 1024 * 1024;
/** Ten a second and symbol. */
const TICKER_EVERY_MS = 100;

/**
 * The bounded way to one bot. Prices are coalesced to the newest; everything else is written in order. What the bot does
 * not read is bounded: prices first wait, then the bot is given up.
 */
export class Outbox {
  readonly #process: BotProcess;
  readonly #clock: Clock;
  readonly #onNotReading: () => void;
  readonly #waiting = new Map<string, Reference>();
  readonly #sentAt = new Map<string, number>();
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(process: BotProcess, clock: Clock, onNotReading: () => void) {
    this.#process = process;
    this.#clock = clock;
    this.#onNotReading = onNotReading;
  }

  send(line: string): void {
    if (this.#closed) return;
    if (this.#process.queuedBytes() > HUNG_ABOVE_BYTES) {
      this.close();
      this.#onNotReading();
      return;
    }
    this.#process.writeLine(line);
  }

  ticker(reference: Reference): void {
    if (this.#closed) return;
    this.#waiting.set(reference.symbol, reference);
    if (this.#cancelTimer === undefined) this.#flush();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.clear();
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #flush(): void {
    this.#cancelTimer = undefined;
    const now = this.#clock.monotonicMs();
    if (this.#process.queuedBytes() <= PRICES_WAIT_ABOVE_BYTES) {
      for (const [symbol, reference] of this.#waiting) {
        if (now - (this.#sentAt.get(symbol) ?? Number.NEGATIVE_INFINITY) < TICKER_EVERY_MS) continue;
        this.#waiting.delete(symbol);
        this.#sentAt.set(symbol, now);
        this.send(encodeNotice('ticker', toWireTicker(reference)));
        if (this.#closed) return;
      }
    }
    if (this.#waiting.size > 0) this.#cancelTimer = this.#clock.after(TICKER_EVERY_MS / 2, () => this.#flush());
  }
}
