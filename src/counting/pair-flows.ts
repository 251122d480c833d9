/**
 * Devices that two sites have in common in one week, under one key, as the specification's overlap; and of those, in which order
 * they came, as far as days tell. Pure and made for many pairs: bits are compared in words.
 *
 *   either      n̂(A) + n̂(B) − n̂(A ∪ B), sd √(nA·nB/m)
 *   later-day   Σ over days d: overlap(A≤d, B>d) − overlap(A<d, B>d): first at A on day d, at B on a day after it;
 *               its sd is the same at most: only A's new devices of d collide with B>d
 *
 * What must stay true: nothing leaves here but what is made from noisy figures: an exact deviation would give the exact figures of
 * both sites away, and a pair that is left out by its exact overlap would say something of it.
 */
import type { Bitmap } from './bitmap.ts';
import { type Difference, estimateFromOnes, isFlow } from './estimate.ts';
import { type Epsilon, noiseDeviation, noiseProbability } from './noise.ts';
import { type PublishedFigure, publish } from './publish.ts';

export interface SiteWeek {
  readonly siteId: string;
  /** By date, one bitmap a day, all of one size and under one key. */
  readonly days: ReadonlyMap<string, Bitmap>;
  /** Different devices of the week, as published. */
  readonly published: number;
}

export interface PairFlow extends PublishedFigure {
  readonly from: string;
  readonly to: string;
  readonly order: 'later-day' | 'either';
  /** Of the value: colliding bits, reckoned from the published figures of both sites, and the noise. */
  readonly deviation: number;
}

export interface PairNoise {
  readonly epsilon: Epsilon;
  readonly draw: () => number;
}

interface Counted {
  readonly words: Uint32Array;
  readonly devices: number;
}

export interface PreparedWeek {
  readonly siteId: string;
  /** m. */
  readonly size: number;
  /** With noise; not below 0. */
  readonly published: number;
  readonly whole: Counted;
  /** For each day that ends one before another: devices up to and with it, and after it. */
  readonly upTo: readonly Counted[];
  readonly after: readonly Counted[];
}

/** @param dates of the week, in order: those of all sites. */
export function prepareWeek({ siteId, days, published }: SiteWeek, dates: readonly string[]): PreparedWeek {
  const size = [...days.values()][0]?.size ?? 0;
  const empty = () => new Uint32Array(size / 32);
  const byDate = dates.map((date) => wordsOf(days.get(date)) ?? empty());
  const counted = (words: Uint32Array): Counted => ({ words, devices: devicesOf(size, onesOf(words)) });
  const ending = dates.slice(0, -1).map((_, index) => index + 1);
  return {
    siteId,
    size,
    published: Math.max(0, published),
    whole: counted(joined(byDate, empty())),
    upTo: ending.map((count) => counted(joined(byDate.slice(0, count), empty()))),
    after: ending.map((count) => counted(joined(byDate.slice(count), empty()))),
  };
}

/**
 * What is published of a pair: what is, with noise on it, above three deviations and too much for chance.
 * @param pairs that are compared in the week
 */
export function pairFlows(a: PreparedWeek, b: PreparedWeek, pairs: number, noise: PairNoise): PairFlow[] {
  const collisions = Math.sqrt((a.published * b.published) / a.size);
  const deviation = Math.hypot(collisions, noiseDeviation(noise.epsilon));
  /** @returns the value as published, where it is a flow. */
  const seen = (value: number): number | undefined => {
    const noisy = Math.round(value) + noise.draw();
    const isSeen = isFlow({ value: noisy, deviation });
    return isSeen && isNoChance({ value: noisy, deviation: collisions }, pairs, noise.epsilon)
      ? noisy
      : undefined;
  };
  const told = (flow: Pick<PairFlow, 'from' | 'to' | 'order'>, value: number | undefined): PairFlow[] =>
    value === undefined ? [] : [{ ...flow, deviation, ...publish(value, collisions, 0, noise.epsilon) }];
  const [first, second] = a.siteId < b.siteId ? [a, b] : [b, a];
  const either = seen(inBoth(a.size, a.whole, b.whole));
  if (either === undefined) return [];
  return [
    ...told({ from: first.siteId, to: second.siteId, order: 'either' }, either),
    ...told({ from: a.siteId, to: b.siteId, order: 'later-day' }, seen(laterDay(a, b))),
    ...told({ from: b.siteId, to: a.siteId, order: 'later-day' }, seen(laterDay(b, a))),
  ];
}

