/**
 * Opens the unified database: one connection that writes, one that only reads, so that a page or an export never waits for
 * an ingest nor holds one up. What must stay true: every change goes through `transaction`, nothing is acknowledged before
 * it resolves, and what was withdrawn does not stay in the log.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import { resourcePath } from '../../platform/resources.ts';
import { migrate, openDatabase, storageProblem, truncateLog } from '../../platform/sqlite.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Tables } from './tables.ts';

/** What the table files ask: a connection, or a transaction on one. */
export type Reader = Kysely<Tables>;
/** Writers need a transaction. */
export type Writer = Transaction<Tables>;

/** For what only looks. */
export interface ReadStore {
  readonly read: Reader;
  close(): Promise<void>;
}

export interface Store extends ReadStore {
  /** Commits when `work` resolves, rolls everything back when it throws. */
  transaction<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  /**
   * For after a withdrawal: takes what was deleted out of the log, too. Resolves also while another reader of the file
   * holds the log; then every transaction tries again until it is done.
   */
  forgetDeleted(): Promise<void>;
}

const databasePath = (folder: string): string => join(folder, 'collector.db');

/** A page's read ends within these; a backup may not. */
const pausesMs = [20, 80, 200];

/** Throws `database_damaged`, `storage_full` or `storage_failed`. */
export function openStore(folder: string): Store {
  const database = openDatabase(databasePath(folder));
  migrate(database, resourcePath('src', 'collector', 'store', 'migrations'));
  const writing = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  const reading = openRead(databasePath(folder), { check: false });
  // A power cut may have come between a withdrawal and this.
  let isForgotten = truncateLog(database);
  const forget = async () => {
    // By way of Kysely, so that it waits for its turn: inside a transaction there is no checkpoint.
    if (isForgotten) return;
    await writing.connection().execute(async () => {
      isForgotten = truncateLog(database);
    });
  };
  return {
    read: reading.read,
    transaction: async (work) => {
      try {
        const result = await writing.transaction().execute(work);
        await forget();
        return result;
      } catch (error) {
        throw storageProblem(error);
      }
    },
    forgetDeleted: async () => {
      isForgotten = false;
      await forget();
      for (const ms of pausesMs) {
        if (isForgotten) return;
        await pause(ms);
        await forget();
      }
    },
    close: async () => {
      try {
        // First: only a last connection that writes empties the log and takes it away.
        await reading.close();
      } finally {
        await writing.destroy();
        // Kysely closes only what it has used.
        database.close();
      }
    },
  };
}

/** The database of a collector that is there, as it is. Throws `bad_config`, `database_damaged` or `storage_failed`. */
export function openReadStore(folder: string): ReadStore {
  const path = databasePath(folder);
  if (!existsSync(path))
    throw new Problem('bad_config', `${path} does not exist. Name the data folder of a collector.`);
  return openRead(path, { check: true });
}

function openRead(path: string, { check }: { readonly check: boolean }): ReadStore {
  const database = openDatabase(path, { readonly: true, check });
  const read = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  return {
    read,
    close: async () => {
      await read.destroy();
      database.close();
    },
  };
}
