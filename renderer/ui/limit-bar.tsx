import { memo } from 'react';
import { Bar, levelOf, Percent } from './bar';
import { formatWhole, percentOf } from './format';
import styles from './limit-bar.module.css';

interface Props {
  readonly observed: string | null;
  readonly limit: string | null;
}

/** The number, then the limit, then how far: `412 of 5,000, 8 %`, with a bar. A missing limit says that it refuses. */
export const LimitBar = memo(function LimitBar({ observed, limit }: Props) {
  const percent = percentOf(observed, limit);
  return (
    <span className={styles.limit}>
      <span className={styles.words}>
        {formatWhole(observed)}
        {limit === null ? (
          <em>no limit set: refuses</em>
        ) : (
          <>
            <span className={styles.of}> of {formatWhole(limit)}, </span>
            <Percent percent={percent} />
          </>
        )}
      </span>
      <Bar percent={percent ?? 0} level={levelOf(percent)} />
    </span>
  );
});
