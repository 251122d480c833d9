/** The figures of messages as CSV, by site, date, message and language. Sums only: a row is no phone's. */
import { countMessageViews, type DatedViews, type ViewFilter } from '../store/message-views-table.ts';
import type { Reader } from '../store/open-store.ts';
import { csvLine } from './csv.ts';

const header = [
  'site_id',
  'date',
  'message',
  'message_version',
  'language',
  'opened',
  'started',
  'quarter',
  'half',
  'three_quarters',
  'finished',
] as const;

/** A site at a time: as many rows as its days, messages and languages. */
export function messageViewsCsv(
  reader: Reader,
  siteIds: readonly string[],
  filter: Omit<ViewFilter, 'siteId'>,
): ReadableStream<Uint8Array> {
  const lines = siteLines(reader, siteIds, filter);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await lines.return(undefined);
    },
  });
}

async function* siteLines(
  reader: Reader,
  siteIds: readonly string[],
  filter: Omit<ViewFilter, 'siteId'>,
): AsyncGenerator<string, undefined> {
  yield csvLine(header);
  for (const siteId of siteIds) {
    const rows = await countMessageViews(reader, { ...filter, siteId });
    if (rows.length > 0) yield rows.map((row) => csvLine(cellsOf(row))).join('');
  }
  return undefined;
}

const cellsOf = (row: DatedViews): string[] => [
  row.siteId,
  row.earliestDate === row.latestDate ? row.earliestDate : '',
  row.message,
  String(row.version),
  row.language,
  ...[row.opened, row.started, row.quarter, row.half, row.three_quarters, row.finished].map(String),
];
