/**
 * Which figures of linked tables must not be shown. A sensitive figure is hidden, and with it as many others as it takes that nobody gets it by adding and subtracting what is shown. All hidden figures look the same, so
 * that hiding says nothing of the size.
 *
 *   line ── a total and the parts that add up to it; tables that share figures share lines
 *
 * Checked in two ways until nothing more is found: over the whole system of lines (a figure that every solution agrees on
 * can be worked out), and bounds (counts are not negative, so a small sum can give its parts away).
 */

/** DTM's rule for staff: no count from 1 to 4. */
export const smallestCell = 5;

/** Indexes into the figures: the total, then its parts. */
export type Line = readonly [total: number, ...parts: number[]];

export interface Tables {
  /** Counts. */
  readonly figures: readonly number[];
  /** Must not be known: from 1 to 4, or all but so few. */
  readonly isSensitive: readonly boolean[];
  /** Shown whatever happens: they are public elsewhere. */
  readonly isPublic: readonly boolean[];
  readonly lines: readonly Line[];
  /** Hidden from the start, beside the sensitive ones. */
  readonly hiddenAnyway?: Iterable<number>;
}

interface Work {
  steps: number;
}

/** @returns for each figure whether it is hidden; undefined: too large to check, show less. */
export function suppress(tables: Tables): boolean[] | undefined {
  const { figures, isSensitive, lines, hiddenAnyway = [] } = tables;
  const hidden = [...isSensitive];
  const sensitive = figures.flatMap((_, index) => (isSensitive[index] ? [index] : []));
  for (const index of hiddenAnyway) hidden[index] = true;
  const linesOf = new Map<number, Line[]>();
  for (const line of lines)
    for (const index of line) linesOf.set(index, [...(linesOf.get(index) ?? []), line]);

  const work: Work = { steps: 0 };
  for (;;) {
    const determined = findDetermined(hidden, lines, work);
    if (!determined) return undefined;
    const exposed = sensitive.filter((index) => determined.has(index));
    if (exposed.length === 0) exposed.push(...exposedByBounds(figures, hidden, lines, sensitive, work));
    let isChanged = false;
    for (const index of exposed) {
      if (work.steps > maxSteps) return undefined;
      const partner = cheapestPartner(index, tables, hidden, linesOf, work);
      if (partner === undefined) continue;
      hidden[partner] = true;
      isChanged = true;
    }
    if (!isChanged) return hidden;
  }
}

/**
 * What to hide next, to protect a figure: of the figures still shown in the lines of its hidden companions, the one that
 * ends most lines in which a single hidden figure gives itself away; then the smallest, and zero last.
 */
function cheapestPartner(
  index: number,
  { figures, isPublic }: Tables,
  hidden: readonly boolean[],
  linesOf: ReadonlyMap<number, readonly Line[]>,
  work: Work,
): number | undefined {
  const companions = new Set([index]);
  const lines = new Set<Line>();
  for (const companion of companions)
    for (const line of linesOf.get(companion) ?? []) {
      lines.add(line);
      for (const at of line) if (hidden[at]) companions.add(at);
    }
  const loneEnds = new Map<number, number>();
  for (const line of lines) {
    work.steps += line.length;
    const isLone = line.filter((at) => hidden[at]).length === 1;
    for (const at of line)
      if (!hidden[at] && !isPublic[at]) loneEnds.set(at, (loneEnds.get(at) ?? 0) + (isLone ? 1 : 0));
  }
  const cost = (at: number) => figures[at] || Number.MAX_SAFE_INTEGER;
  const [best] = [...loneEnds].sort(([a, endsA], [b, endsB]) => endsB - endsA || cost(a) - cost(b));
  return best?.[0];
}

/** Additions and multiplications that one question may cost: some tenths of a second. */
const maxSteps = 2e7;
/** What remains of a determined figure is rounding; what may change is some thousandth at least. */
const movable = 1e-5;
const converged = 1e-10;

/**
 * The hidden figures that the lines determine. A change of hidden figures that keeps every line is what a reader cannot
 * see: an arbitrary change is projected onto those (conjugate gradients on the normal equations), and a figure that does not
 * move in it moves in none.
 */
