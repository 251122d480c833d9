/**
 * How far bins of arrivals and stays may be from devices: noise, seats that several devices share, and devices that are in the bins
 * again, because a kit that was started anew does not know who was there before. On the way of pages and exports. What must stay
 * true: made from published figures alone, and so coarse that it says nothing of a single bin that is kept back.
 */
import { seats } from './day-counts.ts';
import { countVariance } from './estimate.ts';
import { type Epsilon, noiseDeviation } from './noise.ts';
import { halfWidth } from './publish.ts';

/** By how much the bins of a day are more, and by how much less, than its devices. */
export interface BinsGap {
  readonly over: number;
  readonly under: number;
}

export const noGap: BinsGap = { over: 0, under: 0 };

/** The smallest cell of exports. */
const step = 10;

/**
 * @param bins all of one kind, of one day. @param devices of the day, as published.
 * @param fragments One alone holds each device once: what differs is noise, and in the interval already.
 */
export function binsGap(bins: readonly number[], devices: number, fragments: number): BinsGap {
  if (fragments <= 1) return noGap;
  const gap = bins.reduce((sum, bin) => sum + bin, 0) - Math.max(0, devices);
  const coarse = (of: number) => Math.max(0, Math.ceil(of / step) * step);
  return { over: coarse(gap), under: coarse(-gap) };
}

export const addGaps = (gaps: readonly BinsGap[]): BinsGap =>
  gaps.reduce((sum, { over, under }) => ({ over: sum.over + over, under: sum.under + under }), noGap);

/** Variance of a bin because seats are shared. @param devices in all bins, of so many days. */
export const seatVariance = (bin: number, devices: number, days: number): number =>
  devices <= 0 || days <= 0
    ? 0
    : Math.min(1, Math.max(0, bin) / devices) * days * countVariance(seats, devices / days);

/** Half of the 95 % interval without the gap. @param draws of noise that are in the bin. @param variance of seats. */
export const binHalfWidth = (draws: number, epsilon: Epsilon, variance: number): number =>
  draws <= 0 ? 0 : halfWidth(Math.sqrt(noiseDeviation(epsilon) ** 2 * (draws - 1) + variance), epsilon);
