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
  /** Per key, where its patterns begin in `#listed`; 0 for none. */
  readonly #listAt = new Uint32Array(65_536);
  /** Lists of patterns, each with its first four bytes: length, then first bytes and number of each. */
  readonly #listed: Int32Array;
  /** Of the longest pattern. */
  readonly longest: number;

  /** @param patterns each at least 4 bytes; none is fine, and nothing is found then */
  constructor(patterns: readonly Buffer[]) {
    this.#patterns = patterns;
    this.#shortest = patterns.reduce((least, { length }) => Math.min(least, length), 255);
    this.longest = patterns.reduce((most, { length }) => Math.max(most, length), 0);
    if (this.#shortest < 4) throw new Error('a pattern must have at least 4 bytes');
    this.#block = this.#shortest >= 8 ? 3 : 2;
    this.#shift.fill(this.#shortest - this.#block + 1);
    const ending = new Map<number, number[]>();
    for (const [index, pattern] of patterns.entries()) {
      for (let end = this.#block - 1; end < this.#shortest; end += 1) {
        const key = this.#keyAt(pattern, end);
        const shift = this.#shortest - 1 - end;
        if (shift < (this.#shift[key] ?? 0)) this.#shift[key] = shift;
        if (shift === 0) ending.set(key, [...(ending.get(key) ?? []), index]);
      }
    }
    const listed = [0];
    for (const [key, indexes] of ending) {
      this.#listAt[key] = listed.length;
      listed.push(indexes.length, ...indexes.flatMap((index) => [patterns[index]?.readInt32LE(0) ?? 0, index]));
    }
    this.#listed = Int32Array.from(listed);
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
    const listed = this.#listed;
    const list = this.#listAt[key] as number;
    const last = list + (listed[list] as number) * 2;
    // Most candidates are chance: told by four bytes, without a call.
    const first =
      (bytes[start] as number) |
      ((bytes[start + 1] as number) << 8) |
      ((bytes[start + 2] as number) << 16) |
      ((bytes[start + 3] as number) << 24);
    for (let at = list + 1; at <= last; at += 2) {
      if (listed[at] !== first) continue;
      const index = listed[at + 1] as number;
      const pattern = this.#patterns[index] as Buffer;
      const to = start + pattern.length;
      if (to <= end && (pattern.length === 4 || pattern.compare(bytes, start, to) === 0)) onMatch(index, start);
    }
  }

  #keyAt(pattern: Buffer, end: number): number {
    const byte = (index: number): number => pattern[index] ?? 0;
    return this.#block === 3
      ? (byte(end) ^ (byte(end - 1) << 5) ^ (byte(end - 2) << 10)) & 0xffff
      : byte(end) | (byte(end - 1) << 8);
  }
}
