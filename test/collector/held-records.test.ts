/** Records that this version does not know: held, never in the way, and read by the version that knows them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createUser } from '../../src/collector/accounts/create-account.ts';
import { collectorConfigSchema } from '../../src/collector/config.ts';
import { fileBundle } from '../../src/collector/ingest/file-bundle.ts';
import { rerunHeld, rerunSetAside } from '../../src/collector/ingest/rerun-set-aside.ts';
import { startCollector } from '../../src/collector/main.ts';
import { silentLog } from '../../src/platform/log.ts';
import { type BundleRecord, decodeBundle } from '../../src/protocol/bundle.ts';
import { recordKinds } from '../../src/protocol/envelope.ts';
import { newId } from '../../src/protocol/ids.ts';
import { makeBrowser } from '../support/make-browser.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { MadeBundle, TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const answers = { age_group: '25_59', sex: 'f', needs: ['food'] };

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
});
afterEach(() => collector.close());

const later = (kindNumber = 200): BundleRecord => ({
  kind: 'unknown',
  kindNumber,
  recordId: newId(16),
  formRef: '',
  envelope: new Uint8Array(120).fill(9),
});
const records = async () =>
  (await collector.context.store.read.selectFrom('records').selectAll().orderBy('seq').execute()).map(
    ({ kind, state }) => `${kind} ${state}`,
  );
const submissions = () => collector.context.store.read.selectFrom('submissions').selectAll().execute();

/** As a collector does that knows none of these kinds: the same bytes, filed with every record held. */
const takeInAsBefore = ({ bytes, hash }: MadeBundle) => {
  const bundle = decodeBundle(bytes, { verify: () => true });
  const unknown = bundle.records.map((record): BundleRecord => {
    if (record.kind === 'unknown') return record;
    return { ...record, kind: 'unknown', kindNumber: recordKinds[record.kind] };
  });
  const verified = { bundle: { ...bundle, records: unknown }, bytes, hash };
  const reads = unknown.map(() => ({ kind: 'held' as const }));
  return collector.context.store.transaction((writer) =>
    fileBundle(writer, { ...verified, reads }, startTime),
  );
};

describe('a record of a kind that is not known here', () => {
  it('is held, the records around it are unified, and the receipt and the chain go on', async () => {
    const first = kit.bundle([await kit.submission(answers), later(), await kit.submission(answers)]);
    expect(await collector.receipt(first)).toMatchObject({ contiguousSeq: 3, headHash: first.hash });
    const second = kit.bundle([later(255), await kit.submission(answers)]);
    expect(await collector.receipt(second)).toMatchObject({ contiguousSeq: 5, headHash: second.hash });
    expect(await submissions()).toHaveLength(3);
    expect(await records()).toEqual([
      'submission unified',
      'unknown-200 held',
      'submission unified',
      'unknown-255 held',
      'submission unified',
    ]);
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 0, mended: 0 });
  });

  it('is shown to staff, who are told what to do', async () => {
    await createUser(collector.context, { email: 'ana@example.org', password: 'correct horse battery' });
    const browser = makeBrowser(collector.app);
    await browser.get('/sign-in');
    await browser.submit('/sign-in', { email: 'ana@example.org', password: 'correct horse battery' });
    expect((await browser.get('/set-aside')).html).not.toContain('newer than this collector');
    await collector.receipt(kit.bundle([later(), later(), await kit.sealed('count', new Uint8Array(3))]));
    expect((await browser.get('/set-aside')).html).toMatch(/2 records came from kits that are newer/);
  });

  it('may be taken back: nothing of it stays in the archive', async () => {
    const record = later();
    await collector.receipt(kit.bundle([record]));
    await collector.receipt(kit.bundle([await kit.withdrawal(record.recordId)]));
    expect(await records()).toEqual(['unknown-200 withdrawn', 'withdrawal unified']);
    const archived = await collector.context.store.read.selectFrom('bundles').select('bytes').execute();
    expect(archived.some(({ bytes }) => Buffer.from(bytes).includes(Buffer.from(record.envelope)))).toBe(
      false,
    );
  });
});

describe('after an upgrade', () => {
  it('what is known now is read once, of every page of it, and the rest stays held', async () => {
    const many = 120;
    const sent: BundleRecord[] = [later(), await kit.clock({ utcMs: startTime - 60_000 })];
    for (let n = 0; n < many; n++) sent.push(await kit.submission(answers));
    const damaged = await kit.submission(answers);
    sent.push({ ...damaged, recordId: newId(16) });
    await takeInAsBefore(kit.bundle(sent));
    expect(new Set(await records())).toEqual(
      new Set(['unknown-200 held', 'unknown-5 held', 'unknown-1 held']),
    );
    expect(await submissions()).toEqual([]);
    const { ingest } = collector.context;
    expect(await rerunHeld(ingest)).toEqual({ tried: many + 2, mended: many + 1 });
    expect(new Set(await records())).toEqual(
      new Set(['unknown-200 held', 'clock unified', 'submission unified', 'submission set_aside']),
    );
    expect(await submissions()).toHaveLength(many);
    // The clock reading that was held with them says when.
    expect(new Set((await submissions()).map((row) => row.earliest_at >= startTime - 180_000))).toEqual(
      new Set([true]),
    );
    // The one that does not open is an item like any other now.
    expect(await rerunSetAside(ingest)).toEqual({ tried: 1, mended: 0 });
    expect(await rerunHeld(ingest)).toEqual({ tried: 0, mended: 0 });
  });

  it('it happens by itself at the start; what an early end leaves is read at the next', async () => {
    const { ingest } = collector.context;
    await takeInAsBefore(kit.bundle([await kit.submission(answers), await kit.submission(answers)]));
    expect(await rerunHeld(ingest, AbortSignal.abort())).toEqual({ tried: 0, mended: 0 });
    const config = collectorConfigSchema.parse({ data_dir: collector.folder, port: 0 });
    const running = await startCollector(config, { log: silentLog });
    try {
      await vi.waitFor(async () => expect(await submissions()).toHaveLength(2), { timeout: 30_000 });
    } finally {
      await running.close();
    }
  });

  it('a withdrawal that was held is obeyed', async () => {
    const recordId = newId(16);
    const bundle = kit.bundle([await kit.submission(answers, { recordId }), await kit.withdrawal(recordId)]);
    await takeInAsBefore(bundle);
    await rerunHeld(collector.context.ingest);
    expect(await records()).toEqual(['submission withdrawn', 'withdrawal unified']);
    expect(await submissions()).toEqual([]);
  });

  it('a kit that sends again what is held gets the same receipt, and nothing is counted twice', async () => {
    const bundle = kit.bundle([await kit.submission(answers)]);
    await takeInAsBefore(bundle);
    await rerunHeld(collector.context.ingest);
    expect(await collector.receipt(bundle)).toMatchObject({ contiguousSeq: 1, headHash: bundle.hash });
    expect(await submissions()).toHaveLength(1);
  });
});
