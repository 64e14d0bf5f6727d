import styles from './head.module.css';

/** A hash in groups of four, so that it can be read aloud and written down. */
export function Hash({ hash }: { readonly hash: string }) {
  const groups = hash.match(/.{1,4}/g) ?? [];
  return <code className={styles.hash}>{groups.join(' ')}</code>;
}
