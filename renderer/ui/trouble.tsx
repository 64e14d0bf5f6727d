import type { ReactNode } from 'react';
import { WarningIcon } from './icons';
import styles from './trouble.module.css';

interface Props {
  readonly title: string;
  /** What it means for the operator's money and what to do. */
  readonly children: ReactNode;
  /** The error itself, for a report. */
  readonly detail?: string;
  readonly action?: ReactNode;
}

/** A broken state that fills its place: what happened, what it means, what to do. */
export function Trouble({ title, children, detail, action }: Props) {
  return (
    <div className={styles.trouble} role="alert">
      <WarningIcon />
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
        {detail !== undefined && <pre>{detail}</pre>}
        {action}
      </div>
    </div>
  );
}
