import { memo, type ReactNode } from 'react';
import type { BarView, PercentilesView } from '../../../shared/contract/execution';
import { formatCount } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { layOutBars, placeOf, ticksOf } from './bar-layout';
import styles from './distribution.module.css';

interface Props {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly BarView[];
  readonly percentiles: PercentilesView;
  readonly format: (value: number | null) => string;
  /** Of an axis tick; a plain number. */
  readonly formatTick: (value: number) => string;
  /** Under the axis: which side is the better and which the worse. */
  readonly ends?: readonly [string, string];
  readonly empty: ReactNode;
}

const FRACTIONS = ['p50', 'p95', 'p99'] as const;

/** How often each value came, on an axis of powers of ten, and its percentiles in words. */
export const Distribution = memo(function Distribution(props: Props) {
  const { title, bars, percentiles, format, empty } = props;
  return (
    <Panel title={title}>
      {bars.length === 0 ? <p className={styles.empty}>{empty}</p> : <Bars {...props} />}
      <dl className={styles.percentiles} aria-label={`${title}, percentiles`}>
        {FRACTIONS.map((name) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{format(percentiles[name])}</dd>
          </div>
        ))}
        <div>
          <dt>n</dt>
          <dd>{formatCount(percentiles.n)}</dd>
        </div>
      </dl>
    </Panel>
  );
});

function Bars({ title, unit, bars, percentiles, format, formatTick, ends }: Props) {
  const columns = layOutBars(bars);
  const words =
    `${title}: half of ${formatCount(percentiles.n)} within ${format(percentiles.p50)} ${unit}, 95 % within ${format(percentiles.p95)} ${unit}, 99 % within ${format(percentiles.p99)} ${unit}`.trim();
  return (
    <div className={styles.chart} role="img" aria-label={words}>
      <div className={styles.bars}>
        {columns
          .filter(({ count }) => count > 0)
          .map(({ left, width, height, from, to, count }) => (
            <span
              key={from}
              className={from > 0 && bars.some((bar) => bar.from < 0) ? styles.worse : styles.bar}
              style={{ left: percent(left), width: `calc(${percent(width)} - 1px)`, height: percent(height) }}
              title={`${formatTick(from)} to ${formatTick(to)} ${unit}: ${formatCount(count)}`}
            />
          ))}
        {FRACTIONS.map((name) => {
          const at = placeOf(percentiles[name], columns);
          return at === null ? null : (
            <i key={name} className={styles.mark} data-name={name} style={{ left: percent(at) }} />
          );
        })}
      </div>
      <div className={styles.axis}>
        {ticksOf(columns).map(({ left, value }) => (
          <span key={value} style={{ left: percent(left) }}>
            {formatTick(value)}
          </span>
        ))}
      </div>
      <p className={styles.caption}>
        {ends !== undefined && <span>← {ends[0]}</span>}
        <span>{ends === undefined ? [unit, 'log scale'].filter((word) => word !== '').join(', ') : unit}</span>
        {ends !== undefined && <span>{ends[1]} →</span>}
      </p>
    </div>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
