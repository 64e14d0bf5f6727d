import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type Digest,
  EMPTY_ROOT,
  GrowingTree,
  hexOf,
  peaksOf,
  rootOfPeaks,
} from '../../electron/domains/journal/tree/merkle';
import {
  consistencyRanges,
  inclusionRanges,
  provesConsistency,
  provesInclusion,
  type Range,
  RangeRoots,
} from '../../electron/domains/journal/tree/proofs';
import { RememberingTree } from '../../electron/domains/journal/tree/remembering-tree';

const sha = (...parts: readonly (Buffer | string)[]): Buffer => {
  const all = createHash('sha256');
  for (const part of parts) all.update(part);
  return all.digest();
};
const entries = Array.from({ length: 70 }, (_, index) => sha(`record ${index + 1}`));
const hashes = entries.map((entry) => entry.toString('hex'));

/** The definition of RFC 9162 (2.1.1), word for word and slow. */
function definedRoot(list: readonly Buffer[]): Buffer {
  if (list.length === 0) return sha('');
  if (list.length === 1) return sha('\x00', list[0] as Buffer);
  let split = 1;
  while (split * 2 < list.length) split *= 2;
  return sha('\x01', definedRoot(list.slice(0, split)), definedRoot(list.slice(split)));
}
const roots = entries.map((_, index) => definedRoot(entries.slice(0, index + 1)).toString('latin1'));
const rootAt = (size: number): Digest => roots[size - 1] ?? '';

/** Of the tree over the first `before` entries only its peaks are known. */
function proofOf(ranges: readonly Range[], size: number, before = 0): readonly Digest[] {
  const known = new GrowingTree();
  for (const hash of hashes.slice(0, before)) known.add(hash);
  const told = new RangeRoots(ranges, { size: before, peaks: known.peaks });
  for (const [index, hash] of hashes.slice(0, size).entries()) if (index >= before) told.tell(index, hash);
  return told.roots ?? [];
}
const changed = (digest: Digest): Digest => `${String.fromCharCode(digest.charCodeAt(0) ^ 1)}${digest.slice(1)}`;

describe('the tree over the records', () => {
  it('has the root that RFC 9162 defines, at every size, and when gone on with from its peaks', () => {
    let tree = new GrowingTree();
    expect(hexOf(tree.root)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(tree.root).toBe(EMPTY_ROOT);
    for (const [index, hash] of hashes.entries()) {
      tree.add(hash);
      expect(tree.root).toBe(rootAt(index + 1));
      tree = new GrowingTree(tree.size, tree.peaks);
    }
    expect(() => new GrowingTree(3, tree.peaks)).toThrow();
    expect(peaksOf(2 ** 52 - 1)).toBe(52);
  });

  it('proves every entry that is here from the peaks of those that are not, at every size, and none of those', () => {
    for (const size of [1, 2, 3, 7, 8, 13, 33])
      for (let before = 0; before < size; before += 1) {
        for (let index = before; index < size; index += 1) {
          const proof = proofOf(inclusionRanges(index, size), size, before);
          expect(provesInclusion(hashes[index] as string, index, size, proof, rootAt(size))).toBe(true);
        }
        const growth = proofOf(consistencyRanges(Math.max(1, before), size), size, before);
        const first = { size: Math.max(1, before), root: rootAt(Math.max(1, before)) };
        expect(provesConsistency(first, { size, root: rootAt(size) }, growth)).toBe(true);
      }
    expect(() => proofOf(inclusionRanges(2, 13), 13, 8)).toThrow();
  });

  it('knows its earlier sizes back to the one it was told to forget before, and goes on', () => {
    for (const forgotten of [0, 1, 7, 24, 32, 33, 69]) {
      const tree = new RememberingTree();
      for (const [index, hash] of hashes.entries()) {
        tree.add(hash);
        if (index + 1 === Math.min(70, forgotten + 5)) tree.forgetBefore(forgotten);
      }
      for (let size = Math.max(1, forgotten); size <= 70; size += 1) {
        expect(rootOfPeaks(tree.peaksAt(size))).toBe(rootAt(size));
        expect(tree.endsWith(hashes[size - 1] as string, size)).toBe(true);
        expect(tree.endsWith(hashes[size % 70] as string, size)).toBe(false);
      }
      expect(() => tree.peaksAt(71)).toThrow();
      if (forgotten > 1) expect(() => tree.peaksAt(1)).toThrow();
    }
  });

  it('goes on from the peaks of a size alone, and knows that size and all after it', () => {
    for (let from = 1; from < 70; from += 1) {
      const before = new GrowingTree();
      for (const hash of hashes.slice(0, from)) before.add(hash);
      const tree = new RememberingTree(from, before.peaks);
      for (const hash of hashes.slice(from)) tree.add(hash);
      for (let size = from; size <= 70; size += 1) expect(rootOfPeaks(tree.peaksAt(size))).toBe(rootAt(size));
      expect(tree.endsWith(hashes[69] as string, 70)).toBe(true);
      expect(() => new RememberingTree(from, before.peaks.slice(1))).toThrow('peaks');
    }
  });

  it('proves each record at each size, and nothing else', () => {
    for (let size = 1; size <= 24; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = proofOf(inclusionRanges(index, size), size);
        const check = (hash: string, at: number, of: number, by: readonly Digest[]): boolean =>
          provesInclusion(hash, at, of, by, rootAt(size));
        const hash = hashes[index] as string;
        expect(check(hash, index, size, proof)).toBe(true);
        expect(check(hashes[(index + 1) % 70] as string, index, size, proof)).toBe(false);
        expect(check(hash, index + 1, size, proof)).toBe(false);
        expect(check(hash, index, size, [...proof, rootAt(1)])).toBe(false);
        if (proof.length > 0) {
          expect(check(hash, index, size, proof.slice(1))).toBe(false);
          expect(check(hash, index, size, [...proof.slice(0, -1), changed(proof.at(-1) ?? '')])).toBe(false);
        }
      }
    }
  });

  it('proves that a longer tree goes on from a shorter one, and nothing else', () => {
    for (let size = 1; size <= 33; size += 1) {
      for (let first = 1; first <= size; first += 1) {
        const proof = proofOf(consistencyRanges(first, size), size);
        const [from, to] = [
          { size: first, root: rootAt(first) },
          { size, root: rootAt(size) },
        ];
        expect(provesConsistency(from, to, proof)).toBe(true);
        expect(provesConsistency({ ...from, root: changed(from.root) }, to, proof)).toBe(false);
        expect(provesConsistency(from, { ...to, root: changed(to.root) }, proof)).toBe(false);
        expect(provesConsistency(from, to, [...proof, to.root])).toBe(false);
        if (proof.length > 0) expect(provesConsistency(from, to, proof.slice(0, -1))).toBe(false);
      }
    }
  });
});
