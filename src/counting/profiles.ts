/**
 * The three ways of counting a mission can choose, in one table: whose key turns an address into a slot, for how long, and what
 * leaves the kit. Every figure carries its profile.
 */
import type { CountProfile } from '../protocol/counts.ts';
import type { BitmapSize } from './bitmap.ts';

export interface ProfileRules {
  /** m. */
  readonly size: BitmapSize;
  /** day: the kit's own random key, for one day. week: shared by the kits of a mission, for one week. */
  readonly key: 'day' | 'week';
  /** Bits are told wrongly before they leave the kit. */
  readonly isFlipped: boolean;
}

export const profileRules: Readonly<Record<CountProfile, ProfileRules>> = {
  local: { size: 16_384, key: 'day', isFlipped: false },
  linked: { size: 16_384, key: 'week', isFlipped: false },
  'high-risk': { size: 4096, key: 'week', isFlipped: true },
};

export const countProfiles = Object.keys(profileRules) as readonly CountProfile[];
