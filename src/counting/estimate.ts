/**
 * How many devices a bitmap stands for, and how sure that is: linear counting (Whang, Vander-Zanden and Taylor, 1990), and the same
 * after randomised response. Device-days, not people. Everything here is a figure about a bitmap; noise for publication is
 * publish.ts.
 *
 *   z = zeros/m, after flips (x − q)/(1 − 2q)      n̂ = −m·ln z      t = n/m
 *   Var(n̂) = m·(e^t − t − 1)  +  m·e^(2t)·q(1 − q)/(1 − 2q)²
 */
import { type Bitmap, countOnes, hasBit, union } from './bitmap.ts';
import { type Epsilon, flipProbability } from './noise.ts';

export interface Estimate {
  /** n̂, never below 0. */
  readonly value: number;
  /** Standard deviation of n̂ at n = n̂. */
  readonly deviation: number;
  /** 95 % interval, never below 0. */
  readonly low: number;
  readonly high: number;
  /** Too full to count: `value` is a lower bound and says little. */
  readonly isSaturated: boolean;
}

const z95 = 1.959964;

/** @param flips ε of the randomised response the bits went through; undefined: they are as they were set. */
export function estimateCount(bitmap: Bitmap, flips?: Epsilon): Estimate {
  return estimateFromOnes(bitmap.size, countOnes(bitmap), flips);
}

/** @param size m. @param ones bits set, as counted. */
export function estimateFromOnes(size: number, ones: number, flips?: Epsilon): Estimate {
  const q = flips ? flipProbability(flips) : 0;
  const zeros = ((size - ones) / size - q) / (1 - 2 * q);
  // Fewer than one zero is no observation of a fraction any more.
  const isSaturated = zeros * size < 1;
  const value = Math.max(0, -size * Math.log(Math.max(zeros, 1 / size)));
  const deviation = Math.sqrt(countVariance(size, value, flips));
  // Half a bit: the count of bits is whole, and at a few dozen devices a single collision is the whole error.
  const halfBit = Math.exp(value / size) / 2 / (1 - 2 * q);
  const halfWidth = z95 * deviation + halfBit;
  return {
    value,
    deviation,
    low: Math.max(0, value - halfWidth),
    high: value + halfWidth,
    isSaturated,
  };
}

/**
 * One day from its fragments. As set, fragments are joined by OR. Flipped ones must not be: the lies would add up. Flips of
 * different fragments are independent, so the share of bits that are zero in all of them is the mean, over the bits, of the
 * product of each fragment's own unbiased guess ((told zero) − q)/(1 − 2q). The deviation grows with every fragment, and a device
 * that was there in k of them is protected by k·ε: say so.
 */
export function estimateDay(fragments: readonly Bitmap[], flips?: Epsilon): Estimate {
  const [first] = fragments;
  if (!first) throw new RangeError('a day without a bitmap');
  if (!flips || fragments.length === 1) return estimateCount(union(fragments), flips);
  const { size } = first;
  const q = flipProbability(flips);
  const guess = [(1 - q) / (1 - 2 * q), -q / (1 - 2 * q)] as const;
  let sum = 0;
  let squares = 0;
  for (let slot = 0; slot < size; slot++) {
    let product = 1;
    for (const fragment of fragments) product *= guess[hasBit(fragment, slot) ? 1 : 0];
    sum += product;
    squares += product ** 2;
  }
  const zeros = sum / size;
  const value = Math.max(0, -size * Math.log(Math.max(zeros, 1 / size)));
  // Of the mean of the products as seen, which holds the flips and most of the collisions; both scaled to devices.
  const meanVariance = Math.max(0, squares / size - zeros ** 2) / size;
  const deviation = (size * Math.sqrt(meanVariance)) / Math.max(zeros, 1 / size);
  const half = z95 * deviation;
  return {
    value,
    deviation,
    low: Math.max(0, value - half),
    high: value + half,
    isSaturated: zeros * size < 1,
  };
}

/** Var(n̂) at a true n. */
export function countVariance(size: number, n: number, flips?: Epsilon): number {
  const t = n / size;
  const q = flips ? flipProbability(flips) : 0;
  return size * (Math.exp(t) - t - 1 + (Math.exp(2 * t) * q * (1 - q)) / (1 - 2 * q) ** 2);
}

export interface Difference {
  readonly value: number;
  readonly deviation: number;
}

/**
 * Devices seen in both: n̂A + n̂B − n̂A∪B, with deviation √(nA·nB/m). Bitmaps under one key and without flips only: flipped
 * bits of A and B would have to be told apart from devices in both.
 */
export function overlap(a: Bitmap, b: Bitmap): Difference {
  const [nA, nB] = [estimateCount(a).value, estimateCount(b).value];
  return {
    value: nA + nB - estimateCount(union([a, b])).value,
    deviation: Math.sqrt((nA * nB) / a.size),
  };
}

/** Below so many deviations an overlap may be nothing but colliding bits. */
export const minFlowDeviations = 3;
export const isFlow = ({ value, deviation }: Difference): boolean =>
  value > 0 && value > minFlowDeviations * deviation;

/**
 * Devices of the last bitmap that none of those before it had: n̂(∪ ≤ d) − n̂(∪ < d). The variance is the difference of the
 * two, because the smaller union is part of the larger one.
 */
export function newArrivals(before: readonly Bitmap[], last: Bitmap): Difference {
  const all = estimateCount(union([...before, last]));
  if (before.length === 0) return { value: all.value, deviation: all.deviation };
  const earlier = estimateCount(union(before));
  return {
    value: all.value - earlier.value,
    deviation: Math.sqrt(Math.max(0, all.deviation ** 2 - earlier.deviation ** 2)),
  };
}

/** On open networks phones that rotate their address take a new one about so often (iOS; Android keeps one for each SSID). */
const rotationDays = 14;

/**
 * By what share a count over several days is too high, because a rotating phone is counted again under each of its addresses.
 * Over one day: 0. @param rotatingShare share of phones that rotate, 0 … 1. @param spanDays days from the first to the last.
 */
export const rotationOverCount = (rotatingShare: number, spanDays: number): number =>
  spanDays <= 1 ? 0 : (rotatingShare * spanDays) / rotationDays;

/** At ε = 2 and 4,096 bits the error at fewer devices than this is above 20 %: such a site is not fit for the profile high-risk. */
export const minHighRiskDevices = (size: number, flips: Epsilon): number => {
  let n = 1;
  while (Math.sqrt(countVariance(size, n, flips)) / n > 0.2) n += 1;
  return n;
};
