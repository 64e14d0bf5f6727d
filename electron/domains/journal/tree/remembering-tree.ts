import { type Digest, leafOf, nodeOf, peaksOf } from './merkle';

/** Roots of perfect subtrees of one height, one after the other: the first is number `from` of all of that height. */
interface Row {
  from: number;
  digests: Digest[];
}

/**
 * A growing tree that still knows the peaks of the sizes it had, back to the size that it was told to forget before. Each record is hashed
 * when it is added, so that asking for the peaks of a size hashes nothing, however many records were added since.
 */
export class RememberingTree {
  #size: number;
  /** By height. */
  readonly #rows: Row[] = [];

  /** Goes on from the peaks of a tree of `size` entries, largest first; from an empty one without them. */
  constructor(size = 0, peaks: readonly Digest[] = []) {
    if (peaks.length !== peaksOf(size)) throw new Error('a tree of this size has another number of peaks');
    this.#size = size;
    const left = [...peaks];
    for (let count = size; count > 0; count = Math.floor(count / 2))
      this.#rows.push(
        count % 2 === 1 ? { from: count - 1, digests: [left.pop() as Digest] } : { from: count, digests: [] },
      );
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the record with this hash, 64 hex digits. */
  add(recordHash: string): void {
    let digest = leafOf(recordHash);
    this.#size += 1;
    for (let height = 0, count = this.#size; ; height += 1, count /= 2) {
      let row = this.#rows[height];
      if (row === undefined) {
        row = { from: 0, digests: [] };
        this.#rows.push(row);
      }
      row.digests.push(digest);
      if (count % 2 === 1) return;
      digest = nodeOf(row.digests.at(-2) as Digest, digest);
    }
  }

  /** Whether the record with this hash is the last of the first `size`, none of them forgotten. */
  endsWith(recordHash: string, size: number): boolean {
    return this.#at(0, size - 1) === leafOf(recordHash);
  }

  /** The roots of the perfect subtrees of the first `size` records, largest first. Throws when those are not there, or forgotten. */
  peaksAt(size: number): readonly Digest[] {
    const peaks: Digest[] = [];
    for (let height = 0, count = size; count > 0; height += 1, count = Math.floor(count / 2))
      if (count % 2 === 1) peaks.unshift(this.#at(height, count - 1));
    return peaks;
  }

  /** Sizes before this one will not be asked for any more. */
  forgetBefore(size: number): void {
    for (let height = 0, count = size; height < this.#rows.length; height += 1, count = Math.floor(count / 2)) {
      const row = this.#rows[height] as Row;
      // The last one of the first `size` may be a peak of it; where it is not, it is the left half of what comes.
      const keepFrom = Math.max(row.from, count - 1);
      if (keepFrom === row.from) continue;
      row.digests.splice(0, keepFrom - row.from);
      row.from = keepFrom;
    }
  }

  #at(height: number, index: number): Digest {
    const row = this.#rows[height];
    const digest = row?.digests[index - row.from];
    if (digest === undefined) throw new Error('no tree of this size is known any more');
    return digest;
  }
}
