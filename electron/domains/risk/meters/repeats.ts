import type { Decimal } from '#shared/model/decimal';
import type { OrderIntent, OrderType, Side } from '#shared/model/order';

/** Different orders remembered for one bot; the oldest are forgotten first. */
const KEEP_ORDERS = 2_000;
/** Times remembered of one order, at least: more than any limit allows within a window. */
const KEEP_TIMES = 10_001;
/** Longest window any limit has. */
const LONGEST_WINDOW_MS = 3_600_000;

interface Same {
  readonly symbol: string;
  readonly price: bigint;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Decimal;
  /** Monotonic milliseconds, rising. */
  times: number[];
}

/** A market order has no price; no price is negative. */
const AT_MARKET = -1n;

/**
 * R6: the orders of one bot that were let through, to know an order that comes again: same symbol, side, type, price and
 * quantity as asked for. Also holds the cut-off that only a person lifts. Bounded in memory; time is handed in.
 */
export class Repeats {
  readonly #bySymbol = new Map<string, Map<bigint, Same[]>>();
  /** In the order of their last time. */
  readonly #all = new Set<Same>();
  #isCutOff = false;

  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  /** How often the very same order was let through in the last `windowMs`. */
  count(intent: OrderIntent, nowMs: number, windowMs: number): number {
    const same = this.#find(intent);
    if (same === undefined) return 0;
    let count = 0;
    for (let at = same.times.length - 1; at >= 0; at -= 1) {
      if (nowMs - (same.times[at] ?? 0) >= windowMs) break;
      count += 1;
    }
    return count;
  }

  /** Milliseconds since the very same order was last let through. */
  age(intent: OrderIntent, nowMs: number): number | undefined {
    const last = this.#find(intent)?.times.at(-1);
    return last === undefined ? undefined : Math.max(0, nowMs - last);
  }

  /** An order was let through. */
  add(intent: OrderIntent, nowMs: number): void {
    let same = this.#find(intent);
    if (same === undefined) {
      const { symbol, side, type, quantity } = intent;
      same = { symbol, price: intent.price ?? AT_MARKET, side, type, quantity, times: [] };
      this.#index(same);
    }
    same.times.push(nowMs);
    const oldest = same.times[0] ?? nowMs;
    if (same.times.length > 2 * KEEP_TIMES || nowMs - oldest > 2 * LONGEST_WINDOW_MS) {
      same.times = same.times.filter((at) => nowMs - at < LONGEST_WINDOW_MS).slice(-KEEP_TIMES);
    }
    this.#all.delete(same);
    this.#all.add(same);
    if (this.#all.size > KEEP_ORDERS) this.#forgetOldest();
  }

  /** The bot sends nothing but exits and cancels from now on. */
  cutOff(): void {
    this.#isCutOff = true;
  }

  /** A person has looked: the bot may go on, and counting begins afresh. */
  rearm(): void {
    this.#isCutOff = false;
    this.#bySymbol.clear();
    this.#all.clear();
  }

  #find({ symbol, side, type, quantity, price }: OrderIntent): Same | undefined {
    const candidates = this.#bySymbol.get(symbol)?.get(price ?? AT_MARKET);
    return candidates?.find((each) => each.side === side && each.quantity === quantity && each.type === type);
  }

  #index(same: Same): void {
    let prices = this.#bySymbol.get(same.symbol);
    if (prices === undefined) {
      prices = new Map();
      this.#bySymbol.set(same.symbol, prices);
    }
    const candidates = prices.get(same.price);
    if (candidates === undefined) prices.set(same.price, [same]);
    else candidates.push(same);
  }

  #forgetOldest(): void {
    const [oldest] = this.#all;
    if (oldest === undefined) return;
    this.#all.delete(oldest);
    const prices = this.#bySymbol.get(oldest.symbol);
    const left = prices?.get(oldest.price)?.filter((each) => each !== oldest) ?? [];
    if (left.length > 0) prices?.set(oldest.price, left);
    else prices?.delete(oldest.price);
  }
}
