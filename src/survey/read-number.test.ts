/** Numbers and dates as people type them. */
import { describe, expect, it } from 'vitest';
import { dateOfDay, dayNumber, numberText, readDate, readDecimal, readInteger } from './read-number.ts';

describe('a typed number', () => {
  it.each([
    ['12', 12],
    [' -3 ', -3],
    ['٢٣', 23],
    ['۴۵', 45],
    ['१२', 12],
    ['\u200f٧\u200f', 7],
    ['−5', -5],
    ['-0', 0],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['1234567890', undefined],
  ])('%s is the whole number %s', (text, value) => {
    expect(readInteger(text)).toBe(value);
  });

  it.each([
    ['1.5', 1.5],
    ['1,5', 1.5],
    ['٣٫٢٥', 3.25],
    ['.5', 0.5],
    ['5.', 5],
    ['-0.000000001', -1e-9],
    ['0.0000000001', undefined],
    ['123456789.123456', 123456789.123456],
    ['123456789.1234567', undefined],
    ['1.000.000', undefined],
    ['1 000', undefined],
    ['Infinity', undefined],
    ['NaN', undefined],
    ['', undefined],
  ])('%s is the number %s', (text, value) => {
    expect(readDecimal(text)).toBe(value);
  });

  it.each([[1e-9], [-2.5e-7], [0.1], [123456789.123456], [0]])(
    '%s is written so that it is read again',
    (value) => {
      expect(numberText(value)).not.toContain('e');
      expect(readDecimal(numberText(value))).toBe(value);
    },
  );
});

describe('a typed date', () => {
  it.each([
    ['2024-02-29', '2024-02-29'],
    ['29/2/2024', '2024-02-29'],
    ['29.02.2024', '2024-02-29'],
    ['٢٩/٠٢/٢٠٢٤', '2024-02-29'],
    ['2024/2/9', '2024-02-09'],
    ['2023-02-29', undefined],
    ['31/04/2024', undefined],
    ['1899-12-31', undefined],
    ['2101-01-01', undefined],
    ['24-01-01', undefined],
    ['tomorrow', undefined],
  ])('%s is %s', (text, date) => {
    expect(readDate(text)).toBe(date);
  });

  it('has a number that gives it back, from the first day to the last', () => {
    for (const date of ['1900-01-01', '1970-01-01', '2024-02-29', '2100-12-31'])
      expect(dateOfDay(dayNumber(date))).toBe(date);
    expect(dayNumber('2100-12-31')).toBeLessThan(2 ** 17);
  });
});
