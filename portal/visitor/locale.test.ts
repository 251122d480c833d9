import { describe, expect, test } from 'vitest';
import {
  formatDate,
  formatDuration,
  formatNumber,
  formatSpan,
  formatTime,
  isolated,
  listed,
  weekdayNames,
} from './locale.ts';

const languages = ['es', 'en', 'fr', 'pt', 'ht', 'ar', 'sw', 'ha'];

describe('a duration', () => {
  test.each([
    ['es', '23 h y 54 min'],
    ['en', '23 hr, 54 min'],
    ['fr', '23 h et 54 min'],
    ['pt', '23 h e 54 min'],
    ['ht', '23 èdtan ak 54 minit'],
    ['ar', '23 ساعة و54 دقيقة'],
    ['sw', 'saa 23 na dakika 54'],
    ['ha', 'awa 23 da minti 54'],
  ])('in %s is said with the words of the language, rounded up to the minute', (language, text) => {
    expect(formatDuration(language, 23 * 3600 + 53 * 60 + 1)).toBe(text);
  });

  test('leaves out what is nothing, but says zero minutes', () => {
    expect(languages.map((language) => formatDuration(language, 3600))).toEqual([
      '1 h',
      '1 hr',
      '1 h',
      '1 h',
      '1 èdtan',
      'ساعة',
      'saa 1',
      'awa 1',
    ]);
    expect(formatDuration('ht', 60)).toBe('1 minit');
    for (const language of languages) expect(formatDuration(language, 0), language).toMatch(/0/);
  });

  test('in Arabic has its own words for two and for few', () => {
    expect(formatDuration('ar', 2 * 60)).toBe('دقيقتان');
    expect(formatDuration('ar', 3 * 3600)).toBe('3 ساعات');
  });
});

describe('dates, times and numbers', () => {
  test('a date is written out in every language, with the digits 0 to 9', () => {
    const dates = languages.map((language) => formatDate(language, '2026-03-09'));
    expect(dates).toEqual([
      'lunes, 9 de marzo de 2026',
      'Monday, March 9, 2026',
      'lundi 9 mars 2026',
      'segunda-feira, 9 de março de 2026',
      'lendi 9 mas 2026',
      'الاثنين، 9 مارس 2026',
      'Jumatatu, 9 Machi 2026',
      'Litinin 9 Maris, 2026',
    ]);
  });

  test('what is no date stays as it is', () => {
    expect(formatDate('ar', 'soon')).toBe('soon');
  });

  test('numbers have the separators of the language and the digits 0 to 9', () => {
    expect(languages.map((language) => formatNumber(language, 12_345).replace(/\s/, ' '))).toEqual([
      '12.345',
      '12,345',
      '12 345',
      '12.345',
      '12 345',
      '12,345',
      '12,345',
      '12,345',
    ]);
  });

  test('the week begins on Monday and has seven different days', () => {
    expect(weekdayNames('ht')[0]).toBe('lendi');
    expect(weekdayNames('ar')[0]).toBe('الاثنين');
    expect(weekdayNames('sw')[4]).toBe('Ijumaa');
    for (const language of languages) expect(new Set(weekdayNames(language)).size, language).toBe(7);
  });

  test('a span of time is said in words where a dash could be read from either end', () => {
    expect(formatSpan('sw', '08:00', '16:30')).toBe('08:00–16:30');
    expect(formatSpan('ar', '08:00', '16:30')).toBe('من \u206808:00\u2069 إلى \u206816:30\u2069');
  });

  test('what stands side by side is parted by the comma of the language', () => {
    expect(listed('ht', ['Kreyòl', 'Français'])).toBe('Kreyòl, Français');
    expect(listed('ar', ['السبت', 'الأحد'])).toBe('السبت، الأحد');
  });

  test('a time is of 24 hours', () => {
    expect(formatTime(8, 5)).toBe('08:05');
  });
});

describe('a value in a sentence', () => {
  test('that runs the other way is isolated', () => {
    expect(isolated('ar', 'wifi.example')).toBe('\u2068wifi.example\u2069');
    expect(isolated('ar', '+57 300 123')).toBe('\u2068+57 300 123\u2069');
    expect(isolated('en', 'معبر')).toBe('\u2068معبر\u2069');
  });

  test('that runs the same way is left alone', () => {
    expect(isolated('ar', 'معبر')).toBe('معبر');
    expect(isolated('ht', 'Pòtoprens')).toBe('Pòtoprens');
  });
});
