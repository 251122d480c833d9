/**
 * Reads what a damaged submissions file still gives, row by row: one unreadable page costs the rows on it, not the rest. The
 * walk goes upward until something cannot be read, then downward from the top, then looks at the numbers between.
 */
import type { Sqlite } from '../../platform/sqlite.ts';
import { recordKinds } from '../../protocol/envelope.ts';
import { incarnation, recordId } from '../../protocol/ids.ts';
import type { OutboxRecord } from './outbox-table.ts';
import type { VisitRow } from './visits-table.ts';

export interface RescuedRows {
  /** Not yet received by the collector, in the order of their old seq. */
  readonly outbox: readonly OutboxRecord[];
  readonly visits: readonly VisitRow[];
  /** How many look-ups found something unreadable. */
  readonly unreadable: number;
}

/** Between two readable rows, at most so many numbers are tried one by one. */
const maxProbes = 200_000;

export function readRows(database: Sqlite): RescuedRows {
  const outbox = walk<number, OutboxRow>(
    database,
    `SELECT seq AS key, record_id AS recordId, kind, form_ref AS formRef, sealed_under AS sealedUnder, envelope,
       received_utc_ms AS receivedUtcMs FROM outbox`,
    'seq',
    (low, high) => numbersBetween(low, high),
  );
  const visits = walk<string, VisitRow & { key: string }>(
    database,
    `SELECT record_id AS key, record_id AS recordId, form_ref AS formRef, sealed_under AS sealedUnder, envelope
     FROM visits`,
    'record_id',
    () => [],
  );
  return {
    outbox: outbox.rows
      .filter(
        (row) => row.receivedUtcMs === null && row.kind !== 'void' && isWhole(row) && row.kind in recordKinds,
      )
      .map(({ recordId, kind, formRef, sealedUnder, envelope }) => ({
        recordId,
        kind,
        formRef,
        sealedUnder,
        envelope,
      })),
    visits: visits.rows
      .filter(isWhole)
      .map(({ recordId, formRef, sealedUnder, envelope }) => ({ recordId, formRef, sealedUnder, envelope })),
    unreadable: outbox.unreadable + visits.unreadable,
  };
}

interface OutboxRow extends OutboxRecord {
  readonly key: number;
  readonly receivedUtcMs: number | null;
}

/** A damaged page may yield a row of rubbish: only what has the right shape goes on. */
const isWhole = (row: VisitRow): boolean =>
  recordId.safeParse(row.recordId).success &&
  incarnation.safeParse(row.sealedUnder).success &&
  typeof row.formRef === 'string' &&
  row.envelope instanceof Uint8Array &&
  row.envelope.length > 0;

function walk<K extends string | number, R extends { key: K }>(
  database: Sqlite,
  select: string,
  key: string,
  between: (low: K | undefined, high: K | undefined) => Iterable<K>,
): { rows: R[]; unreadable: number } {
  const found = new Map<K, R>();
  let unreadable = 0;
  /** One step; undefined at the end, 'unreadable' where the file gives no answer. */
  const step = (tail: string, ...values: K[]): R | undefined | 'unreadable' => {
    try {
      return database.prepare<K[], R>(`${select} ${tail}`).get(...values);
    } catch {
      unreadable++;
      return 'unreadable';
    }
  };
  const sweep = (
    comparison: '>' | '<',
    order: 'ASC' | 'DESC',
  ): { last: K | undefined; isComplete: boolean } => {
    let last: K | undefined;
    for (;;) {
      const tail = `ORDER BY ${key} ${order} LIMIT 1`;
      const row = last === undefined ? step(tail) : step(`WHERE ${key} ${comparison} ? ${tail}`, last);
      if (row === 'unreadable') return { last, isComplete: false };
      if (row === undefined || found.has(row.key)) return { last, isComplete: true };
      found.set(row.key, row);
      last = row.key;
    }
  };
  const up = sweep('>', 'ASC');
  if (!up.isComplete) {
    const down = sweep('<', 'DESC');
    for (const value of between(up.last, down.last)) {
      const row = step(`WHERE ${key} = ?`, value);
      if (row !== undefined && row !== 'unreadable') found.set(row.key, row);
    }
  }
  const rows = [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { rows, unreadable };
}

function* numbersBetween(low: number | undefined, high: number | undefined): Iterable<number> {
  const first = (low ?? 0) + 1;
  const last = Math.min((high ?? first + maxProbes) - 1, first + maxProbes);
  for (let value = first; value <= last; value++) yield value;
}
