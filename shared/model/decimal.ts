/**
 * Exact decimals for money, price and quantity: a BigInt scaled by 10^18.
 *
 * Why a scaled BigInt and not a library: the risk gate compares and multiplies on the order path and has a budget
 * of microseconds. Binance prices and quantities carry at most 8 decimals, so a product carries at most 16: every
 * product of exchange numbers is exact at 18. Only `div` rounds, and says how.
 */
declare const decimalBrand: unique symbol;

/** An exact number, scaled by 10^18. Add, subtract and compare with the plain operators through `add`, `sub`, `cmp`. */
export type Decimal = bigint & { readonly [decimalBrand]: true };

/** Digits kept after the point. */
export const DECIMAL_PLACES = 18;
const SCALE = 10n ** 18n;
const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Longest text `parseDecimal` reads: keeps a hostile input from making a huge BigInt. */
const MAX_TEXT = 80;

const brand = (value: bigint): Decimal => value as Decimal;

export const ZERO: Decimal = brand(0n);
export const ONE: Decimal = brand(SCALE);

/**
 * Reads a decimal from text such as `0.00012`, `-3`, `1e-7`. Returns undefined for anything else: empty text, NaN,
 * infinities, more than 80 characters, exponents beyond ±60, or digits below 10^-18 (they would be lost silently).
 */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (exponent > 60 || exponent < -60) return undefined;
  let digits = BigInt(whole + fraction);
  const shift = DECIMAL_PLACES - fraction.length + exponent;
  if (shift >= 0) {
    digits *= 10n ** BigInt(shift);
  } else {
    const divisor = 10n ** BigInt(-shift);
    if (digits % divisor !== 0n) return undefined;
    digits /= divisor;
  }
  return brand(sign === '-' ? -digits : digits);
}

/** Reads a decimal that the program itself wrote or has validated. Throws on anything `parseDecimal` refuses. */
export function decimal(text: string | number): Decimal {
  const value = parseDecimal(String(text));
  if (value === undefined) throw new RangeError(`not a decimal: ${String(text).slice(0, MAX_TEXT)}`);
  return value;
}

/** Plain text without exponent and without trailing zeros, exact: `formatDecimal(decimal('1.50'))` is `1.5`. */
export function formatDecimal(value: Decimal): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(DECIMAL_PLACES + 1, '0');
  const whole = digits.slice(0, -DECIMAL_PLACES);
  let end = digits.length;
  while (end > digits.length - DECIMAL_PLACES && digits.charCodeAt(end - 1) === 48) end -= 1;
  const fraction = digits.slice(digits.length - DECIMAL_PLACES, end);
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

export const add = (a: Decimal, b: Decimal): Decimal => brand(a + b);
export const sub = (a: Decimal, b: Decimal): Decimal => brand(a - b);
export const neg = (a: Decimal): Decimal => brand(-a);
export const abs = (a: Decimal): Decimal => brand(a < 0n ? -a : a);
export const min = (a: Decimal, b: Decimal): Decimal => (a < b ? a : b);
export const max = (a: Decimal, b: Decimal): Decimal => (a > b ? a : b);
/** −1, 0 or 1. */
export const cmp = (a: Decimal, b: Decimal): -1 | 0 | 1 => (a < b ? -1 : a > b ? 1 : 0);
export const isZero = (a: Decimal): boolean => a === 0n;
export const isPositive = (a: Decimal): boolean => a > 0n;
export const isNegative = (a: Decimal): boolean => a < 0n;

/** Product; exact while both factors together carry at most 18 decimals, otherwise truncated toward zero at 10^-18. */
export const mul = (a: Decimal, b: Decimal): Decimal => brand((a * b) / SCALE);

/** Quotient truncated toward zero at 10^-18. Throws RangeError when `b` is zero: callers check first. */
export const div = (a: Decimal, b: Decimal): Decimal => brand((a * SCALE) / b);

/**
 * `part` of `whole`'s share in `value`: value × part ÷ whole, exact up to one truncation toward zero at 10^-18. Throws RangeError when
 * `whole` is zero. What a share leaves is `value` less the share: so shares always add up to the whole.
 */
export const shareOf = (value: Decimal, part: Decimal, whole: Decimal): Decimal => brand((value * part) / whole);

/** Largest multiple of `step` not above `value` (toward zero for negatives). Throws RangeError when `step` is zero. */
export const floorTo = (value: Decimal, step: Decimal): Decimal => brand(value - (value % step));

/** Whether `value` is a whole multiple of `step`, as tick and lot filters require; false for a step that is not positive. */
export const isMultipleOf = (value: Decimal, step: Decimal): boolean => step > 0n && value % step === 0n;

/** Nearest double, for charts and percentages only: never for money that is compared or added. */
export const toNumber = (value: Decimal): number => Number(formatDecimal(value));
