/**
 * Counting on a kit that has no clock, learns the time late, is told a wrong one, sleeps or lies switched off: which fragments come of
 * it, and under which keys. And the week's keys of a mission, which need a clock.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { countOnes } from '../../src/counting/bitmap.ts';
import type { WeekKey } from '../../src/kit/counts/day-rules.ts';
import { weekAt } from '../../src/protocol/weeks.ts';
import {
  bitsOf,
  type CountBench,
  type CountBenchOptions,
  makeCountBench,
  phoneAddress,
} from '../support/count-bench.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Bogotá is five hours behind UTC. */
const atBogota = (day: number, hour: number, minute = 0) => Date.UTC(2027, 2, day, hour + 5, minute);

let bench: CountBench;
afterEach(() => bench.kit.dispose());
async function make(options: CountBenchOptions = {}, isKnown = true) {
  bench = await makeCountBench(options);
  bench.clock.isKnown = isKnown;
}
const come = (count: number, from = 0) => {
  for (let index = from; index < from + count; index++) bench.gate.arrive(phoneAddress(index));
};
const stop = async () => {
  await bench.counting.finish();
  return bench.records();
};
const days = (records: readonly { readonly day: string | null }[]) => records.map(({ day }) => day);
const keyCount = (records: readonly { readonly keyId: string }[]) =>
  new Set(records.map(({ keyId }) => keyId)).size;
/** With noise on it: each draw at most 12 but once in 100,000. */
const within = (bin: number | undefined, truth: number) => Math.abs((bin ?? Number.NaN) - truth) < 13;
const storedKey = () => bench.kit.store.state.countKeys.find();

describe('without a clock', () => {
  test('counting begins at once, undated, its hours counted from there, for 24 hours a key; no key lies on the disk', async () => {
    await make({}, false);
    await bench.pass(2 * hourMs + minuteMs);
    come(40);
    await bench.pass(23 * hourMs, 5 * minuteMs);
    expect(storedKey()).toBeUndefined();
    expect(bench.counting.state()).toMatchObject({ kind: 'counting', isDated: false });
    const records = await stop();
    expect(days(records)).toEqual([null, null]);
    expect(keyCount(records)).toBe(2);
    expect(records[0]?.connections[2]).toBe(40);
    expect(records[0]?.until.msSinceBoot).toBe(24 * hourMs + minuteMs);
  });

  test('two starts have nothing in common', async () => {
    await make({}, false);
    come(10);
    await bench.pass(10 * minuteMs);
    bench.start();
    await bench.pass(10 * minuteMs);
    const records = await stop();
    expect(days(records)).toEqual([null, null]);
    expect(keyCount(records)).toBe(2);
  });
});

describe('a clock that is learned late', () => {
  test('after local midnight, the day becomes today’s, under the same key, and its hours are put right', async () => {
    await make({ startUtcMs: atBogota(10, 9, 50) }, false);
    come(30);
    await bench.pass(2 * hourMs);
    come(5, 30);
    bench.clock.isKnown = true;
    await bench.pass(hourMs);
    const records = await stop();
    expect(days(records)).toEqual(['2027-03-10']);
    expect(bench.keys.filter(Boolean)).toHaveLength(1);
    const [record] = records;
    // Who was there at 9:51 by the middle of the hour that began then, and who came at 11:50.
    expect([record?.peak[10], record?.connections[11]]).toEqual([30, 5]);
    expect(record?.peak.slice(0, 10).every((devices) => devices === 0)).toBe(true);
  });

  test('its key lies on the disk from then on, so that a power cut does not part the day', async () => {
    await make({ startUtcMs: atBogota(10, 9) }, false);
    await bench.pass(10 * minuteMs);
    bench.clock.isKnown = true;
    await bench.pass(10 * minuteMs);
    expect(storedKey()).toMatchObject({ day: '2027-03-10' });
    bench.cutPower();
    bench.start();
    await bench.pass(10 * minuteMs);
    const records = await stop();
    expect([days(records), keyCount(records)]).toEqual([['2027-03-10', '2027-03-10'], 1]);
  });

  test('where the fragment began before midnight it ends undated, and today begins under a new key', async () => {
    await make({ startUtcMs: atBogota(10, 22) }, false);
    come(10);
    await bench.pass(3 * hourMs);
    bench.clock.isKnown = true;
    await bench.pass(hourMs);
    const records = await stop();
    expect(days(records)).toEqual([null, '2027-03-11']);
    expect(keyCount(records)).toBe(2);
    expect(records.map((record) => countOnes(bitsOf(record)))).toEqual([10, 10]);
  });
});

