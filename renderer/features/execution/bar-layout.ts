import type { BarView } from '../../../shared/contract/execution';

/** Fewer bars than this stand in the middle, no wider than they would be among so many. */
const FEWEST = 16;
/** More ticks than this run into each other. */
const MOST_TICKS = 5;
/** The bar around zero ends at a tenth of the unit. */
const AROUND_ZERO = 0.11;
/** The lowest bar that can still be seen, share of the height. */
const LOWEST = 0.015;

export interface Column {
  /** Shares of the whole width and height. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface Tick {
  readonly left: number;
  readonly value: number;
}

/** Bars side by side, each as wide as the other: their edges stand at equal ratios. */
export function layOutBars(bars: readonly BarView[]): readonly Column[] {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return bars.map((bar, index) => ({
    ...bar,
    left: leftOf(index, bars.length),
    width: 1 / Math.max(bars.length, FEWEST),
    height: bar.count === 0 ? 0 : Math.max(bar.count / most, LOWEST),
  }));
}

/** The powers of ten that an edge falls on, and zero; where that is little, also twice and five times them. */
export function ticksOf(columns: readonly Column[]): Tick[] {
  const zero = columns.filter(({ from, to }) => from < 0 && to > 0).map(middleOf);
  // Beside a zero the edges of its own bar say nothing.
  const least = zero.length > 0 ? AROUND_ZERO : 0;
  const edges = edgesOf(columns).filter(({ value }) => Math.abs(value) > least);
  const at = (multiples: readonly number[]): Tick[] =>
    [...edges.filter(({ value }) => isRound(Math.abs(value), multiples)), ...zero].sort((a, b) => a.left - b.left);
  const powers = at([1]);
  return powers.length >= 3 ? thinned(powers) : thinned(at([1, 2, 5]));
}

/** Where a value stands among the bars; null when it is beyond them. */
export function placeOf(value: number | null, columns: readonly Column[]): number | null {
  if (value === null) return null;
  const column = columns.find(({ from, to }) => value >= from && value <= to);
  if (column === undefined) return null;
  const { from, to, left, width } = column;
  const isLog = from > 0 || to < 0;
  const share = isLog ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return left + width * share;
}

const leftOf = (index: number, count: number): number => {
  const slots = Math.max(count, FEWEST);
  return (index + (slots - count) / 2) / slots;
};

const edgesOf = (columns: readonly Column[]): Tick[] => [
  ...columns.slice(0, 1).map(({ left, from }) => ({ left, value: from })),
  ...columns.map(({ left, width, to }) => ({ left: left + width, value: to })),
];

const middleOf = ({ left, width }: Column): Tick => ({ left: left + width / 2, value: 0 });

/** Edges stand at tenths of a decade: what is called 2 there is 1.995. */
const isRound = (value: number, multiples: readonly number[]): boolean =>
  multiples.includes(Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toFixed(1)));

function thinned(ticks: readonly Tick[]): Tick[] {
  const step = Math.ceil(ticks.length / MOST_TICKS);
  const zero = Math.max(
    0,
    ticks.findIndex(({ value }) => value === 0),
  );
  return ticks.filter((_, index) => (index - zero) % step === 0);
}
