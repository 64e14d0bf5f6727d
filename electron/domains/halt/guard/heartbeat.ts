import { Silence } from '../../../platform/process/silence';

const LOOK_EVERY_MS = 50;

/** Watches main's heartbeat. `onSilent` is called once per silence; a beat ends it. */
export class HeartbeatWatch {
  readonly #silence: Silence;
  readonly #onSilent: () => void;
  #isSilent = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(silentAfterMs: number, onSilent: () => void) {
    this.#silence = new Silence(silentAfterMs, LOOK_EVERY_MS, performance.now());
    this.#onSilent = onSilent;
  }

  /** Whether a beat came within the time that counts as silence. */
  get isFresh(): boolean {
    return !this.#isSilent && this.#silence.isFresh(performance.now());
  }

  start(): void {
    this.beat();
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  beat(): void {
    this.#silence.heard(performance.now());
    this.#isSilent = false;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    if (!this.#silence.look(performance.now()) || this.#isSilent) return;
    this.#isSilent = true;
    this.#onSilent();
  }
}