describe('a key that is found at the start', () => {
  const nextStart = async (offMs: number, isKnown: boolean) => {
    await make({ startUtcMs: atBogota(10, 9) });
    come(10);
    await bench.pass(10 * minuteMs);
    bench.cutPower();
    bench.skip(offMs);
    bench.clock.isKnown = isKnown;
    bench.start();
  };

  test('is used when the clock says within two minutes that it is still its day; until then nobody is counted', async () => {
    await nextStart(hourMs, false);
    await bench.pass(90_000, 5000);
    expect(bench.counting.state()).toEqual({
      configured: 'local',
      kind: 'waiting_for_clock',
      profile: null,
      isDated: false,
    });
    expect(bench.keys).toHaveLength(1);
    bench.clock.isKnown = true;
    await bench.pass(5000, 5000);
    const records = await stop();
    expect([days(records), keyCount(records)]).toEqual([['2027-03-10', '2027-03-10'], 1]);
    expect(countOnes(bitsOf(records[1]))).toBe(10);
  });

  test('is destroyed after two minutes without a clock, and an undated day begins', async () => {
    await nextStart(hourMs, false);
    await bench.pass(115_000, 5000);
    expect(storedKey()).toBeDefined();
    await bench.pass(10_000, 5000);
    expect(storedKey()).toBeUndefined();
    const records = await stop();
    expect([days(records), keyCount(records)]).toEqual([['2027-03-10', null], 2]);
  });

  test('is destroyed on another day', async () => {
    await nextStart(20 * hourMs, true);
    await bench.pass(5000, 5000);
    expect(storedKey()).toMatchObject({ day: '2027-03-11' });
    const records = await stop();
    expect([days(records), keyCount(records)]).toEqual([['2027-03-10', '2027-03-11'], 2]);
  });
});

describe('a clock that changes its mind', () => {
  test('ends the day whenever it names another one, forward or back', async () => {
    await make({ startUtcMs: atBogota(10, 12) });
    await bench.pass(10 * minuteMs);
    bench.clock.offMs = 3 * 24 * hourMs;
    await bench.pass(10 * minuteMs);
    bench.clock.offMs = 0;
    await bench.pass(10 * minuteMs);
    const records = await stop();
    expect(days(records)).toEqual(['2027-03-10', '2027-03-13', '2027-03-10']);
    expect(keyCount(records)).toBe(3);
  });

  test('by seconds, about midnight, begins one day and not three', async () => {
    await make({ startUtcMs: atBogota(10, 23, 59) });
    await bench.pass(70_000, 5000);
    bench.clock.offMs = -30_000;
    await bench.pass(10_000, 5000);
    bench.clock.offMs = 0;
    await bench.pass(10_000, 5000);
    expect(days(await stop())).toEqual(['2027-03-10', '2027-03-11']);
  });

  test('that stands still keeps no key beyond 25 hours', async () => {
    await make({ startUtcMs: atBogota(10, 1) });
    for (let hour = 0; hour < 28; hour++) {
      await bench.pass(hourMs, hourMs);
      bench.clock.offMs -= hourMs;
    }
    expect(keyCount(await stop())).toBe(2);
  });
});

