import { memo } from 'react';
import { formatSignedMoney, signOf } from './format';
import styles from './signed.module.css';

/** Profit or loss with its sign; the colour only repeats the sign. */
export const Signed = memo(function Signed({ value }: { readonly value: string | null }) {
  const sign = signOf(value) ?? 0;
  return (
    <span className={sign === 0 ? undefined : sign > 0 ? styles.gain : styles.loss}>{formatSignedMoney(value)}</span>
  );
});
