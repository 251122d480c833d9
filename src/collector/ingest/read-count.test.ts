import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deflated, fragment } from '../../../test/support/count-records.ts';
import { loadDemonstrationSites } from '../../platform/content.ts';
import { type CountRecord, countRecord } from '../../protocol/counts.ts';
import type { Site } from '../../protocol/site.ts';
import { readCount } from './read-count.ts';

const [site] = loadDemonstrationSites() as [Site];
const boot = { bootNumber: 1, bootId: '0a0b0c0d' };

test('whatever a record of the right shape says, reading it ends with a count or a reason, and never throws', () => {
  const bitmap = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }).map(deflated),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    fc.constantFrom(2048, 512).map((bytes) => deflated(new Uint8Array(bytes).fill(0x11))),
  );
  const epsilon = fc.record({
    numerator: fc.integer({ min: 1, max: 1000 }),
    denominator: fc.integer({ min: 1, max: 1000 }),
  });
  const changes = fc.record(
    {
      bitmap,
      profile: fc.constantFrom('local', 'linked', 'high-risk'),
      size: fc.constantFrom(16_384, 4096),
      flips: fc.option(epsilon),
      noise: epsilon,
      dwell: fc.array(fc.integer({ min: -1_000_000, max: 100_000_000 }), { minLength: 7, maxLength: 7 }),
      until: fc.record({
        bootNumber: fc.integer({ min: 1, max: 3 }),
        bootId: fc.constantFrom('0a0b0c0d', '00000000'),
        msSinceBoot: fc.double({ min: 0, max: 1e15, noNaN: true }),
      }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(changes, (changed) => {
      const record = { ...fragment({ boot }), ...changed } as CountRecord;
      expect(countRecord.safeParse(record).success).toBe(true);
      const read = readCount(record, site);
      if (read.kind === 'count') expect(read.count.bitmap.bytes).toHaveLength(record.size / 8);
      else expect(read.detail).not.toBe('');
    }),
    { numRuns: 300 },
  );
});
