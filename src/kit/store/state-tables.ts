/** The small tables of the state file: boots, clock readings, incidents. Written rarely, each write its own commit. */
import type { Sqlite } from '../../platform/sqlite.ts';
import type { BootTime, ClockRecord, HealthRecord } from '../../protocol/records.ts';

export type Boot = Omit<BootTime, 'msSinceBoot'>;
export type Incident = HealthRecord['incidents'][number];

export interface BootsTable {
  /** A new start: one more than any before, here or in the submissions file. */
  insert(bootId: string, atLeast: number): Boot;
}

export function bootsTable(database: Sqlite): BootsTable {
  const insert = database.prepare<[number, string], number>(
    `INSERT INTO boots (boot_number, boot_id)
     VALUES (max(?, (SELECT coalesce(max(boot_number), 0) + 1 FROM boots)), ?) RETURNING boot_number`,
  );
  return {
    insert: (bootId, atLeast) => ({ bootNumber: insert.pluck().get(atLeast, bootId) as number, bootId }),
  };
}

export interface ReadingsTable {
  insert(reading: ClockRecord): void;
  /** The newest reading of this boot. */
  findLast(bootId: string): ClockRecord | undefined;
  /** The latest time that had passed for certain, by any reading of any boot. */
  findEarliestUtcMs(): number | undefined;
}

interface ReadingRow extends BootTime {
  readonly utcMs: number;
  readonly uncertaintyMs: number;
  readonly source: ClockRecord['source'];
}

export function readingsTable(database: Sqlite): ReadingsTable {
  const insert = database.prepare(
    `INSERT INTO readings (boot_number, boot_id, ms_since_boot, utc_ms, uncertainty_ms, source)
     VALUES (:bootNumber, :bootId, :msSinceBoot, :utcMs, :uncertaintyMs, :source)`,
  );
  const last = database.prepare<[string], ReadingRow>(
    `SELECT boot_number AS bootNumber, boot_id AS bootId, ms_since_boot AS msSinceBoot, utc_ms AS utcMs,
       uncertainty_ms AS uncertaintyMs, source FROM readings WHERE boot_id = ? ORDER BY id DESC LIMIT 1`,
  );
  const earliest = database
    .prepare<[], number | null>('SELECT max(utc_ms - uncertainty_ms) FROM readings')
    .pluck();
  return {
    findEarliestUtcMs: () => earliest.get() ?? undefined,
    insert: ({ at, ...rest }) => void insert.run(integers({ ...at, ...rest })),
    findLast: (bootId) => {
      const row = last.get(bootId);
      if (!row) return undefined;
      const { bootNumber, msSinceBoot, ...reading } = row;
      return {
        at: { bootNumber, bootId, msSinceBoot },
        utcMs: reading.utcMs,
        uncertaintyMs: reading.uncertaintyMs,
        source: reading.source,
      };
    },
  };
}

/** Column type INTEGER: whole milliseconds. */
const integers = (row: ReadingRow) => ({
  ...row,
  msSinceBoot: Math.round(row.msSinceBoot),
  utcMs: Math.round(row.utcMs),
  uncertaintyMs: Math.ceil(row.uncertaintyMs),
});

export interface IncidentsTable {
  insert(incident: Incident): void;
  list(): (Incident & { readonly id: number })[];
  /** They were told. */
  deleteUpTo(id: number): void;
}

export function incidentsTable(database: Sqlite): IncidentsTable {
  const insert = database.prepare('INSERT INTO incidents (code, detail) VALUES (?, ?)');
  const all = database.prepare<[], Incident & { id: number }>(
    'SELECT id, code, detail FROM incidents ORDER BY id LIMIT 20',
  );
  const remove = database.prepare('DELETE FROM incidents WHERE id <= ?');
  return {
    insert: ({ code, detail }) => void insert.run(code, detail.slice(0, 200)),
    list: () => all.all(),
    deleteUpTo: (id) => void remove.run(id),
  };
}
