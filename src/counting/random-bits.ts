/**
 * Coins and dice from the system's generator, by integers alone. Floating-point noise leaks through its gaps (Mironov, "On
 * significance of the least significant bits for differential privacy", 2012), so nothing here is ever a fraction.
 */

/** Fills a new array with random bytes: node:crypto's randomBytes, or a seeded one in a test. */
export type Bytes = (count: number) => Uint8Array;

export interface RandomBits {
  /** A fair coin. */
  coin(): boolean;
  /** Uniform in 0 … bound − 1. @param bound 1 … 2^31. */
  below(bound: number): number;
}

const chunkBytes = 256;

export function randomBits(bytes: Bytes): RandomBits {
  let chunk: Uint8Array = new Uint8Array(0);
  let at = 0;
  let bits = 0;
  let bitsLeft = 0;
  const nextByte = (): number => {
    if (at === chunk.length) {
      chunk = bytes(chunkBytes);
      at = 0;
    }
    return chunk[at++] ?? 0;
  };
  const nextBit = (): number => {
    if (bitsLeft === 0) {
      bits = nextByte();
      bitsLeft = 8;
    }
    bitsLeft -= 1;
    return (bits >> bitsLeft) & 1;
  };
  return {
    coin: () => nextBit() === 1,
    below: (bound) => {
      if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 31) throw new RangeError('no such die');
      const width = 32 - Math.clz32(bound - 1);
      // Rejection, not remainder: every value as likely as every other.
      for (;;) {
        let value = 0;
        for (let index = 0; index < width; index++) value = value * 2 + nextBit();
        if (value < bound) return value;
      }
    },
  };
}
