import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { EquityPoint } from '../../../shared/contract/views';
import { useDesk } from '../../mirror/store';
import { Empty } from '../../ui/empty';
import { formatFixed } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { formatLocalMinute } from '../../ui/time';
import { drawEquity } from './equity-chart';
import styles from './equity-panel.module.css';

/** Equity over time: the line to look at, the same in words to read. */
export function EquityPanel() {
  const points = useDesk((desk) => desk.equity);
  return (
    <Panel title="Equity, USDT" note={<span id="equity-words">{inWords(points)}</span>}>
      {points.length < 2 ? <Empty>The line starts with the first minute of prices.</Empty> : <Chart points={points} />}
    </Panel>
  );
}

function Chart({ points }: { readonly points: readonly EquityPoint[] }) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('dark');
  const chart = useRef<ReturnType<typeof drawEquity>>(null);
  useEffect(() => {
    if (place.current === null) return;
    const drawn = drawEquity(place.current);
    chart.current = drawn;
    return () => {
      chart.current = null;
      drawn.stop();
    };
  }, [scheme]);
  useEffect(() => chart.current?.show(points), [points, scheme]);
  return (
    <div
      ref={place}
      className={styles.chart}
      role="img"
      aria-label="Equity over time"
      aria-describedby="equity-words"
    />
  );
}

function inWords(points: readonly EquityPoint[]): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || first === last) return '';
  let low = first.equity;
  let high = first.equity;
  for (const { equity } of points) {
    low = Math.min(low, equity);
    high = Math.max(high, equity);
  }
  const shown = (value: number) => formatFixed(value.toFixed(2), 2);
  return `low ${shown(low)}, high ${shown(high)}, now ${shown(last.equity)}, since ${formatLocalMinute(first.at)}`;
}
