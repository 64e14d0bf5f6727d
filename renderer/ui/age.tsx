import { memo } from 'react';
import type { UtcMs } from '../../shared/model/time';
import { useIsOlderThan, useNow } from '../mirror/clock';
import styles from './age.module.css';
import { ClockIcon } from './icons';
import { formatAge, formatUtcWords } from './time';

/** A number that has not been confirmed for this long looks stale, milliseconds. */
export const STALE_AFTER_MS = 10_000;

/** How old a number is: `2 s`; `not yet` before it was ever known (time 0); once stale, a clock and `12 s old`. The only piece that draws each second. */
export const Age = memo(function Age({ at }: { readonly at: UtcMs }) {
  const age = useNow() - at;
  if (at === 0) return <span className={styles.age}>not yet</span>;
  const title = `as of ${formatUtcWords(at)}`;
  if (age <= STALE_AFTER_MS) {
    return (
      <span className={styles.age} title={title}>
        {formatAge(age)}
      </span>
    );
  }
  return (
    <span className={styles.stale} title={`${title}: stale, do not rely on it`}>
      <ClockIcon /> {formatAge(age)} old
    </span>
  );
});

/** How long ago something happened that does not go stale, such as the placing of an order. */
export const Since = memo(function Since({ at }: { readonly at: UtcMs }) {
  return (
    <span className={styles.age} title={formatUtcWords(at)}>
      {formatAge(useNow() - at)}
    </span>
  );
});

/** Whether what was true `at` should look stale. */
export const useIsStale = (at: UtcMs): boolean => useIsOlderThan(at, STALE_AFTER_MS) && at !== 0;
