import { expect, test } from 'vitest';
import type { WeekDay } from '../../src/protocol/directory.ts';
import { clockTime, hoursLines, openState, opensOn } from './opening-hours.ts';

const at = (day: WeekDay, time: string) => {
  const [hours, minutes] = time.split(':').map(Number);
  return { day, minute: (hours ?? 0) * 60 + (minutes ?? 0) };
};
const office = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'] as WeekDay[], from: '08:00', to: '17:00' }];
const night = [{ days: ['fri', 'sun'] as WeekDay[], from: '20:00', to: '06:00' }];

test('is open from the first minute to before the last', () => {
  expect(openState(office, at('mon', '07:59')).kind).toBe('closed');
  expect(openState(office, at('mon', '08:00'))).toEqual({ kind: 'open', until: 17 * 60 });
  expect(openState(office, at('fri', '16:59')).kind).toBe('open');
  expect(openState(office, at('fri', '17:00')).kind).toBe('closed');
  expect(openState(office, at('sat', '10:00')).kind).toBe('closed');
});

test('a night runs on into the next day, from Sunday into Monday as well', () => {
  expect(openState(night, at('fri', '23:00'))).toEqual({ kind: 'open', until: 6 * 60 });
  expect(openState(night, at('sat', '05:59'))).toEqual({ kind: 'open', until: 6 * 60 });
  expect(openState(night, at('sat', '06:00')).kind).toBe('closed');
  expect(openState(night, at('fri', '05:00')).kind).toBe('closed');
  expect(openState(night, at('mon', '00:30')).kind).toBe('open');
});

test('to midnight ends the day, and "00:00 to 24:00" is the whole of it', () => {
  const whole = [{ days: ['mon'] as WeekDay[], from: '00:00', to: '24:00' }];
  expect(openState(whole, at('mon', '23:59'))).toEqual({ kind: 'open', until: 0 });
  expect(openState(whole, at('tue', '00:00')).kind).toBe('closed');
});

test('without a clock nothing is claimed, but what is always open is', () => {
  expect(openState(office, undefined).kind).toBe('unknown');
  expect(openState(undefined, at('mon', '10:00')).kind).toBe('unknown');
  expect(openState('always', undefined).kind).toBe('always');
  expect(opensOn(undefined, 'mon')).toBe(false);
  expect(opensOn(office, 'sat')).toBe(false);
  expect(opensOn('always', 'sun')).toBe(true);
});

test('days are said as people say them', () => {
  const say = (open: WeekDay[]) =>
    hoursLines([{ days: open, from: '08:00', to: '12:00' }], 'en', 'Every day')[0]?.days;
  expect(say(['mon', 'tue', 'wed', 'thu', 'fri'])).toBe('Monday – Friday');
  expect(say(['sun', 'sat'])).toBe('Saturday, Sunday');
  expect(say(['mon', 'wed', 'thu'])).toBe('Monday, Wednesday, Thursday');
  expect(say(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).toBe('Every day');
  expect(clockTime(8 * 60 + 5)).toBe('08:05');
});
