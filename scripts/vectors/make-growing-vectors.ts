/**
 * Makes test/vectors/envelope-growing.json: suite 2, which other programs, and later versions of this one, must read the same way. Run
 * once a format version; the file is kept as it is, since envelopes hold fresh randomness.
 *   node scripts/vectors/make-growing-vectors.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginSealing, keyRing, publicKeyOf, sealEnvelope } from '../../src/protocol/envelope.ts';
import { toHex } from '../../src/protocol/ids.ts';
import { binding, changed, operations, record, recovery } from './sample.ts';

const both = await beginSealing(binding, await keyRing([operations, recovery].map(publicKeyOf)));
const first = both.seal(record);
const later = both.seal(record);
const once = await sealEnvelope(record, binding, await keyRing([operations, recovery].map(publicKeyOf)));
const toOne = (await beginSealing(binding, await keyRing([publicKeyOf(operations)]))).seal(record);
// head 7, two blocks of 64, nonce 8
const content = 7 + 2 * 64 + 8;

const vectors = {
  comment: 'Private keys are X25519, raw. Every byte string is hexadecimal.',
  operations_private_key: toHex(operations),
  recovery_private_key: toHex(recovery),
  binding,
  record: toHex(record),
  valid: [
    { comment: 'sealed first, opened by operations', key: 'operations', envelope: toHex(first) },
    { comment: 'sealed first, opened by recovery', key: 'recovery', envelope: toHex(first) },
    { comment: 'sealed again, opened by operations', key: 'operations', envelope: toHex(later) },
    { comment: 'sealed again, opened by recovery', key: 'recovery', envelope: toHex(later) },
    { comment: 'one recipient', key: 'operations', envelope: toHex(toOne) },
  ],
  invalid: [
    {
      comment: 'ends within the nonce',
      key: 'operations',
      envelope: toHex(first.subarray(0, content - 3)),
      code: 'truncated',
    },
    {
      comment: 'ends before the tag',
      key: 'operations',
      envelope: toHex(first.subarray(0, content + 5)),
      code: 'truncated',
    },
    {
      comment: 'called suite 1',
      key: 'operations',
      envelope: `0101${toHex(first).slice(4)}`,
      code: 'cannot_open',
    },
    {
      comment: 'the nonce of another sealing',
      key: 'operations',
      envelope: toHex(
        Buffer.concat([
          first.subarray(0, content - 8),
          later.subarray(content - 8, content),
          first.subarray(content),
        ]),
      ),
      code: 'cannot_open',
    },
    {
      comment: 'nonce changed',
      key: 'operations',
      envelope: changed(first, content - 1),
      code: 'cannot_open',
    },
    {
      comment: 'ciphertext changed',
      key: 'operations',
      envelope: changed(first, content),
      code: 'cannot_open',
    },
    { comment: 'tag changed', key: 'operations', envelope: changed(first, -1), code: 'cannot_open' },
    {
      comment: 'one recipient, called suite 1',
      key: 'operations',
      envelope: `0101${toHex(toOne).slice(4)}`,
      code: 'cannot_open',
    },
    {
      comment: 'sealed once, called suite 2',
      key: 'operations',
      envelope: `0102${toHex(once).slice(4)}`,
      code: 'cannot_open',
    },
    { comment: 'not a recipient', key: 'recovery', envelope: toHex(toOne), code: 'cannot_open' },
  ],
};
const file = join(import.meta.dirname, '../../test/vectors/envelope-growing.json');
writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`);
