/** Which day is counted under which key, for every state of a kit's clock. */
import { describe, expect, test } from 'vitest';
import { localClock } from '../../platform/local-clock.ts';
import {
  type CountedDay,
  endedAtMs,
  hasSlept,
  hourAt,
  hourOfDay,
  judgeDay,
  judgeFoundKey,
  type Moment,
  weekKeyAt,
} from './day-rules.ts';

const hourMs = 3_600_000;
const bogota = localClock('America/Bogota');
const madrid = localClock('Europe/Madrid');
const utc = (utcMs: number, uncertaintyMs = 600) => ({ utcMs, uncertaintyMs });
/** 10 March 2027, in Bogotá five hours behind UTC. */
const atBogota = (hour: number, minute = 0) => Date.UTC(2027, 2, 10, hour + 5, minute);
const dated: CountedDay = { profile: 'local', keyId: 'a', day: '2027-03-10', beganMs: 0 };
const undated: CountedDay = { ...dated, day: null };
const judge = (day: CountedDay, at: Moment, local = bogota) => judgeDay(day, undefined, at, local);

describe('a dated day', () => {
  test('goes on until local midnight and no second longer', () => {
    expect(judge(dated, { ms: 1, utc: utc(atBogota(23, 59)) })).toBe('goes-on');
    expect(judge(dated, { ms: 1, utc: utc(atBogota(24)) })).toBe('ends');
    expect(judge(dated, { ms: 1, utc: utc(atBogota(24) - 1) })).toBe('goes-on');
  });

  test('ends with any clock that says another date, and bears one that is set back by a moment', () => {
    expect(judge(dated, { ms: 1, utc: utc(atBogota(60)) })).toBe('ends');
    expect(judge(dated, { ms: 1, utc: utc(atBogota(-24)) })).toBe('ends');
    expect(judge(dated, { ms: 1, utc: utc(atBogota(0) - 5000) })).toBe('goes-on');
    expect(judge(dated, { ms: 1, utc: utc(atBogota(0) - 700_000) })).toBe('ends');
  });

  test('ends after 25 hours, whatever the clock says', () => {
    const stuck = utc(atBogota(12));
    expect(judge(dated, { ms: 25 * hourMs, utc: stuck })).toBe('goes-on');
    expect(judge(dated, { ms: 25 * hourMs + 1, utc: stuck })).toBe('ends');
  });

  test('has 23 hours in spring and 25 in autumn', () => {
    const lengthOf = (day: string, midnightUtcMs: number) => {
      let hours = 0;
      while (judge({ ...dated, day }, { ms: 1, utc: utc(midnightUtcMs + hours * hourMs) }, madrid) !== 'ends')
        hours += 1;
      return hours;
    };
    expect(lengthOf('2027-03-28', Date.UTC(2027, 2, 27, 23))).toBe(23);
    expect(lengthOf('2027-10-31', Date.UTC(2027, 9, 30, 22))).toBe(25);
  });
});

describe('an undated day', () => {
  test('lasts 24 hours of running', () => {
    expect(judge(undated, { ms: 24 * hourMs - 1, utc: undefined })).toBe('goes-on');
    expect(judge(undated, { ms: 24 * hourMs, utc: undefined })).toBe('ends');
  });

  test('becomes today’s where it began after midnight for certain, and ends where it did not', () => {
    const atMinute = (minutes: number, uncertaintyMs?: number) =>
      judge(undated, { ms: 30 * 60_000, utc: utc(atBogota(0, minutes), uncertaintyMs) });
    expect(atMinute(31)).toBe('becomes-dated');
    expect(atMinute(29)).toBe('ends');
    expect(atMinute(31, 120_000)).toBe('ends');
  });
});

