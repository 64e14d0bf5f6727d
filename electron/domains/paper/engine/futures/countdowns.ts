import type { UtcMs } from '#shared/model/time';

interface Countdown {
  readonly account: string;
  readonly symbol: string;
  readonly dueAt: UtcMs;
}

/**
 * Binance's dead-man timer (countdownCancelAll): one for each account and symbol. Each call sets it anew; zero takes it
 * away; when it runs out, all open orders of the symbol are cancelled, once.
 */
export class Countdowns {
  readonly #set = new Map<string, Countdown>();

  /** `dueAt` 0 takes it away. */
  set(account: string, symbol: string, dueAt: UtcMs): void {
    const key = `${account}\n${symbol}`;
    if (dueAt === 0) this.#set.delete(key);
    else this.#set.set(key, { account, symbol, dueAt });
  }

  /** Takes those that have run out, in the order in which they did. */
  takeDue(now: UtcMs): readonly Countdown[] {
    const due = [...this.#set].filter(([, countdown]) => countdown.dueAt <= now);
    for (const [key] of due) this.#set.delete(key);
    return due.map(([, countdown]) => countdown).sort((one, other) => one.dueAt - other.dueAt);
  }
}
