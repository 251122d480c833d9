/**
 * Opens the kit's two files, whatever state the last power cut left them in. A file of submissions that fails its check is moved
 * aside with its WAL, a new one starts under a new incarnation, and what can still be read, row by row, is carried over: nothing that
 * is readable is lost. A state file that fails it is deleted, because keys may be in it. Staff are told by an incident.
 */
import { join } from 'node:path';
import { resourcePath } from '../../platform/resources.ts';
import { migrate, openDatabase, openForRescue, type Sqlite } from '../../platform/sqlite.ts';
import type { RandomBytes } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import {
  type CountKeysTable,
  countKeysTable,
  type OpenCountsTable,
  openCountsTable,
} from './count-tables.ts';
import {
  type OpenTalliesTable,
  openTalliesTable,
  type ShownMessagesTable,
  shownMessagesTable,
} from './message-tables.ts';
import type { OutboxRecord } from './outbox-table.ts';
import { discardFile, moveAside, openQuarantine, type Quarantine } from './quarantine.ts';
import { type RepliesTable, repliesTable } from './replies-table.ts';
import { readRows } from './rescue.ts';
import {
  type BootsTable,
  bootsTable,
  type Incident,
  type IncidentsTable,
  incidentsTable,
  type ReadingsTable,
  readingsTable,
} from './state-tables.ts';
import { type SubmissionStore, submissionStore } from './submission-store.ts';
import type { VisitRow } from './visits-table.ts';
import { type WeekKeysTable, weekKeysTable } from './week-keys-table.ts';

export interface StateStore {
  readonly boots: BootsTable;
  readonly readings: ReadingsTable;
  readonly incidents: IncidentsTable;
  readonly replies: RepliesTable;
  readonly openTallies: OpenTalliesTable;
  readonly shownMessages: ShownMessagesTable;
  readonly countKeys: CountKeysTable;
  readonly openCounts: OpenCountsTable;
  readonly weekKeys: WeekKeysTable;
}

export interface Store {
  readonly submissions: SubmissionStore;
  readonly state: StateStore;
  readonly quarantine: Quarantine;
  close(): void;
}

export interface StoreOptions {
  readonly folder: string;
  readonly random: RandomBytes;
}

/** Throws `storage_full` or `storage_failed`; damage is dealt with, not thrown. */
export function openStore({ folder, random }: StoreOptions): Store {
  const incidents: Incident[] = [];
  const state = openOrReplace(folder, 'state', random, incidents);
  const submissions = openOrReplace(folder, 'submissions', random, incidents);
  const store = submissionStore(submissions.database, random);
  for (const aside of submissions.movedAside) incidents.push(carryOver(aside, store, submissions.database));
  const tables = {
    boots: bootsTable(state.database),
    readings: readingsTable(state.database),
    incidents: incidentsTable(state.database),
    replies: repliesTable(state.database),
    openTallies: openTalliesTable(state.database),
    shownMessages: shownMessagesTable(state.database),
    countKeys: countKeysTable(state.database),
    openCounts: openCountsTable(state.database),
    weekKeys: weekKeysTable(state.database),
  };
  for (const incident of incidents) tables.incidents.insert(incident);
  return {
    submissions: store,
    state: tables,
    quarantine: openQuarantine(folder, state.database),
    close: () => {
      store.close();
      state.database.close();
    },
  };
}

interface Opened {
  readonly database: Sqlite;
  /** Paths of damaged files whose rows wait to be carried over. */
  readonly movedAside: string[];
}

type FileName = 'state' | 'submissions';

function openOrReplace(folder: string, name: FileName, random: RandomBytes, incidents: Incident[]): Opened {
  const path = join(folder, `${name}.db`);
  const migrations = resourcePath('src', 'kit', 'store', 'migrations', name);
  const open = () => {
    const database = openDatabase(path);
    migrate(database, migrations);
    return database;
  };
  try {
    return { database: open(), movedAside: [] };
  } catch (error) {
    if (!Problem.is(error, 'database_damaged')) throw error;
    const note = (fate: string) =>
      incidents.push({ code: `${name}_file_damaged`, detail: `${fate}; ${error.detail ?? ''}` });
    if (name === 'state') {
      discardFile(path);
      note('deleted, because keys may be in it');
      return { database: open(), movedAside: [] };
    }
    const aside = moveAside(folder, path, random);
    note('set aside');
    return { database: open(), movedAside: [aside] };
  }
}

function carryOver(damaged: string, store: SubmissionStore, target: Sqlite): Incident {
  let rows: ReturnType<typeof readRows>;
  try {
    const source = openForRescue(damaged);
    try {
      rows = readRows(source);
    } finally {
      source.close();
    }
  } catch {
    return { code: 'rows_carried_over', detail: 'none: the damaged file cannot be read at all' };
  }
  const isNew = ({ recordId }: { recordId: string }) =>
    !store.outbox.findByRecord(recordId) && !store.visits.find(recordId);
  target.transaction(() => {
    for (const row of rows.outbox) if (isNew(row)) store.outbox.insert(row satisfies OutboxRecord);
    for (const row of rows.visits) if (isNew(row)) store.visits.mark(row satisfies VisitRow);
  })();
  return {
    code: 'rows_carried_over',
    detail: `${rows.outbox.length} queued, ${rows.visits.length} open visits, ${rows.unreadable} places unreadable`,
  };
}
