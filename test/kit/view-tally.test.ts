/** Views from the page to the sealed record: counted once a phone, without identity, and not lost with the power. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../src/kit/intake/sealer.ts';
import { createViewReport, queueTallies, type ViewReport } from '../../src/kit/messages/report-views.ts';
import { createViewTally, type ViewTally } from '../../src/kit/messages/view-tally.ts';
import { keyRing, openEnvelope, openingKey, publicKeyOf } from '../../src/protocol/envelope.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { decodeJsonRecord, type TallyRecord, tallyRecord } from '../../src/protocol/records.ts';
import { type KitParts, makeKitParts, testKitId } from '../support/kit-parts.ts';

const hourMs = 3_600_000;
const secret = new Uint8Array(32).fill(7);
const film = { message: 'help/1', language: 'es', seconds: 40 };
let kit: KitParts;
let tally: ViewTally;
let report: ViewReport;

beforeEach(async () => {
  kit = await makeKitParts();
  await makeReport();
});
afterEach(() => kit.remove());

async function makeReport() {
  const { submissions, state } = kit.store;
  tally = createViewTally({
    files: new Map([
      ['help.mp4', film],
      ['silent.mp4', { ...film, language: 'all' }],
    ]),
    languages: ['es', 'ar'],
    msSinceStart: () => kit.time.ms,
  });
  const ring = await keyRing([publicKeyOf(secret)]);
  report = createViewReport({
    tally,
    siteId: kit.site.id,
    round: 1,
    sealer: createSealer({
      ring,
      kitId: testKitId,
      incarnation: () => submissions.incarnation(),
      random: systemRandom,
    }),
    openTallies: state.openTallies,
    submissions,
    bootTime: () => ({ bootNumber: 1, bootId: 'aabbccdd', msSinceBoot: kit.time.ms }),
    random: systemRandom,
    onQueued: () => undefined,
  });
}

const send = (phone: string, first: number, last: number, name = 'help.mp4', language = 'es') =>
  tally.served(phone, { name, language, first, last, bytes: 1000 });
const only = () => {
  expect(tally.sums().length).toBe(1);
  return tally.sums()[0];
};

async function openRecord(row: {
  recordId: string;
  sealedUnder: string;
  envelope: Uint8Array;
}): Promise<TallyRecord> {
  const { recordId, sealedUnder: incarnation, envelope } = row;
  const binding = { kind: 'tally' as const, kitId: testKitId, incarnation, recordId, formRef: '' };
  return decodeJsonRecord(await openEnvelope(envelope, binding, await openingKey(secret)), tallyRecord);
}

const queued = () => kit.store.submissions.outbox.listRunFrom(1, 100).filter(({ kind }) => kind === 'tally');

describe('views', () => {
  it('count a phone once a message and language within six hours of running, then again', () => {
    for (let time = 0; time < 3; time += 1) tally.opened('phone', 'help/1', 'es');
    tally.opened('phone', 'help/1', 'ar');
    tally.opened('other', 'help/1', 'es');
    expect(tally.sums().map(({ language, opened }) => [language, opened])).toEqual([
      ['es', 2],
      ['ar', 1],
    ]);
    kit.time.ms = 6 * hourMs;
    tally.opened('phone', 'help/1', 'es');
    expect(tally.sums()[0]?.opened).toBe(3);
  });

  it('say how far a film was watched by what was sent of it, in whatever order and however often', () => {
    send('phone', 0, 1);
    kit.time.ms = 60_000;
    expect(only()).toMatchObject({ started: 1, quarter: 0 });
    send('phone', 0, 300);
    send('phone', 100, 350);
    expect(only()).toMatchObject({ quarter: 1, half: 0 });
    send('phone', 700, 999);
    expect(only()).toMatchObject({ half: 1, three_quarters: 0, finished: 0 });
    send('phone', 351, 699);
    expect(only()).toMatchObject({ started: 1, quarter: 1, half: 1, three_quarters: 1, finished: 1 });
  });

  it('do not count what a phone had no time to watch before it went on', () => {
    send('phone', 0, 999);
    kit.time.ms = 12_000;
    tally.moved('phone');
    kit.time.ms = 600_000;
    expect(only()).toMatchObject({ started: 1, quarter: 1, half: 0, finished: 0 });
  });

  it('of a film without a voice belong to the language of the page; one that is none, to the file', () => {
    send('phone', 0, 9, 'silent.mp4', 'ar');
    send('phone', 0, 9, 'help.mp4', 'xx');
    expect(
      tally
        .sums()
        .map(({ language }) => language)
        .sort(),
    ).toEqual(['ar', 'es']);
  });

  it('of a file that belongs to no message are none', () => {
    send('phone', 0, 9, 'words.vtt');
    expect(tally.sums()).toEqual([]);
  });
});

describe('the report of views', () => {
  it('seals an hour into one record, which enters the outbox when the hour is over', async () => {
    tally.opened('phone', 'help/1', 'es');
    await report.save();
    expect(queued()).toEqual([]);
    kit.time.ms = hourMs - 1;
    tally.opened('other', 'help/1', 'es');
    await report.save();
    expect(kit.store.state.openTallies.list().length).toBe(1);
    kit.time.ms = hourMs + 1;
    await report.save();
    const [row] = queued();
    expect(queued().length).toBe(1);
    if (!row) throw new Error('nothing queued');
    expect(await openRecord(row)).toMatchObject({
      at: { bootNumber: 1, bootId: 'aabbccdd', msSinceBoot: 0 },
      siteId: kit.site.id,
      views: [{ message: 'help/1', language: 'es', opened: 2 }],
    });
    expect(kit.store.state.openTallies.list()).toEqual([]);
  });

  it('says nothing of an hour in which nothing was opened', async () => {
    kit.time.ms = 3 * hourMs;
    await report.save();
    await report.finish();
    expect(queued()).toEqual([]);
    expect(kit.store.state.openTallies.list()).toEqual([]);
  });

  it('survives a power cut with what was last saved, and is queued once', async () => {
    tally.opened('phone', 'help/1', 'es');
    await report.save();
    const [left] = kit.store.state.openTallies.list();
    kit.cut();
    kit = await makeKitParts({ folder: kit.folder });
    const { submissions, state } = kit.store;
    const parts = { submissions, openTallies: state.openTallies, onQueued: () => undefined };
    await queueTallies(parts, state.openTallies.list());
    // The power went again between the outbox and the row.
    if (left) await queueTallies(parts, [left]);
    expect(queued().length).toBe(1);
    expect((await openRecord(queued()[0] ?? Object.create(null))).views[0]?.opened).toBe(1);
  });

  it('keeps what is counted while an hour is being closed for the next one', async () => {
    tally.opened('phone', 'help/1', 'es');
    const closing = report.finish();
    tally.opened('other', 'help/1', 'es');
    await closing;
    await report.finish();
    expect(await Promise.all(queued().map(async (row) => (await openRecord(row)).views[0]?.opened))).toEqual([
      1, 1,
    ]);
  });

  it('writes no word of it in the open', async () => {
    tally.opened('phone', 'help/1', 'es');
    await report.save();
    const [row] = kit.store.state.openTallies.list();
    expect(Buffer.from(row?.envelope ?? []).includes('help')).toBe(false);
  });
});
