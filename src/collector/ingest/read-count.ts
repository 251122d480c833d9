/**
 * A fragment of presence, opened: its bitmap inflated, and everything in it compared with itself. What the calendar says of it is
 * judged when it is filed (file-count.ts), where clock readings are known. Pure. What cannot be is a result, never thrown.
 */
import { inflateRawSync } from 'node:zlib';
import { type Bitmap, bitmapFromBytes, countOnes } from '../../counting/bitmap.ts';
import { estimateCount } from '../../counting/estimate.ts';
import { epsilonOf, epsilonValue, flipProbability } from '../../counting/noise.ts';
import { profileRules } from '../../counting/profiles.ts';
import type { CountRecord } from '../../protocol/counts.ts';
import type { Site } from '../../protocol/site.ts';

export interface ReadCount {
  readonly site: Site;
  readonly record: CountRecord;
  readonly bitmap: Bitmap;
}

export type CountReading =
  | { readonly kind: 'count'; readonly count: ReadCount }
  | { readonly kind: 'set_aside'; readonly reason: 'impossible_count'; readonly detail: string };

/** A key lives a day, or 25 hours when the clocks go back; an hour more for what a kit's clock may be off. */
const maxFragmentMs = 26 * 3_600_000;
/** Ten years without a restart. */
const maxUptimeMs = 10 * 365 * 86_400_000;
/** Noise beyond this is rarer than once in 10^17 draws. */
const maxNoiseTimesEpsilon = 40;
/** As rare, of flips. */
const maxFlipDeviations = 8.5;

export function readCount(record: CountRecord, site: Site): CountReading {
  const bitmap = inflateBitmap(record);
  const fault = typeof bitmap === 'string' ? bitmap : faultOf(record, bitmap);
  if (fault !== undefined || typeof bitmap === 'string')
    return { kind: 'set_aside', reason: 'impossible_count', detail: fault ?? '' };
  return { kind: 'count', count: { site, record, bitmap } };
}

/** @returns what is wrong with it, in words, where there is none. */
function inflateBitmap({ bitmap, size }: CountRecord): Bitmap | string {
  try {
    const bytes = inflateRawSync(Buffer.from(bitmap, 'base64'), { maxOutputLength: size / 8 });
    return bitmapFromBytes(size, new Uint8Array(bytes));
  } catch {
    return `the bitmap is not one of ${size} bits`;
  }
}

function faultOf(record: CountRecord, bitmap: Bitmap): string | undefined {
  const { began, until, profile, size, flips, noise } = record;
  const rules = profileRules[profile];
  const leastBin = -maxNoiseTimesEpsilon / epsilonValue(epsilonOf(noise.numerator, noise.denominator));
  const checks: readonly (readonly [boolean, string])[] = [
    [
      began.bootId !== until.bootId || began.bootNumber !== until.bootNumber,
      'it spans two starts of the kit',
    ],
    [until.msSinceBoot > maxUptimeMs, 'the kit has run for longer than can be'],
    [until.msSinceBoot < began.msSinceBoot, 'it ends before it begins'],
    [until.msSinceBoot - began.msSinceBoot > maxFragmentMs, 'it is longer than a day'],
    [size !== rules.size, `the profile ${profile} has bitmaps of ${rules.size} bits, not ${size}`],
    [
      (flips !== null) !== rules.isFlipped,
      `the profile ${profile} tells bits ${rules.isFlipped ? 'wrongly' : 'as they are'}`,
    ],
    [isFull(bitmap, flips), 'the bitmap is full'],
    [
      [...record.arrivals, ...record.dwell].some((bin) => bin < leastBin),
      'a bin is below what noise can make',
    ],
  ];
  return checks.find(([isWrong]) => isWrong)?.[1];
}

/** Of flipped bits, some of a full bitmap are told as zeros: a site of 20,000 devices comes close, and is a lower bound (join-day.ts). */
function isFull(bitmap: Bitmap, flips: CountRecord['flips']): boolean {
  if (!flips) return estimateCount(bitmap).isSaturated;
  const q = flipProbability(epsilonOf(flips.numerator, flips.denominator));
  const told = bitmap.size - countOnes(bitmap);
  return told < bitmap.size * q - maxFlipDeviations * Math.sqrt(bitmap.size * q * (1 - q));
}
