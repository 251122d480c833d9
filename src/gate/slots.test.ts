/** Addresses into slots and seats: against numbers worked out elsewhere, and that keys end. */
import { expect, test, vi } from 'vitest';
import type { CountedEvent } from '../protocol/gate.ts';
import { fromHex } from '../protocol/ids.ts';
import { createCounter } from './slots.ts';

const key = fromHex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
const phone = fromHex('daa119000001');
const sevens = (length: number) => new Uint8Array(length).fill(7);

function makeCounter() {
  const told: CountedEvent[] = [];
  return { counter: createCounter(sevens), told, tell: (event: CountedEvent) => void told.push(event) };
}

test('slot and seat are what Python’s hmac makes of the same bytes', () => {
  const { counter, told, tell } = makeCounter();
  counter.begin({ key, size: 16_384 }, tell, [phone]);
  counter.begin({ key, size: 4096 }, tell, [phone]);
  counter.joined(fromHex('00005e005301'));
  counter.left(phone);
  expect(told).toEqual([
    { kind: 'present', slot: 15_933, seat: 24_946, isRandomised: true },
    { kind: 'present', slot: 15_933 % 4096, seat: 24_946, isRandomised: true },
    { kind: 'arrived', slot: 1089 % 4096, seat: 40_176, isRandomised: false },
    { kind: 'departed', seat: 24_946 },
  ]);
});

test('a key that is replaced, or has no more use, is filled with zeros, and the caller’s own is left alone', () => {
  const made = vi.spyOn(Buffer, 'alloc');
  const { counter, tell } = makeCounter();
  /** What was put into memory since the last time; the key is in it. */
  const placesOf = (begin: () => void) => {
    made.mockClear();
    begin();
    return made.mock.results.map(({ value }) => value as Buffer);
  };
  const isZero = (place: Buffer) => place.every((byte) => byte === 0);
  const first = placesOf(() => counter.begin({ key, size: 16_384 }, tell, [phone]));
  expect(first.map(isZero)).toEqual([false, false]);
  const second = placesOf(() => counter.begin({ key: sevens(32), size: 16_384 }, tell, []));
  expect(first.map(isZero)).toEqual([true, true]);
  expect(second.map(isZero)).toEqual([false, false]);
  counter.begin(undefined, undefined, []);
  expect(second.map(isZero)).toEqual([true, true]);
  expect(key[31]).toBe(31);
  made.mockRestore();
});

test('nobody is told before counting begins, after it ends, or of an address that is none', () => {
  const { counter, told, tell } = makeCounter();
  counter.joined(phone);
  counter.begin({ key, size: 16_384 }, tell, []);
  counter.begin(undefined, tell, [phone]);
  counter.left(phone);
  expect(told).toEqual([]);
  counter.begin({ key, size: 16_384 }, tell, []);
  expect(() => counter.joined(phone.subarray(1))).toThrow(RangeError);
  expect(told).toEqual([]);
});
