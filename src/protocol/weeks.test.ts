import { expect, test } from 'vitest';
import { Problem } from './problems.ts';
import { isWeekBegin, weekAt, weekMs, weekNamed } from './weeks.ts';

const at = (text: string) => Date.parse(`${text}Z`);

test.each([
  // From the calendar of ISO 8601: years that begin in the middle of a week belong to the year of its Thursday.
  ['2026-11-22T23:59:59.999', '2026-W47', '2026-11-16T00:00:00'],
  ['2026-11-23T00:00:00', '2026-W48', '2026-11-23T00:00:00'],
  ['2027-01-01T12:00:00', '2026-W53', '2026-12-28T00:00:00'],
  ['2027-01-04T00:00:00', '2027-W01', '2027-01-04T00:00:00'],
  ['2024-12-30T00:00:00', '2025-W01', '2024-12-30T00:00:00'],
  ['2028-02-29T08:00:00', '2028-W09', '2028-02-28T00:00:00'],
])('%s lies in %s', (moment, name, from) => {
  const week = weekAt(at(moment));
  expect(week).toEqual({ name, fromUtcMs: at(from), untilUtcMs: at(from) + weekMs });
  expect(weekNamed(name)).toEqual(week);
  expect(isWeekBegin(week.fromUtcMs)).toBe(true);
  expect(isWeekBegin(week.fromUtcMs + 1)).toBe(false);
});

test('every week of thirty years has one name, and the name leads back to it', () => {
  const names = new Set<string>();
  for (let from = weekAt(at('2020-01-01')).fromUtcMs; from < at('2050-01-01'); from += weekMs) {
    const { name } = weekAt(from);
    names.add(name);
    expect(weekNamed(name).fromUtcMs).toBe(from);
  }
  expect(names.size).toBe(1566);
});

test.each(['2026-W00', '2025-W53', '2026-W54', '2026-47', '2026-w47', 'W47', '', '2026-W4'])(
  'there is no week "%s"',
  (name) => {
    expect(() => weekNamed(name)).toThrow(Problem);
  },
);
