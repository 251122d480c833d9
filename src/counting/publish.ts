/**
 * A figure as it may be shown: a whole number with noise on it, and an interval that says how far it may be from the truth. The
 * interval takes the counting error and the noise together, and knows that the figure is whole: at five devices it is the noise
 * alone, at five thousand the bitmap alone.
 */
import { type Epsilon, noiseProbability, twoSidedGeometric } from './noise.ts';
import type { RandomBits } from './random-bits.ts';

export interface PublishedFigure {
  /** May be below 0 by noise: a sum over days then stays right. Shown as 0. */
  readonly value: number;
  /** 95 % of such intervals hold the truth. */
  readonly low: number;
  readonly high: number;
}

export const drawNoise = (epsilon: Epsilon, random: RandomBits): number => twoSidedGeometric(epsilon, random);

/**
 * @param estimate n̂, or a count.
 * @param deviation of the estimate; 0 for what was counted exactly.
 * @param noise as drawn once for this figure and kept: drawn anew at each look it would average away.
 */
export function publish(
  estimate: number,
  deviation: number,
  noise: number,
  epsilon: Epsilon,
): PublishedFigure {
  const value = Math.round(estimate) + noise;
  const half = halfWidth(deviation, epsilon);
  return { value, low: Math.max(0, value - half), high: Math.max(0, value + half) };
}

const wanted = 0.95;

/** The smallest whole w with P(|counting error, rounded, + noise| ≤ w) ≥ 0.95. */
export function halfWidth(deviation: number, epsilon: Epsilon): number {
  let low = -1;
  let high = 1;
  while (coverage(high, deviation, epsilon) < wanted) high *= 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (coverage(middle, deviation, epsilon) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

function coverage(width: number, deviation: number, epsilon: Epsilon): number {
  let sum = 0;
  for (let k = 0; ; k++) {
    const probability = noiseProbability(epsilon, k);
    if (probability < 1e-9) return sum;
    const inside = (shift: number) =>
      normal((width + 0.5 - shift) / deviation) - normal((-width - 0.5 - shift) / deviation);
    // Without a counting error only the noise matters.
    const held = deviation === 0 ? Number(k <= width) : inside(k);
    sum += (k === 0 ? 1 : 2) * probability * held;
  }
}

/** Standard normal distribution function, to 1.5e-7 (Abramowitz and Stegun 7.1.26). */
function normal(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (series * Math.exp((-x * x) / 2)) / 2;
  return x < 0 ? tail : 1 - tail;
}
