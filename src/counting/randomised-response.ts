/**
 * What leaves a kit of the profile high-risk: every bit is told wrongly with probability 1 / (e^ε + 1), so that no bit of a seized
 * or stolen bitmap says for certain that somebody was there (Warner, 1965). What must stay true: a fragment has one
 * set of flips, drawn when it begins, and leaves the kit once, when it has ended. Flipped anew for every snapshot the mean of them
 * would give the truth away; under one set, two snapshots would show which bit was set in between.
 */
import { type Bitmap, emptyBitmap, hasBit, setBit } from './bitmap.ts';
import { type Epsilon, flipCoin } from './noise.ts';
import type { RandomBits } from './random-bits.ts';

/** Which bits of a fragment are told wrongly: drawn once, when it begins. */
export function drawFlips(size: number, epsilon: Epsilon, random: RandomBits): Bitmap {
  const flips = emptyBitmap(size);
  for (let slot = 0; slot < size; slot++) if (flipCoin(epsilon, random)) setBit(flips, slot);
  return flips;
}

export function applyFlips(bitmap: Bitmap, flips: Bitmap): Bitmap {
  const told = emptyBitmap(bitmap.size);
  for (let slot = 0; slot < bitmap.size; slot++)
    if (hasBit(bitmap, slot) !== hasBit(flips, slot)) setBit(told, slot);
  return told;
}
