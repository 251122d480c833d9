/** The one place that opens SQLite: durable, checked, and its errors told as Problems. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommitQueue } from '../../src/platform/commit-queue.ts';
import { migrate, openDatabase, type Sqlite } from '../../src/platform/sqlite.ts';

let folder: string;
let open: Sqlite[];
const make = (name = 'a.db') => {
  const database = openDatabase(join(folder, name));
  open.push(database);
  return database;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-sqlite-'));
  open = [];
});
afterEach(() => {
  for (const database of open) database.close();
  rmSync(folder, { recursive: true });
});

describe('a database', () => {
  it('is opened with WAL and synchronous=FULL, every time', () => {
    for (let time = 0; time < 2; time++) {
      const database = make();
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(database.pragma('synchronous', { simple: true })).toBe(2);
      expect(database.pragma('secure_delete', { simple: true })).toBe(1);
      expect(database.pragma('trusted_schema', { simple: true })).toBe(0);
      expect(database.pragma('cell_size_check', { simple: true })).toBe(1);
    }
  });

  it('that is damaged is told apart from one that is not', () => {
    const database = make();
    database.exec('CREATE TABLE t (x TEXT) STRICT');
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    for (let row = 0; row < 500; row++) insert.run('x'.repeat(200));
    database.close();
    openDatabase(join(folder, 'a.db')).close();
    const bytes = readFileSync(join(folder, 'a.db'));
    bytes.fill(0xff, 8192, 12288);
    writeFileSync(join(folder, 'a.db'), bytes);
    expect(() => openDatabase(join(folder, 'a.db'))).toThrow(
      expect.objectContaining({ code: 'database_damaged' }),
    );
    writeFileSync(
      join(folder, 'b.db'),
      'not a database at all, but long enough to be read as one'.repeat(20),
    );
    expect(() => openDatabase(join(folder, 'b.db'))).toThrow(
      expect.objectContaining({ code: 'database_damaged' }),
    );
  });

  it('applies each migration once, in order', () => {
    const migrations = join(folder, 'migrations');
    const database = make();
    mkdirSync(migrations);
    const writeFile = (name: string, sql: string) => writeFileSync(join(migrations, name), sql);
    writeFile('0002-fill.sql', "INSERT INTO t VALUES ('once')");
    writeFile('0001-make.sql', 'CREATE TABLE t (x TEXT) STRICT');
    migrate(database, migrations);
    migrate(database, migrations);
    expect(database.prepare('SELECT x FROM t').pluck().all()).toEqual(['once']);
    writeFile('0003-broken.sql', "INSERT INTO t VALUES ('half'); SELECT nonsense");
    expect(() => migrate(database, migrations)).toThrow(/nonsense/);
    expect(database.prepare('SELECT x FROM t').pluck().all()).toEqual(['once']);
  });
});

describe('the commit queue', () => {
  it('puts waiting writes into one commit and resolves each after it', async () => {
    const database = make();
    database.exec('CREATE TABLE t (x INTEGER) STRICT');
    const queue = createCommitQueue(database);
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    const inside: boolean[] = [];
    const writes = [1, 2, 3].map((value) =>
      queue.write(() => {
        inside.push(database.inTransaction);
        return Number(insert.run(value).lastInsertRowid);
      }),
    );
    expect(inside).toEqual([]);
    expect(await Promise.all(writes)).toEqual([1, 2, 3]);
    expect(inside).toEqual([true, true, true]);
    const reader = openDatabase(join(folder, 'a.db'), { readonly: true, check: false });
    open.push(reader);
    expect(reader.prepare('SELECT count(*) FROM t').pluck().get()).toBe(3);
  });

  it('rolls one failing write back and keeps the others of its commit', async () => {
    const database = make();
    database.exec('CREATE TABLE t (x INTEGER PRIMARY KEY) STRICT');
    const queue = createCommitQueue(database);
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    const results = await Promise.allSettled([
      queue.write(() => insert.run(1)),
      queue.write(() => {
        insert.run(2);
        throw new Error('second thoughts');
      }),
      queue.write(() => insert.run(3)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(database.prepare('SELECT x FROM t ORDER BY x').pluck().all()).toEqual([1, 3]);
  });

  it('on a full disk says so, keeps what was there, and works again when there is room', async () => {
    const database = make();
    database.exec('CREATE TABLE t (x TEXT) STRICT');
    const queue = createCommitQueue(database);
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    await queue.write(() => insert.run('kept'));
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
    const writes = [1, 2, 3].map(() => queue.write(() => insert.run('x'.repeat(20_000))));
    for (const result of await Promise.allSettled(writes))
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'storage_full' } });
    expect(database.prepare('SELECT x FROM t').pluck().all()).toEqual(['kept']);
    database.pragma('max_page_count = 10000');
    await queue.write(() => insert.run('again'));
    expect(database.prepare('SELECT count(*) FROM t').pluck().get()).toBe(2);
  });
});
