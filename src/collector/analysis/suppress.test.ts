import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, smallestCell, suppress } from './suppress.ts';

const sensitiveOf = (figures: readonly number[], isPublic: readonly boolean[]): boolean[] =>
  figures.map((count, index) => !isPublic[index] && count > 0 && count < smallestCell);

/** A two-way table with margins and a public grand total, and its lines. */
function table(cells: readonly (readonly number[])[]) {
  const columns = cells[0]?.length ?? 0;
  const figures: number[] = [];
  const put = (count: number) => figures.push(count) - 1;
  const inner = cells.map((row) => row.map(put));
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  const rowTotals = cells.map((row) => put(sum(row)));
  const columnTotals = Array.from({ length: columns }, (_, c) => put(sum(cells.map((row) => row[c] ?? 0))));
  const grand = put(sum(cells.flat()));
  const lines: Line[] = [
    ...inner.map((row, r): Line => [rowTotals[r] as number, ...row]),
    ...columnTotals.map((total, c): Line => [total, ...inner.map((row) => row[c] as number)]),
    [grand, ...columnTotals],
    [grand, ...rowTotals],
  ];
  const isPublic = figures.map((_, index) => index === grand || rowTotals.includes(index));
  const isSensitive = sensitiveOf(figures, isPublic);
  return { figures, isSensitive, isPublic, lines, inner };
}

describe('figures that must not be shown', () => {
  it('from 1 to 4 are hidden; 0, 5 and more are shown where nothing is hidden', () => {
    const line: Line = [0, 1, 2, 3];
    const isPublic = [true, false, false, false];
    expect(
      suppress({
        figures: [25, 0, 5, 20],
        isSensitive: sensitiveOf([25, 0, 5, 20], isPublic),
        isPublic,
        lines: [line],
      }),
    ).toEqual([false, false, false, false]);
    expect(
      suppress({
        figures: [26, 4, 2, 20],
        isSensitive: sensitiveOf([26, 4, 2, 20], isPublic),
        isPublic,
        lines: [line],
      }),
    ).toEqual([false, true, true, false]);
  });

  it('take the smallest other with them where the total is known', () => {
    const figures = [53, 3, 20, 30, 0];
    const isPublic = [true, false, false, false, false];
    expect(
      suppress({ figures, isSensitive: sensitiveOf(figures, isPublic), isPublic, lines: [[0, 1, 2, 3, 4]] }),
    ).toEqual([false, true, true, false, false]);
  });

  it('take another with them where two hidden ones could only be one and one', () => {
    const figures = [42, 1, 1, 40];
    const isPublic = [true, false, false, false];
    expect(
      suppress({ figures, isSensitive: sensitiveOf(figures, isPublic), isPublic, lines: [[0, 1, 2, 3]] }),
    ).toEqual([false, true, true, true]);
  });

  it('cannot be got back from two tables that share a margin', () => {
    const { figures, isSensitive, isPublic, lines, inner } = table([
      [3, 10, 20],
      [10, 10, 20],
      [10, 10, 20],
    ]);
    const hidden = suppress({ figures, isSensitive, isPublic, lines }) ?? [];
    const shown = inner.flat().filter((index) => !hidden[index]);
    expect(workedOut(hidden, lines).has(inner[0]?.[0] as number)).toBe(false);
    expect(shown.length).toBeGreaterThan(3);
  });

  it('are not worked out by an attacker who moves counts around the hidden figures', () => {
    const counts = fc.oneof(
      { weight: 2, arbitrary: fc.nat(4) },
      { weight: 3, arbitrary: fc.integer({ min: 5, max: 60 }) },
    );
    const tables = fc
      .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 6 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(counts, { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    fc.assert(
      fc.property(tables, (cells) => {
        const { figures, isSensitive, isPublic, lines } = table(cells);
        const hidden = suppress({ figures, isSensitive, isPublic, lines }) as boolean[];
        figures.forEach((count, index) => {
          if (isPublic[index] || count === 0 || count >= smallestCell) return;
          expect(hidden[index]).toBe(true);
          // Where everything is hidden there is nothing left to hide.
          if (hidden.every((isHidden, other) => isHidden || isPublic[other])) return;
          expect(workedOut(hidden, lines).has(index)).toBe(false);
        });
      }),
      { numRuns: 300 },
    );
  });
});

/** Prime, and its square is an exact double. */
const modulus = 65_521;

/**
 * The attacker, made otherwise than what is tested: exact elimination (Gauss-Jordan, modulo a prime) over all lines. In
 * reduced form a figure is worked out when its row has no other.
 */
function workedOut(isHidden: readonly boolean[], lines: readonly Line[]): Set<number> {
  const hidden = isHidden.flatMap((is, index) => (is ? [index] : []));
  const columnOf = new Map(hidden.map((index, column) => [index, column]));
  const rows: Int32Array[] = lines.map(([total, ...parts]) => {
    const row = new Int32Array(columnOf.size);
    const add = (index: number, value: number) => {
      const column = columnOf.get(index);
      if (column !== undefined) row[column] = value;
    };
    add(total, modulus - 1);
    for (const part of parts) add(part, 1);
    return row;
  });
  const pivots: { readonly row: Int32Array; readonly column: number }[] = [];
  let next = 0;
  for (let column = 0; column < columnOf.size && next < rows.length; column++) {
    const found = rows.findIndex((row, at) => at >= next && row[column] !== 0);
    const pivot = rows[found];
    if (!pivot) continue;
    rows[found] = rows[next] as Int32Array;
    rows[next] = pivot;
    scale(pivot, inverse(pivot[column] as number));
    for (const row of rows)
      if (row !== pivot && row[column] !== 0) subtract(row, pivot, row[column] as number);
    pivots.push({ row: pivot, column });
    next += 1;
  }
  const alone = pivots.filter(
    ({ row }) => row.reduce((count, value) => count + (value === 0 ? 0 : 1), 0) === 1,
  );
  return new Set(alone.map(({ column }) => hidden[column] as number));
}

function scale(row: Int32Array, factor: number): void {
  for (let at = 0; at < row.length; at++) row[at] = ((row[at] as number) * factor) % modulus;
}

function subtract(row: Int32Array, pivot: Int32Array, factor: number): void {
  for (let at = 0; at < row.length; at++)
    if (pivot[at] !== 0)
      row[at] = ((row[at] as number) + (modulus - factor) * (pivot[at] as number)) % modulus;
}

/** Fermat: a^(p−2) is the inverse of a modulo a prime p. */
function inverse(value: number): number {
  let result = 1;
  let power = value;
  for (let exponent = modulus - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}
