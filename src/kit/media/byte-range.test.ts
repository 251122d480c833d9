import { describe, expect, it } from 'vitest';
import { readRange } from './byte-range.ts';

const part = (first: number, last: number) => ({ kind: 'part', first, last });

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', part(0, 0)],
    ['bytes=0-499', part(0, 499)],
    ['bytes=500-999', part(500, 999)],
    ['bytes=500-', part(500, 999)],
    ['bytes=0-', part(0, 999)],
    ['bytes=-1', part(999, 999)],
    ['bytes=-500', part(500, 999)],
    ['bytes=-5000', part(0, 999)],
    ['bytes=999-5000', part(999, 999)],
    ['bytes=0-99999999999999999999999', part(0, 999)],
    ['BYTES=0-1', part(0, 1)],
    ['bytes= 0-1 ,', part(0, 1)],
    ['bytes=,0-1', part(0, 1)],
  ])('%s of 1000 bytes is that part', (header, expected) => {
    expect(readRange(header, 1000)).toEqual(expected);
  });

  it.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=99999999999999999999999-', 'bytes=-0'])(
    '%s of 1000 bytes cannot be satisfied',
    (header) => {
      expect(readRange(header, 1000)).toEqual({ kind: 'unsatisfiable' });
    },
  );

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=5-4',
    'bytes=a-b',
    'bytes=1-2x',
    'bytes=--1',
    'bytes=1--2',
    'bytes=1.5-2',
    'items=0-1',
    'bytes=0-1,4-5',
    'bytes=0-1;4-5',
  ])('%s means nothing: the whole is sent', (header) => {
    expect(readRange(header, 1000)).toEqual({ kind: 'whole' });
  });

  it('of an empty file cannot be satisfied', () => {
    expect(readRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' });
    expect(readRange('bytes=-5', 0)).toEqual({ kind: 'unsatisfiable' });
  });
});
