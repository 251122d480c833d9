import { describe, expect, it } from 'vitest';
import { all, type Figure, noAnswer, protect } from './protect.ts';

const sites = ['A', 'B', 'C'];
const weeks = ['w1', 'w2'];
const places = { sites: [all, ...sites], weeks: [all, ...weeks] };

/** Counts by place from a function for single sites and weeks, with their totals. */
const totalled = (count: (site: string, week: string) => number) => (site: string, week: string) =>
  (site === all ? sites : [site])
    .flatMap((s) => (week === all ? weeks : [week]).map((w) => count(s, w)))
    .reduce((sum, n) => sum + n, 0);

const question = (parts: Record<string, (site: string, week: string) => number>, isMultiple: boolean) => ({
  places,
  totals: totalled(() => 100),
  given: totalled(() => 90),
  counts: new Map(Object.entries(parts).map(([part, count]) => [part, totalled(count)])),
  isMultiple,
});
const few = (site: string, week: string) => (site === 'A' && week === 'w1' ? 3 : 20);
const numbers = (figures: readonly Figure[]) => figures.filter((figure) => figure !== 'hidden');

describe('one question’s figures in all places', () => {
  it('are shown where none is small', () => {
    const figure = protect(question({ f: () => 60, m: () => 30 }, false));
    expect(figure('A', 'w1', 'f')).toBe(60);
    expect(figure(all, all, 'm')).toBe(180);
    expect(figure('B', all, noAnswer)).toBe(20);
  });

  it('hide a small one with others, so that neither weeks nor sites nor choices give it away', () => {
    const figure = protect(question({ x: few, m: () => 30, f: (s, w) => 60 - few(s, w) }, false));
    expect(figure('A', 'w1', 'x')).toBe('hidden');
    expect(numbers(['x', 'm', 'f', noAnswer].map((part) => figure('A', 'w1', part))).length).toBeLessThan(3);
    expect(numbers(weeks.map((week) => figure('A', week, 'x'))).length).toBe(0);
    expect(numbers(sites.map((site) => figure(site, 'w1', 'x'))).length).toBeLessThan(2);
    expect(figure('C', all, 'm')).toBe(60);
  });

  it('hide a choice that all but a few made, where several may be chosen', () => {
    const figure = protect(question({ food: (s, w) => (s === 'A' && w === 'w1' ? 88 : 50) }, true));
    expect(figure('A', 'w1', 'food')).toBe('hidden');
    expect(numbers(weeks.map((week) => figure('A', week, 'food'))).length).toBe(0);
    expect(figure(all, all, 'food')).toBe(338);
  });

  it('of a place with very few submissions are hidden altogether, zeros too', () => {
    const small = (count: number) =>
      totalled((s, w) => (s === 'A' && w === 'w1' ? Math.min(count, 3) : count));
    const counts = new Map([
      ['f', small(60)],
      ['m', totalled((s, w) => (s === 'A' && w === 'w1' ? 0 : 40))],
    ]);
    const figure = protect({ places, totals: small(100), given: small(100), counts, isMultiple: false });
    for (const part of ['f', 'm', noAnswer]) expect(figure('A', 'w1', part)).toBe('hidden');
  });
});
