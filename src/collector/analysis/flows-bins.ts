/** Hours, lengths of stay and counts by name, of a day or a week, as far as they may be shown. Pure. */
import { dwellLimitsMinutes, hoursOfDay } from '../../counting/day-counts.ts';
import { epsilonNear } from '../../counting/noise.ts';
import { sumHalfWidth } from '../../counting/publish.ts';
import {
  isSmallExact,
  isSmallNoisy,
  type Shown,
  type ShownFunnel,
  staffThreshold,
} from '../../counting/small-cells.ts';
import type { CountDay } from '../store/count-days-table.ts';
import type { CountWeek, WeekBins } from '../store/count-weeks-table.ts';
import { figure } from './count-figures.ts';
import type { FlowsDwell, FlowsHour, ShownCount, ShownFigure } from './flows-view.ts';

type Bins = Pick<WeekBins, 'arrivals' | 'peak' | 'connections' | 'dwell' | 'hourDraws'>;

/** Of a single day at one site, under whatever profiles; each cell by itself. */
export function dayHours(days: readonly CountDay[]): FlowsHour[] {
  const shown = days.map((day): Pick<CountWeek, 'bin_draws' | 'epsilon_bins'> & { bins: Bins } => ({
    ...day,
    bins: {
      ...day.bins,
      arrivals: day.bins.arrivals.map((value) => (isSmallNoisy(value, staffThreshold) ? null : value)),
      peak: day.bins.peak.map((count) => (isSmallExact(count, staffThreshold) ? null : count)),
      connections: day.bins.connections.map((count) => (isSmallExact(count, staffThreshold) ? null : count)),
    },
  }));
  return hoursOf(shown);
}

type Binned = Pick<CountWeek, 'bin_draws' | 'epsilon_bins'> & { readonly bins: Bins };

/** Sums of what is shown; of most devices at once, the most at any one site. None: no hour is known. */
export function hoursOf(rows: readonly Binned[]): FlowsHour[] {
  const known = rows.filter(({ bins }) => bins.hourDraws > 0);
  if (known.length === 0) return [];
  const half = halfOf(known, ({ bins }) => bins.hourDraws);
  return Array.from({ length: hoursOfDay }, (_, hour) => ({
    hour,
    arrivals: asFigure(sumShown(known.map(({ bins }) => bins.arrivals[hour] ?? null)), half),
    peak: asCount(mostShown(known.map(({ bins }) => bins.peak[hour] ?? null))),
    connections: asCount(sumShown(known.map(({ bins }) => bins.connections[hour] ?? null))),
  }));
}

export function dwellOf(rows: readonly Binned[]): FlowsDwell[] {
  if (rows.length === 0) return [];
  const half = halfOf(rows, (row) => row.bin_draws);
  const limits = [0, ...dwellLimitsMinutes];
  return limits.map((fromMinutes, bin) => ({
    fromMinutes,
    toMinutes: limits[bin + 1] ?? null,
    devices: asFigure(sumShown(rows.map(({ bins }) => bins.dwell[bin] ?? null)), half),
  }));
}

/** The largest first, the hidden last. */
export function countsByName(maps: readonly Readonly<Record<string, Shown>>[]) {
  const names = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
  return names
    .map((name) => ({ name, count: asCount(sumShown(maps.map((map) => map[name] ?? null))) }))
    .sort((a, b) => order(b.count) - order(a.count));
}

/** Of sites where no step is hidden: a step's sum would otherwise be of other sites than the next one's. */
export function funnelRows(rows: readonly CountWeek[]): readonly CountWeek[] {
  return rows.length <= 1 ? rows : rows.filter(({ bins }) => !Object.values(bins.funnel).includes(null));
}

export const sumFunnel = (rows: readonly CountWeek[], step: keyof ShownFunnel): Shown =>
  rows.length === 0 || rows.some(({ bins }) => bins.funnel[step] === null)
    ? null
    : rows.reduce((sum, { bins }) => sum + (bins.funnel[step] ?? 0), 0);

export const asCount = (shown: Shown): ShownCount => shown ?? 'hidden';

const asFigure = (shown: Shown, half: number): ShownFigure =>
  shown === null ? 'hidden' : figure(shown, half, half);

/** null: all are hidden. */
function sumShown(parts: readonly Shown[]): Shown {
  const shown = parts.filter((part) => part !== null);
  return shown.length === 0 ? null : shown.reduce((sum, part) => sum + part, 0);
}

function mostShown(parts: readonly Shown[]): Shown {
  const shown = parts.filter((part) => part !== null);
  return shown.length === 0 ? null : Math.max(...shown);
}

function halfOf(rows: readonly Binned[], drawsOf: (row: Binned) => number): number {
  const draws = rows.reduce((sum, row) => sum + drawsOf(row), 0);
  return sumHalfWidth(draws, epsilonNear(Math.min(...rows.map((row) => row.epsilon_bins))));
}

const order = (count: ShownCount): number => (count === 'hidden' ? 0 : count);
