/**
 * A visit that has ended, searched for in the memory of the program that sealed it: its content key is nowhere, at once and without
 * anything having been cleaned; that of a visit that goes on is found, so that the search is one.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

const program = `
import { timesInMemory } from '${root}/test/support/own-memory.ts';
import { beginSealing, keyRing, publicKeyOf } from '${root}/src/protocol/envelope.ts';

const byteOf = (visit, at) => (visit * 37 + at * 101 + ((at * at) % 13)) & 255;
const ring = await keyRing([1, 2].map((fill) => publicKeyOf(new Uint8Array(32).fill(fill))));
const binding = {
  kind: 'submission',
  kitId: '0102030405060708',
  incarnation: 'a1a2a3a4a5a6a7a8',
  recordId: '00112233445566778899aabbccddeeff',
  formRef: 'dtm-wifi-core/1/0a1b2c3d',
};
const begin = async (visit) => {
  const random = (length) => {
    // Off V8's heap, as the bytes of node:crypto's randomBytes are; a small array of its own leaves a copy there.
    const bytes = new Uint8Array(new ArrayBuffer(length));
    for (let at = 0; at < length; at += 1) bytes[at] = byteOf(visit, at);
    return bytes;
  };
  const sealing = await beginSealing(binding, ring, random);
  for (let answers = 0; answers < 7; answers += 1) sealing.seal(new Uint8Array(40));
  return sealing;
};
const ended = await begin(1);
const open = await begin(2);
ended.erase();
console.log(JSON.stringify([1, 2].map((visit) => timesInMemory((at) => byteOf(visit, at), 16))));
open.erase();
`;

test('the content key of a visit that has ended is nowhere in the kit’s memory', () => {
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(child.stderr).toBe('');
  const [ended, open] = JSON.parse(child.stdout) as number[];
  expect(ended).toBe(0);
  expect(open).toBeGreaterThan(0);
});
