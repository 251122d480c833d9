import { describe, expect, test } from 'vitest';
import { countOnes } from './bitmap.ts';
import { createDayCounts, seats } from './day-counts.ts';
import { seededNumbers } from './seeded.test-support.ts';

const arrival = (seat: number, isRandomised = true) => ({ slot: seat * 3, seat, isRandomised });
const minute = 60;
const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b);

describe('a day of presence', () => {
  test('counts a device once, however often it comes back, and a connection each time', () => {
    const day = createDayCounts(16_384);
    expect(day.joined(arrival(1), 8, 0)).toBe(true);
    day.left(1, 8, 10 * minute);
    expect(day.joined(arrival(1), 9, 60 * minute)).toBe(false);
    const { bitmap, arrivals, connections } = day.figures(9, 61 * minute);
    expect(countOnes(bitmap)).toBe(1);
    expect(arrivals[8]).toBe(1);
    expect(arrivals[9]).toBe(0);
    expect([connections[8], connections[9]]).toEqual([1, 1]);
  });

  test('puts each device into the bin of its longest stay, the one that goes on included', () => {
    const day = createDayCounts(16_384);
    const stay = (seat: number, minutes: number) => {
      day.joined(arrival(seat), 0, 0);
      day.left(seat, 0, minutes * minute);
    };
    for (const [seat, minutes] of [4, 5, 59, 60, 200, 500, 1500].entries()) stay(seat, minutes);
    day.joined(arrival(20), 0, 0);
    expect(day.figures(0, 16 * minute).dwell).toEqual([1, 1, 2, 1, 1, 1, 1]);
    expect(day.figures(0, 16 * minute).dwell).toEqual([1, 1, 2, 1, 1, 1, 1]);
  });

  test('notes the most at once by the hour, and who was there before it began', () => {
    const day = createDayCounts(16_384);
    day.joined(arrival(1), 7, 0);
    day.joined(arrival(2), 7, 1);
    day.left(1, 8, 3600);
    day.left(9, 8, 3600);
    day.joined(arrival(3), 9, 7200);
    day.left(3, 9, 7201);
    expect(day.figures(10, 9000).peak.slice(6, 11)).toEqual([0, 2, 2, 2, 1]);
  });

  test('two devices on one seat are one in the histograms and two in the house', () => {
    const day = createDayCounts(16_384);
    day.joined(arrival(1), 0, 0);
    day.joined(arrival(1), 0, 5);
    expect(day.countPresent()).toBe(2);
    day.left(1, 0, 60);
    expect(day.countPresent()).toBe(1);
    expect(day.figures(0, 60).arrivals[0]).toBe(1);
  });

  test('tells made-up addresses from lasting ones', () => {
    const day = createDayCounts(16_384);
    day.joined(arrival(1, true), 0, 0);
    day.joined(arrival(2, false), 0, 0);
    day.joined(arrival(3, true), 0, 0);
    expect(day.figures(0, 0)).toMatchObject({ randomised: 2, fixed: 1 });
  });

  test('carries over midnight when the stays began that go on, and nothing else', () => {
    const day = createDayCounts(16_384);
    day.joined(arrival(1), 22, 0);
    day.joined(arrival(2), 22, 0);
    day.joined(arrival(3), 22, 0);
    day.left(2, 23, 600);
    const next = createDayCounts(16_384, { stays: day.end(7200) });
    expect(next.countPresent()).toBe(0);
    expect(countOnes(next.figures(0, 7200).bitmap)).toBe(0);
    expect(sum(next.figures(0, 7200).arrivals)).toBe(0);
    // Of the two who were there the gate still sees one, under the new key.
    next.present({ ...arrival(1), slot: 9 }, 0, 7200);
    next.joined(arrival(2), 6, 30_000);
    const { bitmap, arrivals, dwell, connections, randomised, fixed } = next.figures(6, 30_000);
    expect(next.countPresent()).toBe(2);
    expect(countOnes(bitmap)).toBe(2);
    expect([arrivals[0], arrivals[6], sum(arrivals)]).toEqual([1, 1, 2]);
    expect([sum(connections), randomised, fixed]).toEqual([1, 1, 0]);
    // Since 22 o'clock of the day before: 8 h 20.
    expect(dwell).toEqual([1, 0, 0, 0, 0, 1, 0]);
  });

  test('leaves nothing behind when it has ended', () => {
    const day = createDayCounts(16_384);
    for (let seat = 0; seat < 50; seat++) day.joined(arrival(seat), 9, 0);
    day.end(3600);
    const { bitmap, arrivals, dwell } = day.figures(10, 3600);
    expect([countOnes(bitmap), sum(arrivals), sum(dwell)]).toEqual([0, 0, 0]);
  });

  test('who was there and is not told of any more has gone; who comes back later has come anew', () => {
    const day = createDayCounts(16_384);
    day.joined(arrival(1), 0, 0);
    day.joined(arrival(2), 0, 0);
    day.expectPresent(20 * minute);
    expect(day.countPresent()).toBe(0);
    day.present(arrival(1), 0, 20 * minute);
    day.left(2, 0, 21 * minute);
    day.present(arrival(2), 2, 120 * minute);
    expect(day.countPresent()).toBe(2);
    expect(day.figures(2, 120 * minute).dwell).toEqual([0, 0, 1, 1, 0, 0, 0]);
  });

  test('hours counted from a beginning become those of a day', () => {
    const day = createDayCounts(16_384);
    day.joined(arrival(1), 0, 0);
    day.joined(arrival(2), 1, 3600);
    day.left(1, 1, 3700);
    day.moveHours((hour) => Math.min(23, hour + 14));
    const { arrivals, peak, connections } = day.figures(15, 3700);
    expect([arrivals[14], arrivals[15], sum(arrivals)]).toEqual([1, 1, 2]);
    expect([peak[14], peak[15], connections[14], connections[15]]).toEqual([1, 2, 1, 1]);
  });

  test('of a seat that is empty nothing tells when somebody sat there, in this day or the next', () => {
    const day = createDayCounts(16_384);
    for (const seat of [1, 2, 3]) day.joined(arrival(seat), 9, 1000);
    day.left(1, 9, 2000);
    day.expectPresent(3000);
    day.present(arrival(3), 9, 3000);
    day.presentTold();
    const stays = day.end(4000);
    const kept = () => [...stays.since.entries()].filter(([, since]) => since !== 0).map(([seat]) => seat);
    expect(kept()).toEqual([3]);
    const next = createDayCounts(16_384, { stays });
    expect(kept()).toEqual([3]);
    // The gate stays silent all day: at its end nobody knows of him any more.
    next.expectPresent(5000);
    next.end(90_000);
    expect(kept()).toEqual([]);
  });

  test('who was there goes on staying through any number of questions that the gate does not answer', () => {
    const day = createDayCounts(16_384);
    day.joined(arrival(1), 22, 0);
    const next = createDayCounts(16_384, { stays: day.end(120 * minute) });
    for (const minutes of [120, 121, 122]) next.expectPresent(minutes * minute);
    next.present(arrival(1), 0, 123 * minute);
    next.presentTold();
    next.left(1, 3, 300 * minute);
    expect(next.figures(3, 300 * minute).dwell).toEqual([0, 0, 0, 0, 1, 0, 0]);
  });

  test('stays of days are kept as such, however long the kit has run', () => {
    let day = createDayCounts(16_384);
    const began = 40 * 86_400;
    day.joined(arrival(1), 0, began);
    for (let midnight = 1; midnight < 20; midnight++) {
      const now = began + midnight * 86_400;
      day = createDayCounts(16_384, { stays: day.end(now) });
      day.present(arrival(1), 0, now);
      day.presentTold();
      expect(day.figures(12, now + 43_200).dwell[6]).toBe(1);
    }
  });

  test('after a pause in which nobody looked, stays have ended before it and begin anew after it', () => {
    const day = createDayCounts(16_384);
    day.joined(arrival(1), 0, 0);
    day.breakStays(10 * minute);
    expect(day.countPresent()).toBe(0);
    day.present(arrival(1), 6, 400 * minute);
    expect(day.figures(6, 401 * minute).dwell).toEqual([0, 1, 0, 0, 0, 0, 0]);
  });

  test('whoever is there when a day goes on after a cut is in its bits and at once, and has come and stayed before', () => {
    const day = createDayCounts(16_384, { isSameDay: true });
    for (let seat = 0; seat < 20; seat++) day.present(arrival(seat), 14, 0);
    day.joined(arrival(50), 15, 3600);
    day.left(3, 15, 3600);
    day.joined(arrival(3), 16, 7200);
    day.moveHours((hour) => hour);
    const { bitmap, arrivals, dwell, peak, connections } = day.figures(16, 7200);
    expect(countOnes(bitmap)).toBe(21);
    expect([arrivals[15], sum(arrivals), sum(dwell)]).toEqual([1, 1, 1]);
    expect([peak[15], sum(connections)]).toEqual([21, 2]);
  });

  test.each([1000, 2000, 5000, 20_000])(
    '%d devices are so many in hours and stays, seats shared or not',
    (devices) => {
      const next = seededNumbers(devices);
      const day = createDayCounts(16_384);
      for (let device = 0; device < devices; device++) {
        const came = { slot: next() % 16_384, seat: next() % seats, isRandomised: true };
        const hour = Math.floor((device * 24) / devices);
        day.joined(came, hour, hour * 3600);
        day.left(came.seat, hour, hour * 3600 + 7 * minute);
      }
      const { arrivals, dwell } = day.figures(23, 86_400);
      const deviation = Math.sqrt(devices * (Math.exp(devices / seats) - 1));
      for (const total of [sum(arrivals), sum(dwell)])
        expect(Math.abs(total - devices)).toBeLessThan(4 * deviation + 12);
      const ofAnHour = devices / 24;
      expect(Math.abs((arrivals[23] ?? 0) - ofAnHour)).toBeLessThan(
        4 * Math.sqrt(ofAnHour * (Math.exp(devices / seats) - 1)) + 2,
      );
    },
  );

  test('takes about 300 KB for 20,000 phones', () => {
    const before = process.memoryUsage().arrayBuffers;
    const day = createDayCounts(16_384);
    for (let phone = 0; phone < 20_000; phone++)
      day.joined(
        { slot: (phone * 7919) % 16_384, seat: (phone * 104_729) % seats, isRandomised: true },
        5,
        phone,
      );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400_000);
    expect(day.countPresent()).toBe(20_000);
  });
});
