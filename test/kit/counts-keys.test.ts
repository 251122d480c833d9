/**
 * Where a kit's own key is and where it is no more: in every file of the data folder, raw, in hexadecimal and in base64, also where the
 * power goes at the worst moment. And what of phones and keys is in the records: nothing.
 */
import { createHmac } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/kit/store/open-store.ts';
import { shred } from '../../src/kit/store/shred.ts';
import { openDatabase } from '../../src/platform/sqlite.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { type CountBench, makeCountBench, phoneAddress } from '../support/count-bench.ts';
import { filesWith } from '../support/find-bytes.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
let bench: CountBench;
beforeEach(async () => {
  bench = await makeCountBench();
});
afterEach(() => bench.kit.dispose());

const keyNow = () => bench.keys.at(-1)?.key ?? new Uint8Array(0);
const filesWithKey = (key: Uint8Array) =>
  filesWith(bench.kit.folder, key).map((path) => path.split('/').at(-1));

describe('the key of a day', () => {
  test('lies in the state file and nowhere else while its day goes on', async () => {
    await bench.pass(10 * minuteMs);
    expect(keyNow()).toHaveLength(32);
    const files = filesWithKey(keyNow());
    expect(files.length).toBeGreaterThan(0);
    expect(files.every((name) => name?.startsWith('state.db'))).toBe(true);
  });

  test('is in no file any more the moment after local midnight', async () => {
    await bench.pass(10 * minuteMs);
    const key = keyNow();
    await bench.pass(15 * hourMs, 5 * minuteMs);
    expect(bench.keys.length).toBe(2);
    expect(filesWithKey(key)).toEqual([]);
    expect(filesWithKey(keyNow())).not.toEqual([]);
  });

  test('is gone before the day’s last record is sealed, however long that takes', async () => {
    const files: unknown[][] = [];
    const sealedIds: string[] = [];
    const { sealer } = bench.kit;
    const key = () => bench.keys[0]?.key ?? new Uint8Array(0);
    bench.start({
      sealer: {
        seal: (...given) => {
          files.push(filesWithKey(key()));
          sealedIds.push(given[1]);
          return sealer.seal(...given);
        },
      },
    });
    await bench.pass(16 * hourMs, 5 * minuteMs);
    const endOfFirst = files.findIndex((found) => found.length === 0);
    expect(endOfFirst).toBeGreaterThan(0);
    expect(bench.keys.length).toBe(2);
    expect(files.slice(endOfFirst).every((found) => found.length === 0)).toBe(true);
    // That was the first day's own, and its last.
    expect(sealedIds.lastIndexOf(sealedIds[0] ?? '')).toBe(endOfFirst);
  });

  test('is in no file any more after a start on another day, however the kit went down', async () => {
    for (const isOrderly of [true, false]) {
      await bench.pass(10 * minuteMs);
      const key = keyNow();
      if (isOrderly) await bench.counting.finish();
      else bench.cutPower();
      expect(filesWithKey(key)).not.toEqual([]);
      bench.skip(30 * hourMs);
      bench.start();
      await bench.pass(5000, 5000);
      expect(filesWithKey(key)).toEqual([]);
    }
  });

  test('is in no file any more two minutes after a start that does not know the time', async () => {
    await bench.pass(10 * minuteMs);
    const key = keyNow();
    bench.cutPower();
    bench.clock.isKnown = false;
    bench.start();
    await bench.pass(3 * minuteMs, 5000);
    expect(filesWithKey(key)).toEqual([]);
    // Nor is the one of the undated day that has begun.
    expect(filesWithKey(keyNow())).toEqual([]);
  });

  test('goes with a state file that is damaged: that file is not kept', async () => {
    await bench.pass(10 * minuteMs);
    const key = keyNow();
    bench.kit.store.close();
    writeFileSync(join(bench.kit.folder, 'state.db-wal'), Buffer.concat([key, key]));
    writeFileSync(
      join(bench.kit.folder, 'state.db'),
      Buffer.concat([Buffer.from('rubbish'.repeat(999)), key]),
    );
    bench.kit.store = openStore({ folder: bench.kit.folder, random: systemRandom });
    expect(bench.kit.store.state.incidents.list()).toMatchObject([{ code: 'state_file_damaged' }]);
    expect(filesWithKey(key)).toEqual([]);
  });

  test('that was half destroyed when the power went is not taken for a key', async () => {
    await bench.pass(10 * minuteMs);
    const key = keyNow();
    const database = openDatabase(join(bench.kit.folder, 'state.db'), { check: false });
    database.exec("CREATE TRIGGER cut BEFORE DELETE ON count_keys BEGIN SELECT raise(FAIL, 'power'); END");
    expect(() => bench.kit.store.state.countKeys.destroy()).toThrow('power');
    database.exec('DROP TRIGGER cut');
    database.close();
    bench.cutPower();
    bench.start();
    await bench.pass(5000, 5000);
    expect(bench.kit.store.state.countKeys.find()).toMatchObject({ day: '2027-03-09' });
    await bench.counting.finish();
    const [first, second] = await bench.records();
    expect(first?.keyId).not.toBe(second?.keyId);
    expect(filesWithKey(key)).toEqual([]);
  });

  test('is filled with zeros in memory when it is over', async () => {
    const given: Uint8Array[] = [];
    const { gate } = bench;
    bench.start({
      gate: {
        count: (key, listener) => {
          if (key) given.push(key.key);
          return gate.count(key, listener);
        },
      },
    });
    await bench.pass(16 * hourMs, 5 * minuteMs);
    expect(given.map((key) => key.every((byte) => byte === 0))).toEqual([true, false]);
    await bench.counting.finish();
    expect(given.every((key) => key.every((byte) => byte === 0))).toBe(true);
  });
});

