import { describe, expect, it } from 'vitest';
import {
  abs,
  cmp,
  decimal,
  div,
  floorTo,
  formatDecimal,
  isMultipleOf,
  max,
  min,
  mul,
  parseDecimal,
  toNumber,
} from '#shared/model/decimal';

const text = (value: string): string | undefined => {
  const parsed = parseDecimal(value);
  return parsed === undefined ? undefined : formatDecimal(parsed);
};

describe('Reading and writing exact numbers', () => {
  it('keeps every digit an exchange can send', () => {
    expect(text('0.00000001')).toBe('0.00000001');
    expect(text('123456789012345678901234567890.123456789012345678')).toBe(
      '123456789012345678901234567890.123456789012345678',
    );
    expect(text('1.50')).toBe('1.5');
    expect(text('-3')).toBe('-3');
    expect(text('+7.10')).toBe('7.1');
    expect(text('1e-7')).toBe('0.0000001');
    expect(text('2.5E3')).toBe('2500');
    expect(text('000.10')).toBe('0.1');
    expect(text('-0')).toBe('0');
    expect(text('0e60')).toBe('0');
  });

  it.each([
    '',
    ' ',
    '1 ',
    ' 1',
    '1\n',
    'NaN',
    'Infinity',
    '-Infinity',
    '1,5',
    '1.',
    '.5',
    '1.2.3',
    '0x10',
    '1_000',
    '--1',
    '+-1',
    '١٢',
    '1e',
    '1e1.5',
    '1e61',
    '1e-61',
    '1e9999',
    '0.0000000000000000001',
    '1e-19',
    '9'.repeat(81),
    'null',
    'undefined',
    '1n',
    '1\u0000',
    '１',
  ])('refuses %j rather than guess a number', (hostile) => {
    expect(parseDecimal(hostile)).toBeUndefined();
    expect(() => decimal(hostile)).toThrow(RangeError);
  });

  it('says what was not a number without repeating a flood of it', () => {
    expect(() => decimal('x'.repeat(10_000))).toThrow(/^not a decimal: x{80}$/);
  });

  it('takes numbers that the program wrote itself, and refuses NaN', () => {
    expect(formatDecimal(decimal(1e-7))).toBe('0.0000001');
    expect(() => decimal(Number.NaN)).toThrow(RangeError);
    expect(() => decimal(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});

describe('Reckoning with exact numbers', () => {
  it('multiplies price and quantity without losing a digit', () => {
    expect(formatDecimal(mul(decimal('61234.57'), decimal('0.00012')))).toBe('7.3481484');
    expect(formatDecimal(mul(decimal('0.00000001'), decimal('0.00000001')))).toBe('0.0000000000000001');
  });

  it('cuts a quotient toward zero at 18 decimals', () => {
    expect(formatDecimal(div(decimal('1'), decimal('3')))).toBe('0.333333333333333333');
    expect(formatDecimal(div(decimal('-2'), decimal('3')))).toBe('-0.666666666666666666');
    expect(() => div(decimal('1'), decimal('0'))).toThrow(RangeError);
  });

  it('knows whole ticks, and that a tick of zero or less fits nothing', () => {
    expect(isMultipleOf(decimal('0.3'), decimal('0.1'))).toBe(true);
    expect(isMultipleOf(decimal('0.35'), decimal('0.1'))).toBe(false);
    expect(isMultipleOf(decimal('1'), decimal('0'))).toBe(false);
    expect(isMultipleOf(decimal('0'), decimal('0'))).toBe(false);
    expect(isMultipleOf(decimal('1'), decimal('-1'))).toBe(false);
    expect(formatDecimal(floorTo(decimal('0.359'), decimal('0.01')))).toBe('0.35');
    expect(() => floorTo(decimal('1'), decimal('0'))).toThrow(RangeError);
  });

  it('orders numbers, and gives the nearest double for charts', () => {
    expect([cmp(decimal('1'), decimal('2')), cmp(decimal('2'), decimal('2')), cmp(decimal('3'), decimal('2'))]).toEqual(
      [-1, 0, 1],
    );
    expect(min(decimal('1'), decimal('2'))).toBe(decimal('1'));
    expect(max(decimal('-1'), decimal('-2'))).toBe(decimal('-1'));
    expect(abs(decimal('-1.5'))).toBe(decimal('1.5'));
    expect(toNumber(decimal('-1234.5678'))).toBe(-1234.5678);
  });
});
