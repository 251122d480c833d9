/** Repeatable randomness for the statistical tests: SplitMix64's little brother, never used outside tests. */

/** Whole numbers from 0 to 2^32 − 1. */
export function seededNumbers(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

export function seededBytes(seed: number): (count: number) => Uint8Array {
  const next = seededNumbers(seed);
  return (count) => Uint8Array.from({ length: count }, () => next() >>> 24);
}
