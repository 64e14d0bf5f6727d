import { type Digest, GrowingTree, leafOf, nodeOf } from './merkle';

/** Entries `from` to `to` (not included), counting from zero. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The largest power of two smaller than `count`, which is at least 2. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The subtrees whose roots are the inclusion proof of entry `index` in a tree of `size` entries, in the proof's order. RFC 9162, 2.1.3.1. */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  const path = (from: number, to: number): Range[] => {
    if (to - from <= 1) return [];
    const middle = from + splitOf(to - from);
    return index < middle ? [...path(from, middle), { from: middle, to }] : [...path(middle, to), { from, to: middle }];
  };
  return path(0, size);
}

/** The subtrees whose roots prove that a tree of `size` entries goes on from one of `first` entries. RFC 9162, 2.1.4.1. */
export function consistencyRanges(first: number, size: number): readonly Range[] {
  const subproof = (from: number, to: number, isWhole: boolean): Range[] => {
    if (first === to) return isWhole ? [] : [{ from, to }];
    const middle = from + splitOf(to - from);
    return first <= middle
      ? [...subproof(from, middle, isWhole), { from: middle, to }]
      : [...subproof(middle, to, false), { from, to: middle }];
  };
  return first === 0 || first === size ? [] : subproof(0, size, true);
}

/** What is known of a tree whose entries are elsewhere. */
export interface KnownTree {
  readonly size: number;
  /** Roots of its perfect subtrees, largest first. */
  readonly peaks: readonly Digest[];
}

/**
 * The beginning of a range, from its first entry as far as the known tree goes. Each left side of a way to an entry behind that tree is a
 * perfect subtree: it is one of the tree's peaks, or begins with its last ones.
 */
function treeWithin({ from, to }: Range, { size, peaks }: KnownTree): GrowingTree {
  const within: Digest[] = [];
  let at = 0;
  for (const peak of peaks) {
    const width = splitOf(size - at + 1);
    if (at >= from && at + width <= to) within.push(peak);
    at += width;
  }
  return new GrowingTree(Math.min(to, size) - from, within);
}

/**
 * Roots of ranges that do not overlap, from the record hashes of a journal told one after the other from the first: one reading of
 * the journal and little memory, however long it is.
 */
export class RangeRoots {
  readonly #ranges: readonly Range[];
  readonly #inOrder: readonly Range[];
  readonly #roots = new Map<Range, Digest>();
  #next = 0;
  #tree = new GrowingTree();

  /**
   * `before`: the tree over the first records, which are not told: the telling begins with the entry after them.
   * @throws when a range lies among them and is not made of whole peaks of theirs: the roots of what is below a peak are not known
   */
  constructor(ranges: readonly Range[], before: KnownTree = { size: 0, peaks: [] }) {
    this.#ranges = ranges;
    this.#inOrder = [...ranges].sort((a, b) => a.from - b.from);
    for (const range of this.#inOrder) {
      if (range.from >= before.size) break;
      const tree = treeWithin(range, before);
      if (range.to > before.size) this.#tree = tree;
      else {
        this.#roots.set(range, tree.root);
        this.#next += 1;
      }
    }
  }

  /** The hash of entry `index`, in hex. */
  tell(index: number, recordHash: string): void {
    const range = this.#inOrder[this.#next];
    if (range === undefined || index < range.from) return;
    this.#tree.add(recordHash);
    if (index + 1 < range.to) return;
    this.#roots.set(range, this.#tree.root);
    this.#tree = new GrowingTree();
    this.#next += 1;
  }

  /** The roots in the order of the ranges given; undefined while the journal was not told far enough. */
  get roots(): readonly Digest[] | undefined {
    return this.#next < this.#inOrder.length
      ? undefined
      : this.#ranges.map((range) => this.#roots.get(range) as Digest);
  }
}

/** Whether the proof shows that the record with this hash is entry `index` of the tree with this root. RFC 9162, 2.1.3.2. */
export function provesInclusion(
  recordHash: string,
  index: number,
  size: number,
  proof: readonly Digest[],
  root: Digest,
): boolean {
  if (index >= size || proof.length !== inclusionRanges(index, size).length) return false;
  let [fn, sn] = [index, size - 1];
  let digest = leafOf(recordHash);
  for (const step of proof) {
    if (fn % 2 === 1 || fn === sn) {
      digest = nodeOf(step, digest);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      digest = nodeOf(digest, step);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && digest === root;
}

/** Whether the proof shows that the tree of `size` entries begins with the one of `first`, which is at least 1. RFC 9162, 2.1.4.2. */
export function provesConsistency(
  first: { readonly size: number; readonly root: Digest },
  second: { readonly size: number; readonly root: Digest },
  proof: readonly Digest[],
): boolean {
  if (first.size < 1 || first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && first.root === second.root;
  const isPowerOfTwo = splitOf(first.size * 2) === first.size;
  const path = isPowerOfTwo ? [first.root, ...proof] : [...proof];
  let [fn, sn] = [first.size - 1, second.size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  const start = path.shift();
  if (start === undefined) return false;
  let [fr, sr] = [start, start];
  for (const step of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeOf(step, fr);
      sr = nodeOf(step, sr);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      sr = nodeOf(sr, step);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && fr === first.root && sr === second.root;
}
