import type { ReactNode } from 'react';
import styles from './screen-head.module.css';

interface Props {
  readonly title: string;
  /** The question this screen answers, or the answer in short. */
  readonly note: ReactNode;
  readonly children?: ReactNode;
}

/** Title line of a screen, with its filters. */
export function ScreenHead({ title, note, children }: Props) {
  return (
    <div className={styles.head}>
      <h1>{title}</h1>
      <p>{note}</p>
      {children !== undefined && <div className={styles.controls}>{children}</div>}
    </div>
  );
}
