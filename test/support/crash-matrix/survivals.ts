import type { FaultyFiles, Survival } from '../faulty-files';

/** How much of the matrix is gone through: a cut of it for each run of the tests, or all. */
export type Depth = 'quick' | 'full';

/** More unsynced operations than this together are not gone through in every choice, but each left out and each alone. */
const ALL_CHOICES_UP_TO = 7;
/** A record here is shorter: cut anywhere in the last one, and at so many places of the rest. */
const LAST_RECORD_BYTES = 340;
const QUICK_CUTS = 3;

/**
 * What a disk may hold after the machine stopped: any choice of what was not synced, which is what any order of the writes comes to when it
 * stops among them; and each write of it cut.
 */
export function survivals(files: FaultyFiles, depth: Depth): readonly Survival[] {
  const { unsynced } = files;
  const all = [...unsynced.keys()];
  const choices = chosen(all, depth);
  const torn = unsynced.flatMap((bytes, index) =>
    bytes === undefined ? [] : cuts(bytes, depth).map((at) => ({ index, at })),
  );
  const parts = depth === 'full' ? (['head', 'tail'] as const) : (['head'] as const);
  return [
    ...choices.map((kept) => ({ kept })),
    ...torn.flatMap(({ index, at }) => parts.map((part) => ({ kept: all, torn: { index, bytes: at, part } }))),
  ];
}

function chosen(all: readonly number[], depth: Depth): readonly (readonly number[])[] {
  if (all.length <= ALL_CHOICES_UP_TO && (depth === 'full' || all.length <= 2)) {
    return Array.from({ length: 2 ** all.length }, (_, mask) => all.filter((index) => (mask >> index) & 1));
  }
  const without = all.map((left) => all.filter((index) => index !== left));
  return [[], all, ...without, ...all.map((index) => [index])];
}

/** Where a write of so many bytes is cut, above 0 and below its length. */
function cuts(bytes: number, depth: Depth): readonly number[] {
  if (bytes < 2) return [];
  if (depth === 'quick') return distinct([1, bytes >> 1, bytes - 1].slice(0, QUICK_CUTS));
  const last = Array.from({ length: Math.min(bytes - 1, LAST_RECORD_BYTES) }, (_, index) => bytes - 1 - index);
  const rest = Array.from({ length: 16 }, (_, index) => 1 + Math.floor((index * (bytes - 2)) / 16));
  return distinct([...last, ...rest]);
}

const distinct = (values: readonly number[]): readonly number[] => [...new Set(values)];