describe('a machine that slept', () => {
  test('over midnight wakes to a new day and a new key; the day before ended when it fell asleep', async () => {
    await make({ startUtcMs: atBogota(10, 21) });
    come(10);
    await bench.pass(10 * minuteMs);
    bench.skip(10 * hourMs);
    await bench.pass(5000, 5000);
    const records = await stop();
    expect([days(records), keyCount(records)]).toEqual([['2027-03-10', '2027-03-11'], 2]);
    expect(records[0]?.until.msSinceBoot).toBe(10 * minuteMs);
    // Who is there in the morning has not stayed all night, as far as anybody looked.
    expect(within(records[1]?.dwell[0], 10)).toBe(true);
  });

  test('for 36 hours after eight of counting tells of eight hours, which the collector takes', async () => {
    await make({ startUtcMs: atBogota(10, 9) });
    come(30);
    await bench.pass(8 * hourMs, 5 * minuteMs);
    bench.skip(36 * hourMs);
    // First of all it hears who went meanwhile.
    for (let index = 0; index < 30; index++) bench.gate.leave(phoneAddress(index));
    await bench.pass(5000, 5000);
    const [record] = await stop();
    expect(record?.until.msSinceBoot).toBe(8 * hourMs);
    expect([within(record?.dwell[4], 30), within(record?.dwell[6], 0)]).toEqual([true, true]);
  });

  test('within a day goes on with it, and asks who is there now', async () => {
    await make({ startUtcMs: atBogota(10, 9) });
    come(30);
    await bench.pass(2 * hourMs, 5 * minuteMs);
    bench.skip(3 * hourMs);
    come(5, 30);
    bench.gate.leave(phoneAddress(0));
    await bench.pass(hourMs, 5 * minuteMs);
    const [record, ...others] = await stop();
    expect(others).toEqual([]);
    expect(countOnes(bitsOf(record))).toBeGreaterThanOrEqual(33);
    expect([record?.peak[9], record?.peak[12], record?.peak[14]]).toEqual([30, 0, 34]);
    expect([within(record?.dwell[3], 30), within(record?.dwell[4], 0)]).toEqual([true, true]);
  });
});

describe('the days on which clocks are changed', () => {
  test.each([
    ['spring', Date.UTC(2027, 2, 27, 23), 23, '2027-03-28'],
    ['autumn', Date.UTC(2027, 9, 30, 22), 25, '2027-10-31'],
  ])('in %s a day is one fragment under one key', async (_, startUtcMs, hours, day) => {
    await make({ timezone: 'Europe/Madrid', startUtcMs });
    come(10);
    await bench.pass(hours * hourMs + minuteMs, 5 * minuteMs);
    const [record, ...others] = await bench.records();
    expect(others).toEqual([]);
    expect(record).toMatchObject({ day });
    expect(record?.until.msSinceBoot).toBe(hours * hourMs);
    // The hour that does not exist in spring has nobody; no other has.
    expect(record?.peak.filter((devices) => devices === 10).length).toBe(Math.min(24, hours));
  });
});

