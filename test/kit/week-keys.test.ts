/** Week keys at a kit: taken from the officer alone, opened for their week alone, and gone from memory and files when it is over. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { weeksFrom } from '../../src/count/make-week-keys.ts';
import { openWeekKeyBook, type WeekKeyBook } from '../../src/kit/sync/week-key-book.ts';
import { silentLog } from '../../src/platform/log.ts';
import { openingKey, publicKeyOf } from '../../src/protocol/envelope.ts';
import { Problem } from '../../src/protocol/problems.ts';
import { signerFromSeed, verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { fromBase64, toBase64 } from '../../src/protocol/week-key-files.ts';
import { decodeWeekKeys } from '../../src/protocol/week-keys.ts';
import { weekAt, weekNamed } from '../../src/protocol/weeks.ts';
import { filesWith } from '../support/find-bytes.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';
import {
  makeTestWeekKeys,
  officer,
  officerPublicKey,
  type SetTime,
  settableTime,
} from '../support/week-keys.ts';

const kitKey = new Uint8Array(32).fill(0x33);
const publicKey = publicKeyOf(kitKey);
const week = weekNamed('2026-W48');
const next = weekAt(week.untilUtcMs);
const wednesday = week.fromUtcMs + 2 * 86_400_000;
const minuteMs = 60_000;

let bench: KitBench;
let time: SetTime;
let book: WeekKeyBook;

const openBook = async (officerKey = officerPublicKey, ownKey = kitKey) =>
  openWeekKeyBook({
    table: bench.store.state.weekKeys,
    incidents: bench.store.state.incidents,
    officerPublicKey: officerKey,
    kitId: bench.kitId,
    opening: await openingKey(ownKey),
    timeKeeper: time,
    log: silentLog,
  });
/** For this kit, made at this time. */
const documentOf = async (first = week, count = 1, utcMs = wednesday, by = officer) => {
  const { file, keys } = await makeTestWeekKeys(
    [{ kitId: bench.kitId, publicKey }],
    weeksFrom(first, count),
    utcMs,
    by,
  );
  return { bytes: fromBase64(file.documents[0]?.document ?? ''), keys };
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: unknown) => (Problem.is(error) ? error.code : String(error)),
  );
const listed = () => book.list().map(({ fromUtcMs, key }) => [weekAt(fromUtcMs).name, toBase64(key)]);
const sealedIn = (bytes: Uint8Array) =>
  decodeWeekKeys(bytes, verifierFromPublicKey(officer.publicKey)).weeks.map(
    ({ sealed }) => sealed as Uint8Array,
  );
/** The program ended, in order or not, and was started again. */
const restart = async () => {
  book.close();
  bench.store.close();
  bench.reopen();
  book = await openBook();
};

beforeEach(async () => {
  bench = await makeKitBench();
  time = settableTime(wednesday);
  book = await openBook();
});
afterEach(() => {
  book.close();
  bench.dispose();
});

