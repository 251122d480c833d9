/**
 * How a key leaves a file of the kit: overwritten where it lies, deleted, and the write-ahead log carried over and emptied, because
 * until then it holds the key as it was written. What must stay true: when this has said `gone`, the bytes are in no file of the data
 * folder. (A card that moves its blocks about may keep an old one where no file shows it; a key alone tells nothing of anybody.)
 */
import { type Sqlite, storageProblem, truncateLog } from '../../platform/sqlite.ts';
import { Problem } from '../../protocol/problems.ts';

export interface ShredSteps {
  /** Fills the secret columns with as many random bytes (`randomblob(length(…))`), so that each row stays in its place. */
  overwrite(): void;
  remove(): void;
}

/** left: the storage took it only in part, or not at all (a full disk). To be called again. */
export type Shredded = 'gone' | 'left';

/** The log is carried over twice: at once, the file would only ever see the deletion. */
export function shred(database: Sqlite, { overwrite, remove }: ShredSteps): Shredded {
  try {
    overwrite();
    truncateLog(database);
    remove();
  } catch (error) {
    if (Problem.is(storageProblem(error))) return 'left';
    throw error;
  }
  return truncateLog(database) ? 'gone' : 'left';
}
