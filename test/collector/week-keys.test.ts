/** Week keys from the officer by way of the collector to the kits: each gets its own, the collector opens none, and what is over goes. */
import { hkdfSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enrolKit, revokeKit } from '../../src/collector/enrol-kit.ts';
import { loadRecoveryKey, recoveryKeyPath } from '../../src/collector/keys.ts';
import { startCollector } from '../../src/collector/main.ts';
import {
  eraseOverWeekKeys,
  listCountKits,
  relayWeekKeys,
} from '../../src/collector/publish/relay-week-keys.ts';
import { tellCountKits, tellRelayed } from '../../src/collector/publish/tell-week-keys.ts';
import { makeWeekKeys, weeksFrom } from '../../src/count/make-week-keys.ts';
import { createWeekKeyFetcher } from '../../src/kit/sync/fetch-week-keys.ts';
import { openWeekKeyBook, type WeekKeyBook } from '../../src/kit/sync/week-key-book.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Enrolment } from '../../src/protocol/enrolment.ts';
import { openingKey, publicKeyOf } from '../../src/protocol/envelope.ts';
import { systemRandom, toHex } from '../../src/protocol/ids.ts';
import { Problem } from '../../src/protocol/problems.ts';
import { signerFromSeed, verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { fromBase64, toBase64, type WeekKeysFile } from '../../src/protocol/week-key-files.ts';
import { openWeekKey } from '../../src/protocol/week-key-sealing.ts';
import { decodeWeekKeys } from '../../src/protocol/week-keys.ts';
import { requestHeaders } from '../../src/protocol/week-keys-request.ts';
import { weekAt } from '../../src/protocol/weeks.ts';
import { filesWith } from '../support/find-bytes.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import { makeKit } from '../support/make-kit.ts';
import { type ServedApp, serveApp } from '../support/serve-app.ts';
import { makeTestWeekKeys, officer, officerPublicKey, settableTime } from '../support/week-keys.ts';

const week = weekAt(startTime);
const next = weekAt(week.untilUtcMs);
let collector: TestCollector;
let enrolments: Enrolment[];
/** By kit: made at the kit, and never at the collector. */
let kitKeys: Map<string, Uint8Array>;

/** A report of the kit on itself, as it comes with any bundle. */
const tell = async (enrolment: Enrolment, countPublicKey?: Uint8Array) => {
  const kit = await makeKit(enrolment, collector.form);
  const told = countPublicKey ? { countPublicKey: toBase64(countPublicKey) } : {};
  await collector.receipt(kit.bundle([await kit.health(told)]));
};

beforeEach(async () => {
  collector = await makeCollector();
  const [first, second] = collector.sites;
  enrolments = [await collector.enrol(first), await collector.enrol(second)];
  kitKeys = new Map(enrolments.map(({ kit_id }) => [kit_id, systemRandom(32)]));
  for (const enrolment of enrolments) await tell(enrolment, publicKeyOf(keyOf(enrolment)));
});
afterEach(() => collector.close());

const store = () => collector.context.store;
const seedOf = ({ kit_signing_key }: Enrolment) => fromBase64(kit_signing_key);
const keyOf = ({ kit_id }: Enrolment) => kitKeys.get(kit_id) as Uint8Array;
const kitsListed = async () =>
  (await listCountKits(store())).file.kits.map(({ kit_id: kitId, public_key }) => ({
    kitId,
    publicKey: fromBase64(public_key),
  }));
/** For all kits the collector lists; also the keys in the clear. */
const make = async (count = 2, utcMs = startTime) =>
  makeTestWeekKeys(await kitsListed(), weeksFrom(week, count), utcMs);
const relay = (file: WeekKeysFile) => relayWeekKeys(store(), file, collector.clock.now());
const get = async ({ kit_id: kitId }: Enrolment, headers: Readonly<Record<string, string>>, after = 0) =>
  collector.app.request(`/api/v1/kits/${kitId}/week-keys?after=${after}`, { headers: { ...headers } });
const ask = (kit: Enrolment, after = 0, by = kit) =>
  get(
    kit,
    requestHeaders({ kitId: kit.kit_id, after, utcMs: collector.clock.now() }, signerFromSeed(seedOf(by))),
    after,
  );
const rows = () => store().read.selectFrom('week_keys').selectAll().execute();
const sealedIn = (file: WeekKeysFile) =>
  file.documents.flatMap(({ document }) =>
    decodeWeekKeys(fromBase64(document), verifierFromPublicKey(officer.publicKey)).weeks.map(
      ({ sealed }) => sealed as Uint8Array,
    ),
  );
const firstOf = (file: WeekKeysFile, change: (document: Uint8Array) => Uint8Array): WeekKeysFile => ({
  ...file,
  documents: file.documents.slice(0, 1).map(({ kit_id, document }) => ({
    kit_id,
    document: Buffer.from(change(fromBase64(document))).toString('base64'),
  })),
});

describe('the list for the officer', () => {
  test('names kits and sites, and the key that each kit told', async () => {
    const { file, withoutKey } = await listCountKits(store());
    expect(withoutKey).toEqual([]);
    expect(file.kits.map(({ kit_id }) => kit_id).sort()).toEqual(
      enrolments.map(({ kit_id }) => kit_id).sort(),
    );
    const { file: keys } = await make(1);
    for (const enrolment of enrolments) {
      const document = keys.documents.find(({ kit_id }) => kit_id === enrolment.kit_id)?.document ?? '';
      const read = decodeWeekKeys(fromBase64(document), verifierFromPublicKey(officer.publicKey));
      const [{ sealed, ...one }] = read.weeks as [(typeof read.weeks)[number]];
      const binding = { kitId: enrolment.kit_id, week: one, keyId: one.keyId };
      const opening = await openingKey(keyOf(enrolment));
      expect(await openWeekKey(sealed as Uint8Array, binding, opening)).toHaveLength(32);
    }
  });

  test('leaves out revoked kits, and names those that have told no key, or have one no more', async () => {
    const [first, second] = enrolments as [Enrolment, Enrolment];
    const third = await collector.enrol();
    await revokeKit(store(), first.kit_id, collector.clock);
    await tell(second);
    const listed = await listCountKits(store());
    expect(listed.file).toEqual({ format: 'dtm-wifi-count-kits/1', kits: [] });
    expect([...listed.withoutKey].sort()).toEqual([second.kit_id, third.kit_id].sort());
    expect(tellCountKits(listed, 'kits.json')).toMatch(
      new RegExp(`${third.kit_id} {2}left out: it has told no key`),
    );
  });

  test('follows a kit that has made another key', async () => {
    const [first] = enrolments as [Enrolment];
    const other = publicKeyOf(systemRandom(32));
    await tell(first, other);
    const listed = (await kitsListed()).find(({ kitId }) => kitId === first.kit_id);
    expect(toHex(listed?.publicKey ?? new Uint8Array())).toBe(toHex(other));
  });

  test('names a key that nobody can make from what the enrolment gave the kit', async () => {
    const { file: keys } = await make(1);
    for (const enrolment of enrolments) {
      const document = keys.documents.find(({ kit_id }) => kit_id === enrolment.kit_id)?.document ?? '';
      const { weeks } = decodeWeekKeys(fromBase64(document), verifierFromPublicKey(officer.publicKey));
      const seed = seedOf(enrolment);
      // As it is, and as kits of an earlier version made their key of it.
      const derived = hkdfSync('sha256', seed, new Uint8Array(), 'dtm-wifi/count-kit-key/1', 32);
      for (const guess of [seed, new Uint8Array(derived)])
        for (const { sealed, keyId, ...one } of weeks)
          await expect(
            openWeekKey(
              sealed as Uint8Array,
              { kitId: enrolment.kit_id, week: one, keyId },
              await openingKey(guess),
            ),
          ).rejects.toThrow(/cannot be opened/);
    }
  });
});

describe('the officer’s order', () => {
  const refused = async (
    kits: Awaited<ReturnType<typeof listCountKits>>['file']['kits'],
    first = week,
    count = 1,
  ) =>
    makeWeekKeys({
      kits,
      officer,
      weeks: weeksFrom(first, count),
      utcMs: startTime,
      random: systemRandom,
    }).then(
      () => 'made',
      (error: unknown) => (Problem.is(error) ? error.code : String(error)),
    );

  test('is for the current week and four ahead, and for kits that are each listed once', async () => {
    const { kits } = (await listCountKits(store())).file;
    const [one, other] = kits as [(typeof kits)[number], (typeof kits)[number]];
    expect(await refused(kits, week, 5)).toBe('made');
    expect(await refused(kits, week, 6)).toBe('too_far_ahead');
    expect(await refused(kits, weekAt(week.fromUtcMs - 1))).toBe('week_over');
    expect(await refused([])).toBe('malformed');
    expect(await refused([one, one])).toBe('malformed');
    expect(await refused([one, { ...other, public_key: one.public_key }])).toBe('malformed');
    expect(await refused([{ ...one, public_key: Buffer.alloc(32).toString('base64') }])).toBe('malformed');
  });
});

describe('what the collector passes on', () => {
  test('is each kit’s own document, to that kit, while it is newer than what the kit has', async () => {
    const { file } = await make();
    const relayed = await relay(file);
    expect(relayed).toEqual(
      file.documents.map(({ kit_id }) => ({ kitId: kit_id, kind: 'ready', weeks: [week.name, next.name] })),
    );
    for (const enrolment of enrolments) {
      const response = await ask(enrolment);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      const bytes = new Uint8Array(await response.arrayBuffer());
      const { kitId, number } = decodeWeekKeys(bytes, verifierFromPublicKey(officer.publicKey));
      expect(kitId).toBe(enrolment.kit_id);
      expect((await ask(enrolment, number)).status).toBe(204);
    }
  });

  test('goes to nobody else: not without a signature, nor under another kit’s, nor to a revoked kit', async () => {
    const [first, second] = enrolments as [Enrolment, Enrolment];
    await relay((await make()).file);
    expect((await get(first, {})).status).toBe(400);
    expect((await ask(first, 0, second)).status).toBe(403);
    const old = requestHeaders(
      { kitId: first.kit_id, after: 0, utcMs: collector.clock.now() - 3_600_000 },
      signerFromSeed(seedOf(first)),
    );
    expect((await get(first, old)).status).toBe(403);
    expect((await get({ ...first, kit_id: 'ab'.repeat(8) }, {})).status).toBe(403);
    await revokeKit(store(), first.kit_id, collector.clock);
    expect((await ask(first)).status).toBe(403);
    expect((await ask(second)).status).toBe(200);
    expect((await rows()).map(({ kit_id }) => kit_id)).toEqual([second.kit_id]);
  });

  test('is refused with a plain sentence where it is not one to pass on, and holds up no other kit’s', async () => {
    const { file } = await make();
    await relay((await make(2, startTime + 60_000)).file);
    const codes = async (made: WeekKeysFile) =>
      (await relay(made)).map((one) => (one.kind === 'refused' ? one.code : one.kind));
    expect(await codes(file)).toEqual(['older_number', 'older_number']);
    const changed = firstOf(file, (bytes) => bytes.map((byte, at) => (at === 30 ? byte ^ 1 : byte)));
    expect(await codes(changed)).toEqual(['not_officers']);
    expect(await codes(firstOf(file, () => new Uint8Array(100)))).toEqual(['malformed']);
    const swapped = file.documents.map(({ kit_id }, index) => ({
      kit_id,
      document: file.documents[1 - index]?.document ?? '',
    }));
    expect(await codes({ ...file, documents: swapped })).toEqual(['other_kits', 'other_kits']);
    const strange = await makeTestWeekKeys(
      [{ kitId: 'ab'.repeat(8), publicKey: new Uint8Array(32).fill(9) }],
      [week],
      startTime,
    );
    const mixed = {
      ...file,
      documents: [...strange.file.documents, ...(await make(1, startTime + 90_000)).file.documents],
    };
    const told = await relay(mixed);
    expect(told.map(({ kind }) => kind)).toEqual(['refused', 'ready', 'ready']);
    expect(tellRelayed(told, 'keys.json')).toMatch(/not taken: This kit is not enrolled at this collector/);
    collector.clock.set(next.untilUtcMs + 1);
    expect(await codes((await make(2, startTime + 99_000)).file)).toEqual(['week_over', 'week_over']);
  });

  test('is nothing that it could open, with any key of its own', async () => {
    const { file, keys } = await make();
    await relay(file);
    const { operations } = collector.context.keys;
    const recovery = await loadRecoveryKey(recoveryKeyPath(collector.folder));
    const own = [operations, recovery, await openingKey(fromBase64(officerPublicKey))];
    for (const { document } of file.documents) {
      const { kitId, weeks } = decodeWeekKeys(fromBase64(document), verifierFromPublicKey(officer.publicKey));
      for (const { sealed, keyId, ...one } of weeks)
        for (const key of own)
          await expect(openWeekKey(sealed as Uint8Array, { kitId, week: one, keyId }, key)).rejects.toThrow(
            /cannot be opened/,
          );
    }
    for (const key of keys) expect(filesWith(collector.folder, key)).toEqual([]);
    for (const enrolment of enrolments) expect(filesWith(collector.folder, seedOf(enrolment))).toEqual([]);
    // The search finds what is there.
    for (const sealed of sealedIn(file)) expect(filesWith(collector.folder, sealed)).not.toEqual([]);
  });
});

describe('when a week is over', () => {
  test('its sealed keys are gone from the database’s files, and with the last one the document', async () => {
    const { file } = await make();
    await relay(file);
    const sealed = sealedIn(file);
    expect(await eraseOverWeekKeys(store(), week.untilUtcMs - 1)).toBe(0);
    collector.clock.set(week.untilUtcMs);
    // Nobody gets it any more, also before the job has come by.
    const response = await ask(enrolments[0] as Enrolment);
    const given = new Uint8Array(await response.arrayBuffer());
    const read = decodeWeekKeys(given, verifierFromPublicKey(officer.publicKey));
    expect(read.weeks.map((one) => one.sealed === undefined)).toEqual([true, false]);
    expect(await eraseOverWeekKeys(store(), week.untilUtcMs)).toBe(2);
    const isFound = sealed.map((bytes) => filesWith(collector.folder, bytes).length > 0);
    expect(isFound).toEqual([false, true, false, true]);
    expect(await eraseOverWeekKeys(store(), next.untilUtcMs)).toBe(2);
    expect(await rows()).toEqual([]);
    for (const bytes of sealed) expect(filesWith(collector.folder, bytes)).toEqual([]);
  });

  test('the server does so by itself, at its start', async () => {
    const { file } = await make();
    await relay(file);
    await store().close();
    collector.clock.set(next.untilUtcMs);
    const { config, clock } = collector.context;
    const running = await startCollector({ ...config, port: 0 }, { clock, log: silentLog });
    await running.close();
    collector = await collector.reopen();
    expect(await rows()).toEqual([]);
    for (const bytes of sealedIn(file)) expect(filesWith(collector.folder, bytes)).toEqual([]);
  });

  test('a document that a newer one replaced is in no file either', async () => {
    const first = await make();
    await relay(first.file);
    await relay((await make(2, startTime + 60_000)).file);
    for (const bytes of sealedIn(first.file)) expect(filesWith(collector.folder, bytes)).toEqual([]);
  });
});

describe('at the kits', () => {
  let served: ServedApp;
  let benches: KitBench[];
  beforeEach(async () => {
    served = await serveApp(collector.app);
    benches = [await makeKitBench(), await makeKitBench()];
  });
  afterEach(() => {
    served.close();
    for (const bench of benches) bench.dispose();
  });

  const fetchAt = async (bench: KitBench, enrolment: Enrolment, utcMs: number): Promise<WeekKeyBook> => {
    const seed = seedOf(enrolment);
    const { weekKeys: table, incidents } = bench.store.state;
    const timeKeeper = settableTime(utcMs);
    const kitId = enrolment.kit_id;
    const opening = await openingKey(keyOf(enrolment));
    const parts = { table, incidents, officerPublicKey, kitId, opening, timeKeeper, log: silentLog };
    const book = openWeekKeyBook(parts);
    const limits = { connectTimeoutMs: 2000, idleTimeoutMs: 2000, deadlineMs: 4000 };
    const signer = signerFromSeed(seed);
    const fetcher = createWeekKeyFetcher({ ...parts, collectorUrl: served.url, signer, book, limits });
    expect(await fetcher.fetch()).toEqual({ kind: 'taken' });
    fetcher.close();
    return book;
  };

  test('the same key arrives under the same name, and with the next week another', async () => {
    const { file, keys } = await make(2);
    await relay(file);
    const books = await Promise.all(
      benches.map((bench, index) => fetchAt(bench, enrolments[index] as Enrolment, startTime)),
    );
    const [one, other] = books.map((book) => book.list()[0]);
    expect(toHex(one?.key ?? new Uint8Array())).toBe(toHex(keys[0] as Uint8Array));
    expect(other).toEqual(one);
  });

  test('a kit that comes only in the second week gets that week’s key, and no other', async () => {
    const { file, keys } = await make(2);
    await relay(file);
    collector.clock.set(next.fromUtcMs + 5);
    const book = await fetchAt(benches[0] as KitBench, enrolments[0] as Enrolment, next.fromUtcMs + 1000);
    expect(book.list().map(({ key }) => toHex(key))).toEqual([toHex(keys[1] as Uint8Array)]);
    expect(benches[0]?.store.state.weekKeys.list()).toHaveLength(1);
  });
});

test('at enrolment the collector knows no key of the kit’s', async () => {
  const [site] = collector.sites;
  const { keys } = collector.context;
  const { kit_id } = await enrolKit({
    store: store(),
    keys,
    site: site as never,
    clock: collector.clock,
    collectorUrl: 'http://127.0.0.1:1',
  });
  const { file, withoutKey } = await listCountKits(store());
  expect(file.kits.map((kit) => kit.kit_id)).not.toContain(kit_id);
  expect(withoutKey).toEqual([kit_id]);
});
