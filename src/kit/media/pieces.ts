/**
 * The memory that media pass through, in pieces of one size that are used again and again. Many pieces at once make it fast; a
 * phone that stalls holds what it was given until it takes it. So the more is held, the fewer are given next, down to the one
 * that everybody gets: nobody ever waits for somebody else's phone.
 */
export interface Pieces {
  /** At least one. Each is given back or declared lost. */
  take(wanted: number): Buffer[];
  give(pieces: readonly Buffer[]): void;
  /** The system may still read them: not to be used again. */
  lose(pieces: readonly Buffer[]): void;
  countHeld(): number;
}

export const pieceBytes = 256 * 1024;

/** @param budget pieces; beyond so many everybody gets one. */
export function createPieces(budget: number): Pieces {
  const free: Buffer[] = [];
  let held = 0;
  return {
    take: (wanted) => {
      // Half of what is left stays for those who come now.
      const count = Math.max(1, Math.min(wanted, Math.floor((budget - held) / 2)));
      held += count;
      return Array.from({ length: count }, () => free.pop() ?? Buffer.allocUnsafeSlow(pieceBytes));
    },
    give: (pieces) => {
      held -= pieces.length;
      for (const piece of pieces) if (free.length < budget) free.push(piece);
    },
    lose: (pieces) => {
      held -= pieces.length;
    },
    countHeld: () => held,
  };
}
