import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FinishedDay } from '../store/finished-days-table.ts';
import { answeringByDay, answeringByHour, shownFinished } from './flows-answering.ts';
import type { FlowsDay, FlowsHour } from './flows-view.ts';

const monday = '2026-03-02';
const day = (siteId: string, date: string, ...parts: number[]): FinishedDay => ({
  siteId,
  date,
  parts: [0, 1, 2, 3, 4, 5].map((part) => parts[part] ?? 0),
});
const dates = ['2026-03-02', '2026-03-03', '2026-03-04'];
const days = dates.map((date) => ({ date, devices: { value: 400, low: 380, high: 420 } }) as FlowsDay);
const hours = Array.from(
  { length: 24 },
  (_, hour): FlowsHour => ({ hour, arrivals: { value: 25, low: 25, high: 25 }, peak: 5, connections: 30 }),
);
const shownBy = (finished: readonly FinishedDay[]) => {
  const shown = shownFinished(finished);
  return {
    days: answeringByDay(days, shown).map(({ answers }) => answers),
    parts: answeringByHour(hours, shown).map(({ answers }) => answers),
  };
};

describe('forms finished at several sites', () => {
  test('are added up of what each site shows, so that taking one site away leaves nothing of another', () => {
    const [a, b] = [day('A', monday, 0, 0, 40), day('B', monday, 0, 0, 2)];
    expect(shownBy([a])).toEqual({ days: [40, 0, 0], parts: [0, 0, 40, 0, 0, 0] });
    expect(shownBy([b])).toEqual({ days: ['hidden', 0, 0], parts: [0, 0, 'hidden', 0, 0, 0] });
    expect(shownBy([a, b])).toEqual(shownBy([a]));
  });

  test('hide with a small one as many as its own site has to', () => {
    const a = [day('A', dates[0] ?? '', 0, 0, 9, 30), day('A', dates[1] ?? '', 0, 0, 2)];
    const b = [day('B', dates[0] ?? '', 0, 0, 20), day('B', dates[1] ?? '', 0, 0, 0, 12)];
    expect(shownBy(a)).toEqual({ days: ['hidden', 'hidden', 0], parts: [0, 0, 11, 30, 0, 0] });
    expect(shownBy([...a, ...b])).toEqual({ days: [20, 12, 0], parts: [0, 0, 31, 42, 0, 0] });
  });

  test('say nothing that the tables of single sites do not say, whatever is finished where', () => {
    const finished = fc.array(
      fc.record({
        siteId: fc.constantFrom('A', 'B', 'C'),
        date: fc.constantFrom(...dates),
        parts: fc.array(fc.nat(12), { minLength: 6, maxLength: 6 }),
      }),
      { maxLength: 9 },
    );
    const number = (shown: number | 'hidden' | undefined) => (typeof shown === 'number' ? shown : 0);
    fc.assert(
      fc.property(finished, (rows) => {
        const once = [...new Map(rows.map((row) => [`${row.siteId} ${row.date}`, row])).values()];
        const alone = ['A', 'B', 'C'].map((site) => shownBy(once.filter(({ siteId }) => siteId === site)));
        const together = shownBy(once);
        for (const table of ['days', 'parts'] as const)
          together[table].forEach((sum, index) => {
            const shown = alone.map((each) => number(each[table][index]));
            expect(number(sum)).toBe(shown.reduce((total, count) => total + count, 0));
          });
      }),
    );
  });
});

test('the share is of the devices that came then, with their interval', () => {
  const finished = shownFinished([day('A', monday, 0, 0, 40)]);
  expect(answeringByDay(days, finished)[0]?.percent).toEqual({ value: 10, low: 10, high: 11 });
  expect(answeringByHour(hours, finished)[2]).toMatchObject({
    fromHour: 8,
    toHour: 12,
    devices: { value: 100 },
    percent: { value: 40 },
  });
});
