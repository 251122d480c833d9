/**
 * Whether the disk has room for new forms. Asked by the consent page; looked up at most every ten seconds. What must stay true:
 * a disk that cannot be looked at counts as having room, because the write itself says so if it has none.
 */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../../platform/clock.ts';

export interface DiskRoom {
  isNearlyFull(): Promise<boolean>;
}

const keptMs = 10_000;

export interface DiskRoomParts {
  readonly folder: string;
  readonly fullPercent: number;
  readonly clock: Pick<Clock, 'msSinceStart'>;
  readonly look?: (folder: string) => Promise<{ blocks: number; bfree: number; bavail: number }>;
}

export function createDiskRoom({ folder, fullPercent, clock, look = statfs }: DiskRoomParts): DiskRoom {
  let last: { readonly atMs: number; readonly isFull: Promise<boolean> } | undefined;
  const judge = async (): Promise<boolean> => {
    const { blocks, bfree, bavail } = await look(folder);
    const taken = blocks - bfree;
    // As df counts: what only root may still use is not free.
    return (100 * taken) / Math.max(taken + bavail, 1) >= fullPercent;
  };
  return {
    isNearlyFull: () => {
      const atMs = clock.msSinceStart();
      if (!last || atMs - last.atMs >= keptMs) last = { atMs, isFull: judge().catch(() => false) };
      return last.isFull;
    },
  };
}
