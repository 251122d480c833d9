/** What becomes of a visit between taps: coming back, stale pages, stopping, deleting, going online in between. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../src/protocol/problems.ts';
import { findAction } from '../../src/simulate/fill-in.ts';
import { makeVisitorBench, type Shown, type TestPhone, type VisitorBench } from '../support/visitor-bench.ts';

let bench: VisitorBench;
let phone: TestPhone;
beforeEach(async () => {
  bench = await makeVisitorBench();
  phone = bench.phone('127.0.0.2');
});
afterEach(() => bench.kit.remove());

const consent = async (by: TestPhone = phone): Promise<Shown> =>
  by.press(await by.open('/es/consent'), 'consent-yes');
const queued = () => bench.kit.store.submissions.outbox.listRunFrom(1, 100);
const toSex = async (by: TestPhone = phone) => by.press(await consent(by), 'next', { age_group: ['25_59'] });

describe('going online', () => {
  test('takes one tap from the first page and asks nothing', async () => {
    const page = await phone.press(await phone.open('/', { 'Accept-Language': 'fr' }), 'online');
    expect(page.path).toBe('/fr/online');
    expect(page.html).toContain('Vous êtes en ligne. Il reste 1 h.');
    expect((await bench.gate.whoIs('127.0.0.2'))?.state.kind).toBe('granted');
    expect(bench.kit.visits.countOpen()).toBe(0);
  });

  test('is answered by 303 to a whole page', async () => {
    const response = await phone.send('POST', '/es/online', '');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/es/online');
  });

  test('changes nothing of the questions', async () => {
    await phone.press(await toSex(), 'online');
    const home = await phone.open('/');
    expect(home.path).toBe('/es');
    expect((await phone.press(home, 'continue')).path).toBe('/es/q/sex');
  });

  test('says how much time is left, then that it is over, and can be done again', async () => {
    const page = await phone.press(await phone.open('/en'), 'online');
    bench.pass(1800);
    expect((await phone.open('/en/about')).html).toContain('You are online. 30 min left.');
    bench.pass(1801);
    const over = await phone.open('/en/online');
    expect(over.html).toContain('Your time is over');
    await phone.press(over, 'online');
    expect((await bench.gate.whoIs('127.0.0.2'))?.state).toEqual({ kind: 'granted', secondsRemaining: 3600 });
    expect(page.html).not.toContain('Your time is over');
  });

  test('asks a phone that the gate cannot see to reconnect; the pages still show', async () => {
    const stranger = bench.phone('192.0.2.7');
    const page = await stranger.press(await stranger.open('/en'), 'online');
    expect(page.html).toContain('We cannot see your phone on this Wi-Fi');
    const asked = await stranger.press(await stranger.open('/en/consent'), 'consent-yes');
    expect(asked.path).toBe('/en/reconnect');
    expect((await stranger.press(await stranger.open('/en/consent'), 'consent-no')).path).toBe(
      '/en/declined',
    );
  });
});

describe('coming back', () => {
  test('leads a phone to its next page', async () => {
    await toSex();
    const home = await phone.open('/');
    expect((await phone.press(home, 'continue')).path).toBe('/es/q/sex');
    expect((await phone.open('/es/consent')).path).toBe('/es/q/sex');
  });

  test('is a phone’s own: another phone begins anew', async () => {
    await toSex();
    const other = bench.phone('127.0.0.3');
    expect(findAction(await other.open('/es'), 'start')).toBeDefined();
    expect((await other.open('/es/q/sex')).path).toBe('/es');
  });

  test('after the end shows thanks, not a new form', async () => {
    await phone.press(await consent(), 'next', { age_group: ['under18'] });
    const home = await phone.open('/es');
    expect(findAction(home, 'start')).toBeUndefined();
    expect(home.html).toContain('Ya respondió hoy');
    expect((await phone.open('/es/consent')).path).toBe('/es/children');
    expect(queued()).toHaveLength(1);
  });
});

describe('a stale page', () => {
  test('sent twice at once makes one submission', async () => {
    const page = await consent();
    const taps = await Promise.all(
      [1, 2, 3].map(() => phone.press(page, 'next', { age_group: ['under18'] })),
    );
    expect(taps.map(({ path }) => path)).toEqual(['/es/children', '/es/children', '/es/children']);
    expect(queued()).toHaveLength(1);
  });

  test('in a second tab leads to where the visit is', async () => {
    const first = await consent();
    const second = await phone.open('/es/q/age_group');
    const ahead = await phone.press(await phone.press(first, 'next', { age_group: ['18_24'] }), 'next', {
      sex: ['f'],
    });
    expect(ahead.path).toBe('/es/q/nationality');
    expect((await phone.press(second, 'next', { age_group: ['18_24'] })).path).toBe('/es/q/sex');
    await phone.press(ahead, 'stop');
    expect((await phone.press(ahead, 'next', { nationality: ['COL'] })).path).toBe('/es/stopped');
    expect(queued()).toHaveLength(1);
  });

  test('of a page the visit has not come to is neither shown nor taken', async () => {
    await consent();
    expect((await phone.open('/es/q/help_known')).path).toBe('/es/q/age_group');
    const response = await phone.send('POST', '/es/q/reason', 'reason=conflict&action=next');
    expect(response.headers.get('location')).toBe('/es/q/age_group');
    expect((await phone.open('/es/q/no_such_page')).path).toBe('/es/q/age_group');
    expect((await phone.send('POST', '/es/more', 'more=no')).headers.get('location')).toBe('/es/q/age_group');
    expect(queued()).toHaveLength(0);
  });

  test('of a visit that was quiet for long is taken as ever while nothing was sent', async () => {
    const page = await toSex();
    bench.kit.time.ms = 3_500_000;
    await bench.kit.visits.sweep();
    expect(queued()).toMatchObject([{ kind: 'submission' }]);
    expect((await phone.press(page, 'next', { sex: ['f'] })).path).toBe('/es/q/nationality');
    expect(queued()).toMatchObject([{ kind: 'void' }]);
    const home = await phone.open('/');
    expect((await phone.press(home, 'continue')).path).toBe('/es/q/nationality');
  });

  test('is shown again, and gone on from, by who comes back', async () => {
    await toSex();
    bench.kit.time.ms = 3_500_000;
    await bench.kit.visits.sweep();
    // A look at the first page changes nothing; going on does.
    const home = await phone.open('/es');
    expect(queued()).toMatchObject([{ kind: 'submission' }]);
    expect((await phone.press(home, 'continue')).path).toBe('/es/q/sex');
    expect(queued()).toMatchObject([{ kind: 'void' }]);
  });

  test('of a visit that was sent meanwhile is told so, and what was sent can be deleted', async () => {
    const page = await toSex();
    bench.kit.time.ms = 700_000;
    await bench.kit.visits.sweep();
    bench.kit.store.submissions.outbox.markBundled(1, 1, 1);
    const late = await phone.press(page, 'next', { sex: ['f'] });
    expect(late.path).toBe('/es/late');
    expect(late.html).toContain('Lo que respondió antes queda guardado');
    expect(findAction(await phone.open('/es'), 'start')).toBeUndefined();
    expect((await phone.open('/es/consent')).path).toBe('/es/late');
    expect((await phone.press(await phone.press(late, 'delete'), 'delete')).path).toBe('/es/deleted');
    const { outbox } = bench.kit.store.submissions;
    expect(outbox.listRunFrom(2, 10)).toMatchObject([{ kind: 'withdrawal' }]);
  });

  test('of a visit that the kit no longer knows is told that it was not saved, and may begin anew', async () => {
    await consent();
    const late = await phone.press(await phone.open('/es/q/age_group'), 'next', { age_group: ['18_24'] });
    const other = bench.phone('127.0.0.4');
    const response = await other.send('POST', '/es/q/sex', 'sex=f&action=next');
    expect(response.headers.get('location')).toBe('/es/late');
    const page = await other.open('/es/late');
    expect(page.html).toContain('Su respuesta no se guardó');
    expect((await other.press(page, 'start')).path).toBe('/es/consent');
    // Only who has nothing that goes on sees it.
    expect(late.path).toBe('/es/q/sex');
    expect((await phone.open('/es/late')).path).toBe('/es/q/sex');
    const stranger = await bench.phone('192.0.2.7').send('POST', '/es/q/sex', 'sex=f&action=next');
    expect(stranger.headers.get('location')).toBe('/es/reconnect');
  });

  test('that cannot be taken for want of room comes back with its answer, and is taken later', async () => {
    const page = await toSex();
    bench.kit.time.ms = 700_000;
    await bench.kit.visits.sweep();
    const { commits } = bench.kit.store.submissions;
    const write = commits.write;
    Object.assign(commits, { write: () => Promise.reject(new Problem('storage_full')) });
    const failed = await phone.press(page, 'next', { sex: ['f'] });
    Object.assign(commits, { write });
    expect(failed.status).toBe(507);
    expect((await phone.press(failed, 'next')).path).toBe('/es/q/nationality');
    expect(bench.kit.visits.find((await bench.gate.whoIs('127.0.0.2'))?.handle ?? '')?.answers).toMatchObject(
      { sex: 'f' },
    );
  });

  test('that says "no" after answers were given ends the visit and says what was kept', async () => {
    const stale = await phone.open('/es/consent');
    await toSex();
    expect((await phone.press(stale, 'consent-no')).path).toBe('/es/stopped');
  });
});

describe('stopping and deleting', () => {
  test('declining keeps nothing', async () => {
    const page = await phone.press(await phone.open('/es/consent'), 'consent-no');
    expect(page.path).toBe('/es/declined');
    expect(bench.kit.visits.countOpen()).toBe(0);
    expect(queued()).toHaveLength(0);
  });

  test('stopping before the first answer says that nothing was kept', async () => {
    const page = await phone.press(await consent(), 'stop');
    expect(page.html).toContain('no se guardó nada');
    expect(findAction(page, 'delete')).toBeUndefined();
    expect(queued()).toHaveLength(0);
  });

  test('deleting after stopping leaves nothing but its place in the order', async () => {
    const stopped = await phone.press(await toSex(), 'stop');
    expect(queued()).toMatchObject([{ kind: 'submission' }]);
    const asked = await phone.press(stopped, 'delete');
    expect(asked.path).toBe('/es/delete');
    expect((await phone.press(asked, 'delete')).path).toBe('/es/deleted');
    expect(queued().map(({ kind }) => kind)).not.toContain('submission');
  });

  test('deleting in the middle of the form removes the row and allows a new beginning', async () => {
    const asked = await phone.press(await toSex(), 'delete');
    expect((await phone.press(asked, 'continue')).path).toBe('/es/q/sex');
    await phone.press(asked, 'delete');
    expect(bench.kit.store.submissions.visits.count()).toBe(0);
    expect(queued()).toHaveLength(0);
    expect((await consent()).path).toBe('/es/q/age_group');
  });

  test('deleting twice is deleting once', async () => {
    const asked = await phone.press(await phone.press(await toSex(), 'stop'), 'delete');
    const pages = await Promise.all([phone.press(asked, 'delete'), phone.press(asked, 'delete')]);
    expect(pages.map(({ path }) => path)).toEqual(['/es/deleted', '/es/deleted']);
    expect((await phone.press(asked, 'delete')).path).toBe('/es/deleted');
  });
});
