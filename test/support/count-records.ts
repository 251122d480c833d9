/** Fragments of presence as kits seal them, for tests that need some: devices are numbers, their slots are drawn from them. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { type Bitmap, emptyBitmap, setBit } from '../../src/counting/bitmap.ts';
import { profileRules } from '../../src/counting/profiles.ts';
import type { CountRecord } from '../../src/protocol/counts.ts';

/** The slot of a device under a key, as good as an HMAC where nobody attacks. */
export function slotOf(keyId: string, device: number, size: number): number {
  return createHash('sha256').update(`${keyId} ${device}`).digest().readUInt32BE() % size;
}

export function bitmapOf(keyId: string, devices: Iterable<number>, size: number): Bitmap {
  const bitmap = emptyBitmap(size);
  for (const device of devices) setBit(bitmap, slotOf(keyId, device, size));
  return bitmap;
}

export const deflated = (bytes: Uint8Array): string => deflateRawSync(bytes, { level: 9 }).toString('base64');

/** Devices numbered from `first` on. */
export const devices = (count: number, first = 0): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

export interface FragmentOptions extends Partial<Omit<CountRecord, 'bitmap'>> {
  readonly present?: readonly number[];
  readonly bitmap?: string;
  readonly boot: { readonly bootNumber: number; readonly bootId: string };
}

const hourMs = 3_600_000;

/** A whole day's fragment (undated: four hours') of devices 0 … 99, all of whom came at 9 for half an hour, unless it is told otherwise. */
export function fragment({ present = devices(100), boot, ...values }: FragmentOptions): CountRecord {
  const profile = values.profile ?? 'local';
  const { size, isFlipped } = profileRules[profile];
  const keyId = values.keyId ?? '00112233aabbccdd';
  const at = (hour: number, count: number) =>
    Array.from({ length: 24 }, (_, each) => (each === hour ? count : 0));
  return {
    began: { ...boot, msSinceBoot: 0 },
    until: { ...boot, msSinceBoot: (values.day === null ? 4 : 24) * hourMs },
    siteId: 'XD-01',
    round: 1,
    profile,
    keyId,
    day: '2026-03-01',
    size,
    bitmap: deflated(bitmapOf(keyId, present, size).bytes),
    flips: isFlipped ? { numerator: 2, denominator: 1 } : null,
    noise: { numerator: 1, denominator: 1 },
    arrivals: at(9, present.length),
    dwell: [0, 0, present.length, 0, 0, 0, 0],
    peak: at(9, Math.ceil(present.length / 2)),
    connections: at(9, present.length),
    randomised: Math.floor(present.length * 0.8),
    fixed: Math.ceil(present.length * 0.2),
    languages: { es: 60, fr: 20 },
    funnel: {
      opened: 80,
      consented: 60,
      declined: 10,
      begun: 50,
      finished: 40,
      abandonedAt: { needs: 10 },
    },
    ...values,
  };
}
