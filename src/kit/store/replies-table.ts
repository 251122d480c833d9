/** The one document of replies that the kit holds: the newest it has verified. */
import type { Sqlite } from '../../platform/sqlite.ts';

export interface RepliesTable {
  find(): Uint8Array | undefined;
  /** Takes the place of the one before, in one durable commit. */
  insert(number: number, document: Uint8Array): void;
}

export function repliesTable(database: Sqlite): RepliesTable {
  const find = database.prepare<[], Buffer>('SELECT document FROM replies').pluck();
  const insert = database.prepare(
    `INSERT INTO replies (only_one, number, document) VALUES (1, ?, ?)
     ON CONFLICT (only_one) DO UPDATE SET number = excluded.number, document = excluded.document`,
  );
  return {
    find: () => {
      const document = find.get();
      return document && Uint8Array.from(document);
    },
    insert: (number, document) => void insert.run(number, Buffer.from(document)),
  };
}
