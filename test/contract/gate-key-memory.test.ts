/**
 * A gate that was given another key, searched from within as somebody who seized it running would: the bytes of the key before are
 * nowhere in its memory, and those of the key it counts under are found, so that the search is one.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Keys are made of a first byte and told by the socket's lines; what is looked for is made anew, piece by piece, and never whole. */
const program = `
import { timesInMemory } from '${root}/test/support/own-memory.ts';
import { createCounter } from '${root}/src/gate/slots.ts';
import { parseRequest } from '${root}/src/protocol/gate-lines.ts';
import { randomBytes } from 'node:crypto';

const byteOf = (fill, at) => (fill * 37 + at * 101 + ((at * at) % 13)) & 255;
const digits = (fill) => {
  let text = '';
  for (let at = 0; at < 32; at++) text += byteOf(fill, at).toString(16).padStart(2, '0');
  return text;
};
const counter = createCounter((length) => Uint8Array.from(randomBytes(length)));
const begin = (fill) => {
  const { key } = parseRequest('1 count ' + digits(fill) + ' 4096').body;
  counter.begin(key, () => undefined, [new Uint8Array(6)]);
  key.key.fill(0);
};
begin(1);
begin(2);
gc();

// As keys lie raw, and as an HMAC keeps them: ipad and opad.
const pads = [0, 0x36, 0x5c];
const found = {};
for (const fill of [1, 2]) {
  found[fill] = 0;
  for (const pad of pads) found[fill] += timesInMemory((at) => byteOf(fill, at) ^ pad, 32);
}
console.log(JSON.stringify(found));
`;

test('the bytes of a key that was replaced are nowhere in the gate’s memory', () => {
  const child = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(child.stderr).toBe('');
  const found = JSON.parse(child.stdout) as Record<string, number>;
  expect(found['1']).toBe(0);
  expect(found['2']).toBeGreaterThan(0);
});
