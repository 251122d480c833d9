/** What a fragment tells: sums and bits with noise drawn once, small enough, and nothing of a key or a seat. */
import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bitmapFromBytes, countOnes } from '../../counting/bitmap.ts';
import { estimateCount } from '../../counting/estimate.ts';
import { seededBytes, seededNumbers } from '../../counting/seeded.test-support.ts';
import { type CountProfile, type CountRecord, countRecord } from '../../protocol/counts.ts';
import { keyRing, publicKeyOf, sealEnvelope } from '../../protocol/envelope.ts';
import { encodeJsonRecord } from '../../protocol/records.ts';
import { beginFragment, flipsEpsilon } from './fragment.ts';
import { createFunnel } from './funnel.ts';

const boot = { bootNumber: 3, bootId: 'aabbccdd' };
const at = (msSinceBoot: number) => ({ until: { ...boot, msSinceBoot }, hour: 14, day: '2027-03-10' });
const funnel = createFunnel(() => '').sums();

function begin(profile: CountProfile, random = seededBytes(1)) {
  return beginFragment({
    profile,
    keyId: '0011223344556677',
    began: { ...boot, msSinceBoot: 0 },
    siteId: 'XD-01',
    round: 1,
    random,
  });
}
const bitmapOf = ({ size, bitmap }: CountRecord) =>
  bitmapFromBytes(size, inflateRawSync(Buffer.from(bitmap, 'base64')));

function fill(fragment: ReturnType<typeof begin>, phones: number, size: number) {
  const next = seededNumbers(7);
  for (let phone = 0; phone < phones; phone++) {
    const event = { slot: next() % size, seat: next() % 65_536, isRandomised: phone % 5 > 0 };
    fragment.tell({ kind: 'arrived', ...event }, Math.floor((phone * 24) / phones), phone * 100);
    fragment.tell({ kind: 'departed', seat: event.seat }, 0, phone * 100 + (next() % 9000));
  }
}

describe.each(['local', 'linked', 'high-risk'] as const)('a record of the profile %s', (profile) => {
  const size = profile === 'high-risk' ? 4096 : 16_384;

  test('is one that the collector takes, and its bits stand for who was there', () => {
    const fragment = begin(profile);
    fill(fragment, 500, size);
    const record = countRecord.parse(fragment.record(at(50_000_000), funnel));
    const flips = profile === 'high-risk' ? flipsEpsilon : null;
    expect(record).toMatchObject({ profile, size, flips, randomised: 400, fixed: 100 });
    const { value, deviation } = estimateCount(bitmapOf(record), record.flips ?? undefined);
    expect(Math.abs(value - 500)).toBeLessThan(4 * deviation);
  });

  test('has the same noise and the same wrong bits each time it is made, and others in another fragment', () => {
    const fragment = begin(profile);
    fill(fragment, 200, size);
    const once = fragment.record(at(1000), funnel);
    expect(fragment.record(at(1000), funnel)).toEqual(once);
    const other = begin(profile, seededBytes(1_000_003));
    fill(other, 200, size);
    const again = other.record(at(1000), funnel);
    expect(again.arrivals).not.toEqual(once.arrivals);
    expect(again.bitmap === once.bitmap).toBe(profile !== 'high-risk');
  });

  test('of 500 phones, sealed to two recipients, takes less than 4 KB', async () => {
    const fragment = begin(profile);
    fill(fragment, 500, size);
    const sums = createFunnel(() => '');
    for (const question of ['age_group', 'sex', 'origin_country', 'needs', 'reason'])
      for (let visit = 0; visit < 30; visit++) sums.abandoned(question);
    for (let phone = 0; phone < 400; phone++)
      sums.opened(phone.toString(16).padStart(8, '0').padEnd(16, '0'), ['es', 'en', 'fr', 'ht'][phone % 4]);
    const record = encodeJsonRecord(fragment.record(at(50_000_000), sums.sums()));
    const ring = await keyRing([
      publicKeyOf(new Uint8Array(32).fill(1)),
      publicKeyOf(new Uint8Array(32).fill(2)),
    ]);
    const binding = {
      kind: 'count' as const,
      kitId: '0102030405060708',
      incarnation: '0102030405060708',
      recordId: fragment.recordId,
      formRef: '',
    };
    const sealed = await sealEnvelope(record, binding, ring);
    expect(sealed.length).toBeLessThan(4096);
    expect(sealed.length).toBeGreaterThan(600);
  });
});

test('under high-risk nobody can say of a bit that somebody set it: an empty site has a good tenth of bits too', () => {
  const record = begin('high-risk').record(at(1000), funnel);
  // q = 1 / (e² + 1) = 0.1192 of 4,096, ± 5 standard deviations.
  expect(Math.abs(countOnes(bitmapOf(record)) - 488)).toBeLessThan(104);
});
