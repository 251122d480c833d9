/** A visitor takes back what was sent: gone from the tables and from the archive, whichever comes first. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readArchivedBundle } from '../../src/collector/ingest/archived-bundle.ts';
import { ingestBundle } from '../../src/collector/ingest/ingest-bundle.ts';
import { rerunSetAside } from '../../src/collector/ingest/rerun-set-aside.ts';
import { openDatabase } from '../../src/platform/sqlite.ts';
import { openingKey } from '../../src/protocol/envelope.ts';
import { newId } from '../../src/protocol/ids.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const answers = { age_group: '25_59', sex: 'f' };
const recordId = newId(16);

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
});
afterEach(() => collector.close());

const rowsOf = async (table: 'submissions' | 'answers') =>
  collector.context.store.read.selectFrom(table).select('submission_id').execute();

/** The archived envelope of the record, whatever became of it. */
async function archivedEnvelopes(): Promise<Uint8Array[]> {
  const bundles = await collector.context.store.read.selectFrom('bundles').select('bytes').execute();
  return bundles
    .flatMap(({ bytes }) => readArchivedBundle(new Uint8Array(bytes)).records)
    .filter((record) => record.recordId === recordId)
    .map(({ envelope }) => envelope);
}

/** As the tables hold them: the answers of one row as JSON, and the key and columns of a row of `answers`. */
const inPlain = ['{"age_group":"25_59","sex":"f"}', `${recordId}age_group25_59`];

/** What of the submission stands anywhere in the files, free pages and log included. */
function tracesIn(folder: string, envelope: Uint8Array): string[] {
  const canaries = [...inPlain.map((text) => Buffer.from(text)), Buffer.from(envelope.subarray(0, 40))];
  return ['collector.db', 'collector.db-wal'].flatMap((file) => {
    const bytes = readFileSync(join(folder, file));
    return canaries.flatMap((canary, n) => (bytes.includes(canary) ? [`${n} in ${file}`] : []));
  });
}

describe('the files after a withdrawal', () => {
  it('have nothing of the submission, not in the log either', async () => {
    const submission = await kit.submission(answers, { recordId });
    await collector.receipt(kit.bundle([submission]));
    expect(tracesIn(collector.folder, submission.envelope)).toHaveLength(3);
    await collector.receipt(kit.bundle([await kit.withdrawal(recordId)]));
    expect(tracesIn(collector.folder, submission.envelope)).toEqual([]);
  });

  it('lose it with the next ingest where a reader held the log meanwhile', async () => {
    const submission = await kit.submission(answers, { recordId });
    await collector.receipt(kit.bundle([submission]));
    const backup = openDatabase(join(collector.folder, 'collector.db'), { readonly: true, check: false });
    backup.exec('BEGIN; SELECT count(*) FROM submissions');
    await collector.receipt(kit.bundle([await kit.withdrawal(recordId)]));
    expect(tracesIn(collector.folder, submission.envelope)).not.toEqual([]);
    backup.exec('COMMIT');
    backup.close();
    await collector.receipt(kit.bundle([kit.void()]));
    expect(tracesIn(collector.folder, submission.envelope)).toEqual([]);
  });

  it('have nothing of it where a re-run found the withdrawal', async () => {
    const submission = await kit.submission(answers, { recordId });
    await collector.receipt(kit.bundle([submission]));
    const lost = await openingKey(new Uint8Array(32).fill(7));
    const { bytes } = kit.bundle([await kit.withdrawal(recordId)]);
    await ingestBundle({ ...collector.context.ingest, key: lost }, bytes, startTime);
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 1, mended: 1 });
    expect(tracesIn(collector.folder, submission.envelope)).toEqual([]);
  });
});

describe('a withdrawal', () => {
  it('after the submission removes it, its answers and its envelope; its neighbour stays', async () => {
    const other = await kit.submission(answers);
    await collector.receipt(kit.bundle([await kit.submission(answers, { recordId }), other]));
    expect(await rowsOf('submissions')).toHaveLength(2);
    expect(await collector.receipt(kit.bundle([await kit.withdrawal(recordId)]))).toMatchObject({
      contiguousSeq: 3,
    });
    expect(await rowsOf('submissions')).toEqual([{ submission_id: other.recordId }]);
    expect(new Set((await rowsOf('answers')).map((row) => row.submission_id))).toEqual(
      new Set([other.recordId]),
    );
    for (const envelope of await archivedEnvelopes()) expect(envelope.every((byte) => byte === 0)).toBe(true);
  });

  it('that comes before the submission wins all the same', async () => {
    const first = kit.bundle([await kit.submission(answers, { recordId })]);
    const second = kit.bundle([await kit.withdrawal(recordId)]);
    await collector.receipt(second);
    expect(await collector.receipt(first)).toMatchObject({ contiguousSeq: 2 });
    expect(await rowsOf('submissions')).toEqual([]);
    const [envelope] = await archivedEnvelopes();
    expect(envelope?.length).toBeGreaterThan(0);
    expect(envelope?.every((byte) => byte === 0)).toBe(true);
    expect(await collector.receipt(first)).toMatchObject({ contiguousSeq: 2 });
  });

  it('in the same bundle as the submission removes it', async () => {
    await collector.receipt(
      kit.bundle([await kit.submission(answers, { recordId }), await kit.withdrawal(recordId)]),
    );
    expect(await rowsOf('submissions')).toEqual([]);
  });

  it('of a submission that was set aside takes it off the list, and no re-run brings it back', async () => {
    await collector.receipt(
      kit.bundle([await kit.submission(answers, { recordId, formRef: 'later/1/00000000' })]),
    );
    await collector.receipt(kit.bundle([await kit.withdrawal(recordId)]));
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 0, mended: 0 });
    expect(await rowsOf('submissions')).toEqual([]);
  });

  it('reaches a copy in a quarantined bundle', async () => {
    await collector.receipt(kit.bundle([kit.void()]));
    const fork = { number: 2, previousHash: 'ab'.repeat(32), firstSeq: 2 };
    await collector.receipt(kit.bundle([await kit.submission(answers, { recordId })], fork));
    await collector.receipt(kit.bundle([await kit.withdrawal(recordId)]));
    const envelopes = await archivedEnvelopes();
    expect(envelopes).toHaveLength(1);
    expect(envelopes[0]?.every((byte) => byte === 0)).toBe(true);
  });

  it('by another kit does nothing', async () => {
    const other = await collector.kit();
    await collector.receipt(kit.bundle([await kit.submission(answers, { recordId })]));
    await collector.receipt(other.bundle([await other.withdrawal(recordId)]));
    expect(await rowsOf('submissions')).toHaveLength(1);
  });
});
