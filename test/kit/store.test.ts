/** The kit's files after the worst: damage is set aside, what can be read goes on, and nothing is sent under a used number. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/protocol/ids.ts';
import { type KitParts, makeKitParts } from '../support/kit-parts.ts';

let kit: KitParts;
beforeEach(async () => {
  kit = await makeKitParts();
});
afterEach(() => kit.remove());

const fill = async (count: number) => {
  for (let index = 0; index < count; index++) {
    kit.visits.begin(`phone-${index}`, 'es');
    await kit.visits.answer(`phone-${index}`, 'age_group', { age_group: 'under18' });
  }
};
const reopen = async () => {
  kit = await makeKitParts({ folder: kit.folder, bootNumber: 2 });
};
const path = (name: string) => join(kit.folder, name);
const codes = () => kit.store.state.incidents.list().map(({ code }) => code);
const sequence = () => kit.store.submissions.outbox.listRunFrom(1, 10_000);

describe('a damaged submissions file', () => {
  it('gives up its readable rows, which can still be opened, under a new incarnation', async () => {
    await fill(300);
    const before = kit.store.submissions.incarnation();
    const ids = new Set(sequence().map(({ recordId }) => recordId));
    kit.cut();
    const bytes = readFileSync(path('submissions.db'));
    // One leaf in the middle of the file.
    const middle = Math.floor(bytes.length / 8192) * 4096;
    bytes.fill(0xa5, middle, middle + 4096);
    writeFileSync(path('submissions.db'), bytes);
    await reopen();
    expect(kit.store.submissions.incarnation()).not.toBe(before);
    expect(codes()).toEqual(['submissions_file_damaged', 'rows_carried_over']);
    const rows = sequence();
    expect(rows.length).toBeGreaterThan(250);
    expect(rows.every(({ recordId, sealedUnder }) => ids.has(recordId) && sealedUnder === before)).toBe(true);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    const opened = await Promise.all(rows.map((row) => kit.open(row)));
    expect(opened.every(({ decoded }) => decoded.age_group === 'under18')).toBe(true);
    expect(readdirSync(path('quarantine'))).toHaveLength(1);
  });

  it('that is no database any more is set aside, and the kit works on', async () => {
    await fill(3);
    kit.cut();
    writeFileSync(path('submissions.db'), 'rubbish'.repeat(3000));
    await reopen();
    expect(codes()).toEqual(['submissions_file_damaged', 'rows_carried_over']);
    await fill(2);
    expect(sequence()).toHaveLength(2);
  });
});

describe('a damaged state file', () => {
  it('does not take the submissions along', async () => {
    await fill(3);
    const before = kit.store.submissions.incarnation();
    kit.cut();
    writeFileSync(path('state.db'), 'rubbish'.repeat(3000));
    await reopen();
    expect(kit.store.submissions.incarnation()).toBe(before);
    expect(sequence()).toHaveLength(3);
    expect(codes()).toEqual(['state_file_damaged']);
  });

  it('or a missing one does not make a boot number come twice', () => {
    kit.store.submissions.setLastBootNumber(41);
    rmSync(path('state.db'));
    expect(
      kit.store.state.boots.insert('aabbccdd', kit.store.submissions.lastBootNumber() + 1).bootNumber,
    ).toBe(42);
    expect(kit.store.state.boots.insert('aabbccde', 1).bootNumber).toBe(43);
  });
});

describe('the outbox', () => {
  it('gives seq without gaps, also when a write was rolled back', async () => {
    await fill(2);
    const { commits, outbox } = kit.store.submissions;
    const record = sequence()[0];
    const failing = commits.write(() => {
      outbox.insert({ ...record, recordId: 'ab'.repeat(16) } as never);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await fill(4);
    expect(sequence().map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('deletes only what a receipt covered, and only by its time', async () => {
    await fill(5);
    const { outbox } = kit.store.submissions;
    outbox.markBundled(1, 3, 1);
    outbox.markReceived(1, 5, 1000);
    expect(outbox.countUnreceived()).toBe(2);
    expect(outbox.deleteReceivedBefore(1000)).toBe(0);
    expect(outbox.deleteReceivedBefore(1001)).toBe(3);
    expect(outbox.listRunFrom(4, 10).map(({ seq }) => seq)).toEqual([4, 5]);
    expect(outbox.maxSeq()).toBe(5);
  });

  it('under a new incarnation queues again all that was not received, in order', async () => {
    await fill(5);
    const { outbox, bundles } = kit.store.submissions;
    const ids = sequence().map(({ recordId }) => recordId);
    outbox.markBundled(1, 4, 1);
    bundles.insert({ number: 1, hash: '00', firstSeq: 1, lastSeq: 4, bytes: new Uint8Array(4) });
    outbox.markReceived(1, 2, 1000);
    const before = kit.store.submissions.incarnation();
    expect(kit.store.submissions.beginIncarnation(systemRandom)).not.toBe(before);
    expect(sequence().map(({ seq, recordId }) => [seq, recordId])).toEqual([
      [1, ids[2]],
      [2, ids[3]],
      [3, ids[4]],
    ]);
    expect(sequence().every(({ sealedUnder }) => sealedUnder === before)).toBe(true);
    expect(bundles.findLast()).toBeUndefined();
  });
});
