import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { EquityPoint } from '../../../shared/contract/views';
import { formatFixed } from '../../ui/format';
import { formatLocal, formatLocalMinute } from '../../ui/time';

/** A drawn chart: takes new points, and must be stopped. */
export interface EquityChart {
  show(points: readonly EquityPoint[]): void;
  stop(): void;
}

/** Draws the equity line into a place and follows its size. Colours are read from the theme now in force. */
export function drawEquity(place: HTMLElement): EquityChart {
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
        {
          ...axis,
          size: 22,
          space: 70,
          values: (_plot, at) => axisTimes(at),
        },
        { ...axis, size: 66, gap: 2, space: 26, values: (_plot, ticks) => axisNumbers(ticks) },
      ],
      series: [
        {},
        { stroke: colour('--hf-chart-line'), fill: colour('--hf-chart-fill'), width: 1.5, points: { show: false } },
      ],
    },
    [[], []],
    place,
  );
  const follow = new ResizeObserver(() => plot.setSize(sizeOf(place)));
  follow.observe(place);
  return {
    show(points) {
      plot.setData([points.map(({ at }) => at / 1_000), points.map(({ equity }) => equity)]);
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

/** Minutes; with seconds where the ticks stand closer than that. */
function axisTimes(ticks: readonly number[]): string[] {
  const [first, second] = ticks;
  const isClose = first !== undefined && second !== undefined && second - first < 60;
  return ticks.map((seconds) =>
    isClose ? formatLocal(seconds * 1_000, seconds * 1_000) : formatLocalMinute(seconds * 1_000),
  );
}

function axisNumbers(ticks: readonly number[]): string[] {
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const places = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  return ticks.map((tick) => formatFixed(tick.toFixed(places), places));
}
