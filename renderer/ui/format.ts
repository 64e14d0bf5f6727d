import {
  abs,
  cmp,
  type Decimal,
  decimal,
  div,
  isZero,
  mul,
  parseDecimal,
  sub,
  toNumber,
} from '../../shared/model/decimal';

/*
 * Numbers as an operator reads them, made from exact decimal text. No floating point touches money on its way to the
 * screen; only percentages and bars are ratios.
 */

/** Shown where a number is missing. Never a zero, never a guess. */
export const MISSING = '–';

const PATTERN = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Money with two decimals, grouped, rounded half away from zero: `30412.184` → `30,412.18`. */
export const formatMoney = (text: string | null): string => formatFixed(text, 2);

/** Money with its sign always shown, for profit and loss: `+40.10`. Zero has none. */
export function formatSignedMoney(text: string | null): string {
  const shown = formatFixed(text, 2);
  return shown === MISSING || shown.startsWith('-') || shown === '0.00' ? shown : `+${shown}`;
}

/** A limit or an exposure in whole units: `5000.00` → `5,000`. */
export const formatWhole = (text: string | null): string => formatFixed(text, 0);

/** A quantity or a price exactly as it is, grouped, without trailing zeros: `64200.10` → `64,200.1`. */
export function formatExact(text: string | null): string {
  const match = text === null ? null : PATTERN.exec(text);
  if (match === null) return MISSING;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  return `${sign}${grouped(whole)}${kept === '' ? '' : `.${kept}`}`;
}

/** A price: exact, with at least two decimals so that a column of them lines up. */
export function formatPrice(text: string | null): string {
  const shown = formatExact(text);
  if (shown === MISSING) return shown;
  const [whole = '', fraction = ''] = shown.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}

/** Grouped and rounded half away from zero to a number of decimals; `–` when missing or not a decimal. */
export function formatFixed(text: string | null, places: number): string {
  const match = text === null ? null : PATTERN.exec(text);
  if (match === null) return MISSING;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const kept = fraction.slice(0, places).padEnd(places, '0');
  const roundUp = (fraction[places] ?? '0') >= '5';
  const digits = (BigInt(whole + kept) + (roundUp ? 1n : 0n)).toString().padStart(places + 1, '0');
  const isNothing = /^0+$/.test(digits);
  const cut = digits.length - places;
  const shown = places === 0 ? grouped(digits) : `${grouped(digits.slice(0, cut))}.${digits.slice(cut)}`;
  return isNothing ? shown : `${sign}${shown}`;
}

/** Counts: `12345` → `12,345`. */
export const formatCount = (count: number): string => grouped(Math.trunc(count).toString());

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes as an operator reads them: `3.1 GB`, in powers of 1,000. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${UNITS[power]}`;
}

/** How much of a limit is used, in whole percent rounded down so that 100 means reached; undefined without both. */
export function percentOf(observed: string | null, limit: string | null): number | undefined {
  const used = observed === null ? undefined : parseDecimal(observed);
  const most = limit === null ? undefined : parseDecimal(limit);
  if (used === undefined || most === undefined || isZero(most)) return undefined;
  return Math.floor(toNumber(mul(div(abs(used), abs(most)), HUNDRED)));
}

/** How far one price is from another, in whole percent of the latter, rounded down; undefined without both. */
export function percentAway(from: string | null, to: string | null): number | undefined {
  const [one, other] = [from, to].map((text) => (text === null ? undefined : parseDecimal(text)));
  if (one === undefined || other === undefined || isZero(other)) return undefined;
  return Math.floor(toNumber(mul(div(abs(sub(one, other)), abs(other)), HUNDRED)));
}

/** Orders two decimal texts, missing ones last. */
export function compareText(a: string | null, b: string | null): number {
  const left: Decimal | undefined = a === null ? undefined : parseDecimal(a);
  const right: Decimal | undefined = b === null ? undefined : parseDecimal(b);
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return cmp(left, right);
}

const HUNDRED = decimal('100');

function grouped(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
