import { describe, expect, it } from 'vitest';
import { joinRanges } from './holding.ts';

describe('what is held of a sequence', () => {
  it('grows without a gap as ranges touch it', () => {
    expect(
      joinRanges(
        5,
        [
          { first: 6, last: 9 },
          { first: 10, last: 10 },
        ],
        6,
      ),
    ).toEqual({ contiguousSeq: 10, ranges: [] });
  });

  it('keeps what lies beyond a gap as ranges, joined where they touch or overlap', () => {
    const held = joinRanges(
      0,
      [
        { first: 3, last: 4 },
        { first: 5, last: 8 },
        { first: 7, last: 7 },
        { first: 12, last: 12 },
      ],
      3,
    );
    expect(held).toEqual({
      contiguousSeq: 0,
      ranges: [
        { first: 3, last: 8 },
        { first: 12, last: 12 },
      ],
    });
  });

  it('is never shortened by a range within it', () => {
    expect(joinRanges(9, [{ first: 2, last: 3 }], 2).contiguousSeq).toBe(9);
  });

  it('says the first sixteen ranges only: less than is held, never more', () => {
    const far = Array.from({ length: 20 }, (_, index) => ({ first: 10 * index + 5, last: 10 * index + 6 }));
    expect(joinRanges(0, far, 5).ranges).toEqual(far.slice(0, 16));
  });
  it('always says the range of the bundle it answers, however far behind fifteen others', () => {
    const far = Array.from({ length: 40 }, (_, index) => ({ first: 10 * index + 5, last: 10 * index + 6 }));
    expect(joinRanges(0, far, 306).ranges).toEqual([...far.slice(0, 15), { first: 305, last: 306 }]);
  });
});
