import { memo } from 'react';
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
    <span className={styles.limit} data-level={levelOf(percent)}>
      <span className={styles.words}>
        {formatWhole(observed)}
        {limit === null ? (
          <em>no limit set: refuses</em>
        ) : (
          <>
            <span className={styles.of}> of {formatWhole(limit)}, </span>
            <span className={styles.percent}>{percent ?? '–'} %</span>
          </>
        )}
      </span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ transform: `scaleX(${Math.min(percent ?? 0, 100) / 100})` }} />
      </span>
    </span>
  );
});

/** From 90 % it is near, at 100 % money is in danger. */
function levelOf(percent: number | undefined): 'calm' | 'near' | 'over' {
  if (percent === undefined || percent < 90) return 'calm';
  return percent < 100 ? 'near' : 'over';
}
