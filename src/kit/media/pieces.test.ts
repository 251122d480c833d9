import { describe, expect, it } from 'vitest';
import { createPieces, pieceBytes } from './pieces.ts';

describe('pieces of memory', () => {
  it('are used again', () => {
    const pieces = createPieces(16);
    const first = pieces.take(2);
    expect(first.map(({ length }) => length)).toEqual([pieceBytes, pieceBytes]);
    pieces.give(first);
    expect(pieces.take(2).every((piece) => first.includes(piece))).toBe(true);
  });

  it('become fewer the more are held, and nobody gets none', () => {
    const pieces = createPieces(32);
    const counts = Array.from({ length: 160 }, () => pieces.take(8).length);
    expect(counts[0]).toBe(8);
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts);
    expect(counts.at(-1)).toBe(1);
    expect(pieces.countHeld()).toBeLessThanOrEqual(32 + 160);
  });

  it('beyond the budget are let go, not kept', () => {
    const pieces = createPieces(2);
    const taken = Array.from({ length: 5 }, () => pieces.take(1)).flat();
    pieces.give(taken);
    expect(pieces.countHeld()).toBe(0);
    const again = Array.from({ length: 5 }, () => pieces.take(1)).flat();
    expect(again.filter((piece) => taken.includes(piece)).length).toBe(2);
  });

  it('that are lost are not given to anybody else', () => {
    const pieces = createPieces(8);
    const lost = pieces.take(1);
    pieces.lose(lost);
    expect(pieces.take(1)[0]).not.toBe(lost[0]);
    expect(pieces.countHeld()).toBe(1);
  });
});
