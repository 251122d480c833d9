import { expect, test } from 'vitest';
import { judgeWeekKeys } from './judge-week-keys.ts';
import { Problem } from './problems.ts';
import type { WeekKeys } from './week-keys.ts';
import { weekAt, weekMs, weekNamed } from './weeks.ts';

const kitId = '0102030405060708';
const current = weekNamed('2026-W48');
const wednesday = current.fromUtcMs + 2 * 86_400_000;
const exactly = (utcMs: number) => ({ earliest: utcMs, latest: utcMs });
/** Weeks from the current one, counted: 0 is the current. */
const keysOf = (...ahead: readonly number[]): WeekKeys => ({
  kitId,
  number: 5,
  weeks: ahead.map((index) => ({
    ...weekAt(current.fromUtcMs + index * weekMs),
    keyId: 'ab'.repeat(8),
    sealed: new Uint8Array(80).fill(index + 2),
  })),
});
const own = { kitId, heldNumber: 4, utcMs: exactly(wednesday) };
const judged = (
  keys: WeekKeys,
  judge: Parameters<typeof judgeWeekKeys>[1] = own,
): readonly string[] | string => {
  try {
    return judgeWeekKeys(keys, judge).map(({ name }) => name);
  } catch (error) {
    return Problem.is(error) ? error.code : String(error);
  }
};

test('takes the current week and up to four ahead', () => {
  expect(judged(keysOf(0))).toEqual(['2026-W48']);
  expect(judged(keysOf(0, 1, 2, 3, 4))).toEqual(['2026-W48', '2026-W49', '2026-W50', '2026-W51', '2026-W52']);
  expect(judged(keysOf(4))).toEqual(['2026-W52']);
});

test('takes nothing of what reaches too far ahead', () => {
  expect(judged(keysOf(0, 5))).toBe('too_far_ahead');
  expect(judged(keysOf(5))).toBe('too_far_ahead');
});

test('leaves out weeks that are over, and says so where nothing else is there', () => {
  expect(judged(keysOf(-1, 0))).toEqual(['2026-W48']);
  expect(judged(keysOf(-2, -1))).toBe('week_over');
  const [first, second] = keysOf(0, 1).weeks;
  const strippedOf = { ...keysOf(0, 1), weeks: [{ ...first, sealed: undefined }, second] } as WeekKeys;
  expect(judged(strippedOf)).toEqual(['2026-W49']);
});

test('another kit’s, and not newer ones, are named first', () => {
  expect(judged({ ...keysOf(0), kitId: '0102030405060709' })).toBe('other_kits');
  expect(judged(keysOf(0), { ...own, heldNumber: 5 })).toBe('older_number');
  expect(judged(keysOf(0), { ...own, heldNumber: 6 })).toBe('older_number');
});

test('without a clock nothing is taken', () => {
  expect(judged(keysOf(0), { ...own, utcMs: undefined })).toBe('time_unknown');
});

test('where the time is not sure, a week at the boundary counts as current', () => {
  const monday = current.untilUtcMs;
  const unsure = { earliest: monday - 1000, latest: monday + 1000 };
  expect(judged(keysOf(0, 5), { ...own, utcMs: unsure })).toEqual(['2026-W48', '2026-W53']);
  expect(judged(keysOf(0), { ...own, utcMs: exactly(monday) })).toBe('week_over');
  expect(judged(keysOf(5), { ...own, utcMs: exactly(monday - 1) })).toBe('too_far_ahead');
});
