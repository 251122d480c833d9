/** The keys of visits: one for all answers of a visit, in memory for as long as the readable draft, and bound to what it sealed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VisitRow } from '../../src/kit/store/visits-table.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { type KitParts, makeKitParts } from '../support/kit-parts.ts';

let kit: KitParts;
let keys: Uint8Array[] = [];
beforeEach(async () => {
  keys = [];
  const random = (length: number) => {
    const bytes = systemRandom(length);
    if (length === 16) keys.push(bytes);
    return bytes;
  };
  kit = await makeKitParts({ random });
});
afterEach(() => kit.remove());

const phone = 'handle-1';
const answerMain = async () => {
  kit.visits.begin(phone, 'es');
  await kit.visits.answer(phone, 'age_group', { age_group: '25_59' });
  await kit.visits.answer(phone, 'sex', { sex: 'f' });
};

describe('a visit', () => {
  it.each([
    ['finished', () => kit.visits.finish(phone)],
    ['stopped', () => kit.visits.stop(phone)],
    ['deleted', () => kit.visits.remove(phone)],
    [
      'quiet for too long',
      () => {
        kit.time.ms += 700_000;
        return kit.visits.sweep();
      },
    ],
  ])('makes one key for all its answers, which leaves memory when it is %s', async (_, end) => {
    await answerMain();
    expect(keys).toHaveLength(1);
    const [key] = keys;
    expect(key?.some((byte) => byte !== 0)).toBe(true);
    await end();
    expect(key?.every((byte) => byte === 0)).toBe(true);
  });

  it('has no key in memory either when its first answer could not be stored and it is quiet for too long', async () => {
    const { commits } = kit.store.submissions;
    const { write } = commits;
    Object.assign(commits, { write: () => Promise.reject(new Error('full')) });
    kit.visits.begin(phone, 'es');
    await expect(kit.visits.answer(phone, 'age_group', { age_group: '25_59' })).rejects.toThrow('full');
    Object.assign(commits, { write });
    expect(keys[0]?.some((byte) => byte !== 0)).toBe(true);
    kit.time.ms += 700_000;
    await kit.visits.sweep();
    expect(keys[0]?.every((byte) => byte === 0)).toBe(true);
  });

  it('is bound to the incarnation it is sealed under, also when a new one begins between two answers', async () => {
    kit.visits.begin(phone, 'es');
    await kit.visits.answer(phone, 'age_group', { age_group: '25_59' });
    const [before] = kit.store.submissions.visits.list();
    const next = kit.store.submissions.beginIncarnation(systemRandom);
    await kit.visits.answer(phone, 'sex', { sex: 'f' });
    const [after] = kit.store.submissions.visits.list();
    expect(before?.sealedUnder).not.toBe(next);
    expect(after?.sealedUnder).toBe(next);
    expect((await kit.open(before as VisitRow)).decoded).toEqual({ age_group: '25_59' });
    expect((await kit.open(after as VisitRow)).decoded).toEqual({ age_group: '25_59', sex: 'f' });
  });

  it.each([
    [
      'after a rest',
      async () => {
        kit.time.ms += 700_000;
        await kit.visits.sweep();
        await kit.visits.answer(phone, 'nationality', { nationality: 'COL' });
        return { age_group: '25_59', sex: 'f', nationality: 'COL' };
      },
    ],
    [
      'when an answer is changed: what stood there before does not open with what is in memory',
      async () => {
        await kit.visits.answer(phone, 'sex', { sex: null });
        return { age_group: '25_59', sex: null };
      },
    ],
  ])('goes on under another key %s', async (_, goOn) => {
    await answerMain();
    const blocksOf = (row: VisitRow | undefined) => row?.envelope.slice(7, 135);
    const [before] = kit.store.submissions.visits.list();
    const answers = await goOn();
    const [after] = kit.store.submissions.visits.list();
    expect(blocksOf(after)).not.toEqual(blocksOf(before));
    expect((await kit.open(after as VisitRow)).decoded).toEqual(answers);
  });
});