function findDetermined(
  hidden: readonly boolean[],
  lines: readonly Line[],
  work: Work,
): Set<number> | undefined {
  const columns = hidden.flatMap((isHidden, index) => (isHidden ? [index] : []));
  const columnOf = new Map(columns.map((index, column) => [index, column]));
  const rows = lines
    .map(([total, ...parts]) => [{ at: total, sign: -1 }, ...parts.map((at) => ({ at, sign: 1 }))])
    .map((terms) => terms.filter(({ at }) => hidden[at]))
    .filter((terms) => terms.length > 0)
    .map((terms) => terms.map(({ at, sign }) => ({ column: columnOf.get(at) as number, sign })));
  const terms = rows.reduce((sum, row) => sum + row.length, 0);
  const apply = (change: Float64Array) =>
    Float64Array.from(rows, (row) =>
      row.reduce((sum, { column, sign }) => sum + sign * at(change, column), 0),
    );
  const applyTransposed = (sums: Float64Array) => {
    const out = new Float64Array(columns.length);
    rows.forEach((row, line) => {
      for (const { column, sign } of row) out[column] = at(out, column) + sign * at(sums, line);
    });
    return out;
  };
  // CGLS for the least change y with A(x − y) = 0; what is left, x − y, keeps every line.
  const left = Float64Array.from(columns, (_, column) => arbitrary(column));
  let residual = apply(left);
  let gradient = applyTransposed(residual);
  let direction = gradient.slice();
  let size = dot(gradient, gradient);
  while (size > converged ** 2) {
    work.steps += 2 * terms;
    if (work.steps > maxSteps) return undefined;
    const image = apply(direction);
    const length = size / dot(image, image);
    for (let column = 0; column < left.length; column++)
      left[column] = at(left, column) - length * at(direction, column);
    residual = residual.map((value, line) => value - length * at(image, line));
    gradient = applyTransposed(residual);
    const next = dot(gradient, gradient);
    direction = direction.map((value, column) => at(gradient, column) + (next / size) * value);
    size = next;
  }
  return new Set(columns.filter((_, column) => Math.abs(at(left, column)) < movable));
}

/** Between 0.5 and 1.5, the same at every call, scattered (MurmurHash3's last step) so that no line's sum cancels. */
function arbitrary(index: number): number {
  let mixed = index + 1;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return 0.5 + ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

const at = (values: Float64Array, index: number): number => values[index] as number;

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, index) => sum + value * at(b, index), 0);

/**
 * The sensitive figures that bounds alone pin to one value, for a reader who even knows which hidden figures are zero. Each
 * line narrows its parts and its total until nothing moves.
 */
function exposedByBounds(
  figures: readonly number[],
  hidden: readonly boolean[],
  lines: readonly Line[],
  sensitive: readonly number[],
  work: Work,
): number[] {
  const low = figures.map((count, index) => (hidden[index] ? Math.min(count, 1) : count));
  const high = figures.map((count, index) => (hidden[index] ? Number.POSITIVE_INFINITY : count));
  const of = (bounds: readonly number[], index: number) => bounds[index] as number;
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    const narrow = (index: number, from: number, to: number) => {
      if (from > of(low, index) || to < of(high, index)) isChanged = true;
      low[index] = Math.max(of(low, index), from);
      high[index] = Math.min(of(high, index), to);
    };
    for (const [total, ...parts] of lines) {
      work.steps += parts.length;
      const least = parts.reduce((sum, part) => sum + of(low, part), 0);
      const endless = parts.filter((part) => of(high, part) === Number.POSITIVE_INFINITY);
      const most = parts.reduce(
        (sum, part) => sum + (of(high, part) === Number.POSITIVE_INFINITY ? 0 : of(high, part)),
        0,
      );
      narrow(total, least, endless.length > 0 ? Number.POSITIVE_INFINITY : most);
      for (const part of parts) {
        if (!hidden[part]) continue;
        const isEndless = of(high, part) === Number.POSITIVE_INFINITY;
        const othersMost =
          endless.length > (isEndless ? 1 : 0)
            ? Number.POSITIVE_INFINITY
            : isEndless
              ? most
              : most - of(high, part);
        narrow(part, of(low, total) - othersMost, of(high, total) - (least - of(low, part)));
      }
    }
  }
  return sensitive.filter((index) => of(low, index) === of(high, index));
}
