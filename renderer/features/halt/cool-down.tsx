import { useNow } from '../../mirror/clock';
import { ClockIcon } from '../../ui/icons';
import { LocalTime } from '../../ui/local-time';
import styles from './resume-panel.module.css';

/** How long until a resume is possible, counting down. */
export function CoolDown({ until }: { readonly until: number }) {
  const leftMs = until - useNow();
  if (leftMs <= 0) return null;
  const seconds = Math.ceil(leftMs / 1_000);
  return (
    <p className={styles.step}>
      <ClockIcon /> Cool-down: resuming is possible from <LocalTime at={until} />,{' '}
      <strong>
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
      </strong>{' '}
      to go.
    </p>
  );
}
