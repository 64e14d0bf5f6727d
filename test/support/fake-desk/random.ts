/** Numbers from a seed (mulberry32): the same seed, the same desk. */
export interface Random {
  /** From 0 up to, not including, `end`; whole. */
  below(end: number): number;
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  chance(of: number): boolean;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    between: (low, high) => low + next() * (high - low),
    pick(from) {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    chance: (of) => next() < of,
  };
}
