/** The intake: what was acknowledged is on the disk, sealed, once; what was deleted is gone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { abandonLeftOver } from '../../src/kit/intake/visit-records.ts';
import type { OutboxRow } from '../../src/kit/store/outbox-table.ts';
import type { VisitRow } from '../../src/kit/store/visits-table.ts';
import { loadLists } from '../../src/platform/content.ts';
import type { Form } from '../../src/protocol/form.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { checkSubmission } from '../../src/survey/check.ts';
import { coreForm, type KitParts, makeKitParts } from '../support/kit-parts.ts';

let kit: KitParts;
beforeEach(async () => {
  kit = await makeKitParts();
});
afterEach(() => kit.remove());

const queued = (): OutboxRow[] => kit.store.submissions.outbox.listRunFrom(1, 100);
const phone = 'handle-1';
const answerMain = async (handle = phone) => {
  kit.visits.begin(handle, 'es');
  await kit.visits.answer(handle, 'age_group', { age_group: '25_59' });
  await kit.visits.answer(handle, 'sex', { sex: 'f' });
};

describe('a visit', () => {
  it('stores nothing before the first answer', async () => {
    kit.visits.begin(phone, 'es');
    expect(kit.store.submissions.visits.count()).toBe(0);
    await kit.visits.stop(phone);
    expect(queued()).toEqual([]);
  });

  it('has each answer sealed in its one row when the answer is acknowledged', async () => {
    kit.visits.begin(phone, 'fr');
    await kit.visits.answer(phone, 'age_group', { age_group: '18_24' });
    const [first] = kit.store.submissions.visits.list();
    expect((await kit.open(first as VisitRow)).decoded).toEqual({ age_group: '18_24' });
    await kit.visits.answer(phone, 'sex', { sex: null });
    const rows = kit.store.submissions.visits.list();
    expect(rows).toHaveLength(1);
    const opened = await kit.open(rows[0] as VisitRow);
    expect(opened).toMatchObject({
      decoded: { age_group: '18_24', sex: null },
      isComplete: false,
      language: 'fr',
    });
  });

  it('that is stopped enters the outbox as abandoned, with what was answered', async () => {
    await answerMain();
    expect((await kit.visits.stop(phone))?.state).toBe('stopped');
    const [record, ...others] = queued();
    expect(others).toEqual([]);
    expect(record).toMatchObject({ seq: 1, kind: 'submission', bundleNumber: null });
    const opened = await kit.open(record as OutboxRow);
    expect(opened).toMatchObject({ isComplete: false, decoded: { age_group: '25_59', sex: 'f' } });
    expect(kit.store.submissions.visits.count()).toBe(0);
  });

  it('that ends is complete, and a double tap, a reload or a second tab adds nothing', async () => {
    kit.visits.begin(phone, 'es');
    const taps = [1, 2, 3].map(() => kit.visits.answer(phone, 'age_group', { age_group: 'under18' }));
    const visits = await Promise.all(taps);
    expect(visits.map((visit) => visit?.state)).toEqual(['complete', 'complete', 'complete']);
    expect(kit.visits.begin(phone, 'es').state).toBe('complete');
    await kit.visits.answer(phone, 'sex', { sex: 'm' });
    await kit.visits.finish(phone);
    await kit.visits.stop(phone);
    expect(queued()).toHaveLength(1);
    const opened = await kit.open(queued()[0] as OutboxRow);
    expect(opened).toMatchObject({ isComplete: true, decoded: { age_group: 'under18' } });
  });

  it('keeps in memory, once ended, no answer and not the way through the form: only its closing page', async () => {
    await answerMain();
    const visit = await kit.visits.finish(phone);
    expect(visit).toMatchObject({ answers: {}, pagesDone: [], ending: 'thanks', isKept: true });
  });

  it('comes to the closing page that its answers decide, also where a question’s name has capitals', async () => {
    kit.remove();
    const text = JSON.stringify(coreForm()).replaceAll('"age_group"', '"Age_Group"');
    kit = await makeKitParts({ form: JSON.parse(text) as Form });
    kit.visits.begin(phone, 'es');
    const visit = await kit.visits.answer(phone, 'Age_Group', { Age_Group: 'under18' });
    expect(visit).toMatchObject({ state: 'complete', ending: 'children' });
  });

  it('found unfinished after a power cut becomes abandoned, with every acknowledged answer', async () => {
    await answerMain();
    kit.cut();
    kit = await makeKitParts({ folder: kit.folder, bootNumber: 2 });
    expect(await abandonLeftOver(kit.store.submissions)).toBe(1);
    const opened = await kit.open(queued()[0] as OutboxRow);
    expect(opened.decoded).toEqual({ age_group: '25_59', sex: 'f' });
    expect(await abandonLeftOver(kit.store.submissions)).toBe(0);
  });

  it('keeps nothing of an answer that could not be stored, and takes it when there is room again', async () => {
    await answerMain();
    const { commits } = kit.store.submissions;
    const full = () => Promise.reject(Object.assign(new Error('full'), { code: 'storage_full' }));
    const write = commits.write;
    Object.assign(commits, { write: full });
    await expect(kit.visits.answer(phone, 'nationality', { nationality: 'COL' })).rejects.toThrow('full');
    expect(kit.visits.find(phone)?.answers).not.toHaveProperty('nationality');
    Object.assign(commits, { write });
    const visit = await kit.visits.answer(phone, 'nationality', { nationality: 'COL' });
    expect(visit?.answers).toMatchObject({ age_group: '25_59', sex: 'f', nationality: 'COL' });
  });
});

describe('an answer that hangs on another', () => {
  it('is dropped and asked again when the other changes, so that no submission is ever refused for it', async () => {
    await answerMain();
    await kit.visits.answer(phone, 'origin_country', { origin_country: 'XDM' });
    await kit.visits.answer(phone, 'origin_adm1', { origin_adm1: 'XDM03' });
    await kit.visits.answer(phone, 'origin_adm2', { origin_adm2: 'XDM0301' });
    const visit = await kit.visits.answer(phone, 'origin_adm1', { origin_adm1: 'XDM01' });
    expect(visit?.answers).toMatchObject({ origin_adm1: 'XDM01' });
    expect(visit?.answers).not.toHaveProperty('origin_adm2');
    expect(visit?.pagesDone).not.toContain('origin_adm2');
    await kit.visits.stop(phone);
    const { decoded } = await kit.open(queued()[0] as OutboxRow);
    expect(checkSubmission(kit.form, decoded, loadLists(undefined, 'XDM'), kit.site)).toEqual([]);
  });

  it('from a second tab that still shows the old region is not kept either', async () => {
    await answerMain();
    await kit.visits.answer(phone, 'origin_country', { origin_country: 'XDM' });
    const [, visit] = await Promise.all([
      kit.visits.answer(phone, 'origin_adm1', { origin_adm1: 'XDM01' }),
      kit.visits.answer(phone, 'origin_adm2', { origin_adm2: 'XDM0301' }),
    ]);
    expect(visit?.answers).not.toHaveProperty('origin_adm2');
  });
});

describe('a visit that is quiet', () => {
  const minutes = (count: number) => {
    kit.time.ms += count * 60_000;
    return kit.visits.sweep();
  };

  it('for ten minutes is queued as abandoned, and no other begins for its phone', async () => {
    await answerMain();
    await minutes(9.9);
    expect(queued()).toHaveLength(0);
    await minutes(0.2);
    expect(queued()).toMatchObject([{ kind: 'submission' }]);
    expect((await kit.open(queued()[0] as OutboxRow)).isComplete).toBe(false);
    expect(kit.visits.find(phone)?.state).toBe('idle');
    expect(kit.visits.mayBegin(phone)).toBe(false);
    expect(kit.visits.begin(phone, 'es').answers).toEqual({ age_group: '25_59', sex: 'f' });
    expect(kit.store.submissions.visits.count()).toBe(0);
  });

  it('keeps a late answer under the same record: one submission, one void place, no gap', async () => {
    await answerMain();
    await minutes(11);
    const [before] = queued();
    const visit = await kit.visits.answer(phone, 'nationality', { nationality: 'COL' });
    expect(visit).toMatchObject({ state: 'open', answers: { age_group: '25_59', nationality: 'COL' } });
    expect(queued()).toMatchObject([{ seq: 1, kind: 'void' }]);
    expect(queued()[0]?.envelope).toHaveLength(0);
    expect(kit.store.submissions.visits.list()).toMatchObject([{ recordId: before?.recordId }]);
    await kit.visits.finish(phone);
    expect(queued()).toMatchObject([
      { seq: 1, kind: 'void' },
      { seq: 2, kind: 'submission', recordId: before?.recordId },
    ]);
    const opened = await kit.open(queued()[1] as OutboxRow);
    expect(opened).toMatchObject({ isComplete: true, decoded: { sex: 'f', nationality: 'COL' } });
  });

  it('can be quiet, come back and be quiet again', async () => {
    await answerMain();
    for (const away of [11, 12, 59]) {
      await minutes(away);
      expect((await kit.visits.resume(phone))?.state).toBe('open');
    }
    await minutes(11);
    expect(queued().map(({ kind }) => kind)).toEqual(['void', 'void', 'void', 'submission']);
    expect((await kit.open(queued()[3] as OutboxRow)).decoded).toEqual({ age_group: '25_59', sex: 'f' });
  });

  it('and came back survives a power cut with what it had given', async () => {
    await answerMain();
    await minutes(11);
    await kit.visits.resume(phone);
    kit.cut();
    kit = await makeKitParts({ folder: kit.folder, bootNumber: 2 });
    expect(await abandonLeftOver(kit.store.submissions)).toBe(1);
    const opened = await kit.open(queued()[1] as OutboxRow);
    expect(opened.decoded).toEqual({ age_group: '25_59', sex: 'f' });
  });

  it('takes nothing more once a bundle holds it: it has lapsed, can be deleted, and stays the only one', async () => {
    await answerMain();
    await minutes(11);
    kit.store.submissions.outbox.markBundled(1, 1, 1);
    const visit = await kit.visits.answer(phone, 'nationality', { nationality: 'COL' });
    expect(visit).toMatchObject({ state: 'lapsed', answers: {}, isKept: true });
    expect(kit.visits.mayBegin(phone)).toBe(false);
    expect(kit.store.submissions.visits.count()).toBe(0);
    expect(kit.store.submissions.outbox.maxSeq()).toBe(1);
    await kit.visits.remove(phone);
    expect(kit.store.submissions.outbox.findNextWaiting()).toMatchObject({ seq: 2, kind: 'withdrawal' });
  });

  it('takes nothing more where an earlier incarnation may have sent it', async () => {
    await answerMain();
    await minutes(11);
    kit.store.submissions.outbox.markBundled(1, 1, 1);
    kit.store.submissions.beginIncarnation(systemRandom);
    expect((await kit.visits.resume(phone))?.state).toBe('lapsed');
    expect(queued()).toMatchObject([{ seq: 1, kind: 'submission' }]);
  });

  it('leaves memory an hour after its last sign of life; deleting works for a day', async () => {
    await answerMain();
    await minutes(11);
    await minutes(48.9);
    expect(kit.visits.find(phone)?.answers).toHaveProperty('sex');
    await minutes(0.2);
    expect(kit.visits.find(phone)).toMatchObject({ state: 'lapsed', answers: {}, pagesDone: [] });
    await minutes(22 * 60);
    expect((await kit.visits.remove(phone))?.state).toBe('removed');
    expect(queued()).toMatchObject([{ kind: 'void' }]);
  });

  it('is forgotten after a day, and after an hour where it had given nothing', async () => {
    await answerMain();
    kit.visits.begin('handle-2', 'es');
    await minutes(11);
    expect((await kit.visits.resume('handle-2'))?.state).toBe('open');
    await minutes(11);
    await minutes(61);
    expect(kit.visits.find('handle-2')).toBeUndefined();
    await minutes(24 * 60);
    expect(kit.visits.find(phone)).toBeUndefined();
    expect(queued()).toHaveLength(1);
  });

  it('and cannot be queued stays as it is, for the next sweep', async () => {
    await answerMain();
    const { commits } = kit.store.submissions;
    const write = commits.write;
    Object.assign(commits, { write: () => Promise.reject(new Error('full')) });
    await minutes(11);
    Object.assign(commits, { write });
    expect(kit.visits.find(phone)?.state).toBe('open');
    await minutes(1);
    expect(queued()).toHaveLength(1);
  });

  it('and is stopped or deleted then is queued once, or not at all', async () => {
    await answerMain();
    await answerMain('handle-2');
    await minutes(11);
    expect(await kit.visits.stop(phone)).toMatchObject({ state: 'stopped', isKept: true });
    expect((await kit.visits.remove('handle-2'))?.state).toBe('removed');
    expect(
      queued()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['submission', 'void']);
  });
});

describe('an ended visit', () => {
  it('is forgotten after a day: the handle leads to nothing, and the phone may answer anew', async () => {
    await answerMain();
    await kit.visits.finish(phone);
    kit.time.ms = 86_300_000;
    await kit.visits.sweep();
    expect(kit.visits.find(phone)?.state).toBe('complete');
    kit.time.ms = 86_500_000 + 86_400_000;
    await kit.visits.sweep();
    expect(kit.visits.find(phone)).toBeUndefined();
    expect(queued()).toHaveLength(1);
  });
});

describe('"delete what I answered"', () => {
  it('asked for three times withdraws once', async () => {
    await answerMain();
    await kit.visits.stop(phone);
    kit.store.submissions.outbox.markBundled(1, 1, 1);
    await Promise.all([1, 2, 3].map(() => kit.visits.remove(phone)));
    expect(kit.store.submissions.outbox.maxSeq()).toBe(2);
  });

  it('withdraws also what the kit itself no longer holds', async () => {
    await answerMain();
    await kit.visits.stop(phone);
    const { outbox } = kit.store.submissions;
    outbox.markBundled(1, 1, 1);
    outbox.markReceived(1, 1, 1000);
    expect(outbox.deleteReceivedBefore(2000)).toBe(1);
    await kit.visits.remove(phone);
    expect(outbox.findNextWaiting()).toMatchObject({ kind: 'withdrawal' });
  });

  it('withdraws what was sent under an earlier incarnation and is queued again', async () => {
    await answerMain();
    await kit.visits.stop(phone);
    kit.store.submissions.outbox.markBundled(1, 1, 1);
    kit.store.submissions.beginIncarnation(systemRandom);
    await kit.visits.remove(phone);
    const kinds = [1, 2].map((seq) => kit.store.submissions.outbox.listRunFrom(seq, 1)[0]?.kind);
    expect(kinds).toEqual(['void', 'withdrawal']);
  });

  it('during the form removes the row', async () => {
    await answerMain();
    expect((await kit.visits.remove(phone))?.state).toBe('removed');
    expect(kit.store.submissions.visits.count()).toBe(0);
    expect(queued()).toEqual([]);
  });

  it('after the form, before a bundle, leaves a void place and no envelope', async () => {
    await answerMain();
    await kit.visits.stop(phone);
    await kit.visits.remove(phone);
    expect(queued()).toMatchObject([{ seq: 1, kind: 'void' }]);
    expect(queued()[0]?.envelope).toHaveLength(0);
  });

  it('after a bundle took it queues a withdrawal', async () => {
    await answerMain();
    await kit.visits.stop(phone);
    kit.store.submissions.outbox.markBundled(1, 1, 1);
    await kit.visits.remove(phone);
    expect(kit.store.submissions.outbox.findNextWaiting()).toMatchObject({ seq: 2, kind: 'withdrawal' });
  });

  it('lets the phone answer anew', async () => {
    await answerMain();
    await kit.visits.remove(phone);
    expect(kit.visits.begin(phone, 'en')).toMatchObject({ state: 'open', answers: {}, language: 'en' });
  });
});
