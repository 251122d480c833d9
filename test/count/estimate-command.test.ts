/** `dtm-wifi count estimate`, as somebody calls it who checks our arithmetic with a simulation of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { estimatesOf } from '../../src/count/estimate-files.ts';
import { emptyBitmap, setBit } from '../../src/counting/bitmap.ts';
import { readBitmapLines } from '../../src/counting/read-bitmap-lines.ts';
import { runProgram } from '../support/run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtm-count-'));
afterAll(() => rmSync(folder, { recursive: true }));

function hexOf(slots: Iterable<number>, size = 16_384): string {
  const bitmap = emptyBitmap(size);
  for (const slot of slots) setBit(bitmap, slot);
  return Buffer.from(bitmap.bytes).toString('hex');
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const read = (text: string) => {
  const lines = readBitmapLines(text, 'x');
  if (lines.kind !== 'read') throw new Error(lines.problems.join('\n'));
  return estimatesOf(lines.bitmaps);
};

test('estimates each bitmap, all joined and every pair', () => {
  const said = read(
    `# two sites\nm=16384 profile=linked\nlabel=a ${hexOf(range(0, 400))}\nlabel=b ${hexOf(range(300, 700))}\n`,
  );
  expect(said.bitmaps.map(({ label, ones }) => [label, ones])).toEqual([
    ['a', 400],
    ['b', 400],
  ]);
  // −m·ln(1 − 400/m) and −m·ln(1 − 700/m), worked out by hand.
  expect(said.bitmaps[0]?.estimate).toBeCloseTo(404.97, 1);
  expect(said.union?.estimate).toBeCloseTo(715.4, 1);
  expect(said.overlaps).toEqual([expect.objectContaining({ a: 'a', b: 'b', published: true })]);
  expect(said.overlaps[0]?.overlap).toBeCloseTo(94.5, 0);
  expect(said.overlaps[0]?.deviation).toBeCloseTo(404.97 / 128, 2);
});

test('estimates flipped bits by their ε, and no overlaps of them', () => {
  const said = read(`m=4096 profile=high-risk epsilon=2\n${hexOf(range(0, 900), 4096)}\n`);
  expect(said.bitmaps[0]).toMatchObject({ epsilon: 2, ones: 900 });
  // z = (3196/4096 − q)/(1 − 2q), q = 1/(e² + 1).
  expect(said.bitmaps[0]?.estimate).toBeCloseTo(579.8, 1);
  expect(said.overlaps).toEqual([]);
});

test('joins nothing that is not alike, and says so', () => {
  const said = read(`profile=local ${hexOf([1])}\nm=4096 profile=high-risk epsilon=1/2 ${hexOf([1], 4096)}`);
  expect(said.union).toBeNull();
  expect(said.note).toMatch(/different sizes/);
});

describe('what cannot be read', () => {
  test.each([
    ['zz', 'the bitmap is not hexadecimal'],
    ['00ff', '16384 bits are 2048 bytes, not 2'],
    ['size=3 00', '"size" is not one of m, profile, epsilon, label'],
    ['profile=secret 00', 'profile "secret" is not one of local, linked, high-risk'],
    [`m=4096 profile=high-risk epsilon=x ${hexOf([], 4096)}`, 'ε "x" is no number such as 2 or 1/2'],
    ['m=12 00', 'a bitmap has a multiple of 8 bits'],
    ['00 00', 'more than one bitmap on a line'],
    ['# nothing', 'no bitmap in it'],
  ])('%s', (line, sentence) => {
    const lines = readBitmapLines(line, 'x');
    expect(lines.kind === 'wrong' && lines.problems.join()).toContain(sentence);
  });

  test('is reported with its line, all of it at once', () => {
    const lines = readBitmapLines(`${hexOf([])}\nxx\n\nyy`, 'counts.txt');
    expect(lines.kind === 'wrong' && lines.problems).toEqual([
      expect.stringContaining('counts.txt:2'),
      expect.stringContaining('counts.txt:4'),
    ]);
  });
});

test('the command prints JSON, and says in plain words what it cannot read', () => {
  const file = join(folder, 'counts.txt');
  writeFileSync(file, `profile=local ${hexOf(range(0, 50))}\n`);
  const good = runProgram(['count', 'estimate', file]);
  expect(good.status).toBe(0);
  expect(JSON.parse(good.stdout).bitmaps[0].estimate).toBeCloseTo(50.08, 1);
  const bad = runProgram(['count', 'estimate', join(folder, 'nowhere.txt')]);
  expect(bad.status).toBe(1);
  expect(bad.stderr).toMatch(/nowhere\.txt cannot be read/);
});
