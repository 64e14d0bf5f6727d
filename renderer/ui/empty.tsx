import type { ReactNode } from 'react';
import styles from './empty.module.css';

/** What an empty place says: why it is empty, and what to do first. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className={styles.empty}>{children}</p>;
}
