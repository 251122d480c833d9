import { describe, expect, it } from 'vitest';
import type { DatedViews } from '../store/message-views-table.ts';
import { protectViews } from './message-views.ts';

const row = (
  siteId: string,
  message: string,
  language: string,
  opened: number,
  date = '2026-03-03',
): DatedViews => ({
  siteId,
  message,
  version: 1,
  language,
  earliestDate: date,
  latestDate: date,
  opened,
  started: 0,
  quarter: 0,
  half: 0,
  three_quarters: 0,
  finished: 0,
});

describe('views of messages', () => {
  it('add up over sites, weeks, messages and languages', () => {
    const views = protectViews([
      row('A', 'help', 'es', 20),
      row('A', 'help', 'fr', 10),
      row('B', 'help', 'es', 7, '2026-03-10'),
    ]);
    expect(views.figure('opened', ['all', 'all', 'all', 'all'])).toBe(37);
    expect(views.figure('opened', ['A', 'all', 'help', 'all'])).toBe(30);
    expect(views.figure('opened', ['all', '2026-03-09', 'help', 'es'])).toBe(7);
    expect(views.weeks).toEqual(['2026-03-09', '2026-03-02']);
  });

  it('from one to four are held back, and so is what would give them away', () => {
    const views = protectViews([
      row('A', 'help', 'es', 20),
      row('A', 'help', 'fr', 3),
      row('A', 'papers', 'es', 9),
      row('A', 'papers', 'fr', 11),
    ]);
    const at = (message: string, language: string) =>
      views.figure('opened', ['all', 'all', message, language]);
    expect(at('help', 'fr')).toBe('hidden');
    // With its neighbour and the total it could be worked out.
    expect([at('help', 'es'), at('help', 'all')]).toContain('hidden');
    expect([at('papers', 'fr'), at('all', 'fr')]).toContain('hidden');
    expect(views.figure('opened', ['A', 'all', 'help', 'fr'])).toBe('hidden');
  });

  it('of a figure without languages are by message only', () => {
    const views = protectViews([row('A', 'help', 'es', 20)]);
    expect(views.figure('started', ['all', 'all', 'help', 'all'])).toBe(0);
    expect(views.figure('started', ['all', 'all', 'help', 'es'])).toBe('hidden');
  });

  it('nobody has seen are none', () => {
    expect(protectViews([]).messages).toEqual([]);
  });
});
