import { expect, test } from 'vitest';
import { createTokenBuckets } from './token-buckets.ts';

const time = { ms: 0 };
const make = (maxKeys = 100) => {
  time.ms = 0;
  return createTokenBuckets({ perSecond: 10, burst: 20, maxKeys, clock: { msSinceStart: () => time.ms } });
};
const takeMany = (buckets: ReturnType<typeof make>, key: string, count: number) =>
  Array.from({ length: count }, () => buckets.take(key)).filter(Boolean).length;

test('a burst is let through, and then so many a second', () => {
  const buckets = make();
  expect(takeMany(buckets, 'a', 100)).toBe(20);
  time.ms = 1000;
  expect(takeMany(buckets, 'a', 100)).toBe(10);
  time.ms = 3_600_000;
  expect(takeMany(buckets, 'a', 100)).toBe(20);
});

test('one who floods takes nothing from another', () => {
  const buckets = make();
  takeMany(buckets, 'flood', 10_000);
  expect(takeMany(buckets, 'quiet', 20)).toBe(20);
});

test('memory is bounded, and the key known longest is forgotten first', () => {
  const buckets = make(3);
  for (const key of ['a', 'b', 'c']) takeMany(buckets, key, 20);
  buckets.take('d');
  expect(buckets.size()).toBe(3);
  expect(buckets.take('b')).toBe(false);
  expect(buckets.take('a')).toBe(true);
  for (let key = 0; key < 10_000; key++) buckets.take(String(key));
  expect(buckets.size()).toBe(3);
});
