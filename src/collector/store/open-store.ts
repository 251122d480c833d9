/**
 * Opens the unified database: one connection that writes, one that only reads, so that a page or an export never waits for
 * an ingest nor holds one up. What must stay true: every change goes through `transaction`, and nothing is
 * acknowledged before it resolves.
 */
import { join } from 'node:path';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import { resourcePath } from '../../platform/resources.ts';
import { migrate, openDatabase, storageProblem } from '../../platform/sqlite.ts';
import type { Tables } from './tables.ts';

/** What the table files ask: a connection, or a transaction on one. */
export type Reader = Kysely<Tables>;
/** Writers need a transaction. */
export type Writer = Transaction<Tables>;

export interface Store {
  /** For pages, exports and whatever else only looks. */
  readonly read: Reader;
  /** Commits when `work` resolves, rolls everything back when it throws. */
  transaction<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Throws `database_damaged`, `storage_full` or `storage_failed`. */
export function openStore(folder: string): Store {
  const path = join(folder, 'collector.db');
  const database = openDatabase(path);
  migrate(database, resourcePath('src', 'collector', 'store', 'migrations'));
  const writing = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  const readonly = openDatabase(path, { readonly: true, check: false });
  const read = new Kysely<Tables>({ dialect: new SqliteDialect({ database: readonly }) });
  return {
    read,
    transaction: async (work) => {
      try {
        return await writing.transaction().execute(work);
      } catch (error) {
        throw storageProblem(error);
      }
    },
    close: async () => {
      // Kysely closes only what it has used.
      await Promise.all([writing.destroy(), read.destroy()]);
      readonly.close();
      database.close();
    },
  };
}
