/** What pages say as the world around them changes: no internet, a phone that has given enough, a full card, a new campaign. */
import { afterEach, describe, expect, test } from 'vitest';
import { createDiskRoom } from '../../src/kit/health/disk-room.ts';
import { findAction } from '../../src/simulate/fill-in.ts';
import { makeVisitorBench, type TestPhone, type VisitorBench } from '../support/visitor-bench.ts';

let bench: VisitorBench;
afterEach(() => bench.kit.remove());

const begin = async (phone: TestPhone) => phone.press(await phone.open('/es/consent'), 'consent-yes');
/** Consent, one answer, and everything deleted: what could be repeated for ever. */
async function giveAndDelete(phone: TestPhone): Promise<void> {
  const page = await phone.press(await begin(phone), 'next', { age_group: ['25_59'] });
  await phone.press(await phone.press(page, 'delete'), 'delete');
}
const storedRows = () =>
  bench.kit.store.submissions.visits.count() + bench.kit.store.submissions.outbox.maxSeq();

describe('while the internet is down', () => {
  const said = {
    es: ['Ahora no hay internet aquí', 'se conectará solo', 'Tendrá conexión en cuanto haya internet'],
    en: [
      'There is no internet here right now',
      'goes online by itself',
      'You will be online as soon as there is',
    ],
    fr: ['Il n’y a pas d’internet ici', 'se connectera tout seul', 'Vous serez en ligne dès'],
  } as const;

  test.each(Object.entries(said))(
    'every page says so plainly in %s, and the way online stays',
    async (language, [down, alone]) => {
      bench = await makeVisitorBench({ internet: () => 'down' });
      const phone = bench.phone('127.0.0.9');
      for (const path of ['', '/about', '/online', '/consent', '/children', '/declined', '/nothing-here']) {
        const page = await phone.open(`/${language}${path}`);
        expect(page.html, path).toContain(down);
        expect(page.html, path).toContain(alone);
        expect(findAction(page, 'online'), path).toBeDefined();
      }
      const question = await phone.press(await phone.open(`/${language}/consent`), 'consent-yes');
      expect(question.html).toContain(down);
    },
  );

  test('the first page says so in every language', async () => {
    bench = await makeVisitorBench({ internet: () => 'down' });
    const { html } = await bench.phone('127.0.0.9').open('/');
    for (const [down] of Object.values(said)) expect(html).toContain(down);
  });

  test.each(Object.entries(said))(
    'in %s a tap is a grant all the same, and the page tells what will happen',
    async (language, [, , title]) => {
      let internet: 'up' | 'down' = 'down';
      bench = await makeVisitorBench({ internet: () => internet });
      const phone = bench.phone('127.0.0.9');
      const page = await phone.press(await phone.open(`/${language}`), 'online');
      expect(page.html).toContain(title);
      expect((await bench.gate.whoIs('127.0.0.9'))?.state.kind).toBe('granted');
      internet = 'up';
      const after = await phone.open(`/${language}/online`);
      expect(after.html).not.toContain(title);
      expect(after.html).toContain('1 h');
    },
  );

  test('a form is answered and kept as ever', async () => {
    bench = await makeVisitorBench({ internet: () => 'down' });
    await bench
      .phone('127.0.0.9')
      .press(await begin(bench.phone('127.0.0.9')), 'next', { age_group: ['25_59'] });
    expect(storedRows()).toBe(1);
  });
});

test('nothing of it is said while the internet is up', async () => {
  bench = await makeVisitorBench();
  expect((await bench.phone('127.0.0.9').open('/en')).html).not.toContain('no internet');
});