describe('what is taken', () => {
  test('is the current week’s key, opened, and those of later weeks, not opened', async () => {
    const { bytes, keys } = await documentOf(week, 5);
    await book.take(bytes);
    expect(listed()).toEqual([['2026-W48', toBase64(keys[0] as Uint8Array)]]);
    expect(bench.store.state.weekKeys.list()).toHaveLength(5);
    expect(book.number()).toBe(Math.floor(wednesday / 1000));
  });

  test('is only what the officer signed, for this kit, newer, for weeks that may be held', async () => {
    const first = await documentOf(week, 1, wednesday);
    await book.take(first.bytes);
    const before = bench.store.state.weekKeys.list();
    const forger = signerFromSeed(new Uint8Array(32).fill(8));
    const { file } = await makeTestWeekKeys([{ kitId: '01'.repeat(8), publicKey }], [week], wednesday + 9000);
    const later = wednesday + 14 * 86_400_000;
    const refused: [Uint8Array, string][] = [
      [(await documentOf(week, 1, wednesday + 9000, forger)).bytes, 'not_officers'],
      [fromBase64(file.documents[0]?.document ?? ''), 'other_kits'],
      [first.bytes, 'older_number'],
      [(await documentOf(week, 1, wednesday - 9000)).bytes, 'older_number'],
      [(await documentOf(weekAt(later), 4, later)).bytes, 'too_far_ahead'],
      [new TextEncoder().encode('<!doctype html>'.padEnd(200)), 'malformed'],
      [first.bytes.subarray(0, 60), 'truncated'],
    ];
    for (const [bytes, code] of refused) expect(await codeOf(book.take(bytes))).toBe(code);
    const { bytes: old } = await documentOf(week, 1, wednesday + 1000);
    time.now = { utcMs: next.fromUtcMs + minuteMs, uncertaintyMs: 500 };
    expect(await codeOf(book.take(old))).toBe('week_over');
    expect(bench.store.state.weekKeys.list()).toEqual(before);
    expect(bench.store.state.weekKeys.findTaken()?.number).toBe(Math.floor(wednesday / 1000));
  });

  test('adds to what is held: weeks that the newer document does not name stay', async () => {
    const first = await documentOf(week, 2, wednesday);
    const second = await documentOf(next, 3, wednesday + minuteMs);
    await book.take(first.bytes);
    await book.take(second.bytes);
    expect(listed()).toEqual([['2026-W48', toBase64(first.keys[0] as Uint8Array)]]);
    expect(bench.store.state.weekKeys.list()).toHaveLength(4);
    // The replaced one is in no file any more.
    expect(filesWith(bench.folder, sealedIn(first.bytes)[1] as Uint8Array)).toEqual([]);
    time.now = { utcMs: next.fromUtcMs, uncertaintyMs: 0 };
    await book.refresh();
    expect(listed()).toEqual([['2026-W49', toBase64(second.keys[0] as Uint8Array)]]);
  });

  test('takes the place of the same week’s other key', async () => {
    const first = await documentOf(week, 1, wednesday);
    const second = await documentOf(week, 1, wednesday + minuteMs);
    await book.take(first.bytes);
    await book.take(second.bytes);
    expect(listed()).toEqual([['2026-W48', toBase64(second.keys[0] as Uint8Array)]]);
  });

  test('that does not open with this kit’s key is dropped, and staff are told', async () => {
    book = await openBook(officerPublicKey, new Uint8Array(32).fill(0x34));
    await book.take((await documentOf()).bytes);
    expect(book.list()).toEqual([]);
    expect(bench.store.state.weekKeys.list()).toEqual([]);
    expect(bench.store.state.incidents.list().map(({ code }) => code)).toEqual(['week_key_unusable']);
  });
});

describe('without a clock', () => {
  test('nothing is taken, and nothing that is held is opened until the time is known', async () => {
    const { bytes, keys } = await documentOf();
    time.now = undefined;
    expect(await codeOf(book.take(bytes))).toBe('time_unknown');
    time.now = { utcMs: wednesday, uncertaintyMs: 500 };
    await book.take(bytes);
    time.now = undefined;
    await restart();
    await book.refresh();
    expect(book.list()).toEqual([]);
    time.now = { utcMs: wednesday, uncertaintyMs: 500 };
    await book.refresh();
    expect(listed()).toEqual([['2026-W48', toBase64(keys[0] as Uint8Array)]]);
  });
});

describe('at the week’s turn', () => {
  test('the next key is opened shortly before, and the old one ends with its week', async () => {
    const { bytes, keys } = await documentOf(week, 2);
    await book.take(bytes);
    const names = async (utcMs: number) => {
      time.now = { utcMs, uncertaintyMs: 500 };
      await book.refresh();
      return listed().map(([name]) => name);
    };
    expect(await names(week.untilUtcMs - 6 * minuteMs)).toEqual(['2026-W48']);
    expect(await names(week.untilUtcMs - 4 * minuteMs)).toEqual(['2026-W48', '2026-W49']);
    // Until it is over for certain: the clock may be half a second ahead.
    expect(await names(week.untilUtcMs + 400)).toEqual(['2026-W48', '2026-W49']);
    expect(await names(week.untilUtcMs + 500)).toEqual(['2026-W49']);
    expect(listed()).toEqual([['2026-W49', toBase64(keys[1] as Uint8Array)]]);
  });

  test('a key that is over is not given out, also before it was destroyed', async () => {
    await book.take((await documentOf()).bytes);
    time.now = { utcMs: next.fromUtcMs + minuteMs, uncertaintyMs: 500 };
    expect(book.list()).toEqual([]);
  });

  test('who asks gets a copy: it may be filled with zeros, and closing leaves nothing', async () => {
    const { bytes, keys } = await documentOf();
    await book.take(bytes);
    for (const { key } of book.list()) key.fill(0);
    expect(listed()).toEqual([['2026-W48', toBase64(keys[0] as Uint8Array)]]);
    book.close();
    await book.refresh();
    expect(book.list()).toEqual([]);
  });
});

