import type { Decimal } from '#shared/model/decimal';

const TO_EIGHT = 10n ** 10n;

/** Binance's way to write amounts: always 8 decimals, `1.50000000`. Truncated beyond. */
export function text8(value: Decimal): string {
  const negative = value < 0n;
  const digits = ((negative ? -value : value) / TO_EIGHT).toString().padStart(9, '0');
  return `${negative ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

/** For percentages: the quotient in hundredths of `whole`, three decimals. */
export function percentOf(part: Decimal, whole: Decimal): string {
  if (whole === 0n) return '0.000';
  const thousandths = (part * 100_000n) / whole;
  const negative = thousandths < 0n;
  const digits = (negative ? -thousandths : thousandths).toString().padStart(4, '0');
  return `${negative ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`;
}
