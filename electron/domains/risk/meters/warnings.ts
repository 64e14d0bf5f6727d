/** R7: percent of a limit at which an operator is told. */
export const WARNING_PERCENTS = [50, 75, 85, 90, 95] as const;

/** Tells of each threshold once. What has been told is forgotten by `reset`, or when nothing of the limit is used any more. */
export class Warnings {
  readonly #told = new Map<string, number>();

  /**
   * The highest threshold newly reached, in percent; undefined when there is none. Both numbers exact and in the same unit;
   * a limit that is not above zero warns of nothing: the gate refuses then.
   */
  check(key: string, used: bigint, limit: bigint): number | undefined {
    if (used <= 0n) {
      this.#told.delete(key);
      return undefined;
    }
    if (limit <= 0n) return undefined;
    const told = this.#told.get(key) ?? 0;
    let reached: number | undefined;
    for (const percent of WARNING_PERCENTS) {
      if (percent > told && used * 100n >= limit * BigInt(percent)) reached = percent;
    }
    if (reached !== undefined) this.#told.set(key, reached);
    return reached;
  }

  /** Forgets all whose key begins so: a new day. */
  reset(prefix: string): void {
    for (const key of this.#told.keys()) if (key.startsWith(prefix)) this.#told.delete(key);
  }
}
