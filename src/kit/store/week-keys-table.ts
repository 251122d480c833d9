/**
 * The mission's weekly keys that the kit holds, as they came: sealed. A week's row goes alone, when the week is over. What must stay
 * true: no key is ever written here opened.
 */
import type { Sqlite } from '../../platform/sqlite.ts';
import { type Shredded, shred } from './shred.ts';

export interface SealedWeekKey {
  readonly fromUtcMs: number;
  readonly untilUtcMs: number;
  readonly keyId: string;
  readonly sealed: Uint8Array;
}

export interface TakenWeekKeys {
  /** Base64. */
  readonly officerPublicKey: string;
  readonly number: number;
}

export interface WeekKeysTable {
  /** By week. */
  list(): SealedWeekKey[];
  findTaken(): TakenWeekKeys | undefined;
  /** In one commit. A week that is there already is to be destroyed first: SQLite throws. */
  insert(taken: TakenWeekKeys, weeks: readonly SealedWeekKey[]): void;
  /** These weeks, by their beginnings: overwritten, and gone from the file and its log. None to destroy: empties the log. */
  destroy(weeks: readonly number[]): Shredded;
}

export function weekKeysTable(database: Sqlite): WeekKeysTable {
  const all = database.prepare<[], Omit<SealedWeekKey, 'sealed'> & { sealed: Buffer }>(
    `SELECT from_utc_ms AS fromUtcMs, until_utc_ms AS untilUtcMs, key_id AS keyId, sealed
     FROM week_keys ORDER BY from_utc_ms`,
  );
  const taken = database.prepare<[], TakenWeekKeys>(
    'SELECT officer_public_key AS officerPublicKey, number FROM week_keys_taken',
  );
  const mark = database.prepare(
    `INSERT INTO week_keys_taken (only_one, officer_public_key, number) VALUES (1, :officerPublicKey, :number)
     ON CONFLICT (only_one) DO UPDATE SET officer_public_key = excluded.officer_public_key, number = excluded.number`,
  );
  const insert = database.prepare(
    'INSERT INTO week_keys (from_utc_ms, until_utc_ms, key_id, sealed) VALUES (?, ?, ?, ?)',
  );
  const named = 'from_utc_ms IN (SELECT value FROM json_each(?))';
  const overwrite = database.prepare(
    `UPDATE week_keys SET sealed = randomblob(length(sealed)), key_id = lower(hex(randomblob(8))) WHERE ${named}`,
  );
  const remove = database.prepare(`DELETE FROM week_keys WHERE ${named}`);
  const insertAll = database.transaction((own: TakenWeekKeys, weeks: readonly SealedWeekKey[]) => {
    mark.run({ ...own });
    for (const { fromUtcMs, untilUtcMs, keyId, sealed } of weeks)
      insert.run(fromUtcMs, untilUtcMs, keyId, Buffer.from(sealed));
  });
  return {
    list: () => all.all(),
    findTaken: () => taken.get(),
    insert: (own, weeks) => insertAll(own, weeks),
    destroy: (weeks) => {
      const list = JSON.stringify(weeks);
      return shred(database, { overwrite: () => overwrite.run(list), remove: () => remove.run(list) });
    },
  };
}
