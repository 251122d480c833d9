import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownExactSum, shownFunnel, shownNoisySum, shownParts } from './small-cells.ts';

describe('a sum beside its parts', () => {
  test('is shown where no part is hidden, or where two are that add up to enough', () => {
    expect(shownNoisySum([10, 20, 30], 5)).toBe(60);
    expect(shownNoisySum([3, 4, 30], 5)).toBe(37);
    expect(shownNoisySum([2, 2, 2, 2], 5)).toBe(8);
    expect(shownExactSum([0, 0, 12], 5)).toBe(12);
  });

  test('is hidden where it would give one part away, or is small', () => {
    expect(shownNoisySum([3, 20, 30], 5)).toBeNull();
    expect(shownNoisySum([0, 20, 30], 5)).toBeNull();
    expect(shownNoisySum([-1, 2, 30], 5)).toBeNull();
    expect(shownNoisySum([1, 1, 2], 5)).toBeNull();
    expect(shownExactSum([1, 1, 30], 5)).toBeNull();
    expect(shownExactSum([4, 0, 0], 5)).toBeNull();
    expect(shownExactSum([0, 0, 0], 5)).toBe(0);
  });
});

describe('parts of a whole that is known', () => {
  test('lose the small one and the smallest other', () => {
    expect(shownParts([3, 40, 8, 0], 5)).toEqual([null, 40, null, 0]);
    expect(shownParts([1, 1, 1, 40, 9], 5)).toEqual([null, null, null, 40, null]);
    expect(shownParts([0, 40, 8], 5)).toEqual([0, 40, 8]);
  });

  test('never leave one hidden part, nor hidden ones that add up to too little, as long as there are others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 12 }), fc.constantFrom(5, 10), (parts, threshold) => {
        const shown = shownParts(parts, threshold);
        const hidden = parts.filter((_, index) => shown[index] === null);
        for (const part of shown) if (part !== null) expect(part === 0 || part >= threshold).toBe(true);
        const isAllHidden = parts.every((part, index) => part === 0 || shown[index] === null);
        if (hidden.length > 0 && !isAllHidden) {
          expect(hidden.length).toBeGreaterThan(1);
          expect(hidden.reduce((sum, part) => sum + part, 0)).toBeGreaterThanOrEqual(threshold);
        }
      }),
    );
  });
});

describe('a funnel', () => {
  test('is shown where nowhere only a few stopped', () => {
    const funnel = { opened: 100, consented: 60, declined: 20, begun: 50, finished: 30 };
    expect(shownFunnel(funnel, 5)).toEqual(funnel);
  });

  test('hides the later step where a few stopped before it', () => {
    const funnel = { opened: 100, consented: 60, declined: 20, begun: 57, finished: 30 };
    expect(shownFunnel(funnel, 5)).toEqual({ ...funnel, begun: null });
    expect(shownFunnel({ ...funnel, begun: 50, consented: 78 }, 5).declined).toBeNull();
    expect(shownFunnel({ ...funnel, begun: 50, declined: 2 }, 5).declined).toBeNull();
    expect(shownFunnel({ opened: 62, consented: 60, declined: 2, begun: 50, finished: 30 }, 5)).toMatchObject(
      {
        consented: null,
        declined: null,
      },
    );
  });

  test('does not lead round a hidden step: a later one says as much', () => {
    const funnel = { opened: 100, consented: 96, declined: 4, begun: 96, finished: 96 };
    const hidden = { consented: null, declined: null, begun: null, finished: null };
    expect(shownFunnel(funnel, 10)).toEqual({ opened: 100, ...hidden });
    expect(shownFunnel({ ...funnel, begun: 70, finished: 40 }, 10)).toEqual({
      opened: 100,
      ...hidden,
      begun: 70,
      finished: 40,
    });
    // Two that consented the day before.
    expect(shownFunnel({ opened: 100, consented: 60, declined: 20, begun: 62, finished: 40 }, 10)).toEqual({
      opened: 100,
      consented: 60,
      declined: 20,
      begun: null,
      finished: 40,
    });
  });

  test('has no difference of what is shown that only a few make', () => {
    const counts = fc.record({
      opened: fc.nat(60),
      consented: fc.nat(60),
      declined: fc.nat(60),
      begun: fc.nat(60),
      finished: fc.nat(60),
    });
    fc.assert(
      fc.property(counts, fc.constantFrom(5, 10), (funnel, threshold) => {
        const { opened, declined, ...steps } = shownFunnel(funnel, threshold);
        const known = [0, opened, ...Object.values(steps)].filter((count) => count !== null);
        if (opened !== null && declined !== null) known.push(opened - declined);
        for (const one of known)
          for (const other of known)
            if (one !== other) expect(Math.abs(one - other)).toBeGreaterThanOrEqual(threshold);
      }),
    );
  });

  test('that few entered is hidden whole', () => {
    const shown = shownFunnel({ opened: 4, consented: 4, declined: 0, begun: 4, finished: 4 }, 5);
    expect(Object.values(shown)).toEqual([null, null, null, null, null]);
  });
});
