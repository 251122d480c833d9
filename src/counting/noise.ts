/**
 * The noise of published figures, exactly distributed. Two-sided geometric (discrete Laplace): P(k) ∝ e^(−ε|k|), after Canonne,
 * Kamath and Steinke, "The discrete Gaussian for differential privacy" (2020), algorithms 1 and 2; and the coin of randomised
 * response, which comes up with 1 / (e^ε + 1). ε is a fraction of integers, so that no step needs a logarithm.
 */
import type { RandomBits } from './random-bits.ts';

/** ε = numerator / denominator, both from 1 to 1,000. */
export interface Epsilon {
  readonly numerator: number;
  readonly denominator: number;
}

export const epsilonValue = ({ numerator, denominator }: Epsilon): number => numerator / denominator;

/** Throws RangeError for anything that is not a fraction of small positive integers. */
export function epsilonOf(numerator: number, denominator = 1): Epsilon {
  for (const part of [numerator, denominator])
    if (!Number.isInteger(part) || part < 1 || part > 1000)
      throw new RangeError('ε is a fraction of integers from 1 to 1000');
  return { numerator, denominator };
}

/** True with probability numerator / denominator. */
const isBelow = (numerator: number, denominator: number, random: RandomBits): boolean =>
  random.below(denominator) < numerator;

/** True with probability e^(−numerator/denominator), for a fraction of at most 1: von Neumann's series. */
function smallExpCoin(numerator: number, denominator: number, random: RandomBits): boolean {
  let k = 1;
  while (isBelow(numerator, denominator * k, random)) k += 1;
  return k % 2 === 1;
}

/** True with probability e^(−numerator/denominator). */
export function expCoin(numerator: number, denominator: number, random: RandomBits): boolean {
  for (let left = numerator; left > denominator; left -= denominator)
    if (!smallExpCoin(1, 1, random)) return false;
  const whole = Math.ceil(numerator / denominator) - 1;
  return smallExpCoin(numerator - whole * denominator, denominator, random);
}

/** An integer with P(k) = (1 − a) / (1 + a) · a^|k|, a = e^(−ε). Standard deviation √(2a) / (1 − a): 1.36 at ε = 1. */
export function twoSidedGeometric(epsilon: Epsilon, random: RandomBits): number {
  const { numerator: s, denominator: t } = epsilon;
  // P ∝ e^(−|k|·s/t): first e^(−x/t) by a die of t faces and whole steps of e^(−1), then every s-th of it.
  for (;;) {
    const face = random.below(t);
    if (!(face === 0 || smallExpCoin(face, t, random))) continue;
    let steps = 0;
    while (smallExpCoin(1, 1, random)) steps += 1;
    const magnitude = Math.floor((face + t * steps) / s);
    const isNegative = random.coin();
    // Zero has no sign: counted once.
    if (isNegative && magnitude === 0) continue;
    return isNegative ? -magnitude : magnitude;
  }
}

/** True with probability 1 / (e^ε + 1): a bit that is to be told wrongly. */
export function flipCoin({ numerator, denominator }: Epsilon, random: RandomBits): boolean {
  // p / (1 + p) from a coin of p = e^(−ε): a fair coin says "no", or the other coin says "yes", or both begin anew.
  for (;;) {
    if (random.coin()) return false;
    if (expCoin(numerator, denominator, random)) return true;
  }
}

/** Standard deviation of twoSidedGeometric. */
export function noiseDeviation(epsilon: Epsilon): number {
  const a = Math.exp(-epsilonValue(epsilon));
  return Math.sqrt(2 * a) / (1 - a);
}

/** P(twoSidedGeometric = k). */
export function noiseProbability(epsilon: Epsilon, k: number): number {
  const a = Math.exp(-epsilonValue(epsilon));
  return ((1 - a) / (1 + a)) * a ** Math.abs(k);
}

/** q = 1 / (e^ε + 1). */
export const flipProbability = (epsilon: Epsilon): number => 1 / (Math.exp(epsilonValue(epsilon)) + 1);

/** The fraction that a decimal ε stands for, to two digits; 0 becomes the smallest. */
export const epsilonNear = (value: number): Epsilon =>
  value >= 10
    ? epsilonOf(Math.min(1000, Math.round(value)))
    : epsilonOf(Math.max(1, Math.round(value * 100)), 100);
