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

  const commit = () => {
    const batch = waiting;
    waiting = [];
    scheduled = undefined;
    const settle: (() => void)[] = [];
    try {
      database.transaction(() => {
        for (const { work, resolve, reject } of batch) {
          try {
            // Nested: better-sqlite3 makes it a savepoint.
            const value = database.transaction(work)();
            settle.push(() => resolve(value as never));
          } catch (error) {
            settle.push(() => reject(storageProblem(error)));
            // A full disk may have rolled the whole transaction back already.
            if (!database.inTransaction) throw error;
          }
        }
      })();
    } catch (error) {
      const problem = storageProblem(error);
      for (const { reject } of batch) reject(problem);
      return;
    }
    for (const done of settle) done();
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
