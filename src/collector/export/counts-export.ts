/** Counts as a stream of CSV or JSON, a site at a time: a year of a thousand sites needs no more memory than one site. */
import type { Reader } from '../store/open-store.ts';
import { countColumns } from './count-columns.ts';
import { type CountFilter, type CountRow, listCountRows } from './count-rows.ts';
import { csvLine } from './csv.ts';

export function countsCsv(
  reader: Reader,
  siteIds: readonly string[],
  filter: CountFilter,
): ReadableStream<Uint8Array> {
  return streamOf(csvPieces(reader, siteIds, filter));
}

/** One object with `rows`; what is empty in the CSV is null. */
export function countsJson(
  reader: Reader,
  siteIds: readonly string[],
  filter: CountFilter,
): ReadableStream<Uint8Array> {
  return streamOf(jsonPieces(reader, siteIds, filter));
}

async function* csvPieces(reader: Reader, siteIds: readonly string[], filter: CountFilter) {
  yield csvLine(countColumns.map(({ name }) => name));
  for (const siteId of siteIds) {
    const rows = await listCountRows(reader, siteId, filter);
    if (rows.length > 0) yield rows.map((row) => csvLine(cellsOf(row))).join('');
  }
}

async function* jsonPieces(reader: Reader, siteIds: readonly string[], filter: CountFilter) {
  let before = '{"rows":[';
  for (const siteId of siteIds)
    for (const row of await listCountRows(reader, siteId, filter)) {
      yield `${before}\n${JSON.stringify(row)}`;
      before = ',';
    }
  yield before === ',' ? '\n]}\n' : `${before}]}\n`;
}

const cellsOf = (row: CountRow): string[] => countColumns.map(({ name }) => String(row[name] ?? ''));

function streamOf(pieces: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { value, done } = await pieces.next();
      if (done || value === undefined) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await pieces.return();
    },
  });
}
