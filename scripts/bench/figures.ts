/** What a bench hands back, and how it is shown: one row a figure, with what was wanted and, for a ratio, its peer. */

export interface Figure {
  readonly what: string;
  /** Absent: for information, nothing is asked of it. */
  readonly wanted?: string;
  readonly seen: string;
  /** What the same run measured of the other side. */
  readonly peer?: string;
  readonly isMet?: boolean;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** Nearest rank: the smallest value that `percent` of all do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en');
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const share = (part: number, all: number): string => `${Math.round((100 * part) / all)} %`;

const heads = ['', 'wanted', 'seen', 'beside it'];

/** How a bench ends that is a process of its own: to `run.ts` where that started it, else to whoever looks on. */
export function report(figures: readonly Figure[]): void {
  if (process.send) process.send(figures);
  else printFigures(figures);
}

export function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map(({ what, wanted = '', seen, peer = '', isMet }) => [
    what,
    wanted,
    isMet === false ? `${seen}  BELOW THE GOAL` : seen,
    peer,
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  for (const cells of [heads, ...rows])
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
