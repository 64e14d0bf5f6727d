import type { OrderIntent } from '#shared/model/order';

/** Different orders remembered for one bot; the oldest that did not come again are forgotten first. */
const KEEP_ORDERS = 1_000;
/** Times remembered of one order, at least: more than any limit allows within a window. */
const KEEP_TIMES = 10_001;
/** Longest window any limit has. */
const LONGEST_WINDOW_MS = 3_600_000;

interface Same {
  readonly key: number;
  readonly intent: OrderIntent;
  /** Monotonic milliseconds, rising. */
  times: number[];
  /** Whether it came again since it was last passed over for forgetting. */
  cameAgain: boolean;
  /** Another order that happens to have the same key. */
  next: Same | undefined;
}

const NEVER = { count: 0, ageMs: undefined } as const;

/** Where to look first: numbers are fast to look up and rarely the same for two orders; what is found is compared exactly. */
const keyOf = ({ quantity, price, stopPrice }: OrderIntent): number =>
  Number(quantity) * 1.618 + Number(price ?? stopPrice ?? -1n);

const isSame = (a: OrderIntent, b: OrderIntent): boolean =>
  a.price === b.price &&
  a.stopPrice === b.stopPrice &&
  a.quantity === b.quantity &&
  a.side === b.side &&
  a.type === b.type &&
  a.symbol === b.symbol;

/**
 * R6: the orders of one bot that were let through, to know an order that comes again: same symbol, side, type, prices and
 * quantity as asked for. Also holds the cut-off that only a person lifts. Bounded in memory; time is handed in.
 */
export class Repeats {
  readonly #byKey = new Map<number, Same>();
  /** A ring, the oldest at `#oldest`. */
  readonly #ring: Same[] = [];
  #oldest = 0;
  #isCutOff = false;

  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  /** How often the very same order was let through in the last `windowMs`, and how long ago it last was, milliseconds. */
  look(
    intent: OrderIntent,
    nowMs: number,
    windowMs: number,
  ): { readonly count: number; readonly ageMs: number | undefined } {
    const times = this.#find(intent)?.times;
    const last = times?.at(-1);
    if (times === undefined || last === undefined) return NEVER;
    let count = 0;
    for (let at = times.length - 1; at >= 0; at -= 1) {
      if (nowMs - (times[at] ?? 0) >= windowMs) break;
      count += 1;
    }
    return { count, ageMs: Math.max(0, nowMs - last) };
  }

  /** An order was let through. */
  add(intent: OrderIntent, nowMs: number): void {
    const same = this.#find(intent);
    if (same === undefined) {
      this.#remember({ key: keyOf(intent), intent, times: [nowMs], cameAgain: false, next: undefined });
      return;
    }
    same.cameAgain = true;
    same.times.push(nowMs);
    const oldest = same.times[0] ?? nowMs;
    if (same.times.length > 2 * KEEP_TIMES || nowMs - oldest > 2 * LONGEST_WINDOW_MS) {
      same.times = same.times.filter((at) => nowMs - at < LONGEST_WINDOW_MS).slice(-KEEP_TIMES);
    }
  }

  /** The bot sends nothing but exits and cancels from now on. */
  cutOff(): void {
    this.#isCutOff = true;
  }

  /** A person has looked: the bot may go on, and counting begins afresh. */
  rearm(): void {
    this.#isCutOff = false;
    this.#byKey.clear();
    this.#ring.length = 0;
    this.#oldest = 0;
  }

  #find(intent: OrderIntent): Same | undefined {
    let same = this.#byKey.get(keyOf(intent));
    while (same !== undefined && !isSame(same.intent, intent)) same = same.next;
    return same;
  }

  #remember(same: Same): void {
    if (this.#ring.length < KEEP_ORDERS) this.#ring.push(same);
    else {
      // One that came again is passed over once: what repeats itself is never forgotten for what does not.
      for (let passed = 0; passed < KEEP_ORDERS && this.#ring[this.#oldest]?.cameAgain === true; passed += 1) {
        const kept = this.#ring[this.#oldest];
        if (kept !== undefined) kept.cameAgain = false;
        this.#oldest = (this.#oldest + 1) % KEEP_ORDERS;
      }
      const forgotten = this.#ring[this.#oldest];
      if (forgotten !== undefined) this.#unlink(forgotten);
      this.#ring[this.#oldest] = same;
      this.#oldest = (this.#oldest + 1) % KEEP_ORDERS;
    }
    same.next = this.#byKey.get(same.key);
    this.#byKey.set(same.key, same);
  }

  #unlink(forgotten: Same): void {
    const first = this.#byKey.get(forgotten.key);
    if (first === forgotten) {
      if (forgotten.next === undefined) this.#byKey.delete(forgotten.key);
      else this.#byKey.set(forgotten.key, forgotten.next);
      return;
    }
    let before = first;
    while (before !== undefined && before.next !== forgotten) before = before.next;
    if (before !== undefined) before.next = forgotten.next;
  }
}
