import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareText,
  formatExact,
  formatFixed,
  formatMoney,
  formatPrice,
  formatSignedMoney,
  MISSING,
  percentOf,
} from '../../renderer/ui/format';
import { formatAge, formatDuration } from '../../renderer/ui/time';

test.each([
  ['30412.184', '30,412.18'],
  ['30412.185', '30,412.19'],
  ['-0.004', '0.00'],
  ['-1234567.005', '-1,234,567.01'],
  ['0', '0.00'],
  ['999.999', '1,000.00'],
  ['123456789012345678901234567890.12', '123,456,789,012,345,678,901,234,567,890.12'],
])('money %s reads %s', (text, shown) => expect(formatMoney(text)).toBe(shown));

test('a missing number is shown as missing, never as zero', () => {
  for (const format of [formatMoney, formatSignedMoney, formatExact, formatPrice]) {
    expect(format(null)).toBe(MISSING);
    expect(format('NaN')).toBe(MISSING);
  }
  expect(percentOf(null, '5')).toBeUndefined();
  expect(percentOf('5', null)).toBeUndefined();
});

test('profit and loss carry their sign', () => {
  expect(formatSignedMoney('40.1')).toBe('+40.10');
  expect(formatSignedMoney('-40.1')).toBe('-40.10');
  expect(formatSignedMoney('0.001')).toBe('0.00');
});

test('prices and quantities are shown exactly', () => {
  expect(formatExact('64200.10')).toBe('64,200.1');
  expect(formatExact('0.00012000')).toBe('0.00012');
  expect(formatPrice('64200')).toBe('64,200.00');
  expect(formatPrice('0.123456')).toBe('0.123456');
});

describe('the share of a limit', () => {
  test('says 8 % for 412 of 5,000', () => expect(percentOf('412', '5000')).toBe(8));
  test('says 100 % only when the limit is reached', () => {
    expect(percentOf('4999.99', '5000')).toBe(99);
    expect(percentOf('5000', '5000')).toBe(100);
  });
});

test('no digit of an amount is changed by showing it with enough decimals', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.integer({ min: 0, max: 12 }),
      (digits, places) => {
        const padded = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
        const cut = padded.length - places;
        const text = `${digits < 0n ? '-' : ''}${padded.slice(0, cut)}${places === 0 ? '' : `.${padded.slice(cut)}`}`;
        expect(formatFixed(text, places).replaceAll(',', '')).toBe(text);
      },
    ),
  );
});

test('missing amounts sort last', () => {
  expect(['3', null, '-2', '10'].sort(compareText)).toEqual(['-2', '3', '10', null]);
});

test.each([
  [-50, '<1 s'],
  [999, '<1 s'],
  [12_400, '12 s'],
  [61_000, '1 min'],
  [7_200_000, '2 h'],
  [200_000_000, '2 d'],
])('an age of %d ms reads %s', (ms, shown) => expect(formatAge(ms)).toBe(shown));

test.each([
  [null, '–'],
  [0.31, '0.3 ms'],
  [187.4, '187 ms'],
  [1_240, '1.24 s'],
])('a duration of %s ms reads %s', (ms, shown) => expect(formatDuration(ms)).toBe(shown));
