import { parseDecimal } from '#shared/model/decimal';

/** Binance's own objects, read field by field into decimal text exactly as it was sent. Nothing here makes a float. */
export type Raw = Readonly<Record<string, unknown>>;

/** Turns the exchange's id (`BTCUSDT`) into ours (`BTC/USDT`). */
export type SymbolOf = (marketId: string) => string;

export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field as text: strings as they are, integers (ids) as digits; undefined for anything else. */
export function textOf(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Time in UTC milliseconds, or undefined unless it is a positive whole number. */
export function timeOf(raw: Raw, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = Number(raw[key] ?? Number.NaN);
    if (Number.isSafeInteger(value) && value > 0) return value;
  }
  return undefined;
}

/** The text when it is a decimal, of either sign; undefined otherwise. */
export function signedOf(raw: Raw, key: string): string | undefined {
  const text = textOf(raw, key);
  return text === undefined || parseDecimal(text) === undefined ? undefined : text;
}

/** The text when it is a decimal of zero or more; undefined otherwise. */
export function amountOf(raw: Raw, key: string): string | undefined {
  const text = textOf(raw, key);
  const value = text === undefined ? undefined : parseDecimal(text);
  return value !== undefined && value >= 0n ? text : undefined;
}

/** The text when it is a decimal above zero; undefined otherwise. */
export function positiveOf(raw: Raw, key: string): string | undefined {
  const text = amountOf(raw, key);
  return text !== undefined && parseDecimal(text) !== 0n ? text : undefined;
}
