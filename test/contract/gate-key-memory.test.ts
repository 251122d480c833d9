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
import { readFileSync, openSync, readSync } from 'node:fs';
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
const found = { 1: 0, 2: 0 };
const memory = openSync('/proc/self/mem', 'r');
const part = Buffer.allocUnsafeSlow(1 << 20);
for (const line of readFileSync('/proc/self/maps', 'latin1').split('\\n')) {
  const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
  if (!from || /vvar|vsyscall/.test(line)) continue;
  for (let at = BigInt('0x' + from); at < BigInt('0x' + to); at += BigInt(part.length) - 31n) {
    const left = BigInt('0x' + to) - at;
    let read = 0;
    try {
      read = readSync(memory, part, 0, left < BigInt(part.length) ? Number(left) : part.length, at);
    } catch {
      break;
    }
    for (const fill of [1, 2])
      for (const pad of pads) {
        let index = -1;
        for (;;) {
          index = part.indexOf(byteOf(fill, 0) ^ pad, index + 1);
          if (index < 0 || index + 32 > read) break;
          let same = 1;
          while (same < 32 && part[index + same] === (byteOf(fill, same) ^ pad)) same += 1;
          if (same === 32) found[fill] += 1;
        }
      }
    part.fill(0);
    if (left <= BigInt(part.length)) break;
  }
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
