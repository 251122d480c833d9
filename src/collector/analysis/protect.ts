/**
 * One question's figures by site, week and choice as linked tables, with what must not be shown hidden. What must stay true:
 * the whole of it is protected at once, and every page shows a piece of the same.
 *
 *   select_one        choices + no answer = submissions, in each site and week
 *   select_multiple   each choice for itself: who did not choose it is as few or as many as who did
 *   both              sites add up to all sites, weeks to all weeks
 */
import { type Line, smallestCell, suppress } from './suppress.ts';

/** Every site, or every week: the totals. */
export const all = 'all';
/** Shown and skipped, or not asked. */
export const noAnswer = '';

/** A count, or hidden: from 1 to 4, or somebody could work out one that is. */
export type Figure = number | 'hidden';
type CountAt = (site: string, week: string) => number;
type FigureAt = (site: string, week: string, part: string) => Figure;

export interface Places {
  /** `all` first. */
  readonly sites: readonly string[];
  readonly weeks: readonly string[];
}

export interface QuestionCounts {
  readonly places: Places;
  /** Submissions. Public: the overview and the export say them, too. */
  readonly totals: CountAt;
  /** Submissions with an answer. */
  readonly given: CountAt;
  readonly counts: ReadonlyMap<string, CountAt>;
  readonly isMultiple: boolean;
}

/** Which figures there are at all. Where the whole is too large to be checked, less of it is shown. */
const extents: readonly ((site: string, week: string) => boolean)[] = [
  () => true,
  // No single weeks of sites.
  (site, week) => site === all || week === all,
  (site, week) => site === all && week === all,
];

export function protect(question: QuestionCounts): FigureAt {
  for (const isShown of extents) {
    const shown = protectWithin(question, isShown);
    if (shown) return (site, week, part) => shown.get(cell(site, week, part)) ?? 'hidden';
  }
  return () => 'hidden';
}

const cell = (site: string, week: string, part: string): string => `${site}\n${week}\n${part}`;
const isSmall = (count: number): boolean => count > 0 && count < smallestCell;

function protectWithin(
  question: QuestionCounts,
  isShown: (site: string, week: string) => boolean,
): Map<string, Figure> | undefined {
  const parts = [...question.counts.keys(), noAnswer];
  const tables = question.isMultiple ? parts.map((part) => [part]) : [parts];
  const shown = tables.map((table) => protectTable(question, table, isShown));
  return shown.includes(undefined) ? undefined : new Map(shown.flatMap((figures) => [...(figures ?? [])]));
}

/** @param parts they add up to the submissions, or there is only one. */
function protectTable(
  { places, totals, given, counts }: QuestionCounts,
  parts: readonly string[],
  isShown: (site: string, week: string) => boolean,
): Map<string, Figure> | undefined {
  const countAt = (part: string, site: string, week: string): number =>
    part === noAnswer ? totals(site, week) - given(site, week) : (counts.get(part)?.(site, week) ?? 0);
  const figures: number[] = [];
  const isPublic: boolean[] = [];
  const isSensitive: boolean[] = [];
  const hiddenAnyway: number[] = [];
  const lines: Line[] = [];
  const indexOf = new Map<string, number>();
  const add = (count: number, isTotal: boolean, others: number): number => {
    isPublic.push(isTotal);
    isSensitive.push(!isTotal && (isSmall(count) || isSmall(others)));
    return figures.push(count) - 1;
  };
  const shownPlaces = places.sites.flatMap((site) =>
    places.weeks.filter((week) => isShown(site, week)).map((week) => ({ site, week })),
  );
  for (const { site, week } of shownPlaces) {
    const total = totals(site, week);
    const cells = parts.map((part) => {
      const count = countAt(part, site, week);
      // Who answered otherwise. Where the parts add up they are figures of their own.
      const others = parts.length === 1 && part !== noAnswer ? given(site, week) - count : 0;
      const index = add(count, false, others);
      // So few submissions: not even what nobody chose is shown.
      if (isSmall(total)) hiddenAnyway.push(index);
      indexOf.set(cell(site, week, part), index);
      return index;
    });
    if (parts.length > 1) lines.push([add(total, true, 0), ...cells]);
  }
  const at = (site: string, week: string, part: string) => indexOf.get(cell(site, week, part));
  const addLine = (total: number | undefined, line: readonly (number | undefined)[]) => {
    const known = line.filter((index) => index !== undefined);
    if (total !== undefined && known.length > 0 && known.length === line.length)
      lines.push([total, ...known]);
  };
  const [, ...sites] = places.sites;
  const [, ...weeks] = places.weeks;
  for (const part of parts) {
    for (const week of places.weeks)
      addLine(
        at(all, week, part),
        sites.map((site) => at(site, week, part)),
      );
    for (const site of places.sites)
      addLine(
        at(site, all, part),
        weeks.map((week) => at(site, week, part)),
      );
  }
  const hidden = suppress({ figures, isPublic, isSensitive, lines, hiddenAnyway });
  if (!hidden) return undefined;
  return new Map(
    [...indexOf].map(([name, index]) => [name, hidden[index] ? 'hidden' : (figures[index] as number)]),
  );
}
