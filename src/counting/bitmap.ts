/**
 * A presence bitmap: m bits, one set for each device that was there; which bit, a keyed hash decides (gate/slots.ts). It is all that
 * is ever kept of who was there: a bit stands for 2^32 possible addresses and more. Joining two fragments of a day, two days of
 * a week or two sites is OR, and OR only makes sense under one key.
 */

/** Bits of a bitmap. 16,384 for the profiles local and linked; 4,096 where bits are flipped before they leave the kit. */
export const bitmapSizes = [16_384, 4096] as const;
export type BitmapSize = (typeof bitmapSizes)[number];

export interface Bitmap {
  /** m. */
  readonly size: number;
  /** m / 8 bytes; bit i is bit i mod 8, from the low end, of byte i div 8. */
  readonly bytes: Uint8Array;
}

/** @param size m: a multiple of 8. Throws RangeError for another one. */
export function emptyBitmap(size: number): Bitmap {
  if (!Number.isInteger(size) || size < 8 || size % 8 !== 0)
    throw new RangeError('a bitmap has a multiple of 8 bits');
  return { size, bytes: new Uint8Array(size / 8) };
}

/** Throws RangeError where the bytes are not of that size. */
export function bitmapFromBytes(size: number, bytes: Uint8Array): Bitmap {
  if (bytes.length !== emptyBitmap(size).bytes.length)
    throw new RangeError(`${size} bits are ${size / 8} bytes, not ${bytes.length}`);
  return { size, bytes: Uint8Array.from(bytes) };
}

/** True: the bit was not set before. */
export function setBit({ size, bytes }: Bitmap, slot: number): boolean {
  if (!Number.isInteger(slot) || slot < 0 || slot >= size) throw new RangeError('no such slot');
  const mask = 1 << (slot & 7);
  const before = bytes[slot >> 3] ?? 0;
  bytes[slot >> 3] = before | mask;
  return (before & mask) === 0;
}

export const hasBit = ({ bytes }: Bitmap, slot: number): boolean =>
  ((bytes[slot >> 3] ?? 0) & (1 << (slot & 7))) !== 0;

export function countOnes({ bytes }: Bitmap): number {
  let ones = 0;
  for (const byte of bytes) ones += onesOfByte[byte] ?? 0;
  return ones;
}

const onesOfByte = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** OR of all. Throws RangeError where sizes differ or there is none. */
export function union(bitmaps: readonly Bitmap[]): Bitmap {
  const [first] = bitmaps;
  if (!first) throw new RangeError('a union of nothing');
  const joined = emptyBitmap(first.size);
  for (const { size, bytes } of bitmaps) {
    if (size !== joined.size) throw new RangeError('bitmaps of different sizes cannot be joined');
    for (let index = 0; index < bytes.length; index++)
      joined.bytes[index] = (joined.bytes[index] ?? 0) | (bytes[index] ?? 0);
  }
  return joined;
}