describe('a mission’s week keys', () => {
  const keyOf = (utcMs: number, fill: number): WeekKey => {
    const { fromUtcMs, untilUtcMs } = weekAt(utcMs);
    return {
      keyId: `${fill}${fill}`.padStart(16, '0'),
      key: new Uint8Array(32).fill(fill),
      fromUtcMs,
      untilUtcMs,
    };
  };
  const tuesday = atBogota(9, 9);

  test.each([
    ['linked', 16_384, false],
    ['high-risk', 4096, true],
  ] as const)(
    'under %s every day of the week has the week’s key, and ends at local midnight',
    async (profile, size, isFlipped) => {
      await make({ profile, startUtcMs: tuesday });
      bench.weekKeys = [keyOf(tuesday, 3)];
      come(20);
      await bench.pass(16 * hourMs, 5 * minuteMs);
      const records = await stop();
      expect(days(records)).toEqual(['2027-03-09', '2027-03-10']);
      expect(records.every((record) => record.profile === profile && record.size === size)).toBe(true);
      expect(records.map(({ keyId }) => keyId)).toEqual(['0000000000000033', '0000000000000033']);
      expect(bench.keys.filter(Boolean)).toEqual([
        { key: new Uint8Array(32).fill(3), size },
        { key: new Uint8Array(32).fill(3), size },
      ]);
      expect(storedKey()).toBeUndefined();
      // The same phones in the same slots; under high-risk each fragment lies in its own way.
      const [first, second] = records.map(bitsOf);
      expect(Buffer.from(first?.bytes ?? []).equals(Buffer.from(second?.bytes ?? []))).toBe(!isFlipped);
    },
  );

  test('the week ends on Monday 0 o’clock UTC, in the middle of a local Sunday', async () => {
    const sunday = atBogota(14, 17);
    await make({ profile: 'linked', startUtcMs: sunday });
    bench.weekKeys = [keyOf(sunday, 3), keyOf(sunday + 24 * hourMs, 4)];
    await bench.pass(4 * hourMs);
    const records = await stop();
    expect(records.map(({ day, keyId }) => [day, keyId])).toEqual([
      ['2027-03-14', '0000000000000033'],
      ['2027-03-14', '0000000000000044'],
    ]);
  });

  test('a start that goes on with a day under the week’s key counts nobody as having come again', async () => {
    await make({ profile: 'linked', startUtcMs: tuesday });
    bench.weekKeys = [keyOf(tuesday, 3)];
    come(100);
    await bench.pass(10 * minuteMs);
    bench.cutPower();
    bench.start();
    await bench.pass(16 * hourMs, 5 * minuteMs);
    const [first, second, third] = await stop();
    expect([first, second, third].map((record) => record?.day)).toEqual([
      '2027-03-09',
      '2027-03-09',
      '2027-03-10',
    ]);
    expect([first, second, third].map((record) => countOnes(bitsOf(record)) > 95)).toEqual([
      true,
      true,
      true,
    ]);
    expect([within(first?.arrivals[9], 100), within(second?.arrivals[9], 0)]).toEqual([true, true]);
    // The next day is another one, though its key is the same.
    expect(within(third?.arrivals[0], 100)).toBe(true);
  });

  test('where there is none, the kit counts under its own key, says so, and changes when one comes', async () => {
    await make({ profile: 'linked', startUtcMs: tuesday });
    await bench.pass(10 * minuteMs);
    expect(bench.counting.state()).toEqual({
      configured: 'linked',
      kind: 'counting',
      profile: 'local',
      isDated: true,
    });
    bench.weekKeys = [keyOf(tuesday, 3)];
    await bench.pass(10 * minuteMs);
    expect(bench.counting.state()).toMatchObject({ profile: 'linked' });
    expect(storedKey()).toBeUndefined();
    const records = await stop();
    expect(records.map(({ profile, day }) => [profile, day])).toEqual([
      ['local', '2027-03-09'],
      ['linked', '2027-03-09'],
    ]);
  });

  test('a start waits two minutes for the time, then counts undated under its own key until it knows it', async () => {
    await make({ profile: 'linked', startUtcMs: tuesday }, false);
    bench.weekKeys = [keyOf(tuesday, 3)];
    await bench.pass(110_000, 5000);
    expect(bench.counting.state().kind).toBe('waiting_for_clock');
    await bench.pass(10 * minuteMs);
    expect(bench.counting.state()).toMatchObject({ kind: 'counting', profile: 'local', isDated: false });
    bench.clock.isKnown = true;
    await bench.pass(10 * minuteMs);
    const records = await stop();
    expect(records.map(({ profile, day }) => [profile, day])).toEqual([
      ['local', null],
      ['linked', '2027-03-09'],
    ]);
  });
});