describe('a phone that has given three forms within the hour', () => {
  const enough = {
    es: 'Por ahora es suficiente',
    en: 'That is enough for now',
    fr: 'C’est suffisant pour le moment',
  };

  test('is told politely that it is enough, in its language, with the way online; other phones are not', async () => {
    bench = await makeVisitorBench({}, { submissionsPerHour: 3 });
    const phone = bench.phone('127.0.0.9');
    for (let form = 0; form < 3; form++) await giveAndDelete(phone);
    for (const [language, title] of Object.entries(enough)) {
      const page = await phone.open(`/${language}/consent`);
      expect(page.html).toContain(title);
      expect(findAction(page, 'online')).toBeDefined();
      expect(findAction(page, 'consent-yes')).toBeUndefined();
    }
    const forced = await phone.send('POST', '/es/consent', 'consent=yes');
    expect(forced.headers.get('location')).toBe('/es/consent');
    expect(bench.kit.visits.countOpen()).toBe(0);
    expect((await begin(bench.phone('127.0.0.8'))).path).toBe('/es/q/age_group');
    bench.kit.time.ms += 3_600_001;
    expect((await begin(phone)).path).toBe('/es/q/age_group');
  });

  test('is not one that began so often and answered nothing', async () => {
    bench = await makeVisitorBench({}, { submissionsPerHour: 1 });
    const phone = bench.phone('127.0.0.9');
    await begin(phone);
    await phone.send('POST', '/es/stop', '');
    await phone.send('POST', '/es/delete', '');
    expect((await begin(phone)).path).toBe('/es/q/age_group');
  });

  test('ends what it has begun', async () => {
    bench = await makeVisitorBench({}, { submissionsPerHour: 1 });
    const phone = bench.phone('127.0.0.9');
    const sex = await phone.press(await begin(phone), 'next', { age_group: ['25_59'] });
    expect((await phone.press(sex, 'skip')).path).not.toBe(sex.path);
    expect((await phone.open('/es/consent')).path).toMatch(/^\/es\/q\//);
  });
});

describe('on a card that is nearly full', () => {
  const full = {
    es: 'Ahora no se pueden recibir respuestas',
    en: 'No new answers right now',
    fr: 'Pas de nouvelles réponses',
  };

  test('new forms are refused politely, open ones end, and the way online stays', async () => {
    let isFull = false;
    bench = await makeVisitorBench({ disk: { isNearlyFull: async () => isFull } });
    const early = bench.phone('127.0.0.8');
    const page = await begin(early);
    isFull = true;
    const late = bench.phone('127.0.0.9');
    for (const [language, title] of Object.entries(full)) {
      const refused = await late.open(`/${language}/consent`);
      expect(refused.html).toContain(title);
      expect((await late.press(refused, 'online')).path).toBe(`/${language}/online`);
    }
    await late.send('POST', '/es/consent', 'consent=yes');
    expect(bench.kit.visits.countOpen()).toBe(1);
    expect((await early.press(page, 'next', { age_group: ['25_59'] })).path).toBe('/es/q/sex');
    expect(storedRows()).toBe(1);
  });

  test('full is what is taken of all that this user may take, looked up at most every ten seconds', async () => {
    bench = await makeVisitorBench();
    let ms = 0;
    let looks = 0;
    let bfree = 60;
    const room = createDiskRoom({
      folder: '/',
      fullPercent: 95,
      clock: { msSinceStart: () => ms },
      // Of 1000 blocks 10 are kept for root.
      look: async () => {
        looks += 1;
        return { blocks: 1000, bfree, bavail: bfree - 10 };
      },
    });
    expect(await room.isNearlyFull()).toBe(false);
    bfree = 59;
    ms = 9999;
    expect(await room.isNearlyFull()).toBe(false);
    expect(looks).toBe(1);
    ms = 10_000;
    expect(await room.isNearlyFull()).toBe(true);
  });

  test('a disk that cannot be looked at has room: the write itself will tell', async () => {
    bench = await makeVisitorBench();
    const room = createDiskRoom({
      folder: '/no/such/folder',
      fullPercent: 95,
      clock: { msSinceStart: () => 0 },
    });
    expect(await room.isNearlyFull()).toBe(false);
  });
});

describe('a new campaign', () => {
  const finish = async (phone: TestPhone) => {
    const page = await phone.press(await begin(phone), 'next', { age_group: ['25_59'] });
    return phone.press(page, 'stop');
  };

  test('asks a phone again that has ended its visit in an earlier one, and not one that goes on', async () => {
    let campaign = 'round-1';
    bench = await makeVisitorBench({}, { campaign: () => campaign });
    const [done, open] = [bench.phone('127.0.0.8'), bench.phone('127.0.0.9')];
    await finish(done);
    const page = await begin(open);
    expect((await done.open('/es/consent')).path).toBe('/es/stopped');
    campaign = 'round-2';
    expect(findAction(await done.open('/es'), 'start')).toBeDefined();
    expect((await begin(done)).path).toBe('/es/q/age_group');
    expect((await open.open('/es/consent')).path).toBe(page.path);
  });

  test('leaves an ended visit of the earlier one to be deleted', async () => {
    let campaign = 'round-1';
    bench = await makeVisitorBench({}, { campaign: () => campaign });
    const phone = bench.phone('127.0.0.8');
    await finish(phone);
    campaign = 'round-2';
    await phone.press(await phone.open('/es/delete'), 'delete');
    expect(bench.kit.store.submissions.outbox.listRunFrom(1, 10).map(({ kind }) => kind)).toEqual(['void']);
  });
});