describe('whose key', () => {
  const linked: CountedDay = { ...dated, profile: 'linked', keyId: 'week' };
  const at = { ms: 1, utc: utc(atBogota(12)) };

  test('a day under a week’s key goes on while that key is the one', () => {
    expect(judgeDay(linked, { keyId: 'week' }, at, bogota)).toBe('goes-on');
    expect(judgeDay(linked, { keyId: 'next' }, at, bogota)).toBe('ends');
    expect(judgeDay(linked, undefined, at, bogota)).toBe('ends');
  });

  test('a day under the kit’s own key makes room for a week’s', () => {
    expect(judgeDay(dated, { keyId: 'week' }, at, bogota)).toBe('ends');
    expect(judgeDay(undated, { keyId: 'week' }, at, bogota)).toBe('ends');
  });

  test('is the week’s from its first moment to before its last, and nobody’s without a clock', () => {
    const week = { keyId: 'w', key: new Uint8Array(32), fromUtcMs: 1000, untilUtcMs: 2000 };
    const found = (utcMs: number) => weekKeyAt([week], { ms: 0, utc: utc(utcMs) })?.keyId;
    expect([999, 1000, 1999, 2000].map(found)).toEqual([undefined, 'w', 'w', undefined]);
    expect(weekKeyAt([week], { ms: 0, utc: undefined })).toBeUndefined();
  });
});

test('a key that was found is used on its own day only, and waited for two minutes', () => {
  const judged = (at: Moment) => judgeFoundKey('2027-03-10', 5000, at, bogota);
  expect(judged({ ms: 6000, utc: utc(atBogota(15)) })).toBe('use');
  expect(judged({ ms: 6000, utc: utc(atBogota(25)) })).toBe('destroy');
  expect(judged({ ms: 6000, utc: utc(atBogota(-1)) })).toBe('destroy');
  expect(judged({ ms: 124_999, utc: undefined })).toBe('wait');
  expect(judged({ ms: 125_000, utc: undefined })).toBe('destroy');
  expect(judgeFoundKey('', 0, { ms: 1, utc: utc(atBogota(15)) }, bogota)).toBe('destroy');
});

test('hours are the site’s own, or counted from the beginning', () => {
  expect(hourAt(dated, { ms: 0, utc: utc(atBogota(13, 59)) }, bogota)).toBe(13);
  expect(hourAt(dated, { ms: 0, utc: utc(atBogota(0) - 5000) }, bogota)).toBe(0);
  expect(hourAt(undated, { ms: 3 * hourMs - 1, utc: undefined }, bogota)).toBe(2);
  expect(hourAt(undated, { ms: 30 * hourMs, utc: undefined }, bogota)).toBe(23);
});

test('hours from the beginning become those of the day, by their middle, and none lies ahead', () => {
  // Began at 9:50, now 12:05.
  const move = hourOfDay(0, { ms: 2.25 * hourMs, utc: utc(atBogota(12, 5)) }, bogota);
  expect([0, 1, 2, 3, 23].map(move)).toEqual([10, 11, 12, 12, 12]);
  const soon = hourOfDay(0, { ms: 300_000, utc: utc(atBogota(23, 50)) }, bogota);
  expect(soon(0)).toBe(23);
});

describe('a day that ends', () => {
  const ended = (day: CountedDay, lookedMs: number, at: Moment, local = bogota) =>
    endedAtMs(day, lookedMs, at, local);
  const minuteMs = 60_000;

  test('ends at its midnight, to the millisecond, though it is looked at later', () => {
    const at = (ms: number): Moment => ({ ms, utc: utc(atBogota(22) + ms) });
    expect(ended(dated, 2 * hourMs - 5000.5, at(2 * hourMs + 4000.5))).toBe(2 * hourMs);
    expect(ended(dated, 2 * hourMs - 5000, at(2 * hourMs))).toBe(2 * hourMs);
    // Stopped in order, before it is over.
    expect(ended(dated, hourMs - 5000, at(hourMs))).toBe(hourMs);
  });

  test('ends where it was last looked at, when the machine slept since or the clock is another one', () => {
    const asleep: Moment = { ms: 44 * hourMs, utc: utc(atBogota(12) + 44 * hourMs) };
    expect([hasSlept(8 * hourMs, asleep), ended(dated, 8 * hourMs, asleep)]).toEqual([true, 8 * hourMs]);
    expect(hasSlept(hourMs, { ms: hourMs + 15 * minuteMs, utc: undefined })).toBe(false);
    const jumped: Moment = { ms: hourMs + 5000, utc: utc(atBogota(72)) };
    expect(ended(dated, hourMs, jumped)).toBe(hourMs);
  });

  test('is no longer than a day where the time is not known', () => {
    const at = (ms: number): Moment => ({ ms, utc: undefined });
    expect(ended(undated, 24 * hourMs - 5000, at(24 * hourMs + 3000))).toBe(24 * hourMs);
    expect(ended(dated, 25 * hourMs - 5000, at(25 * hourMs + 3000))).toBe(25 * hourMs);
  });
});
