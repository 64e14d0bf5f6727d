import type { UtcMs } from '#shared/model/time';

/** Requests that an exchange refused for a limit, and bans it gave. What a test or a bench asks about afterwards. */
export interface Refusals {
  limited: number;
  banned: number;
}

interface Entry {
  readonly at: UtcMs;
  readonly cost: number;
}

/**
 * Counts what came within the last `windowMs` for each key: the strictest reading of "so many per so long", since a limit
 * counted from any moment on is kept as well. What is refused counts for nothing.
 */
export class SlidingCounter {
  readonly limit: number;
  readonly windowMs: number;
  readonly #entries = new Map<string, Entry[]>();

  constructor(limit: number, windowMs: number) {
    this.limit = limit;
    this.windowMs = windowMs;
  }

  forget(): void {
    this.#entries.clear();
  }

  /** Takes `cost` when it fits; else nothing. `left` is what remains, `resetAt` when the oldest falls out. */
  take(
    key: string,
    cost: number,
    now: UtcMs,
  ): { readonly fits: boolean; readonly left: number; readonly resetAt: UtcMs } {
    const entries = (this.#entries.get(key) ?? []).filter(({ at }) => at > now - this.windowMs);
    const used = entries.reduce((sum, entry) => sum + entry.cost, 0);
    const fits = used + cost <= this.limit;
    if (fits) entries.push({ at: now, cost });
    this.#entries.set(key, entries);
    const resetAt = (entries[0]?.at ?? now) + this.windowMs;
    return { fits, left: Math.max(0, this.limit - used - (fits ? cost : 0)), resetAt };
  }
}

/** A counter that grows with each request and falls steadily (Kraken's way). */
export class DecayCounter {
  readonly limit: number;
  readonly #perSecond: number;
  readonly #counts = new Map<string, { value: number; at: UtcMs }>();

  constructor(limit: number, perSecond: number) {
    this.limit = limit;
    this.#perSecond = perSecond;
  }

  forget(): void {
    this.#counts.clear();
  }

  /** Takes `cost` unless the counter would stand above its limit; what is refused counts for nothing. */
  take(key: string, cost: number, now: UtcMs): boolean {
    const before = this.#counts.get(key) ?? { value: 0, at: now };
    const value = Math.max(0, before.value - ((now - before.at) / 1_000) * this.#perSecond);
    const fits = value + cost <= this.limit;
    this.#counts.set(key, { value: fits ? value + cost : value, at: now });
    return fits;
  }
}
