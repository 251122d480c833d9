/** The count since the start: through a machine's sleep, and never backwards. */
import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';

function machine() {
  const time = { awake: 5000, up: 80_000 };
  const clock = systemClock(
    () => time.awake,
    // In steps of a hundredth of a second, as Linux tells it.
    () => Math.floor(time.up / 10) * 10,
  );
  return {
    clock,
    run: (ms: number) => {
      time.awake += ms;
      time.up += ms;
    },
    sleep: (ms: number) => {
      time.up += ms;
    },
  };
}

test('awake, it counts as exactly as the finer of the two', () => {
  const { clock, run } = machine();
  for (const ms of [3, 1500, 7_200_000.25]) run(ms);
  expect(clock.msSinceStart()).toBe(7_201_503.25);
});

test('what the machine slept is counted a second after it woke, and once', () => {
  const { clock, run, sleep } = machine();
  run(60_000);
  expect(clock.msSinceStart()).toBe(60_000);
  sleep(9 * 3_600_000);
  run(1000);
  expect(Math.abs(clock.msSinceStart() - 61_000 - 9 * 3_600_000)).toBeLessThanOrEqual(10);
  run(5000);
  expect(Math.abs(clock.msSinceStart() - 66_000 - 9 * 3_600_000)).toBeLessThanOrEqual(10);
});

test('it never runs backwards, whatever the coarser one says', () => {
  const { clock, run, sleep } = machine();
  let before = clock.msSinceStart();
  for (const slept of [0, 1990, 0, -4000, 3000, 0]) {
    sleep(slept);
    run(1200);
    const now = clock.msSinceStart();
    expect(now).toBeGreaterThanOrEqual(before + 1200);
    before = now;
  }
});
