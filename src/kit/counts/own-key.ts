/**
 * The kit's own key and its place on the disk, where it lies so that a day goes on after a power cut. What must stay true: at most one
 * is there, that of the day that is counted; a key without a day is in memory only; a storage that does not take a key, or does not
 * let go of one, stops nothing, and is tried again until it does.
 */
import { storageProblem } from '../../platform/sqlite.ts';
import { Problem } from '../../protocol/problems.ts';
import type { StoredCountKey } from '../store/count-tables.ts';
import type { StateStore } from '../store/open-store.ts';

export interface OwnKey {
  /** As it lay there when the kit started, until it is used or destroyed. Whoever takes it fills it with zeros after use. */
  found(): StoredCountKey | undefined;
  /** It is counted under from now on. */
  use(): void;
  /** This one is to lie on the disk. The one before was destroyed, or will be first. */
  keep(key: StoredCountKey): void;
  destroy(): void;
  /** What the storage did not take is tried again. Called every few seconds. */
  retry(): void;
}

export function createOwnKey(table: StateStore['countKeys'], onTrouble: (code: string) => void): OwnKey {
  /** unsure: something may be there, if only in the log of a start that ended amid a deletion. */
  let onDisk: 'nothing' | 'unsure' | 'current' = 'unsure';
  let isFoundOpen = true;
  let wanted: StoredCountKey | undefined;

  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      const problem = storageProblem(error);
      if (!Problem.is(problem)) throw problem;
      onTrouble(problem.code);
    }
  };

  const retry = () => {
    if (onDisk === 'unsure' && !isFoundOpen && table.destroy() === 'gone') onDisk = 'nothing';
    const key = wanted;
    if (onDisk !== 'nothing' || !key) return;
    onDisk = 'unsure';
    attempt(() => {
      table.insert(key);
      onDisk = 'current';
    });
  };

  return {
    found: () => (isFoundOpen ? table.find() : undefined),
    use: () => {
      isFoundOpen = false;
      onDisk = 'current';
    },
    keep: (key) => {
      isFoundOpen = false;
      wanted = key;
      retry();
    },
    destroy: () => {
      isFoundOpen = false;
      wanted = undefined;
      if (onDisk !== 'nothing') onDisk = 'unsure';
      retry();
    },
    retry,
  };
}
