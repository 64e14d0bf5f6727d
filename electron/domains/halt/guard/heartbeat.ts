const LOOK_EVERY_MS = 50;

/**
 * Watches main's heartbeat. `onSilent` is called once per silence, `onBack` when it beats again. When this process itself
 * was held up (a suspended machine, a debugger), beats are still queued: it gives them another round before it judges.
 */
export class HeartbeatWatch {
  readonly #silentAfterMs: number;
  readonly #onSilent: () => void;
  #lastBeat = performance.now();
  #lastLook = performance.now();
  #isSilent = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(silentAfterMs: number, onSilent: () => void) {
    this.#silentAfterMs = silentAfterMs;
    this.#onSilent = onSilent;
  }

  /** Whether a beat came within the time that counts as silence. */
  get isFresh(): boolean {
    return !this.#isSilent && performance.now() - this.#lastBeat <= this.#silentAfterMs;
  }

  start(): void {
    this.#lastBeat = performance.now();
    this.#lastLook = this.#lastBeat;
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  beat(): void {
    this.#lastBeat = performance.now();
    this.#isSilent = false;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    const wasHeldUp = now - this.#lastLook > LOOK_EVERY_MS * 10;
    this.#lastLook = now;
    if (wasHeldUp) {
      this.#lastBeat = Math.max(this.#lastBeat, now - this.#silentAfterMs / 2);
      return;
    }
    if (this.#isSilent || now - this.#lastBeat <= this.#silentAfterMs) return;
    this.#isSilent = true;
    this.#onSilent();
  }
}
