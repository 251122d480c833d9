/**
 * A .xlsx file → tables of texts, or a sentence why not. The library that knows the format runs in a thread of its own with little
 * memory and little time: a file can be made so that reading it never ends.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { CellFinding, Table } from '../survey/xlsform/tables.ts';
import { lostCells } from './lost-cells.ts';
import { plainSheets } from './plain-sheets.ts';
import { unzip, zipPlain } from './unzip.ts';

export type Workbook =
  | { readonly kind: 'tables'; readonly tables: readonly Table[]; readonly findings: readonly CellFinding[] }
  | { readonly kind: 'refused'; readonly reason: string };

const maxReadingMs = 30_000;
const maxHeapMb = 400;

/** In the thread: cells become texts, dates days. What the library calls an error is a sentence of its own. */
const readingThread = `
const { parentPort, workerData } = require('node:worker_threads');
const { default: read } = require(workerData.library);
const textOf = (cell) => cell === null || cell === undefined ? ''
  : cell instanceof Date ? (Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10))
  : typeof cell === 'boolean' ? String(cell).toUpperCase()
  : String(cell);
read(Buffer.from(workerData.bytes), { trim: false }).then(
  (sheets) => parentPort.postMessage({
    // A sheet that is a chart has no cells.
    tables: sheets.map(({ sheet, data = [] }) => ({ sheet, rows: data.map((row) => Array.from(row, textOf)) })),
  }),
  (error) => parentPort.postMessage({ failure: String(error && error.message) }),
);
`;

export async function readXlsx(bytes: Buffer): Promise<Workbook> {
  const opened = unzip(bytes);
  if (opened.kind === 'refused') return opened;
  if (opened.parts.has('content.xml'))
    return { kind: 'refused', reason: 'is an OpenDocument file (.ods); save it as .xlsx' };
  if (!opened.parts.has('xl/workbook.xml')) return { kind: 'refused', reason: 'is not an .xlsx file' };
  const parts = plainSheets(opened.parts);
  const read = await readInThread(zipPlain(parts));
  if (read.kind === 'refused') return read;
  return { ...read, findings: lostCells(parts, read.tables) };
}

type Answer = { readonly tables: readonly Table[] } | { readonly failure: string };

function readInThread(bytes: Buffer): Promise<Workbook> {
  return new Promise((resolve) => {
    const library = createRequire(import.meta.url).resolve('read-excel-file/node');
    const thread = new Worker(readingThread, {
      eval: true,
      workerData: { library, bytes },
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    const end = (workbook: Workbook) => {
      clearTimeout(limit);
      resolve(workbook);
      void thread.terminate();
    };
    const tooMuch: Workbook = {
      kind: 'refused',
      reason: 'has far more cells than a form; delete empty rows and columns',
    };
    const limit = setTimeout(() => end(tooMuch), maxReadingMs);
    thread.on('message', (answer: Answer) => {
      if ('tables' in answer) end({ kind: 'tables', tables: answer.tables, findings: [] });
      else
        end({ kind: 'refused', reason: `cannot be read as a spreadsheet (${answer.failure.slice(0, 200)})` });
    });
    thread.on('error', (error: Error & { code?: string }) =>
      end(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? tooMuch
          : { kind: 'refused', reason: `cannot be read as a spreadsheet (${error.message.slice(0, 200)})` },
      ),
    );
  });
}
