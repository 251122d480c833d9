/**
 * What a bitmap says that is too full to count: not how many devices there were, but that there were so many at least. On the way of
 * every day's figure at the collector. What must stay true: in 39 of 40 cases the truth is above it.
 */
import type { Estimate } from './estimate.ts';

const z95 = 1.959964;

/**
 * From the most zeros that there can have been. At saturation an estimate stands at one zero in m, where its deviation is m² times
 * that of the share of zeros.
 */
export function lowerBound(size: number, { deviation }: Pick<Estimate, 'deviation'>): number {
  const zeros = 1 / size + (z95 * deviation) / size ** 2;
  return -size * Math.log(Math.min(1, zeros));
}
