/**
 * What a card keeps of the earlier counts of one fragment: nothing. Two versions of it under one draw of noise, or one mask of flips,
 * would tell whoever holds the card and the opening key what came between them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/sqlite.ts';
import { type CountBench, makeCountBench, phoneAddress } from '../support/count-bench.ts';

const minuteMs = 60_000;
let bench: CountBench;
/** As the sealer gave them out, in order. */
let envelopes: Uint8Array[];

const startNoting = () => {
  const { sealer } = bench.kit;
  bench.start({
    sealer: {
      seal: async (...given) => {
        const row = await sealer.seal(...given);
        envelopes.push(row.envelope);
        return row;
      },
    },
  });
};
beforeEach(async () => {
  bench = await makeCountBench({ profile: 'high-risk' });
  envelopes = [];
  startNoting();
});
afterEach(() => bench.kit.dispose());

let arrived = 0;
/** Somebody new each five minutes, so that each five minutes there is something to save. */
const passSaves = async (saves: number) => {
  for (let save = 0; save < saves; save++) {
    for (let phone = 0; phone < 20; phone++) bench.gate.arrive(phoneAddress(++arrived));
    await bench.pass(5 * minuteMs);
  }
};
/** Which of the envelopes lie in the data folder, if only a part of them. */
const lying = () => {
  const files = readdirSync(bench.kit.folder).map((name) => readFileSync(join(bench.kit.folder, name)));
  const isIn = (piece: Uint8Array) => files.some((content) => content.includes(Buffer.from(piece)));
  return envelopes.flatMap((envelope, index) => {
    for (let at = 0; at + 24 <= envelope.length; at += 24)
      if (isIn(envelope.subarray(at, at + 24))) return [index];
    return [];
  });
};

test('after hours of a fragment only its newest counts lie there, whole or in part', async () => {
  for (let hour = 0; hour < 3; hour++) {
    await passSaves(12);
    expect(lying()).toEqual([envelopes.length - 1]);
  }
  expect(envelopes.length).toBeGreaterThan(30);
});

test('nor does anything earlier lie there once it is in the outbox', async () => {
  await passSaves(6);
  await bench.counting.finish();
  expect(lying()).toEqual([envelopes.length - 1]);
});

test('where somebody reads the file meanwhile, the earlier ones go when that has ended', async () => {
  await passSaves(2);
  const reader = openDatabase(join(bench.kit.folder, 'state.db'), { readonly: true, check: false });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM open_counts').get();
  await passSaves(2);
  // Otherwise this test would show nothing.
  expect(lying().length).toBeGreaterThan(1);
  reader.exec('COMMIT');
  reader.close();
  await bench.pass(5000, 5000);
  expect(lying()).toEqual([envelopes.length - 1]);
});

test('what a power cut left of two versions goes with the next start’s first look', async () => {
  await passSaves(2);
  const reader = openDatabase(join(bench.kit.folder, 'state.db'), { readonly: true, check: false });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM open_counts').get();
  await passSaves(1);
  bench.cutPower();
  reader.close();
  const left = lying();
  expect(left.length).toBeGreaterThan(1);
  startNoting();
  await bench.pass(5000, 5000);
  expect(lying()).toEqual([left.at(-1)]);
});
