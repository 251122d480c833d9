/**
 * The operations key is lost: every submission and all feedback in the archive is opened with the offline recovery key alone and written as a
 * line of JSON. The collector's own keys are not needed, nor does it have to run; its database is only read.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { defaultContentFolder } from '../platform/content.ts';
import type { BundleRecord } from '../protocol/bundle.ts';
import type { OpeningKey } from '../protocol/envelope.ts';
import { Problem } from '../protocol/problems.ts';
import { listReader } from './context.ts';
import { readArchivedBundle } from './ingest/archived-bundle.ts';
import type { ReadFeedback } from './ingest/file-feedback.ts';
import { createFormLibrary } from './ingest/form-library.ts';
import { type ReadingTools, type ReadSubmission, readRecord } from './ingest/read-record.ts';
import { listChainedAfter } from './store/bundles-table.ts';
import { openReadStore, type Reader } from './store/open-store.ts';
import { listRecords } from './store/records-table.ts';
import { findSite } from './store/sites-table.ts';
import type { BundlesTable } from './store/tables.ts';

const bundlesPerPage = 20;

export interface RecoverRequest {
  readonly dataDir: string;
  /** From `loadRecoveryKey`. */
  readonly key: OpeningKey;
  /** A file that does not exist yet. */
  readonly out: string;
  readonly contentDir?: string;
}

/** @returns how many were written, and how many could not be: those stay sealed in the archive. Throws `bad_config`. */
export async function recoverSubmissions(
  request: RecoverRequest,
): Promise<{ readonly opened: number; readonly failed: number }> {
  const { dataDir, key, out, contentDir = defaultContentFolder() } = request;
  const store = openReadStore(dataDir);
  try {
    const tools: ReadingTools = {
      key,
      forms: createFormLibrary(store),
      findSite: (siteId) => findSite(store.read, siteId),
      listsOf: listReader(contentDir),
    };
    return await writeSubmissions(store.read, tools, out);
  } finally {
    await store.close();
  }
}

async function writeSubmissions(
  read: Reader,
  tools: ReadingTools,
  out: string,
): Promise<{ readonly opened: number; readonly failed: number }> {
  const file = createFile(out);
  let opened = 0;
  let failed = 0;
  try {
    let after = { kitId: '', incarnation: '', number: 0 };
    for (;;) {
      const page = await listChainedAfter(read, after, bundlesPerPage);
      for (const archived of page) {
        const states = await listRecords(
          read,
          archived.kit_id,
          archived.incarnation,
          archived.first_seq,
          archived.last_seq,
        );
        const skipped = new Set(
          states.filter(({ state }) => state === 'withdrawn' || state === 'duplicate').map(({ seq }) => seq),
        );
        for (const { record, seq } of submissionsOf(archived)) {
          if (skipped.has(seq)) continue;
          const from = { kitId: archived.kit_id, incarnation: archived.incarnation };
          const result = await readRecord(record, from, tools);
          if (result.kind === 'feedback') {
            writeSync(
              file,
              `${JSON.stringify(feedbackLine(from.kitId, record.recordId, result.feedback))}\n`,
            );
            opened += 1;
          } else if (result.kind === 'submission') {
            writeSync(file, `${JSON.stringify(lineOf(from.kitId, record.recordId, result.submission))}\n`);
            opened += 1;
          } else failed += 1;
        }
      }
      const last = page.at(-1);
      if (!last) break;
      after = { kitId: last.kit_id, incarnation: last.incarnation, number: last.number };
    }
    fsyncSync(file);
    return { opened, failed };
  } finally {
    closeSync(file);
  }
}

function submissionsOf(archived: BundlesTable): { readonly record: BundleRecord; readonly seq: number }[] {
  const bundle = readArchivedBundle(new Uint8Array(archived.bytes));
  return bundle.records
    .map((record, index) => ({ record, seq: bundle.firstSeq + index }))
    .filter(({ record }) => record.kind === 'submission' || record.kind === 'feedback');
}

const lineOf = (kitId: string, submissionId: string, { form, site, record, answers }: ReadSubmission) => ({
  submission_id: submissionId,
  form: form.form.name,
  form_version: form.form.version,
  operation: site.operation,
  round: record.round,
  site_id: site.id,
  admin1_pcode: site.admin1.pcode,
  admin2_pcode: site.admin2.pcode,
  language: record.language,
  status: record.isComplete ? 'complete' : 'abandoned',
  kit_id: kitId,
  boot_number: record.begun.bootNumber,
  boot_id: record.begun.bootId,
  minutes_since_boot: Math.floor(record.begun.msSinceBoot / 60_000),
  answers,
});

/** Without the ticket's key: a reply cannot be sent from here. */
const feedbackLine = (kitId: string, feedbackId: string, { form, site, record, answers }: ReadFeedback) => ({
  feedback_id: feedbackId,
  form: form.form.name,
  form_version: form.form.version,
  operation: site.operation,
  round: record.submission.round,
  site_id: site.id,
  language: record.submission.language,
  kit_id: kitId,
  wants_reply: record.ticket !== undefined,
  answers,
});

/** Plain answers will be in it: for its owner only, and never over another file. */
function createFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    throw new Problem('bad_config', `${path} cannot be made. Name a new file in a folder that exists.`, {
      cause,
    });
  }
}
