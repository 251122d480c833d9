/** Arithmetic on published figures: sums, differences and shares, each with its interval. Pure. */
import type { GapSums } from '../store/count-sums.ts';
import type { Change, CountFigure } from './flows-view.ts';

const z95 = 1.959964;

export const noSums: GapSums = { value: 0, lowSquares: 0, highSquares: 0, lowAdded: 0, count: 0 };

/** An interval never ends below 0, and a figure that noise has brought there is shown as 0. */
export const figure = (value: number, down: number, up: number): CountFigure => ({
  value: Math.max(0, Math.round(value)),
  low: Math.max(0, Math.round(value - down)),
  high: Math.max(0, Math.round(value + up)),
});

const downOf = (sums: GapSums): number => Math.sqrt(sums.lowSquares) + sums.lowAdded;
const upOf = (sums: GapSums): number => Math.sqrt(sums.highSquares);

export const sumFigure = (sums: GapSums): CountFigure => figure(sums.value, downOf(sums), upOf(sums));

export const addSums = (all: readonly GapSums[]): GapSums =>
  all.reduce(
    (sum, each) => ({
      value: sum.value + each.value,
      lowSquares: sum.lowSquares + each.lowSquares,
      highSquares: sum.highSquares + each.highSquares,
      lowAdded: sum.lowAdded + each.lowAdded,
      count: sum.count + each.count,
    }),
    noSums,
  );

/** @param count of days that were compared; none: nothing to compare. */
export function changeOf(now: GapSums, before: GapSums): Change | undefined {
  if (now.count === 0) return undefined;
  const difference = now.value - before.value;
  const low = Math.floor(difference - Math.hypot(downOf(now), upOf(before)));
  const high = Math.ceil(difference + Math.hypot(upOf(now), downOf(before)));
  return { difference, low, high, isUnclear: low <= 0 && high >= 0, before: sumFigure(before) };
}

/** Visits, counted exactly, in percent of devices, whose number has an interval; undefined: of none. */
export function percentOf(count: number, devices: CountFigure): CountFigure | undefined {
  if (devices.value === 0 || devices.low === 0) return undefined;
  const percent = (of: number) => Math.round((100 * count) / of);
  return { value: percent(devices.value), low: percent(devices.high), high: percent(devices.low) };
}

/** A share of visits, with the interval after Wilson; undefined: of none. */
export function percentOfVisits(part: number, whole: number): CountFigure | undefined {
  if (whole <= 0 || part > whole) return undefined;
  return wilson(part / whole, whole);
}

/** In percent. @param answers may be an effective number of them. */
export function wilson(share: number, answers: number): CountFigure {
  const scale = 1 + z95 ** 2 / answers;
  const middle = (share + z95 ** 2 / (2 * answers)) / scale;
  const half = (z95 / scale) * Math.sqrt((share * (1 - share)) / answers + z95 ** 2 / (4 * answers ** 2));
  return {
    value: Math.round(100 * share),
    low: Math.round(100 * Math.max(0, middle - half)),
    high: Math.round(100 * Math.min(1, middle + half)),
  };
}
