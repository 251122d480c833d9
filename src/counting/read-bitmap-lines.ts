/**
 * The text form of bitmaps, for whoever checks our arithmetic with a simulation of their own:
 *
 *   # a comment
 *   m=16384 profile=linked                        no bitmap: holds for the lines that follow
 *   label=monday 00ff…                            hexadecimal, m/8 bytes, as in bitmap.ts
 *   m=4096 profile=high-risk epsilon=2 label=x 0a…
 *
 * A line that cannot be read is an error with its number; nothing is passed over.
 */

import type { CountProfile } from '../protocol/counts.ts';
import { type Bitmap, bitmapFromBytes } from './bitmap.ts';
import { type Epsilon, epsilonOf } from './noise.ts';
import { countProfiles, profileRules } from './profiles.ts';

export interface LabelledBitmap {
  readonly label: string;
  readonly profile: CountProfile;
  /** Of the flips; undefined: not flipped. */
  readonly flips: Epsilon | undefined;
  readonly bitmap: Bitmap;
}

export type ReadLines =
  | { readonly kind: 'read'; readonly bitmaps: readonly LabelledBitmap[] }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

type Settings = Readonly<Record<'m' | 'profile' | 'epsilon' | 'label', string | undefined>>;
const none: Settings = { m: undefined, profile: undefined, epsilon: undefined, label: undefined };

/** @param name of the file, for labels and messages. */
export function readBitmapLines(text: string, name: string): ReadLines {
  const bitmaps: LabelledBitmap[] = [];
  const problems: string[] = [];
  let standing = none;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = `${name}:${index + 1}`;
    const words = line.replace(/#.*$/, '').trim().split(/\s+/).filter(Boolean);
    try {
      const { settings, hex } = readWords(words);
      if (words.length === 0) continue;
      if (hex === undefined) standing = { ...standing, ...settings, label: undefined };
      else bitmaps.push(toBitmap({ ...standing, ...settings }, hex, place));
    } catch (error) {
      problems.push(`${place}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (problems.length === 0 && bitmaps.length === 0) problems.push(`${name}: no bitmap in it`);
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'read', bitmaps };
}

function readWords(words: readonly string[]): { settings: Partial<Settings>; hex: string | undefined } {
  const settings: Record<string, string> = {};
  let hex: string | undefined;
  for (const word of words) {
    const [, key, value] = /^(\w+)=(.+)$/.exec(word) ?? [];
    if (key !== undefined && value !== undefined) {
      if (!Object.hasOwn(none, key))
        throw new RangeError(`"${key}" is not one of m, profile, epsilon, label`);
      settings[key] = value;
    } else if (hex === undefined) hex = word;
    else throw new RangeError('more than one bitmap on a line');
  }
  return { settings, hex };
}

function toBitmap(
  { m, profile: named = 'local', epsilon, label }: Settings,
  hex: string,
  place: string,
): LabelledBitmap {
  const profile = countProfiles.find((known) => known === named);
  if (!profile) throw new RangeError(`profile "${named}" is not one of ${countProfiles.join(', ')}`);
  const rules = profileRules[profile];
  const size = m === undefined ? rules.size : Number(m);
  if (!/^([0-9a-f]{2})+$/i.test(hex)) throw new RangeError('the bitmap is not hexadecimal');
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return {
    label: label ?? place,
    profile,
    flips: rules.isFlipped ? readEpsilon(epsilon) : undefined,
    bitmap: bitmapFromBytes(size, bytes),
  };
}

/** '2', '1/2' or '0.5'. */
export function readEpsilon(text = '2'): Epsilon {
  const [, numerator, denominator = '1'] = /^(\d+)(?:\/(\d+))?$/.exec(text) ?? [];
  if (numerator !== undefined) return epsilonOf(Number(numerator), Number(denominator));
  const [, whole, decimals] = /^(\d+)\.(\d{1,2})$/.exec(text) ?? [];
  if (whole === undefined || decimals === undefined)
    throw new RangeError(`ε "${text}" is no number such as 2 or 1/2`);
  return epsilonOf(Number(whole + decimals), 10 ** decimals.length);
}
