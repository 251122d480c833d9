import { expect, test } from 'vitest';
import { createHourlyAllowance } from './hourly-allowance.ts';

const minuteMs = 60_000;

test('a phone has room until it has given its forms of the hour, and again when the first is an hour old', () => {
  let nowMs = 0;
  const allowance = createHourlyAllowance({ perPhone: 3, inAll: 10_000 }, () => nowMs);
  for (const minute of [0, 20, 40]) {
    nowMs = minute * minuteMs;
    expect(allowance.hasRoom('a')).toBe(true);
    allowance.note('a');
  }
  expect(allowance.hasRoom('a')).toBe(false);
  expect(allowance.hasRoom('b')).toBe(true);
  nowMs = 59 * minuteMs;
  expect(allowance.hasRoom('a')).toBe(false);
  nowMs = 60 * minuteMs;
  expect(allowance.hasRoom('a')).toBe(true);
  allowance.note('a');
  expect(allowance.hasRoom('a')).toBe(false);
});

test('all phones together have an end as well, whatever address a phone takes', () => {
  let nowMs = 0;
  const allowance = createHourlyAllowance({ perPhone: 3, inAll: 5 }, () => nowMs);
  for (const phone of ['a', 'b', 'c', 'd', 'e']) {
    expect(allowance.hasRoom(phone)).toBe(true);
    allowance.note(phone);
  }
  expect(allowance.hasRoom('f')).toBe(false);
  nowMs = 60 * minuteMs;
  expect(allowance.hasRoom('f')).toBe(true);
});