describe('what is gone', () => {
  let made: Awaited<ReturnType<typeof documentOf>>;
  let sealed: readonly Uint8Array[];
  beforeEach(async () => {
    made = await documentOf(week, 2);
    sealed = sealedIn(made.bytes);
    await book.take(made.bytes);
  });
  const found = (bytes: Uint8Array | undefined) => filesWith(bench.folder, bytes as Uint8Array);
  const endWeek = () => {
    time.now = { utcMs: next.fromUtcMs + minuteMs, uncertaintyMs: 500 };
  };

  test('an opened key is in no file at any time; the sealed one is, until its week is over', async () => {
    for (const key of made.keys) expect(found(key)).toEqual([]);
    expect(found(sealed[0])).not.toEqual([]);
    endWeek();
    await book.refresh();
    for (const key of made.keys) expect(found(key)).toEqual([]);
    expect(found(sealed[0])).toEqual([]);
    // Not a part of it either, in a page that is free now.
    for (let at = 0; at < 80; at += 16) expect(found(sealed[0]?.subarray(at, at + 16))).toEqual([]);
    expect(found(made.bytes)).toEqual([]);
    // The next week's stays.
    expect(found(sealed[1])).not.toEqual([]);
  });

  test('also where the kit was off, as soon as the time is known', async () => {
    time.now = undefined;
    await restart();
    await book.refresh();
    expect(found(sealed[0])).not.toEqual([]);
    endWeek();
    await book.refresh();
    expect(found(sealed[0])).toEqual([]);
  });

  test('also where this start knows no time, but an earlier one knew that so much had passed', async () => {
    time.now = undefined;
    time.earliest = next.fromUtcMs;
    await restart();
    await book.refresh();
    expect(found(sealed[0])).toEqual([]);
    expect(book.list()).toEqual([]);
  });

  test('also where somebody reads the file meanwhile: the log is emptied later', async () => {
    const reader = new Database(join(bench.folder, 'state.db'), { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM week_keys').get();
    endWeek();
    await book.refresh();
    // Otherwise this test would show nothing.
    expect(found(sealed[0])).not.toEqual([]);
    reader.exec('COMMIT');
    reader.close();
    await book.refresh();
    expect(found(sealed[0])).toEqual([]);
  });

  test('also where the power went between the deletion and the emptying of the log', async () => {
    const reader = new Database(join(bench.folder, 'state.db'), { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM week_keys').get();
    endWeek();
    await book.refresh();
    const cut = join(bench.folder, '..', 'cut');
    cpSync(bench.folder, cut, { recursive: true });
    reader.exec('COMMIT');
    reader.close();
    bench.restoreImage(cut);
    expect(found(sealed[0])).not.toEqual([]);
    time.now = undefined;
    book = await openBook();
    await book.refresh();
    expect(found(sealed[0])).toEqual([]);
  });

  test('also what another officer signed, once the kit is told a new one', async () => {
    const other = signerFromSeed(new Uint8Array(32).fill(0x67));
    bench.store.close();
    bench.reopen();
    book = await openBook(toBase64(other.publicKey));
    await book.refresh();
    expect(book.list()).toEqual([]);
    expect(bench.store.state.weekKeys.list()).toEqual([]);
    for (const one of sealed) expect(found(one)).toEqual([]);
    expect(book.number()).toBe(0);
  });

  test('also what lay in a state file that was damaged: it is erased, not set aside', async () => {
    bench.store.close();
    const path = join(bench.folder, 'state.db');
    const bytes = readFileSync(path);
    const schema = bytes.indexOf('CREATE TABLE boots');
    writeFileSync(path, bytes.fill(0xa5, 100, 108).fill(0xa5, schema, schema + 40));
    expect(found(sealed[1])).not.toEqual([]);
    bench.reopen();
    book = await openBook();
    expect(bench.store.state.incidents.list().map(({ code }) => code)).toEqual(['state_file_damaged']);
    for (const one of sealed) expect(found(one)).toEqual([]);
  });
});
