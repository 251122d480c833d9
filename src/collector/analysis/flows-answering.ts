/** How many of those who came answered, by day and by time of day: how far answers speak for all. Pure. */
import { type Shown, shownParts, staffThreshold } from '../../counting/small-cells.ts';
import { type FinishedDay, hoursTogether } from '../store/finished-days-table.ts';
import { percentOf } from './count-figures.ts';
import type { AnsweringShare, FlowsDay, FlowsHour, FlowsView, ShownFigure } from './flows-view.ts';

const partsOfDay = 24 / hoursTogether;

/** Finished forms as they may be shown, each a sum of what single sites show. */
export interface ShownFinished {
  readonly byDate: ReadonlyMap<string, Shown>;
  /** 0 for the first part of the day. */
  readonly byPart: ReadonlyMap<number, Shown>;
}

/**
 * What is small is hidden site by site, over the whole week and before anything is added up: a site's own tables stand beside those
 * of all sites, and the difference must not say what one of them hides.
 */
export function shownFinished(days: readonly FinishedDay[]): ShownFinished {
  const sites = [...Map.groupBy(days, ({ siteId }) => siteId).values()];
  return {
    byDate: sumCells(sites.flatMap((own) => shownCells(own.map(({ date, parts }) => [date, total(parts)])))),
    byPart: sumCells(
      sites.flatMap((own) =>
        shownCells(
          Array.from({ length: partsOfDay }, (_, part) => [
            part,
            total(own.map(({ parts }) => parts[part] ?? 0)),
          ]),
        ),
      ),
    ),
  };
}

type Cell<Key, Count> = readonly [Key, Count];

function shownCells<Key>(cells: readonly Cell<Key, number>[]): Cell<Key, Shown>[] {
  const shown = shownParts(
    cells.map(([, count]) => count),
    staffThreshold,
  );
  return cells.map(([key], index) => [key, shown[index] ?? null]);
}

const sumCells = <Key>(cells: readonly Cell<Key, Shown>[]): Map<Key, Shown> =>
  new Map(
    [...Map.groupBy(cells, ([key]) => key)].map(([key, own]) => [
      key,
      sumShown(own.map(([, count]) => count)),
    ]),
  );

/** null: all that is not 0 is hidden. */
function sumShown(counts: readonly Shown[]): Shown {
  const sum = total(counts.map((count) => count ?? 0));
  return sum === 0 && counts.includes(null) ? null : sum;
}

export function answeringByDay(
  days: readonly FlowsDay[],
  finished: ShownFinished,
): FlowsView['answeringByDay'] {
  return days.map(({ date, devices }) => ({ date, ...shareOf(devices, finished.byDate.get(date)) }));
}

export function answeringByHour(
  hours: readonly FlowsHour[],
  finished: ShownFinished,
): FlowsView['answeringByHour'] {
  if (hours.length === 0) return [];
  return Array.from({ length: partsOfDay }, (_, part) => {
    const fromHour = part * hoursTogether;
    const toHour = fromHour + hoursTogether;
    const own = hours.filter(({ hour }) => hour >= fromHour && hour < toHour);
    const arrivals = sumHours(own.map((hour) => hour.arrivals));
    return { fromHour, toHour, ...shareOf(arrivals, finished.byPart.get(part)) };
  });
}

/** A hidden hour has some four more than none. */
function sumHours(hours: readonly ShownFigure[]): ShownFigure {
  const shown = hours.filter((hour) => hour !== 'hidden');
  if (shown.length === 0) return 'hidden';
  const hidden = (hours.length - shown.length) * (staffThreshold - 1);
  const value = shown.reduce((sum, hour) => sum + hour.value, 0);
  const down = Math.hypot(...shown.map((hour) => hour.value - hour.low));
  const up = Math.hypot(...shown.map((hour) => hour.high - hour.value)) + hidden;
  return { value, low: Math.max(0, Math.round(value - down)), high: Math.round(value + up) };
}

/** @param answers undefined: nobody answered then */
function shareOf(devices: ShownFigure, answers: Shown = 0): AnsweringShare {
  const percent = devices === 'hidden' || answers === null ? undefined : percentOf(answers, devices);
  return { devices, answers: answers ?? 'hidden', ...(percent ? { percent } : {}) };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
