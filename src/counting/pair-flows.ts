/**
 * Devices that two sites have in common in one week, under one key, as the specification's overlap; and of those, in which order
 * they came, as far as days tell. Pure and made for many pairs: bits are compared in words.
 *
 *   either      n̂(A) + n̂(B) − n̂(A ∪ B), sd √(nA·nB/m)
 *   later-day   Σ over days d: overlap(A≤d, B>d) − overlap(A<d, B>d): first at A on day d, at B on a day after it;
 *               what collides is only A's new devices of d with B>d, so sd² = Σ new(A,d)·n(B>d)/m
 */
import type { Bitmap } from './bitmap.ts';
import { type Difference, estimateFromOnes, isFlow } from './estimate.ts';

export interface SiteWeek {
  readonly siteId: string;
  /** By date, one bitmap a day, all of one size and under one key. */
  readonly days: ReadonlyMap<string, Bitmap>;
}

export interface PairFlow {
  readonly from: string;
  readonly to: string;
  readonly order: 'later-day' | 'either';
  readonly value: number;
  readonly deviation: number;
}

interface Counted {
  readonly words: Uint32Array;
  readonly devices: number;
}

export interface PreparedWeek {
  readonly siteId: string;
  /** m. */
  readonly size: number;
  readonly whole: Counted;
  /** For each day that ends one before another: devices up to and with it, and after it. */
  readonly upTo: readonly Counted[];
  readonly after: readonly Counted[];
}

/** @param dates of the week, in order: those of all sites. */
export function prepareWeek({ siteId, days }: SiteWeek, dates: readonly string[]): PreparedWeek {
  const size = [...days.values()][0]?.size ?? 0;
  const empty = () => new Uint32Array(size / 32);
  const byDate = dates.map((date) => wordsOf(days.get(date)) ?? empty());
  const counted = (words: Uint32Array): Counted => ({ words, devices: devicesOf(size, onesOf(words)) });
  const ending = dates.slice(0, -1).map((_, index) => index + 1);
  return {
    siteId,
    size,
    whole: counted(joined(byDate, empty())),
    upTo: ending.map((count) => counted(joined(byDate.slice(0, count), empty()))),
    after: ending.map((count) => counted(joined(byDate.slice(count), empty()))),
  };
}

/**
 * What is published of a pair: what is above three deviations, and too much for chance.
 * @param pairs that are compared in the week
 */
export function pairFlows(a: PreparedWeek, b: PreparedWeek, pairs: number): PairFlow[] {
  const both = a.siteId < b.siteId ? ([a, b] as const) : ([b, a] as const);
  const either = {
    from: both[0].siteId,
    to: both[1].siteId,
    order: 'either' as const,
    value: inBoth(a.size, a.whole, b.whole),
    deviation: Math.sqrt((a.whole.devices * b.whole.devices) / a.size),
  };
  const isSeen = (flow: PairFlow) => isFlow(flow) && isNoChance(flow, pairs);
  if (!isSeen(either)) return [];
  return [either, laterDay(a, b), laterDay(b, a)].filter(isSeen);
}

function laterDay(from: PreparedWeek, to: PreparedWeek): PairFlow {
  let [value, variance] = [0, 0];
  from.upTo.forEach((upTo, day) => {
    const before = from.upTo[day - 1];
    const after = to.after[day];
    if (!after) return;
    value += inBoth(from.size, upTo, after) - (before ? inBoth(from.size, before, after) : 0);
    variance += (Math.max(0, upTo.devices - (before?.devices ?? 0)) * after.devices) / from.size;
  });
  return { from: from.siteId, to: to.siteId, order: 'later-day', value, deviation: Math.sqrt(variance) };
}

/** How many flows of a week may be nothing but chance, in the mean. */
const falseFlowsPerWeek = 0.1;

/**
 * Three deviations are passed by chance in one of some hundred pairs: bits that collide are counted by a Poisson law, which is not as
 * narrow above as below. Where many pairs are compared, more is asked: the law's signed root (λ·((1+u)·ln(1+u) − u)·2)^½, u = value/λ,
 * which is close to normal, against the quantile that so many pairs ask for.
 */
export function isNoChance({ value, deviation }: Difference, pairs: number): boolean {
  const expected = deviation ** 2;
  if (expected === 0) return value > 0;
  const excess = value / expected;
  const root = Math.sqrt(2 * expected * ((1 + excess) * Math.log1p(excess) - excess));
  return upperTail(Math.max(root, leastRoot)) < falseFlowsPerWeek / Math.max(1, pairs);
}

/** From here on the continued fraction is exact enough; below, nothing is a flow anyway. */
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
