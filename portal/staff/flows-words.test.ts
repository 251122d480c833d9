/** How counts are said. */
import { describe, expect, it } from 'vitest';
import {
  changeIntervalText,
  changeText,
  dayNote,
  dayText,
  dwellText,
  fullText,
  qualityText,
} from './flows-words.ts';

const before = { value: 100, low: 90, high: 110 };
const quality = {
  profiles: ['local' as const],
  size: 16_384,
  epsilonNoise: 1,
  epsilonFlips: null,
  rotatingPercent: null,
  overCountPercent: 0,
  fragments: 1,
  addedUp: 0,
  lowerBounds: 0,
  shortDays: 0,
};

/** With every space a plain one. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('a figure', () => {
  it('is said with its interval, or not at all', () => {
    expect(fullText({ value: 1234, low: 1200, high: 1268 })).toBe('1,234 (1,200–1,268)');
    expect(fullText('hidden')).toBe('< 5*');
  });

  it('says what can not be told of it, too', () => {
    expect(qualityText(quality)).toBe(
      'Profile local (a key a day and kit: nothing can be linked), m = 16,384. Noise ε = 1. Too few addresses to say how many were made up. Within one day changing addresses add nothing worth naming. From 1 fragment.',
    );
  });
});

describe('a day', () => {
  const day = { date: '2026-03-09', weekday: 0, devices: { value: 120, low: 110, high: 130 }, quality };
  it('says what is not whole about it', () => {
    expect(dayNote(day)).toBe('');
    expect(dayNote({ ...day, coveredHours: 24 })).toBe('');
    const short = { ...quality, shortDays: 1, addedUp: 1 };
    expect(dayNote({ ...day, coveredHours: 10, quality: short })).toBe('only 10 h counted · parts added up');
    expect(dayNote({ ...day, quality: { ...quality, shortDays: 3, lowerBounds: 1 } })).toBe(
      '3 sites counted for under 20 h · a lower bound',
    );
  });

  it('that is cut short or too full is named in what stands beside the figures', () => {
    const said = qualityText({ ...quality, lowerBounds: 1, shortDays: 2, epsilonFlips: 6 });
    expect(said).toContain('flips ε = 6 for a phone that is in every fragment');
    expect(said).toContain('On 1 day more devices came than the bits can count');
    expect(said).toContain('2 days were counted for less than 20 hours');
  });
});

describe('a change', () => {
  it('has a sign, and is none where its interval holds 0', () => {
    const change = { difference: -40, low: -55, high: -25, isUnclear: false, before };
    expect(changeText(change)).toBe('−40');
    expect(changeIntervalText(change)).toBe('−55 to −25');
    expect(changeText({ ...change, high: 3, isUnclear: true })).toBe('no change can be told');
    expect(changeText(undefined)).toBe('no whole day of the week before to compare with');
  });
});

describe('times', () => {
  it('are said as people say them', () => {
    expect(dayText('2026-03-02')).toBe('Mon 2 Mar');
    expect(
      [
        [0, 5],
        [5, 15],
        [15, 60],
        [60, 180],
        [480, 1440],
      ].map(([from, to]) => plain(dwellText(from ?? 0, to ?? 0))),
    ).toEqual(['under 5 min', '5 to 15 min', '15 min to 1 h', '1 to 3 h', '8 to 24 h']);
    expect(plain(dwellText(1440, null))).toBe('more than 24 h');
  });
});
