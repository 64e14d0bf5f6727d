/**
 * Exact search for many byte patterns at once, after Wu and Manber ("A fast algorithm for multi-pattern searching", TR 94-17, 1994):
 * the last bytes of a window as long as the shortest pattern say how far no match can end, so most bytes are never looked at.
 * Measured beside other ways in docs/adr/0028.
 */
export class PatternSearch {
  readonly #patterns: readonly Buffer[];
  readonly #shortest: number;
  /** Bytes that a probe looks at: 3 when patterns are long, so that a probe rarely meets one by chance. */
  readonly #block: 2 | 3;
  readonly #shift = new Uint8Array(65_536);
  readonly #endingIn = new Map<number, number[]>();
  /** Of the longest pattern. */
  readonly longest: number;

  /** @param patterns each at least 3 bytes; none is fine, and nothing is found then */
  constructor(patterns: readonly Buffer[]) {
    this.#patterns = patterns;
    this.#shortest = patterns.reduce((least, { length }) => Math.min(least, length), 255);
    this.longest = patterns.reduce((most, { length }) => Math.max(most, length), 0);
    if (this.#shortest < 3) throw new Error('a pattern must have at least 3 bytes');
    this.#block = this.#shortest >= 8 ? 3 : 2;
    this.#shift.fill(this.#shortest - this.#block + 1);
    for (const [index, pattern] of patterns.entries()) {
      for (let end = this.#block - 1; end < this.#shortest; end += 1) {
        const key = this.#keyAt(pattern, end);
        const shift = this.#shortest - 1 - end;
        if (shift < (this.#shift[key] ?? 0)) this.#shift[key] = shift;
        if (shift === 0) this.#endingIn.set(key, [...(this.#endingIn.get(key) ?? []), index]);
      }
    }
  }

  /**
   * Calls `onMatch` for each match that starts at `from` or later and before `to`, in order; a match may reach up to `end`.
   * Matches may overlap.
   */
  search(
    bytes: Buffer,
    from: number,
    to: number,
    end: number,
    onMatch: (pattern: number, start: number) => void,
  ): void {
    if (this.#patterns.length === 0) return;
    const shift = this.#shift;
    const first = this.#shortest - 1;
    const last = Math.min(to + first, end);
    let at = from + first;
    if (this.#block === 3) {
      while (at < last) {
        const key =
          ((bytes[at] as number) ^ ((bytes[at - 1] as number) << 5) ^ ((bytes[at - 2] as number) << 10)) & 0xffff;
        const skip = shift[key] as number;
        if (skip === 0) this.#verify(bytes, key, at - first, end, onMatch);
        at += skip === 0 ? 1 : skip;
      }
      return;
    }
    while (at < last) {
      const key = (bytes[at] as number) | ((bytes[at - 1] as number) << 8);
      const skip = shift[key] as number;
      if (skip === 0) this.#verify(bytes, key, at - first, end, onMatch);
      at += skip === 0 ? 1 : skip;
    }
  }

  #verify(
    bytes: Buffer,
    key: number,
    start: number,
    end: number,
    onMatch: (pattern: number, start: number) => void,
  ): void {
    for (const index of this.#endingIn.get(key) ?? []) {
      const pattern = this.#patterns[index] as Buffer;
      if (start + pattern.length <= end && pattern.compare(bytes, start, start + pattern.length) === 0)
        onMatch(index, start);
    }
  }

  #keyAt(pattern: Buffer, end: number): number {
    const byte = (index: number): number => pattern[index] ?? 0;
    return this.#block === 3
      ? (byte(end) ^ (byte(end - 1) << 5) ^ (byte(end - 2) << 10)) & 0xffff
      : byte(end) | (byte(end - 1) << 8);
  }
}
