/** How many of those who came answered, by day and by time of day: how far answers speak for all. Pure. */
import { shownParts, staffThreshold } from '../../counting/small-cells.ts';
import type { HourlyCount } from '../store/submission-counts.ts';
import { percentOf } from './count-figures.ts';
import type { AnsweringShare, FlowsDay, FlowsHour, FlowsView, ShownFigure } from './flows-view.ts';

/** Parts of the day that answers are looked at in: an hour has too few. */
export const hoursTogether = 4;

export function answeringByDay(
  days: readonly FlowsDay[],
  finished: readonly HourlyCount[],
): FlowsView['answeringByDay'] {
  const counts = days.map(({ date }) => total(finished.filter((row) => row.date === date)));
  const shown = shownParts(counts, staffThreshold);
  return days.map(({ date, devices }, index) => ({ date, ...shareOf(devices, shown[index] ?? null) }));
}

export function answeringByHour(
  hours: readonly FlowsHour[],
  finished: readonly HourlyCount[],
): FlowsView['answeringByHour'] {
  if (hours.length === 0) return [];
  const parts = Array.from({ length: 24 / hoursTogether }, (_, index) => index * hoursTogether);
  const isIn = (hour: number, fromHour: number) => hour >= fromHour && hour < fromHour + hoursTogether;
  const counts = parts.map((fromHour) => total(finished.filter(({ hour }) => isIn(hour, fromHour))));
  const shown = shownParts(counts, staffThreshold);
  return parts.map((fromHour, index) => ({
    fromHour,
    toHour: fromHour + hoursTogether,
    ...shareOf(
      sumHours(hours.filter(({ hour }) => isIn(hour, fromHour)).map(({ arrivals }) => arrivals)),
      shown[index] ?? null,
    ),
  }));
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

function shareOf(devices: ShownFigure, answers: number | null): AnsweringShare {
  const percent = devices === 'hidden' || answers === null ? undefined : percentOf(answers, devices);
  return { devices, answers: answers ?? 'hidden', ...(percent ? { percent } : {}) };
}

const total = (rows: readonly HourlyCount[]): number => rows.reduce((sum, { count }) => sum + count, 0);
