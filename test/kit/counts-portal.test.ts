/**
 * What the portal adds to the counts: how far visits come, in which language, without anybody's handle; what its page says of counting;
 * and a whole kit that counts the phones which look at it.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FieldStatus } from '../../portal/field/field-status.ts';
import { openStore } from '../../src/kit/store/open-store.ts';
import { loadPhrases } from '../../src/platform/content.ts';
import { countRecord } from '../../src/protocol/counts.ts';
import { openEnvelope, openingKey, publicKeyOf } from '../../src/protocol/envelope.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { decodeJsonRecord } from '../../src/protocol/records.ts';
import { startTestKit } from '../support/started-kit.ts';
import { makeVisitorBench, type VisitorBench } from '../support/visitor-bench.ts';

const minuteMs = 60_000;

async function make(change: Parameters<typeof makeVisitorBench>[0] = {}): Promise<VisitorBench> {
  const bench = await makeVisitorBench(change);
  onTestFinished(() => bench.kit.remove());
  return bench;
}
const sumsOf = ({ kit }: VisitorBench) => kit.funnel.sums();

describe('the funnel', () => {
  test('a phone that looks around is one, in the language of its first page', async () => {
    const bench = await make();
    const phone = bench.phone('127.0.0.9');
    await phone.open('/', { 'accept-language': 'fr' });
    expect(sumsOf(bench)).toMatchObject({ opened: 1, languages: {} });
    for (const path of ['/es', '/es/about', '/fr', '/']) await phone.open(path);
    await bench.phone('127.0.0.10').open('/ar/help');
    expect(sumsOf(bench)).toMatchObject({ opened: 2, languages: { es: 1, ar: 1 }, consented: 0 });
  });

  test('someone who is no phone of the network is counted nowhere', async () => {
    const bench = await make();
    await bench.phone('192.0.2.1').open('/es');
    expect(sumsOf(bench)).toMatchObject({ opened: 0, languages: {} });
  });

  test('"no" is counted once, and "yes" after it as well', async () => {
    const bench = await make();
    const phone = bench.phone('127.0.0.9');
    for (let time = 0; time < 2; time++) await phone.press(await phone.open('/es/consent'), 'consent-no');
    await phone.press(await phone.open('/es/consent'), 'consent-yes');
    expect(sumsOf(bench)).toMatchObject({ declined: 1, consented: 1, begun: 0 });
  });

  test('a visit begins with its first answer, and ends once', async () => {
    const bench = await make();
    const phone = bench.phone('127.0.0.9');
    const question = await phone.press(await phone.open('/es/consent'), 'consent-yes');
    await phone.send('POST', '/es/consent', 'consent=yes');
    const handle = (await bench.gate.list())[0]?.handle ?? '';
    expect(question.path).toBe('/es/q/age_group');
    await bench.kit.visits.answer(handle, 'age_group', { age_group: '18_24' });
    await bench.kit.visits.answer(handle, 'age_group', { age_group: '25_59' });
    expect(sumsOf(bench)).toMatchObject({ consented: 1, begun: 1, finished: 0, abandonedAt: {} });
    await phone.send('POST', '/es/stop');
    await phone.send('POST', '/es/stop');
    const [[open, times] = []] = Object.entries(sumsOf(bench).abandonedAt);
    // Not the one that was answered, but the next.
    expect(bench.kit.form.questions.map(({ name }) => name)).toContain(open);
    expect([open === 'age_group', times]).toEqual([false, 1]);
  });

  test('a visit that ends of itself has finished, however it is looked at afterwards', async () => {
    const bench = await make();
    const { visits } = bench.kit;
    visits.begin('aaaaaaaaaaaaaaaa', 'es');
    await visits.answer('aaaaaaaaaaaaaaaa', 'age_group', { age_group: 'under18' });
    await visits.answer('aaaaaaaaaaaaaaaa', 'age_group', { age_group: 'under18' });
    expect(sumsOf(bench)).toMatchObject({ consented: 1, begun: 1, finished: 1, abandonedAt: {} });
  });

  test('a quiet visit has ended when it can go on no more, and not while it can', async () => {
    const bench = await make();
    const { visits, time } = bench.kit;
    for (const handle of ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb']) visits.begin(handle, 'es');
    await visits.answer('bbbbbbbbbbbbbbbb', 'age_group', { age_group: '25_59' });
    time.ms += 20 * minuteMs;
    await visits.sweep();
    await visits.drain();
    expect(sumsOf(bench).abandonedAt).toEqual({});
    for (let time = 0; time < 2; time++) {
      bench.kit.time.ms += 70 * minuteMs;
      await visits.sweep();
      await visits.drain();
    }
    const { age_group: first, ...others } = sumsOf(bench).abandonedAt;
    expect([first, Object.values(others)]).toEqual([1, [1]]);
  });

  test('who deletes what was answered has not stopped at a question', async () => {
    const bench = await make();
    const { visits } = bench.kit;
    visits.begin('aaaaaaaaaaaaaaaa', 'es');
    await visits.answer('aaaaaaaaaaaaaaaa', 'age_group', { age_group: '25_59' });
    await visits.remove('aaaaaaaaaaaaaaaa');
    expect(sumsOf(bench)).toMatchObject({ begun: 1, finished: 0, abandonedAt: {} });
  });
});

describe('the page about privacy', () => {
  const { tables } = loadPhrases();
  const texts = {
    local: 'about.phones_local',
    linked: 'about.phones_linked',
    'high-risk': 'about.phones_high_risk',
  } as const;

  test.each(['local', 'linked', 'high-risk'] as const)(
    'says in every language what %s means',
    async (profile) => {
      const funnel = { opened: () => undefined, declined: () => undefined };
      const bench = await make({ counting: { funnel, profile } });
      for (const [language, table] of Object.entries(tables)) {
        const { html } = await bench.phone('127.0.0.9').open(`/${language}/about`);
        const told = Object.values(texts).filter((key) => html.includes(table[key] ?? '-'));
        expect(told, language).toEqual([texts[profile]]);
      }
    },
  );
});

test('a whole kit counts the phones that look at it, and tells the field team that it does', async () => {
  const privateKey = systemRandom(32);
  const public_key = Buffer.from(publicKeyOf(privateKey)).toString('base64');
  const kit = await startTestKit(undefined, {}, { recipients: [{ role: 'operations', public_key }] });
  onTestFinished(() => rmSync(kit.folder, { recursive: true }));
  const status = async () => (await (await fetch(`${kit.fieldUrl}/status.json`)).json()) as FieldStatus;
  await expect.poll(async () => (await status()).counting.kind).toBe('counting');
  expect((await status()).counting).toEqual({
    configured: 'local',
    kind: 'counting',
    profile: 'local',
    isDated: false,
  });
  const page = await (await fetch(kit.fieldUrl)).text();
  expect(page).toContain('Phones nearby');
  expect(page).toContain('for this site and this day alone (profile local); the date is not known yet');
  for (const path of ['', 'es', 'es/about']) await fetch(`${kit.visitorUrl}/${path}`);
  await kit.close();
  const store = openStore({ folder: join(kit.folder, 'data'), random: systemRandom });
  const { outbox } = store.submissions;
  const rows = outbox.listRunFrom(1, 100).filter(({ kind }) => kind === 'count');
  const { kit_id: kitId } = JSON.parse(readFileSync(join(kit.folder, 'enrolment.json'), 'utf8')) as {
    kit_id: string;
  };
  const [record, ...others] = await Promise.all(
    rows.map(async (row) => {
      const binding = { ...row, kitId, incarnation: row.sealedUnder };
      return decodeJsonRecord(
        await openEnvelope(row.envelope, binding, await openingKey(privateKey)),
        countRecord,
      );
    }),
  );
  store.close();
  expect(others).toEqual([]);
  expect(record).toMatchObject({ day: null, randomised: 1, languages: { es: 1 }, funnel: { opened: 1 } });
});
