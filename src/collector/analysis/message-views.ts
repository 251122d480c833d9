/**
 * The figures of messages, by site, week and message, for the first of them also by language. Each figure is one linked table with
 * all its totals, protected at once, and whichever site and week somebody looks at sees a piece of the same. What one figure
 * says of another (who opened and did not start) is not protected: neither is anybody's answer.
 */
import { listKits } from '../store/kits-table.ts';
import { countMessageViews, type DatedViews, type ViewFigure } from '../store/message-views-table.ts';
import type { Reader } from '../store/open-store.ts';
import { weekBetween } from './periods.ts';
import { all, type Figure } from './protect.ts';
import { type Line, smallestCell, suppress } from './suppress.ts';

export const viewFigures: readonly ViewFigure[] = [
  'opened',
  'started',
  'quarter',
  'half',
  'three_quarters',
  'finished',
];

/** [site, week, message, language]; `all` is a total. */
export type ViewPlace = readonly [site: string, week: string, message: string, language: string];

export interface MessageViews {
  readonly weeks: readonly string[];
  /** Those that anybody opened, anywhere. */
  readonly messages: readonly string[];
  readonly languages: readonly string[];
  figure(figure: ViewFigure, place: ViewPlace): Figure;
}

export interface MessageViewsReader {
  find(): Promise<MessageViews>;
}

/** Keeps the protected tables until something comes: to make them is the work. */
export function createMessageViewsReader(reader: Reader): MessageViewsReader {
  let made: { readonly of: string; readonly views: MessageViews } | undefined;
  return {
    find: async () => {
      const of = JSON.stringify((await listKits(reader)).map(({ lastSeenAt }) => lastSeenAt));
      if (made?.of !== of) made = { of, views: protectViews(await countMessageViews(reader)) };
      return made.views;
    },
  };
}

export function protectViews(rows: readonly DatedViews[]): MessageViews {
  const placed = rows.map((row) => ({
    row,
    place: [row.siteId, weekBetween(row.earliestDate, row.latestDate), row.message, row.language] as const,
  }));
  const axis = (at: 0 | 1 | 2 | 3) => [...new Set(placed.map(({ place }) => place[at]))].sort();
  const axes = { sites: axis(0), weeks: axis(1), messages: axis(2), languages: axis(3) };
  const shown = new Map(
    viewFigures.map((figure) => {
      const sums = sumsOf(placed.map(({ row, place }) => ({ place, count: row[figure] })));
      return [figure, protectFigure(axes, sums, figure === 'opened')] as const;
    }),
  );
  return {
    weeks: axes.weeks.toReversed(),
    messages: axes.messages,
    languages: axes.languages,
    figure: (figure, place) => shown.get(figure)?.get(keyOf(place)) ?? 'hidden',
  };
}

interface Axes {
  readonly sites: readonly string[];
  readonly weeks: readonly string[];
  readonly messages: readonly string[];
  readonly languages: readonly string[];
}

const keyOf = (place: readonly string[]): string => place.join('\n');

/** Every sum over any of the four. */
function sumsOf(rows: readonly { readonly place: ViewPlace; readonly count: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { place, count } of rows)
    for (const total of product(place.map((value) => [all, value])))
      sums.set(keyOf(total), (sums.get(keyOf(total)) ?? 0) + count);
  return sums;
}

/** Less of the whole is shown where it is too large to be checked. */
function protectFigure(
  { sites, weeks, messages, languages }: Axes,
  sums: ReadonlyMap<string, number>,
  withLanguages: boolean,
): Map<string, Figure> {
  const spoken = withLanguages ? languages : [];
  const extents = [
    [sites, weeks, messages, spoken],
    [sites, weeks, messages, []],
    [sites, [], messages, []],
    [[], [], messages, []],
  ];
  for (const extent of extents) {
    const shown = protectTable(
      extent.map((values) => [all, ...values]),
      sums,
    );
    if (shown) return shown;
  }
  return new Map();
}

/** @param axes the first of each is the total of the others. */
function protectTable(
  axes: readonly (readonly string[])[],
  sums: ReadonlyMap<string, number>,
): Map<string, Figure> | undefined {
  const places = product(axes);
  const indexOf = new Map(places.map((place, index) => [keyOf(place), index]));
  const figures = places.map((place) => sums.get(keyOf(place)) ?? 0);
  const lines: Line[] = places.flatMap((place, index) =>
    axes.flatMap((values, axis): Line[] => {
      if (place[axis] !== all || values.length < 2) return [];
      const parts = values.slice(1).map((value) => indexOf.get(keyOf(place.with(axis, value))) as number);
      return [[index, ...parts]];
    }),
  );
  const isSensitive = figures.map((count) => count > 0 && count < smallestCell);
  const hidden = suppress({ figures, isSensitive, isPublic: figures.map(() => false), lines });
  return (
    hidden &&
    new Map([...indexOf].map(([key, index]) => [key, hidden[index] ? 'hidden' : (figures[index] as number)]))
  );
}

const product = (axes: readonly (readonly string[])[]): string[][] =>
  axes.reduce<string[][]>(
    (places, values) => places.flatMap((place) => values.map((value) => [...place, value])),
    [[]],
  );
