/**
 * The key to which week keys are sealed for a kit: made on the kit, kept in one file for its user alone, told to the field team and to
 * the collector by its public half, and never derived from what the enrolment holds.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCountKey } from '../../src/kit/count-key.ts';
import { createWeekKeys } from '../../src/kit/week-keys.ts';
import { silentLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { countKeyFile, fromBase64 } from '../../src/protocol/week-key-files.ts';
import { openWeekKey, sealWeekKey } from '../../src/protocol/week-key-sealing.ts';
import { weekNamed } from '../../src/protocol/weeks.ts';
import { filesWith } from '../support/find-bytes.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';
import { officerPublicKey, settableTime } from '../support/week-keys.ts';

let bench: KitBench;
beforeEach(async () => {
  bench = await makeKitBench();
});
afterEach(() => bench.dispose());

const path = () => join(bench.folder, 'count-key.json');
const open = (kitId = bench.kitId) => openCountKey({ folder: bench.folder, kitId, random: systemRandom });
const privateKey = () => fromBase64(countKeyFile.parse(JSON.parse(readFileSync(path(), 'utf8'))).private_key);

/** As a start of the kit does. */
const start = async (profile: 'local' | 'linked') => {
  const weekKeys = await createWeekKeys({
    config: {
      data_dir: bench.folder,
      counting: { profile, officer_public_key: officerPublicKey },
      sync: {
        coalesce_ms: 5,
        backoff_min_ms: 5,
        backoff_max_ms: 5,
        uplink_check_ms: 5,
        connect_timeout_ms: 5,
        idle_timeout_ms: 5,
        deadline_ms: 5,
        replies_ms: 5,
      },
    },
    context: {
      enrolment: { kit_id: bench.kitId, collector_url: 'https://collector.example.org' } as never,
      signer: bench.signer,
    },
    state: bench.store.state,
    timeKeeper: settableTime() as never,
    random: systemRandom,
    log: silentLog,
  });
  for (const job of weekKeys.jobs) if (job.firstAfterMs === 0) await job.run();
  weekKeys.close();
  return weekKeys.publicKey;
};
const incidents = () => bench.store.state.incidents.list().map(({ code }) => code);

describe('the file', () => {
  test('is made once, for the kit’s user alone, and opens what is sealed to the half that is told', async () => {
    const made = await open();
    expect(made.origin).toBe('made');
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    const binding = { kitId: bench.kitId, week: weekNamed('2026-W48'), keyId: 'ab'.repeat(8) };
    const key = new Uint8Array(systemRandom(32));
    const sealed = await sealWeekKey(key, binding, made.publicKey);
    const found = await open();
    expect(found.origin).toBe('found');
    expect(found.publicKey).toEqual(made.publicKey);
    expect(await openWeekKey(sealed, binding, found.opening)).toEqual(key);
  });

  test('of two kits holds two keys, whatever their enrolments', async () => {
    const one = await open();
    const other = await makeKitBench();
    const { publicKey } = await openCountKey({
      folder: other.folder,
      kitId: bench.kitId,
      random: systemRandom,
    });
    expect(publicKey).not.toEqual(one.publicKey);
    other.dispose();
  });

  test('of another enrolment is not used: its key is in no file any more', async () => {
    const made = await open();
    const before = privateKey();
    const replaced = await open('ab'.repeat(8));
    expect(replaced.origin).toBe('replaced');
    expect(replaced.publicKey).not.toEqual(made.publicKey);
    expect(filesWith(bench.folder, before)).toEqual([]);
  });

  test('that holds no key is replaced', async () => {
    for (const damage of ['', '{', JSON.stringify({ format: 'dtm-wifi-count-key/1', kit_id: bench.kitId })]) {
      writeFileSync(path(), damage);
      expect((await open()).origin).toBe('replaced');
      expect((await open()).origin).toBe('found');
    }
  });
});

describe('a start of the kit', () => {
  test('under a profile that links makes the key, and each later one finds it', async () => {
    const publicKey = await start('linked');
    expect(publicKey).toHaveLength(32);
    expect(await start('linked')).toEqual(publicKey);
    expect(incidents()).toEqual([]);
  });

  test('tells staff where the key had to be made anew', async () => {
    const publicKey = await start('linked');
    writeFileSync(path(), 'damaged');
    expect(await start('linked')).not.toEqual(publicKey);
    expect(incidents()).toEqual(['count_key_replaced']);
  });

  test('under the profile local makes none, and destroys the one of a time when it linked', async () => {
    expect(await start('local')).toBeUndefined();
    expect(() => statSync(path())).toThrow();
    await start('linked');
    const before = privateKey();
    expect(filesWith(bench.folder, before)).not.toEqual([]);
    expect(await start('local')).toBeUndefined();
    expect(filesWith(bench.folder, before)).toEqual([]);
  });

  test('whose storage does not give the key goes on without', async () => {
    await start('linked');
    // A folder in the file's place: it can neither be read nor replaced.
    rmSync(path());
    mkdirSync(path());
    expect(await start('linked')).toBeUndefined();
  });
});
