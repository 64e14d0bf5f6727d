import { memo } from 'react';
import { formatSignedMoney } from './format';
import styles from './signed.module.css';

/** Profit or loss with its sign; the colour only repeats the sign, and what rounds to nothing has neither. */
export const Signed = memo(function Signed({ value }: { readonly value: string | null }) {
  const shown = formatSignedMoney(value);
  const look = shown.startsWith('+') ? styles.gain : shown.startsWith('-') ? styles.loss : undefined;
  return <span className={look}>{shown}</span>;
});
