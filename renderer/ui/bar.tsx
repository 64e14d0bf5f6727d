import styles from './bar.module.css';

type Level = 'calm' | 'near' | 'over';

/** From 90 % it is near, at 100 % money is in danger. */
export function levelOf(percent: number | undefined): Level {
  if (percent === undefined || percent < 90) return 'calm';
  return percent < 100 ? 'near' : 'over';
}

/** A length, for the eye alone: the number stands beside it. */
export function Bar({ percent, level = 'calm' }: { readonly percent: number; readonly level?: Level }) {
  return (
    <span className={styles.track} data-level={level} aria-hidden="true">
      <span className={styles.bar} style={{ transform: `scaleX(${Math.min(percent, 100) / 100})` }} />
    </span>
  );
}

/** `82 %`, louder as the limit comes near; `–` when it is not known. */
export function Percent({ percent }: { readonly percent: number | undefined }) {
  return (
    <span className={styles.percent} data-level={levelOf(percent)}>
      {percent ?? '–'} %
    </span>
  );
}
