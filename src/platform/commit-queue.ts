/**
 * Several waiting writes share one commit. A write is a synchronous function on the database; its promise resolves
 * after the commit that holds it is durable, so whoever awaits it may tell the phone "saved". A write that throws is rolled
 * back alone; the others of its commit stand.
 */
import type { Sqlite } from './sqlite.ts';
import { storageProblem } from './sqlite.ts';

export interface CommitQueue {
  write<T>(work: () => T): Promise<T>;
  /** Resolves when everything written before is durable. */
  drain(): Promise<void>;
}

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

export function createCommitQueue(database: Sqlite): CommitQueue {
  let waiting: Waiting[] = [];
  let scheduled: Promise<void> | undefined;
  /** Made once, because making one takes longer than running it. Within another it is a savepoint. */
  const atomically = database.transaction((work: () => unknown) => work());

  const commitOne = ({ work, resolve, reject }: Waiting) => {
    let value: unknown;
    try {
      value = atomically(work);
    } catch (error) {
      return reject(storageProblem(error));
    }
    resolve(value as never);
  };

  const commitSeveral = (batch: readonly Waiting[]) => {
    const settle: (() => void)[] = [];
    try {
      atomically(() => {
        for (const { work, resolve, reject } of batch) {
          try {
            const value = atomically(work);
            settle.push(() => resolve(value as never));
          } catch (error) {
            settle.push(() => reject(storageProblem(error)));
            // A full disk may have rolled the whole transaction back already.
            if (!database.inTransaction) throw error;
          }
        }
      });
    } catch (error) {
      const problem = storageProblem(error);
      for (const { reject } of batch) reject(problem);
      return;
    }
    for (const done of settle) done();
  };

  const commit = () => {
    const batch = waiting;
    waiting = [];
    scheduled = undefined;
    const [first, ...others] = batch;
    if (first && others.length === 0) commitOne(first);
    else commitSeveral(batch);
  };

  return {
    write: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: never) => void, reject });
        scheduled ??= new Promise((done) => {
          setImmediate(() => {
            commit();
            done();
          });
        });
      }),
    drain: async () => {
      await scheduled;
    },
  };
}
