import type { OrderIntent } from '#shared/model/order';

/** Different orders remembered for one bot; the oldest that did not come again are forgotten first. */
const KEEP_ORDERS = 1_000;
/** Times remembered of one order, at least: more than any limit allows within a window. */
const KEEP_TIMES = 10_001;
/** Longest window any limit has. */
const LONGEST_WINDOW_MS = 3_600_000;

interface Same {
  readonly intent: OrderIntent;
  /** Monotonic milliseconds, rising. */
  times: number[];
  /** Whether it came again since it was last passed over for forgetting. */
  cameAgain: boolean;
}

const NEVER = { count: 0, ageMs: undefined } as const;

/** Twice as many as orders remembered, a power of two: most orders that never came find their slot empty. */
const SLOTS = 2_048;

const word = new BigInt64Array(1);
const [LOW, HIGH] = [0, 1];
const halves = new Int32Array(word.buffer);

/** Mixes the low 64 bits of a number into a hash; no number is made of it, which would take longer than all the rest. */
function mix(hash: number, value: bigint): number {
  word[0] = value;
  const low = Math.imul(hash ^ (halves[LOW] ?? 0), 0x85eb_ca6b);
  return Math.imul(low ^ (low >>> 15) ^ (halves[HIGH] ?? 0), 0xc2b2_ae35);
}

/** Where to look first; what is found there is compared exactly. */
function hashOf({ quantity, price, stopPrice }: OrderIntent): number {
  const hash = mix(mix(0, quantity), price ?? stopPrice ?? -1n);
  return hash ^ (hash >>> 16);
}

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
  /** Orders by their slot: each slot's first, and each order's next in its slot; as place in the ring plus one, 0 for none. */
  readonly #first = new Int16Array(SLOTS);
  readonly #next = new Int16Array(KEEP_ORDERS);
  readonly #hashes = new Int32Array(KEEP_ORDERS);
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
    const times = this.#find(intent, hashOf(intent))?.times;
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
    const hash = hashOf(intent);
    const same = this.#find(intent, hash);
    if (same === undefined) {
      this.#remember({ intent, times: [nowMs], cameAgain: false }, hash);
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
    this.#first.fill(0);
    this.#ring.length = 0;
    this.#oldest = 0;
  }

  #find(intent: OrderIntent, hash: number): Same | undefined {
    for (let at = this.#first[hash & (SLOTS - 1)] ?? 0; at !== 0; at = this.#next[at - 1] ?? 0) {
      if (this.#hashes[at - 1] !== hash) continue;
      const same = this.#ring[at - 1];
      if (same !== undefined && isSame(same.intent, intent)) return same;
    }
    return undefined;
  }

  #remember(same: Same, hash: number): void {
    const place = this.#ring.length < KEEP_ORDERS ? this.#ring.length : this.#forgetOne();
    this.#ring[place] = same;
    const slot = hash & (SLOTS - 1);
    this.#hashes[place] = hash;
    this.#next[place] = this.#first[slot] ?? 0;
    this.#first[slot] = place + 1;
  }

  /** Returns its place. One that came again is passed over once: what repeats itself is never forgotten for what does not. */
  #forgetOne(): number {
    for (let passed = 0; passed < KEEP_ORDERS && this.#ring[this.#oldest]?.cameAgain === true; passed += 1) {
      const kept = this.#ring[this.#oldest];
      if (kept !== undefined) kept.cameAgain = false;
      this.#oldest = (this.#oldest + 1) % KEEP_ORDERS;
    }
    const place = this.#oldest;
    this.#oldest = (this.#oldest + 1) % KEEP_ORDERS;
    this.#unlink(place);
    return place;
  }

  #unlink(place: number): void {
    const slot = (this.#hashes[place] ?? 0) & (SLOTS - 1);
    const after = this.#next[place] ?? 0;
    if (this.#first[slot] === place + 1) {
      this.#first[slot] = after;
      return;
    }
    let before = this.#first[slot] ?? 0;
    while (before !== 0 && this.#next[before - 1] !== place + 1) before = this.#next[before - 1] ?? 0;
    if (before !== 0) this.#next[before - 1] = after;
  }
}