describe('shredding', () => {
  const secret = new Uint8Array(systemRandom(32));
  const make = () => {
    const folder = mkdtempSync(join(tmpdir(), 'shred-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const database = openDatabase(join(folder, 'a.db'));
    database.exec('CREATE TABLE secrets (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT');
    const insert = database.prepare('INSERT INTO secrets (bytes) VALUES (?)');
    for (let row = 0; row < 400; row++) insert.run(row === 200 ? secret : systemRandom(32));
    const steps = {
      overwrite: () => void database.prepare('UPDATE secrets SET bytes = randomblob(length(bytes))').run(),
      remove: () => void database.prepare('DELETE FROM secrets').run(),
    };
    return { folder, database, steps };
  };

  test('leaves nothing in file, log or free pages', () => {
    const { folder, database, steps } = make();
    expect(filesWith(folder, secret)).not.toEqual([]);
    expect(shred(database, steps)).toBe('gone');
    expect(filesWith(folder, secret)).toEqual([]);
    database.close();
    expect(filesWith(folder, secret)).toEqual([]);
  });

  test('says that something is left while somebody still reads from the log, and can be called again', () => {
    const { folder, database, steps } = make();
    const reader = openDatabase(join(folder, 'a.db'), { readonly: true, check: false });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM secrets').get();
    expect(shred(database, steps)).toBe('left');
    reader.exec('COMMIT');
    reader.close();
    expect(shred(database, steps)).toBe('gone');
    expect(filesWith(folder, secret)).toEqual([]);
    database.close();
  });

  test('whenever the power goes, the next attempt ends it', () => {
    const { folder, database, steps } = make();
    const images: string[] = [];
    const image = () => {
      const target = mkdtempSync(join(tmpdir(), 'shred-cut-'));
      onTestFinished(() => rmSync(target, { recursive: true }));
      cpSync(folder, target, { recursive: true });
      images.push(target);
    };
    const { overwrite, remove } = steps;
    const then = (work: () => void) => () => {
      work();
      image();
    };
    image();
    shred(database, { overwrite: then(overwrite), remove: then(remove) });
    image();
    database.close();
    for (const target of images) {
      const again = openDatabase(join(target, 'a.db'));
      const own = {
        overwrite: () => void again.prepare('UPDATE secrets SET bytes = randomblob(length(bytes))').run(),
        remove: () => void again.prepare('DELETE FROM secrets').run(),
      };
      expect(shred(again, own)).toBe('gone');
      expect(filesWith(target, secret)).toEqual([]);
      again.close();
    }
  });
});

test('no key, address, handle or seat is in what is sealed, nor in any file', async () => {
  const events: { readonly seat: number }[] = [];
  const { gate } = bench;
  bench.start({
    gate: {
      count: (key, listener) => {
        if (key) bench.keys.push({ key: Uint8Array.from(key.key), size: key.size });
        return gate.count(key, (event) => {
          events.push(event);
          listener?.(event);
        });
      },
    },
  });
  const addresses = Array.from({ length: 60 }, (_, index) => phoneAddress(30_000 + index));
  for (const address of addresses) gate.arrive(address);
  const handles = (await gate.list()).map(({ handle }) => handle);
  await bench.pass(20 * minuteMs);
  for (const handle of handles) bench.funnel.opened(handle, 'es');
  await bench.counting.finish();
  const records = await bench.records();
  expect(records.length).toBe(1);
  const text = JSON.stringify(records);
  expect(events.length).toBe(60);
  const key = keyNow();
  const told = [
    ...addresses,
    ...handles,
    ...handles.map((handle) => handle.slice(0, 8)),
    Buffer.from(key).toString('hex'),
    Buffer.from(key).toString('base64'),
    // Neither what would let it be recognised.
    createHmac('sha256', key).update('').digest('hex'),
  ];
  expect(told.filter((trace) => text.includes(trace))).toEqual([]);
  const numbers = new Set(events.map(({ seat }) => String(seat)).filter((seat) => seat.length > 3));
  expect(
    [...text.matchAll(/\b\d{4,5}\b/g)].map(([number]) => number).filter((number) => numbers.has(number)),
  ).toEqual([]);
  for (const handle of handles) {
    expect(filesWith(bench.kit.folder, Buffer.from(handle, 'hex'))).toEqual([]);
    expect(filesWith(bench.kit.folder, Buffer.from(handle))).toEqual([]);
  }
});
