/** Ingest, outcome by outcome, over HTTP and a real database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { revokeKit, unrevokeKit } from '../../src/collector/enrol-kit.ts';
import { ingestBundle } from '../../src/collector/ingest/ingest-bundle.ts';
import { rerunSetAside } from '../../src/collector/ingest/rerun-set-aside.ts';
import { insertForm } from '../../src/collector/store/forms-table.ts';
import {
  findDroppedCount,
  insertSetAside,
  listSetAside,
  maxUnauthenticatedBytes,
} from '../../src/collector/store/set-aside-table.ts';
import { openingKey } from '../../src/protocol/envelope.ts';
import { type Form, formRef } from '../../src/protocol/form.ts';
import { newId } from '../../src/protocol/ids.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import { makeKit, type TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const answers = { age_group: '25_59', sex: 'f', needs: ['food', 'shelter'] };

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
});
afterEach(() => collector.close());

const submissions = () =>
  collector.context.store.read.selectFrom('submissions').selectAll().orderBy('submission_id').execute();
const reasons = async () =>
  (await listSetAside(collector.context.store.read, 100)).map(({ reason }) => reason);
const problem = async (response: Response) => ({ status: response.status, body: await response.json() });

describe('a bundle that fits', () => {
  it('becomes rows and a receipt that covers it, with the nonce and the time', async () => {
    const bundle = kit.bundle([
      await kit.submission(answers),
      await kit.submission({}, { isComplete: false }),
    ]);
    const nonce = newId(16);
    const response = await collector.send(bundle, nonce);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(await collector.receipt(bundle)).toMatchObject({
      kitId: kit.kitId,
      incarnation: kit.incarnation,
      contiguousSeq: 2,
      ranges: [],
      headNumber: 1,
      headHash: bundle.hash,
      serverTime: startTime,
    });
    const rows = await submissions();
    expect(rows.map(({ status }) => status).sort()).toEqual(['abandoned', 'complete']);
    const complete = rows.find(({ status }) => status === 'complete');
    expect(complete).toMatchObject({
      site_id: 'XD-01',
      form_name: 'dtm-wifi-core',
      form_version: 1,
      operation: 'XDM-2026',
      round: 1,
      admin1_pcode: 'XDM03',
      admin2_pcode: 'XDM0301',
      language: 'es',
    });
    expect(JSON.parse(complete?.answers ?? '')).toMatchObject(answers);
  });

  it('sent again gets the same receipt with a fresh nonce, and changes nothing', async () => {
    const bundle = kit.bundle([await kit.submission(answers)]);
    const first = await collector.receipt(bundle);
    const again = await collector.receipt(bundle);
    expect({ ...again, nonce: '' }).toEqual({ ...first, nonce: '' });
    expect(again.nonce).not.toBe(first.nonce);
    expect(await submissions()).toHaveLength(1);
  });

  it('sent twenty times at once is unified once', async () => {
    const bundle = kit.bundle([await kit.submission(answers), await kit.submission(answers)]);
    const receipts = await Promise.all(Array.from({ length: 20 }, () => collector.receipt(bundle)));
    expect(new Set(receipts.map(({ contiguousSeq }) => contiguousSeq))).toEqual(new Set([2]));
    expect(await submissions()).toHaveLength(2);
  });

  it('may come before the one it follows; the receipt names the gap until it fills', async () => {
    const bundles = [];
    for (let n = 0; n < 3; n++) bundles.push(kit.bundle([await kit.submission(answers), kit.void()]));
    const [first, second, third] = bundles as [(typeof bundles)[0], (typeof bundles)[0], (typeof bundles)[0]];
    expect(await collector.receipt(third)).toMatchObject({
      contiguousSeq: 0,
      ranges: [{ first: 5, last: 6 }],
      headNumber: 3,
    });
    expect(await collector.receipt(first)).toMatchObject({
      contiguousSeq: 2,
      ranges: [{ first: 5, last: 6 }],
      headNumber: 3,
    });
    expect(await collector.receipt(second)).toMatchObject({
      contiguousSeq: 6,
      ranges: [],
      headNumber: 3,
      headHash: third.hash,
    });
    expect(await submissions()).toHaveLength(3);
  });

  it('with a record carried over from a damaged file is opened as it was sealed, and unified once', async () => {
    const recordId = newId(16);
    const before = newId(8);
    const original = await kit.submission(answers, { recordId });
    const carried = await kit.submission(answers, { recordId, sealedUnder: before });
    expect(await collector.receipt(kit.bundle([original, carried]))).toMatchObject({ contiguousSeq: 2 });
    expect(await submissions()).toHaveLength(1);
    const other = await kit.submission(answers, { sealedUnder: before });
    await collector.receipt(kit.bundle([other]));
    expect(await submissions()).toHaveLength(2);
    expect(await reasons()).toEqual([]);
  });
});

describe('two histories of one kit', () => {
  it('another bundle of the same number is quarantined; both are kept and the receipt says whose head is held', async () => {
    const bundle = kit.bundle([await kit.submission(answers)]);
    await collector.receipt(bundle);
    const other = kit.bundle([await kit.submission(answers)], {
      number: 1,
      previousHash: '0'.repeat(64),
      firstSeq: 1,
    });
    expect(await collector.receipt(other)).toMatchObject({
      contiguousSeq: 1,
      headNumber: 1,
      headHash: bundle.hash,
    });
    expect(await collector.receipt(other)).toMatchObject({ headHash: bundle.hash });
    expect(await reasons()).toEqual(['equivocation']);
    const held = await collector.context.store.read.selectFrom('bundles').select(['hash', 'state']).execute();
    expect(held).toHaveLength(2);
    expect(held).toContainEqual({ hash: other.hash, state: 'quarantined' });
    expect(await submissions()).toHaveLength(1);
  });

  it('another record of the same seq in a later bundle is quarantined', async () => {
    const bundle = kit.bundle([await kit.submission(answers)]);
    await collector.receipt(bundle);
    await collector.receipt(
      kit.bundle([await kit.submission(answers)], { number: 2, previousHash: bundle.hash, firstSeq: 1 }),
    );
    expect(await reasons()).toEqual(['equivocation']);
    expect(await submissions()).toHaveLength(1);
  });

  it('a bundle that follows another one than the head held is quarantined, and what follows the head goes on', async () => {
    const first = kit.bundle([await kit.submission(answers)]);
    await collector.receipt(first);
    const fork = kit.bundle([await kit.submission(answers)], {
      number: 2,
      previousHash: 'ab'.repeat(32),
      firstSeq: 2,
    });
    // Held, though apart: the kit need not send it for ever.
    expect(await collector.receipt(fork)).toMatchObject({
      contiguousSeq: 2,
      headNumber: 1,
      headHash: first.hash,
    });
    expect(await reasons()).toEqual(['chain_broken']);
    const next = kit.bundle([await kit.submission(answers)], {
      number: 2,
      previousHash: first.hash,
      firstSeq: 3,
    });
    expect(await collector.receipt(next)).toMatchObject({
      contiguousSeq: 3,
      headNumber: 2,
      headHash: next.hash,
    });
    expect(await submissions()).toHaveLength(2);
  });

  it('a bundle that fills a gap must be what the next one follows', async () => {
    const first = kit.bundle([kit.void()]);
    const third = kit.bundle([await kit.submission(answers)], {
      number: 3,
      previousHash: 'cd'.repeat(32),
      firstSeq: 3,
    });
    await collector.receipt(first);
    await collector.receipt(third);
    await collector.receipt(kit.bundle([kit.void()], { number: 2, previousHash: first.hash, firstSeq: 2 }));
    expect(await reasons()).toEqual(['chain_broken']);
  });
});

describe('what nothing vouches for', () => {
  it('an unknown kit gets no receipt; its bundle is kept for staff to see', async () => {
    const elsewhere = await makeCollector();
    const stranger = await elsewhere.kit();
    const bundle = stranger.bundle([await stranger.submission(answers)]);
    expect(await problem(await collector.send(bundle))).toMatchObject({
      status: 403,
      body: { code: 'unknown_kit', retry: false },
    });
    expect(await reasons()).toEqual(['unknown_kit']);
    await elsewhere.close();
  });

  it('a revoked kit gets no receipt; taking the revocation back and trying again unifies what was refused', async () => {
    await revokeKit(collector.context.store, kit.kitId, collector.clock);
    const bundle = kit.bundle([await kit.submission(answers)]);
    for (let n = 0; n < 3; n++)
      expect(await problem(await collector.send(bundle))).toMatchObject({
        status: 403,
        body: { code: 'revoked_kit' },
      });
    expect(await reasons()).toEqual(['revoked_kit']);
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 1, mended: 0 });
    await unrevokeKit(collector.context.store, kit.kitId);
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 1, mended: 1 });
    expect(await submissions()).toHaveLength(1);
    expect(await reasons()).toEqual([]);
    expect(await collector.receipt(bundle)).toMatchObject({ contiguousSeq: 1 });
  });

  it('a changed byte anywhere is refused and never unified', async () => {
    const { bytes } = kit.bundle([await kit.submission(answers)]);
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x40;
      expect((await collector.send({ bytes: changed })).status, `byte ${at}`).toBeGreaterThanOrEqual(400);
    }
    expect(await submissions()).toEqual([]);
    expect(new Set(await reasons())).toEqual(new Set(['bad_signature', 'unknown_kit']));
  });

  it('what is no bundle at all is refused and not kept', async () => {
    expect(await problem(await collector.send({ bytes: new Uint8Array(500) }))).toMatchObject({
      status: 400,
      body: { code: 'malformed' },
    });
    expect(await problem(await collector.send({ bytes: new Uint8Array() }))).toMatchObject({
      status: 400,
      body: { code: 'truncated' },
    });
    expect(await problem(await collector.send({ bytes: new Uint8Array(70_000) }))).toMatchObject({
      status: 413,
    });
    expect(await reasons()).toEqual([]);
  });

  it('a request without a nonce is told what is missing', async () => {
    const { bytes } = kit.bundle([kit.void()]);
    const response = await collector.send({ bytes }, 'abc');
    expect(await problem(response)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', detail: expect.stringContaining('DTM-Nonce') },
    });
  });
});

describe('a record that cannot be unified', () => {
  it('is held and named; the records around it are unified', async () => {
    const foreign = await kit.submission(answers);
    const records = [
      await kit.submission(answers),
      { ...foreign, recordId: newId(16) },
      await kit.submission(answers, { formRef: 'other-form/1/00000000' }),
      await kit.submission(answers, { siteId: 'XX-99' }),
      await kit.submission({ age_group: 'under18', sex: 'f' }),
      await kit.sealed('submission', new Uint8Array([9, 9]), { formRef: formRef(collector.form) }),
      await kit.sealed('health', new Uint8Array([1, 2, 3])),
      await kit.submission(answers),
    ];
    expect(await collector.receipt(kit.bundle(records))).toMatchObject({ contiguousSeq: 8 });
    expect(await submissions()).toHaveLength(2);
    expect((await reasons()).sort()).toEqual([
      'cannot_open',
      'failed_check',
      'unknown_form',
      'unknown_site',
      'unreadable_record',
      'unreadable_record',
    ]);
  });

  it('is unified by a re-run once its form is registered, and only once', async () => {
    const newer: Form = { ...collector.form, version: 2 };
    const site = collector.sites[1];
    const other = await makeKit(await collector.enrol(site), newer);
    await collector.receipt(other.bundle([await other.submission(answers)]));
    expect(await reasons()).toEqual(['unknown_form']);
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 1, mended: 0 });
    await collector.context.store.transaction((writer) => insertForm(writer, newer, startTime));
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 1, mended: 1 });
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 0, mended: 0 });
    expect((await submissions()).map((row) => row.form_version)).toEqual([2]);
  });

  it('sealed to a key that was lost is unified once the key is back', async () => {
    const lost = await openingKey(new Uint8Array(32).fill(7));
    const bundle = kit.bundle([await kit.submission(answers), await kit.withdrawal(newId(16))]);
    await ingestBundle({ ...collector.context.ingest, key: lost }, bundle.bytes, startTime);
    expect(await reasons()).toEqual(['cannot_open', 'cannot_open']);
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 2, mended: 2 });
    expect(await submissions()).toHaveLength(1);
    expect(await reasons()).toEqual([]);
  });
});

describe('the room for what nothing vouches for', () => {
  it('is limited; beyond it bundles are counted and dropped, and genuine ones go on', async () => {
    const { store } = collector.context;
    const big = Math.floor(maxUnauthenticatedBytes / 4);
    await store.transaction(async (writer) => {
      for (let n = 0; n < 4; n++)
        await insertSetAside(writer, {
          item_id: `forged-${n}`,
          what: 'bundle',
          reason: 'bad_signature',
          detail: '',
          kit_id: kit.kitId,
          incarnation: kit.incarnation,
          number: n,
          seq: null,
          is_authenticated: 0,
          size_bytes: big,
          bytes: new Uint8Array(1),
          set_aside_at: startTime,
        });
    });
    const genuine = kit.bundle([await kit.submission(answers)]);
    const forged = Uint8Array.from(genuine.bytes);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect((await collector.send({ bytes: forged })).status).toBe(403);
    expect(await findDroppedCount(store.read)).toBe(1);
    expect(await reasons()).toHaveLength(4);
    expect(await collector.receipt(genuine)).toMatchObject({ contiguousSeq: 1 });
  });
});
