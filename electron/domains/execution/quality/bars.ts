import { edgeOf, type Histogram, type SignedHistogram } from './histogram';

/** One bar of a distribution: how many values lie above `from`, up to `to`. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Buckets in one bar: ten bars to each power of ten. */
const BAR_BUCKETS = 6;
/** Bars of that width below which a signed value is as good as zero: a tenth of the unit. */
const AROUND_ZERO = 20;

/** Bars from the first to the last value, the empty ones between included. No value is moved: buckets are put together whole. */
export function barsOf(histogram: Histogram): Bar[] {
  const counts = grouped(histogram);
  if (counts.size === 0) return [];
  const places = [...counts.keys()];
  return range(Math.min(...places), Math.max(...places)).map((place) => ({
    from: place === 0 ? 0 : edgeOf((place - 1) * BAR_BUCKETS),
    to: edgeOf(place * BAR_BUCKETS),
    count: counts.get(place) ?? 0,
  }));
}

/** The same for values of both signs: one bar in the middle for what is as good as zero. */
export function signedBarsOf({ below, above }: SignedHistogram): Bar[] {
  const counts = new Map<number, number>();
  const put = (histogram: Histogram, sign: 1 | -1): void => {
    for (const [place, count] of grouped(histogram)) {
      const at = sign * Math.max(0, place - AROUND_ZERO);
      counts.set(at, (counts.get(at) ?? 0) + count);
    }
  };
  put(below, -1);
  put(above, 1);
  if (counts.size === 0) return [];
  const places = [...counts.keys()];
  const edge = (place: number): number => edgeOf((place + AROUND_ZERO) * BAR_BUCKETS);
  return range(Math.min(...places), Math.max(...places)).map((place) => ({
    from: place > 0 ? edge(place - 1) : -edge(-place),
    to: place < 0 ? -edge(-place - 1) : edge(place),
    // -0 and 0 are the same key of a Map.
    count: counts.get(place) ?? 0,
  }));
}

function grouped(histogram: Histogram): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [bucket, count] of histogram.buckets()) {
    const place = Math.ceil(bucket / BAR_BUCKETS);
    counts.set(place, (counts.get(place) ?? 0) + count);
  }
  return counts;
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
