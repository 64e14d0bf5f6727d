import type { Clock, UtcMs } from '#shared/model/time';
import type { ExchangeFailure } from '../domains/exchange/index';

/** Binance's "too many requests": with 429 a warning, with 418 a ban of this address (rest-api.md, "IP Limits"). */
const TOO_MANY_REQUESTS = -1003;

/**
 * Knows from what was refused until when the exchange wants quiet. The streams stand meanwhile, so the link's own state does
 * not tell: without this an operator would see a good light and no order going out.
 */
export class ExchangeQuiet {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #until: UtcMs = 0;
  #said = '';
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Takes every failure of a request; those that are no call for quiet change nothing. */
  note({ code, exchangeCode, retryAfterMs, message }: ExchangeFailure): void {
    if (code !== 'rate-limited' || exchangeCode !== TOO_MANY_REQUESTS || retryAfterMs === undefined) return;
    const until = this.#clock.now() + retryAfterMs;
    if (until <= this.#until) return;
    this.#until = until;
    this.#said = message;
    this.#stopTimer?.();
    this.#stopTimer = this.#clock.after(retryAfterMs, this.#onChange);
    this.#onChange();
  }

  /** What it means, while it lasts; undefined otherwise. */
  get message(): string | undefined {
    if (this.#clock.now() >= this.#until) return undefined;
    const until = `${new Date(this.#until).toISOString().slice(11, 19)} UTC`;
    return this.#said.includes('IP banned')
      ? `The exchange has banned this machine's address until ${until}. No order and no cancel is sent before, since each request makes it longer; a halt is carried out as soon as it may. Working orders stay: cancel them at the exchange itself if they must go now. It said: ${this.#said}`
      : `The exchange wants fewer requests. No order is sent until ${until}; cancels and the halt go on. It said: ${this.#said}`;
  }
}
