import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatFixed } from './format';
import { formatLocal, formatLocalDay, formatLocalMinute } from './time';

/** How one line looks: never by its colour alone. */
export interface LineLook {
  /** Name of a colour in app/tokens.css. */
  readonly colour: string;
  /** Lengths of strokes and gaps, CSS pixels; none: unbroken. */
  readonly dash?: readonly number[];
  readonly fill?: string;
}

/** Looks for several lines in one chart, in this order. */
export const LINE_LOOKS: readonly LineLook[] = [
  { colour: '--hf-chart-line' },
  { colour: '--hf-gain', dash: [8, 4] },
  { colour: '--hf-warn', dash: [2, 3] },
  { colour: '--hf-paper', dash: [12, 3, 2, 3] },
  { colour: '--hf-testnet', dash: [5, 2] },
  { colour: '--hf-loss', dash: [1, 5] },
];

/** One value in time; null where it was not known: the line has a gap there. */
export interface LinePoint {
  /** UTC milliseconds. */
  readonly at: number;
  readonly value: number | null;
}

/** A drawn chart: takes new points, line by line, and must be stopped. */
export interface LineChart {
  show(lines: readonly (readonly LinePoint[])[]): void;
  stop(): void;
}

/** Draws lines into a place and follows its size. Colours are read from the theme now in force. */
export function drawLines(place: HTMLElement, looks: readonly LineLook[]): LineChart {
  const look = getComputedStyle(place);
  const colour = (name: string) => look.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--hf-dim'),
    font: `11px ${look.fontFamily}`,
    grid: { stroke: colour('--hf-line'), width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      ...sizeOf(place),
      legend: { show: false },
      cursor: { show: false },
      padding: [6, 8, 0, 0],
      scales: { y: { range: (_plot, low, high) => withRoom(low, high) } },
      axes: [
        { ...axis, size: 22, space: 70, values: (_plot, at) => axisTimes(at) },
        { ...axis, size: 66, gap: 2, space: 26, values: (_plot, ticks) => axisNumbers(ticks) },
      ],
      series: [
        {},
        ...looks.map(({ colour: name, dash, fill }) => ({
          stroke: colour(name),
          width: 1.5,
          points: { show: false },
          ...(dash !== undefined && { dash: [...dash] }),
          ...(fill !== undefined && { fill: colour(fill) }),
        })),
      ],
    },
    [[], ...looks.map(() => [])],
    place,
  );
  const follow = new ResizeObserver(() => plot.setSize(sizeOf(place)));
  follow.observe(place);
  return {
    show(lines) {
      plot.setData(
        uPlot.join(lines.map((points) => [points.map(({ at }) => at / 1_000), points.map(({ value }) => value)])),
      );
    },
    stop() {
      follow.disconnect();
      plot.destroy();
    },
  };
}

const sizeOf = (place: HTMLElement) => ({
  width: Math.max(place.clientWidth, 80),
  height: Math.max(place.clientHeight, 60),
});

/** A flat line stands in the middle; otherwise some room above and below. */
function withRoom(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = Math.max((high - low) * 0.1, Math.abs(high) * 0.000_05, 0.01);
  return [low - room, high + room];
}

const DAY_S = 86_400;

/** Minutes; with seconds where the ticks stand closer than that; days where they stand a day apart. */
function axisTimes(ticks: readonly number[]): string[] {
  const [first, second] = ticks;
  const step = first === undefined || second === undefined ? 60 : second - first;
  return ticks.map((seconds) => {
    const at = seconds * 1_000;
    if (step < 60) return formatLocal(at, at);
    return step >= DAY_S ? formatLocalDay(at) : formatLocalMinute(at);
  });
}

function axisNumbers(ticks: readonly number[]): string[] {
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const places = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  return ticks.map((tick) => formatFixed(tick.toFixed(places), places));
}
