/** What the state file keeps for counting: the own key of the day that runs, which day it last kept, and the sealed counts of the fragment that goes on. */
import { type Sqlite, truncateLog } from '../../platform/sqlite.ts';
import type { OutboxRecord } from './outbox-table.ts';
import { type Shredded, shred } from './shred.ts';

export interface StoredCountKey {
  /** 32 bytes; whoever reads it fills it with zeros after use. */
  readonly key: Uint8Array;
  readonly keyId: string;
  /** YYYY-MM-DD, local to the site. */
  readonly day: string;
}

/** Counts were kept of this day under this key. */
export type CountedKeyDay = Pick<StoredCountKey, 'day' | 'keyId'>;

export interface CountKeysTable {
  find(): StoredCountKey | undefined;
  /** Throws SQLite's error where another key is still there: that one is to be destroyed first. */
  insert(key: StoredCountKey): void;
  /** Overwritten and gone from the file and its log; nothing to destroy is `gone` too. */
  destroy(): Shredded;
  /** The last one. */
  findCounted(): CountedKeyDay | undefined;
  markCounted(counted: CountedKeyDay): void;
}

export function countKeysTable(database: Sqlite): CountKeysTable {
  const find = database.prepare<[], { key: Buffer; keyId: string; day: string }>(
    'SELECT key, key_id AS keyId, day FROM count_keys',
  );
  const insert = database.prepare('INSERT INTO count_keys (only_one, key, key_id, day) VALUES (1, ?, ?, ?)');
  // Without a day: where the power goes before the row is deleted, nobody takes the random bytes for the key.
  const overwrite = database.prepare("UPDATE count_keys SET key = randomblob(32), day = ''");
  const remove = database.prepare('DELETE FROM count_keys');
  const counted = database.prepare<[], CountedKeyDay>('SELECT day, key_id AS keyId FROM counted_days');
  const markCounted = database.prepare(
    `INSERT INTO counted_days (only_one, day, key_id) VALUES (1, :day, :keyId)
     ON CONFLICT (only_one) DO UPDATE SET day = excluded.day, key_id = excluded.key_id`,
  );
  return {
    find: () => find.get(),
    insert: ({ key, keyId, day }) =>
      void insert.run(Buffer.from(key.buffer, key.byteOffset, key.byteLength), keyId, day),
    destroy: () => shred(database, { overwrite: () => overwrite.run(), remove: () => remove.run() }),
    findCounted: () => counted.get(),
    markCounted: ({ day, keyId }) => void markCounted.run({ day, keyId }),
  };
}

export type OpenCount = Pick<OutboxRecord, 'recordId' | 'sealedUnder' | 'envelope'>;

export interface OpenCountsTable {
  /** Overwrites the same record's earlier counts. */
  mark(count: OpenCount): void;
  list(): OpenCount[];
  delete(recordId: string): void;
  /**
   * Until then the log keeps every one that was overwritten or deleted. left: somebody reads from it, or the storage does not take it.
   * To be called again.
   */
  emptyLog(): Shredded;
}

export function openCountsTable(database: Sqlite): OpenCountsTable {
  const mark = database.prepare(
    `INSERT INTO open_counts (record_id, sealed_under, envelope) VALUES (:recordId, :sealedUnder, :envelope)
     ON CONFLICT (record_id) DO UPDATE SET sealed_under = excluded.sealed_under, envelope = excluded.envelope`,
  );
  const all = database.prepare<[], OpenCount>(
    'SELECT record_id AS recordId, sealed_under AS sealedUnder, envelope FROM open_counts ORDER BY record_id',
  );
  const remove = database.prepare('DELETE FROM open_counts WHERE record_id = ?');
  return {
    mark: ({ recordId, sealedUnder, envelope }) => void mark.run({ recordId, sealedUnder, envelope }),
    list: () => all.all(),
    delete: (recordId) => void remove.run(recordId),
    emptyLog: () => (truncateLog(database) ? 'gone' : 'left'),
  };
}