function laterDay(from: PreparedWeek, to: PreparedWeek): number {
  let value = 0;
  from.upTo.forEach((upTo, day) => {
    const before = from.upTo[day - 1];
    const after = to.after[day];
    if (after) value += inBoth(from.size, upTo, after) - (before ? inBoth(from.size, before, after) : 0);
  });
  return value;
}

/** How many flows of a week may be nothing but chance, in the mean. */
const falseFlowsPerWeek = 0.1;

/**
 * Three deviations are passed by chance in one of some hundred pairs: bits that collide are counted by a Poisson law, which is not as
 * narrow above as below, and noise has long tails. Where many pairs are compared, more is asked: chance, the sum of the two, may
 * reach the value so seldom that of all pairs hardly one does.
 * @param deviation of the collisions alone
 */
export function isNoChance({ value, deviation }: Difference, pairs: number, epsilon: Epsilon): boolean {
  const allowed = falseFlowsPerWeek / Math.max(1, pairs);
  const expected = deviation ** 2;
  let chance = 0;
  // Noise brings `noise` of the value, collisions the rest; beyond `far` it is rarer than anything that matters.
  for (let noise = -far(epsilon); noise <= far(epsilon) && chance < allowed; noise++)
    chance += noiseProbability(epsilon, noise) * collisionsReach(value - noise, expected);
  return chance < allowed;
}

const far = (epsilon: Epsilon): number => Math.ceil(25 / (epsilon.numerator / epsilon.denominator));

/**
 * P(collisions ≥ expected + excess), by the Poisson law's signed root (λ·((1+u)·ln(1+u) − u)·2)^½, u = excess/λ, which is close to
 * normal; where that is not small, 1.
 */
function collisionsReach(excess: number, expected: number): number {
  if (excess <= 0) return 1;
  if (expected === 0) return 0;
  const share = excess / expected;
  const root = Math.sqrt(2 * expected * ((1 + share) * Math.log1p(share) - share));
  return root < leastRoot ? 1 : upperTail(root);
}

/** From here on the continued fraction is exact enough; below, chance is taken for certain. */
const leastRoot = 1.5;

/** P(Z > z) of a normal Z, z ≥ 1.5, by its continued fraction. */
function upperTail(z: number): number {
  let fraction = z;
  for (let step = 60; step >= 1; step--) fraction = z + step / fraction;
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / fraction;
}

function inBoth(size: number, a: Counted, b: Counted): number {
  let ones = 0;
  for (let index = 0; index < a.words.length; index++)
    ones += onesOfWord((a.words[index] as number) | (b.words[index] as number));
  return a.devices + b.devices - devicesOf(size, ones);
}

const devicesOf = (size: number, ones: number): number => estimateFromOnes(size, ones).value;

function joined(days: readonly Uint32Array[], into: Uint32Array): Uint32Array {
  for (const words of days)
    for (let index = 0; index < words.length; index++)
      into[index] = (into[index] as number) | (words[index] as number);
  return into;
}

/** A copy: the bytes of a bitmap may lie anywhere. */
function wordsOf(bitmap: Bitmap | undefined): Uint32Array | undefined {
  if (!bitmap) return undefined;
  return new Uint32Array(Uint8Array.from(bitmap.bytes).buffer);
}

const onesOf = (words: Uint32Array): number => words.reduce((ones, word) => ones + onesOfWord(word), 0);

/** Bits of a word, added up side by side (Warren, "Hacker's Delight", 5-1). */
function onesOfWord(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bits, 0x01010101) >>> 24;
}
