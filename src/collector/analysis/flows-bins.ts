/** Hours, lengths of stay and counts by name, of a day or a week, as far as they may be shown. Pure. */
import {
  addGaps,
  type BinsGap,
  binHalfWidth,
  binsGap,
  noGap,
  seatVariance,
} from '../../counting/bin-errors.ts';
import { dwellLimitsMinutes, hoursOfDay } from '../../counting/day-counts.ts';
import { epsilonNear } from '../../counting/noise.ts';
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

type Bins = Pick<
  WeekBins,
  'arrivals' | 'peak' | 'connections' | 'dwell' | 'hourDraws' | 'arrivalsGap' | 'dwellGap'
>;

/** A week, or a day: of one. */
type Binned = Pick<CountWeek, 'bin_draws' | 'epsilon_bins' | 'value' | 'shown_days'> & {
  readonly bins: Bins;
};

/** Of a single day at one site, under whatever profiles; each cell by itself. */
export function dayHours(days: readonly CountDay[]): FlowsHour[] {
  const shown = days.map(
    (day): Binned => ({
      ...day,
      shown_days: 1,
      bins: {
        ...day.bins,
        arrivalsGap: binsGap(day.bins.arrivals, day.value, day.fragments),
        dwellGap: noGap,
        arrivals: day.bins.arrivals.map((value) => (isSmallNoisy(value, staffThreshold) ? null : value)),
        peak: day.bins.peak.map((count) => (isSmallExact(count, staffThreshold) ? null : count)),
        connections: day.bins.connections.map((count) =>
          isSmallExact(count, staffThreshold) ? null : count,
        ),
      },
    }),
  );
  return hoursOf(shown);
}

/** Sums of what is shown; of most devices at once, the most at any one site. None: no hour is known. */
export function hoursOf(rows: readonly Binned[]): FlowsHour[] {
  const known = rows.filter(({ bins }) => bins.hourDraws > 0);
  if (known.length === 0) return [];
  const gap = addGaps(known.map(({ bins }) => bins.arrivalsGap));
  const draws = sum(known.map(({ bins }) => bins.hourDraws));
  return Array.from({ length: hoursOfDay }, (_, hour) => ({
    hour,
    arrivals: binFigure(known, ({ bins }) => bins.arrivals[hour] ?? null, draws, gap),
    peak: asCount(mostShown(known.map(({ bins }) => bins.peak[hour] ?? null))),
    connections: asCount(sumShown(known.map(({ bins }) => bins.connections[hour] ?? null))),
  }));
}

export function dwellOf(rows: readonly Binned[]): FlowsDwell[] {
  if (rows.length === 0) return [];
  const gap = addGaps(rows.map(({ bins }) => bins.dwellGap));
  const draws = sum(rows.map((row) => row.bin_draws));
  const limits = [0, ...dwellLimitsMinutes];
  return limits.map((fromMinutes, bin) => ({
    fromMinutes,
    toMinutes: limits[bin + 1] ?? null,
    devices: binFigure(rows, ({ bins }) => bins.dwell[bin] ?? null, draws, gap),
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

/** With noise, shared seats, and what is in the bins again. */
function binFigure(
  rows: readonly Binned[],
  binOf: (row: Binned) => Shown,
  draws: number,
  { over, under }: BinsGap,
): ShownFigure {
  const shown = sumShown(rows.map(binOf));
  if (shown === null) return 'hidden';
  const variance = sum(rows.map((row) => seatVariance(binOf(row) ?? 0, row.value, row.shown_days)));
  const half = binHalfWidth(draws, epsilonNear(Math.min(...rows.map((row) => row.epsilon_bins))), variance);
  return figure(shown, half + over, half + under);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** null: all are hidden. */
function sumShown(parts: readonly Shown[]): Shown {
  const shown = parts.filter((part) => part !== null);
  return shown.length === 0 ? null : shown.reduce((sum, part) => sum + part, 0);
}

function mostShown(parts: readonly Shown[]): Shown {
  const shown = parts.filter((part) => part !== null);
  return shown.length === 0 ? null : Math.max(...shown);
}

const order = (count: ShownCount): number => (count === 'hidden' ? 0 : count);
