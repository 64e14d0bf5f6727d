import type { EquityPoint } from '../../../shared/contract/views';
import { drawLines } from '../../ui/line-chart';

/** A drawn chart: takes new points, and must be stopped. */
export interface EquityChart {
  show(points: readonly EquityPoint[]): void;
  stop(): void;
}

/** Draws the equity line into a place and follows its size. Colours are read from the theme now in force. */
export function drawEquity(place: HTMLElement): EquityChart {
  const chart = drawLines(place, [{ colour: '--hf-chart-line', fill: '--hf-chart-fill' }]);
  return {
    show: (points) => chart.show([points.map(({ at, equity }) => ({ at, value: equity }))]),
    stop: () => chart.stop(),
  };
}
