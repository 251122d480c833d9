/**
 * What `dtm-wifi count estimate` says of bitmaps: each one, all joined, and every pair, as plain numbers for another program. The
 * same functions as at the collector, without noise: these are the caller's own bitmaps.
 */
import { countOnes } from '../counting/bitmap.ts';
import { type Estimate, estimateCount, estimateDay, isFlow, overlap } from '../counting/estimate.ts';
import { epsilonValue } from '../counting/noise.ts';
import type { LabelledBitmap } from '../counting/read-bitmap-lines.ts';

interface EstimateJson {
  readonly estimate: number;
  readonly deviation: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
  readonly saturated: boolean;
}

export interface Estimates {
  readonly bitmaps: readonly (EstimateJson & {
    readonly label: string;
    readonly m: number;
    readonly profile: string;
    readonly epsilon: number | null;
    readonly ones: number;
  })[];
  /** null: they cannot be joined, and `note` says why. */
  readonly union: EstimateJson | null;
  readonly overlaps: readonly {
    readonly a: string;
    readonly b: string;
    readonly overlap: number;
    readonly deviation: number;
    /** Above three deviations. */
    readonly published: boolean;
  }[];
  readonly note: string;
}

export function estimatesOf(bitmaps: readonly LabelledBitmap[]): Estimates {
  const [first] = bitmaps;
  const kindOf = ({ profile, flips, bitmap }: LabelledBitmap) =>
    `${profile} ${flips ? epsilonValue(flips) : ''} ${bitmap.size}`;
  const isAlike = first !== undefined && bitmaps.every((one) => kindOf(one) === kindOf(first));
  const isFlipped = bitmaps.some(({ flips }) => flips !== undefined);
  return {
    bitmaps: bitmaps.map(({ label, profile, flips, bitmap }) => ({
      label,
      m: bitmap.size,
      profile,
      epsilon: flips ? epsilonValue(flips) : null,
      ones: countOnes(bitmap),
      ...toJson(estimateCount(bitmap, flips)),
    })),
    union:
      isAlike && first
        ? toJson(
            estimateDay(
              bitmaps.map(({ bitmap }) => bitmap),
              first.flips,
            ),
          )
        : null,
    overlaps: isAlike && !isFlipped ? pairs(bitmaps) : [],
    note: noteOn(isAlike, isFlipped, first?.profile),
  };
}

function pairs(bitmaps: readonly LabelledBitmap[]): Estimates['overlaps'] {
  return bitmaps.flatMap((a, index) =>
    bitmaps.slice(index + 1).map((b) => {
      const both = overlap(a.bitmap, b.bitmap);
      return {
        a: a.label,
        b: b.label,
        overlap: rounded(both.value),
        deviation: rounded(both.deviation),
        published: isFlow(both),
      };
    }),
  );
}

function noteOn(isAlike: boolean, isFlipped: boolean, profile = ''): string {
  if (!isAlike) return 'Bitmaps of different sizes, profiles or ε: each is estimated, none are joined.';
  if (isFlipped)
    return 'Flipped bits: the union takes the bitmaps for fragments of one day; overlaps are not estimated.';
  if (profile === 'local')
    return 'Profile local: union and overlaps mean something only for bitmaps of one kit and day, which share a key.';
  return 'Union and overlaps mean something only for bitmaps under one key.';
}

const toJson = ({ value, deviation, low, high, isSaturated }: Estimate): EstimateJson => ({
  estimate: rounded(value),
  deviation: rounded(deviation),
  interval: [rounded(low), rounded(high)],
  saturated: isSaturated,
});

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
