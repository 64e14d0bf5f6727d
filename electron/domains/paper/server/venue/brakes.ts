import type { UtcMs } from '#shared/model/time';
import { type Refusals, SlidingCounter } from './counters';

/** The limits of an exchange that counts requests in windows. */
export interface Brake {
  readonly limit: number;
  readonly windowMs: number;
}

/** Windows by name, each counted for every account or address by itself; refusals of all of them. */
export class Brakes<Name extends string> {
  readonly refusals: Refusals = { limited: 0, banned: 0 };
  readonly #counters: ReadonlyMap<string, SlidingCounter>;

  constructor(brakes: Readonly<Record<Name, Brake>>) {
    this.#counters = new Map(
      Object.entries<Brake>(brakes).map(([name, { limit, windowMs }]) => [name, new SlidingCounter(limit, windowMs)]),
    );
  }

  forget(): void {
    for (const counter of this.#counters.values()) counter.forget();
  }

  /** Takes `cost` of a window; says what is left and when it is whole again. */
  take(name: Name, who: string, cost: number, now: UtcMs): ReturnType<SlidingCounter['take']> & { limit: number } {
    const counter = this.#counters.get(name);
    if (counter === undefined) throw new Error(`no limit ${name}`);
    const taken = counter.take(who, cost, now);
    if (!taken.fits) this.refusals.limited += 1;
    return { ...taken, limit: counter.limit };
  }
}

/** Limits with those of the options in place of their own, by name. */
export const withLimits = <Name extends string>(
  brakes: Readonly<Record<Name, Brake>>,
  limits: Readonly<Record<string, number>>,
): Readonly<Record<Name, Brake>> =>
  Object.fromEntries(
    Object.entries<Brake>(brakes).map(([name, brake]) => [name, { ...brake, limit: limits[name] ?? brake.limit }]),
  ) as Record<Name, Brake>;
