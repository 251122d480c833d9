/** What the state file keeps for messages: the open sums of views, sealed, and for how long a message has been shown. */
import type { Sqlite } from '../../platform/sqlite.ts';
import type { OutboxRecord } from './outbox-table.ts';

export type OpenTally = Pick<OutboxRecord, 'recordId' | 'sealedUnder' | 'envelope'>;

export interface OpenTalliesTable {
  /** Overwrites the same record's earlier sums. */
  mark(tally: OpenTally): void;
  list(): OpenTally[];
  delete(recordId: string): void;
}

export function openTalliesTable(database: Sqlite): OpenTalliesTable {
  const mark = database.prepare(
    `INSERT INTO open_tallies (record_id, sealed_under, envelope) VALUES (:recordId, :sealedUnder, :envelope)
     ON CONFLICT (record_id) DO UPDATE SET sealed_under = excluded.sealed_under, envelope = excluded.envelope`,
  );
  const all = database.prepare<[], OpenTally>(
    'SELECT record_id AS recordId, sealed_under AS sealedUnder, envelope FROM open_tallies ORDER BY record_id',
  );
  const remove = database.prepare('DELETE FROM open_tallies WHERE record_id = ?');
  return {
    mark: ({ recordId, sealedUnder, envelope }) => void mark.run({ recordId, sealedUnder, envelope }),
    list: () => all.all(),
    delete: (recordId) => void remove.run(recordId),
  };
}

export interface ShownMessagesTable {
  /** Milliseconds this kit has run since it first showed the message; 0: never shown. */
  findRanMs(message: string): number;
  add(message: string, ranMs: number): void;
}

export function shownMessagesTable(database: Sqlite): ShownMessagesTable {
  const find = database
    .prepare<[string], number>('SELECT ran_ms FROM shown_messages WHERE message = ?')
    .pluck();
  const add = database.prepare(
    `INSERT INTO shown_messages (message, ran_ms) VALUES (?, ?)
     ON CONFLICT (message) DO UPDATE SET ran_ms = ran_ms + excluded.ran_ms`,
  );
  return {
    findRanMs: (message) => find.get(message) ?? 0,
    add: (message, ranMs) => void add.run(message, Math.round(ranMs)),
  };
}
