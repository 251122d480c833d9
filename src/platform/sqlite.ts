/**
 * The one place that opens SQLite files. What must stay true: WAL with synchronous=FULL, set and asserted at every open,
 * because the library opens WAL databases at NORMAL, where a power cut takes acknowledged rows along. Deleted content is
 * overwritten (secure_delete). A file that fails its check is `database_damaged`; the caller decides what becomes of it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { Problem } from '../protocol/problems.ts';
import { syncFolder } from './atomic-file.ts';

export type Sqlite = Database.Database;

export interface OpenOptions {
  /** A second connection for long reads; the file must exist. */
  readonly readonly?: boolean;
  /** Runs quick_check before use. On by default; off for further connections to a file that is open already. */
  readonly check?: boolean;
}

/** Opens or makes a database. Throws `database_damaged`, `storage_full` or `storage_failed`. */
export function openDatabase(path: string, options: OpenOptions = {}): Sqlite {
  const isNew = !existsSync(path);
  if (!options.readonly) mkdirSync(dirname(path), { recursive: true });
  let database: Sqlite | undefined;
  try {
    database = new Database(path, { readonly: options.readonly ?? false, timeout: 5000 });
    setPragmas(database, options.readonly ?? false);
    if (options.check !== false && !isNew) assertSound(database);
    if (isNew && !options.readonly) syncFolder(dirname(path));
    return database;
  } catch (error) {
    database?.close();
    throw storageProblem(error);
  }
}

/** A connection with no durability wanted, to a file that may be broken: for saving what can be read. */
export function openForRescue(path: string): Sqlite {
  return new Database(path, { timeout: 5000 });
}

function setPragmas(database: Sqlite, readonly: boolean): void {
  const expected: [string, string | number][] = [
    ['trusted_schema', 0],
    ['cell_size_check', 1],
    ['foreign_keys', 1],
    ...(readonly ? [] : ([['secure_delete', 1]] satisfies [string, number][])),
    // 2 is FULL
    ['synchronous', 2],
    // Negative: kibibytes. What a kit reads often is small, and a Pi has little memory.
    ['cache_size', readonly ? -2000 : -1000],
  ];
  const mode = readonly ? 'wal' : database.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal' && database.name !== ':memory:' && mode !== 'memory')
    throw new Problem('storage_failed', `journal mode is ${mode}, not WAL`);
  for (const [pragma, value] of expected) {
    database.pragma(`${pragma} = ${value}`);
    const is = database.pragma(pragma, { simple: true });
    if (is !== value) throw new Problem('storage_failed', `${pragma} is ${is}, not ${value}`);
  }
}

/**
 * Carries the write-ahead log into the database and empties it: until then it keeps in plain what was deleted since. False:
 * somebody reads from it, or the storage does not take it. Never waits: whoever reads may be in this very thread.
 */
export function truncateLog(database: Sqlite): boolean {
  const timeoutMs = database.pragma('busy_timeout', { simple: true });
  database.pragma('busy_timeout = 0');
  try {
    // The first column of the answer: whether it was kept from ending.
    return database.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  } catch (error) {
    if (Problem.is(storageProblem(error))) return false;
    throw error;
  } finally {
    database.pragma(`busy_timeout = ${timeoutMs}`);
  }
}

function assertSound(database: Sqlite): void {
  const found = database.pragma('quick_check(5)', { simple: true });
  if (found !== 'ok') throw new Problem('database_damaged', String(found).slice(0, 200));
}

/**
 * Brings the schema up to date: every NNNN-what-it-does.sql of `folder` not yet applied, in order, each in its own
 * transaction. Forward only.
 */
export function migrate(database: Sqlite, folder: string): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT');
  const applied = new Set(database.prepare('SELECT name FROM migrations').pluck().all());
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.sql') || applied.has(name)) continue;
    const sql = readFileSync(join(folder, name), 'utf8');
    database.transaction(() => {
      database.exec(sql);
      database.prepare('INSERT INTO migrations (name) VALUES (?)').run(name);
    })();
  }
}

const codes: Readonly<Record<string, 'storage_full' | 'database_damaged' | 'storage_failed' | 'busy'>> = {
  SQLITE_FULL: 'storage_full',
  SQLITE_CORRUPT: 'database_damaged',
  SQLITE_NOTADB: 'database_damaged',
  SQLITE_BUSY: 'busy',
  SQLITE_IOERR: 'storage_failed',
  SQLITE_READONLY: 'storage_failed',
  SQLITE_CANTOPEN: 'storage_failed',
};

/** SQLite's errors as Problems, by their primary code; anything else is returned unchanged. */
export function storageProblem(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const primary = /^SQLITE_[A-Z]+/.exec(error.code)?.[0] ?? '';
  const code = codes[primary];
  return code ? new Problem(code, error.code, { cause: error }) : error;
}
