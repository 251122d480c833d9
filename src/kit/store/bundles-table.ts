/** Bundles built and their hashes: the chain. The bytes stay until a receipt covers them. */
import type { Sqlite } from '../../platform/sqlite.ts';

export interface BundleRow {
  readonly number: number;
  /** Hexadecimal SHA-256 of the bytes. */
  readonly hash: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly bytes: Uint8Array | null;
}

export interface BundlesTable {
  insert(row: BundleRow): void;
  find(number: number): BundleRow | undefined;
  findLast(): BundleRow | undefined;
  /** Built and not yet covered, the oldest first. */
  findFirstUnreceived(): BundleRow | undefined;
  listUnreceived(): Omit<BundleRow, 'bytes'>[];
  countUnreceived(): number;
  /** Lets the bytes go; number and hash stay. */
  markReceived(number: number): void;
}

const columns = 'number, hash, first_seq AS firstSeq, last_seq AS lastSeq';

export function bundlesTable(database: Sqlite): BundlesTable {
  const insert = database.prepare(
    'INSERT INTO bundles (number, hash, first_seq, last_seq, bytes) VALUES (:number, :hash, :firstSeq, :lastSeq, :bytes)',
  );
  const one = database.prepare<[number], BundleRow>(`SELECT ${columns}, bytes FROM bundles WHERE number = ?`);
  const last = database.prepare<[], BundleRow>(
    `SELECT ${columns}, bytes FROM bundles ORDER BY number DESC LIMIT 1`,
  );
  const first = database.prepare<[], BundleRow>(
    `SELECT ${columns}, bytes FROM bundles WHERE bytes IS NOT NULL ORDER BY number LIMIT 1`,
  );
  const open = database.prepare<[], Omit<BundleRow, 'bytes'>>(
    `SELECT ${columns} FROM bundles WHERE bytes IS NOT NULL ORDER BY number`,
  );
  const openCount = database.prepare('SELECT count(*) FROM bundles WHERE bytes IS NOT NULL').pluck();
  const received = database.prepare('UPDATE bundles SET bytes = NULL WHERE number = ?');
  return {
    insert: (row) => void insert.run(row),
    find: (number) => one.get(number),
    findLast: () => last.get(),
    findFirstUnreceived: () => first.get(),
    listUnreceived: () => open.all(),
    countUnreceived: () => openCount.get() as number,
    markReceived: (number) => void received.run(number),
  };
}
