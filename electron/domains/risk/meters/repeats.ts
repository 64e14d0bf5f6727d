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
const NEVER = { count: 0, ageMs: undefined } as const;

/**
 * R6: the orders of one bot that were let through, to know an order that comes again: same symbol, side, type, price and
 * quantity as asked for. Also holds the cut-off that only a person lifts. Bounded in memory; time is handed in.
 */
export class Repeats {
  /** By symbol, then quantity, then price: the few that are left differ in side or type. */
  readonly #bySymbol = new Map<string, Map<bigint, Map<bigint, Same[]>>>();
  /** In the order of their last time. */
  readonly #all = new Set<Same>();
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
    const candidates = this.#bySymbol
      .get(symbol)
      ?.get(quantity)
      ?.get(price ?? AT_MARKET);
    if (candidates === undefined) return undefined;
    for (const each of candidates) if (each.side === side && each.type === type) return each;
    return undefined;
  }

  #index(same: Same): void {
    const quantities = this.#bySymbol.get(same.symbol) ?? new Map<bigint, Map<bigint, Same[]>>();
    const prices = quantities.get(same.quantity) ?? new Map<bigint, Same[]>();
    prices.set(same.price, [...(prices.get(same.price) ?? []), same]);
    quantities.set(same.quantity, prices);
    this.#bySymbol.set(same.symbol, quantities);
  }

  #forgetOldest(): void {
    const [oldest] = this.#all;
    if (oldest === undefined) return;
    this.#all.delete(oldest);
    const quantities = this.#bySymbol.get(oldest.symbol);
    const prices = quantities?.get(oldest.quantity);
    const left = prices?.get(oldest.price)?.filter((each) => each !== oldest) ?? [];
    if (left.length > 0) prices?.set(oldest.price, left);
    else prices?.delete(oldest.price);
    if (prices?.size === 0) quantities?.delete(oldest.quantity);
  }
}
