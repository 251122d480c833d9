/**
 * The export as a stream: a stretch of the table at a time, made when the reader asks for more, so that a million rows need
 * no more memory than a thousand and a slow reader holds nothing up.
 */
import type { Form } from '../../protocol/form.ts';
import type { Reader } from '../store/open-store.ts';
import { findKeyAhead, listSubmissions, type SubmissionFilter } from '../store/submissions-table.ts';
import { csvLine } from './csv.ts';
import { rowShape } from './submission-rows.ts';

/** Rows looked at between two turns of the event loop: a few milliseconds. */
const stretchRows = 1000;

export function submissionsCsv(
  reader: Reader,
  form: Form,
  filter: Omit<SubmissionFilter, 'formName' | 'formVersion'>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const lines = submissionLines(reader, form, { ...filter, formName: form.name, formVersion: form.version });
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { value, done } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => {
        await lines.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

async function* submissionLines(
  reader: Reader,
  form: Form,
  filter: SubmissionFilter,
): AsyncGenerator<string, undefined> {
  const shape = rowShape(form);
  yield csvLine(shape.header);
  let after = { kitId: '', submissionId: '' };
  for (;;) {
    const upTo = await findKeyAhead(reader, after, stretchRows);
    const rows = await listSubmissions(reader, filter, after, upTo);
    if (rows.length > 0) yield rows.map((row) => csvLine(shape.cells(row))).join('');
    if (!upTo) return undefined;
    after = upTo;
  }
}
