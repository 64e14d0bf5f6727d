import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  cmp,
  type Decimal,
  decimal,
  div,
  floorTo,
  formatDecimal,
  isMultipleOf,
  mul,
  parseDecimal,
  sub,
} from '#shared/model/decimal';

const SCALE = 10n ** 18n;
/** What an exchange sends: up to 20 digits before and 8 after the point. */
const exchangeNumber = fc.record({
  sign: fc.constantFrom('', '-'),
  whole: fc.bigInt({ min: 0n, max: 10n ** 20n }),
  fraction: fc.stringMatching(/^\d{1,8}$/),
});
const exchangeText = exchangeNumber.map(({ sign, whole, fraction }) => `${sign}${whole}.${fraction}`);
const any = fc.bigInt({ min: -(10n ** 45n), max: 10n ** 45n }).map((value) => value as Decimal);

/** A decimal text as a fraction of two BigInts, read without the code under test. */
function rational(text: string): { readonly top: bigint; readonly bottom: bigint } {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const top = BigInt(whole + fraction);
  return { top: negative ? -top : top, bottom: 10n ** BigInt(fraction.length) };
}

const isSame = (value: Decimal, top: bigint, bottom: bigint): boolean => value * bottom === top * SCALE;

describe('Exact numbers against fractions of whole numbers', () => {
  it('reads what an exchange sends without any error', () => {
    fc.assert(
      fc.property(exchangeText, (text) => {
        const { top, bottom } = rational(text);
        expect(isSame(decimal(text), top, bottom)).toBe(true);
      }),
    );
  });

  it('adds, subtracts and multiplies without any error', () => {
    fc.assert(
      fc.property(exchangeText, exchangeText, (left, right) => {
        const [a, b] = [rational(left), rational(right)];
        const [x, y] = [decimal(left), decimal(right)];
        expect(isSame(add(x, y), a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)).toBe(true);
        expect(isSame(sub(x, y), a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom)).toBe(true);
        expect(isSame(mul(x, y), a.top * b.top, a.bottom * b.bottom)).toBe(true);
        const difference = a.top * b.bottom - b.top * a.bottom;
        expect(cmp(x, y)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
    );
  });

  it('divides to within one last digit, never away from zero', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        fc.pre(b !== 0n);
        const quotient = div(a, b);
        const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
        const [exact, got] = [magnitude(a) * SCALE, magnitude(quotient) * magnitude(b)];
        expect(got <= exact && exact - got < magnitude(b)).toBe(true);
      }),
    );
  });

  it('writes text that reads back as the same number, in its shortest form', () => {
    fc.assert(
      fc.property(any, (value) => {
        const text = formatDecimal(value);
        expect(parseDecimal(text)).toBe(value);
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(text).not.toBe('-0');
      }),
    );
  });

  it('reads any text as one number or as none, and never throws', () => {
    const almost = fc.stringMatching(/^[+\-0-9.eE ]{0,90}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), almost, exchangeText), (text) => {
        const value = parseDecimal(text);
        if (value === undefined) return;
        expect(text).toMatch(/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/);
        const double = Number(text);
        expect(Math.abs(Number(formatDecimal(value)) - double)).toBeLessThanOrEqual(Math.abs(double) * 1e-12);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads doubles as JavaScript prints them', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (number) => {
        const value = parseDecimal(String(number));
        if (value !== undefined) expect(Number(formatDecimal(value))).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  it('cuts down to whole steps, less than one step away', () => {
    fc.assert(
      fc.property(any, any, (value, step) => {
        fc.pre(step > 0n);
        const floored = floorTo(value, step);
        expect(isMultipleOf(floored, step)).toBe(true);
        const away = value < 0n ? floored - value : value - floored;
        expect(away >= 0n && away < step).toBe(true);
      }),
    );
  });
});
