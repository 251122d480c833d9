/** From fragments to what staff and programs may see: figures with intervals, small cells held back, and rows that say what they are. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApiToken } from '../../src/collector/accounts/create-account.ts';
import { createFlowsReader } from '../../src/collector/analysis/flows-reader.ts';
import { all } from '../../src/collector/analysis/protect.ts';
import { closeCounts } from '../../src/collector/ingest/close-counts.ts';
import { sumWeek } from '../../src/collector/ingest/sum-week.ts';
import { weekOf } from '../../src/platform/local-clock.ts';
import { newId } from '../../src/protocol/ids.ts';
import { encodeJsonRecord } from '../../src/protocol/records.ts';
import { devices, type FragmentOptions, fragment } from '../support/count-records.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const dayMs = 86_400_000;
/** The collector's clock begins on Sunday, 1 March 2026; the weeks here are the one of that day and the next. */
const [before, week] = ['2026-02-23', '2026-03-02'];

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
  collector.clock.set(startTime + 9 * dayMs);
});
afterEach(() => collector.close());

async function send(...all: Omit<FragmentOptions, 'boot'>[]): Promise<void> {
  const records = all.map((options) =>
    kit.sealed('count', encodeJsonRecord(fragment({ boot: kit.boot, keyId: newId(8), ...options }))),
  );
  await collector.receipt(kit.bundle(await Promise.all(records)));
}
const find = (site: string = all, monday?: string) =>
  createFlowsReader(collector.context.store.read).find({ site, week: monday });
/** As if a day's noise had been drawn so. */
const publish = (period: string, value: number) =>
  collector.context.store.transaction(async (writer) => {
    const figure = { value, low: Math.max(0, value - 6), high: value + 6 };
    await writer.updateTable('count_days').set(figure).where('period', '=', period).execute();
    await sumWeek(writer, 'XD-01', weekOf(period), 'local');
  });
async function api(path: string): Promise<Response> {
  const token = await createApiToken(collector.context, 'test');
  return collector.app.request(path, { headers: { authorization: `Bearer ${token}` } });
}
async function csv(query = ''): Promise<Record<string, string>[]> {
  const response = await api(`/api/v1/counts.csv${query}`);
  expect(response.status).toBe(200);
  const lines = (await response.text()).trim().split('\r\n');
  // The only column with a comma in it would be text; there is none.
  const header = (lines[0] ?? '').split(',');
  return lines.slice(1).map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
  });
}

describe('the flows of a week', () => {
  it('are empty, with their method, before any kit has counted', async () => {
    const view = await find();
    expect(view).toMatchObject({ weeks: [], sites: [], devices: 'hidden', days: [], hours: [], flows: [] });
    expect(view.method.join(' ')).toContain('device-days');
  });

  it('are sums of days, with an interval, a curve, and what went before', async () => {
    await send(
      { day: '2026-03-01', present: devices(100) },
      { day: '2026-03-02', present: devices(120) },
      { day: '2026-03-03', present: devices(80) },
    );
    const view = await find('XD-01');
    expect(view.weeks).toEqual([week, before]);
    expect(view.selected).toEqual({ site: 'XD-01', week });
    expect(view.days.map(({ date, weekday }) => [date, weekday])).toEqual([
      ['2026-03-02', 0],
      ['2026-03-03', 1],
    ]);
    const { devices: sum } = view;
    if (sum === 'hidden') throw new Error('nothing is shown');
    expect(Math.abs(sum.value - 200)).toBeLessThan(25);
    expect(sum.low).toBeLessThan(sum.value);
    const [first, second] = view.days.map((day) => (day.devices === 'hidden' ? 0 : day.devices.value));
    expect(sum.value).toBe((first ?? 0) + (second ?? 0));
    expect(view.hours[9]).toMatchObject({ arrivals: { value: 200 }, peak: 60, connections: 200 });
    // Nobody came in the other hours: with noise on it that is no more certain than three.
    expect(view.hours[3]).toMatchObject({ arrivals: 'hidden', peak: 0, connections: 0 });
    expect(view.dwell[2]).toMatchObject({ fromMinutes: 15, toMinutes: 60, devices: { value: 200 } });
    expect(view.sites).toHaveLength(1);
    expect(view.sites[0]).toMatchObject({ siteId: 'XD-01', days: 2, isUnfitForHighRisk: false });
    expect(view.quality).toMatchObject({
      profiles: ['local'],
      size: 16_384,
      epsilonNoise: 1,
      epsilonFlips: null,
      rotatingPercent: 80,
      overCountPercent: 40,
      fragments: 2,
    });
    // The weeks share no weekday.
    expect(view.change).toBeUndefined();
    expect((await find('XD-01', before)).days).toHaveLength(1);
  });

  it('compare weekdays that both weeks have, and say where no change can be told', async () => {
    await send(
      { day: '2026-03-02', present: devices(200) },
      { day: '2026-03-03', present: devices(90) },
      { day: '2026-03-09', present: devices(203) },
    );
    // Without the luck of the draw: 200 and 203 devices, each six more or less.
    await publish('2026-03-02', 200);
    await publish('2026-03-09', 203);
    const { change } = await find(all, '2026-03-09');
    expect(change?.isUnclear).toBe(true);
    expect(Math.abs((change?.before.value ?? 0) - 200)).toBeLessThan(20);
    await send({ siteId: 'XD-01', day: '2026-03-10', present: devices(400) });
    const later = await find(all, '2026-03-09');
    expect(later.change?.isUnclear).toBe(false);
    expect(later.change?.difference).toBeGreaterThan(250);
  });

  it('leave days out of the comparison that were counted for a part only, and say so', async () => {
    const until = { ...kit.boot, msSinceBoot: 10 * 3_600_000 };
    await send(
      { day: '2026-03-02', present: devices(800) },
      { day: '2026-03-03', present: devices(100) },
      // Cut at ten in the morning.
      { day: '2026-03-09', present: devices(120), until },
      { day: '2026-03-10', present: devices(100) },
    );
    const view = await find('XD-01', '2026-03-09');
    expect(Math.abs(view.change?.difference ?? 999)).toBeLessThan(30);
    expect(Math.abs((view.change?.before.value ?? 0) - 100)).toBeLessThan(20);
    expect(view.days.map(({ coveredHours, quality }) => [coveredHours, quality.shortDays])).toEqual([
      [10, 1],
      [24, 0],
    ]);
    expect(view.quality.shortDays).toBe(1);
    expect((await find(all, '2026-03-09')).days.map(({ quality }) => quality.shortDays)).toEqual([1, 0]);
    expect((await csv('?from=2026-03-09')).map((row) => row.hours_covered)).toEqual(['10', '24']);
  });

  it('hold a small day back, everywhere, and are of the others alone', async () => {
    await send({ day: '2026-03-02', present: [] }, { day: '2026-03-03', present: devices(90) });
    await publish('2026-03-02', 3);
    const view = await find('XD-01');
    expect(view.days.map(({ devices: shown }) => shown === 'hidden')).toEqual([true, false]);
    expect(view.devices).toEqual(view.days[1]?.devices);
    expect(view.weekdays[0]).toMatchObject({ mean: 'hidden', days: 0 });
    expect((await csv()).map(({ estimate, is_hidden }) => [estimate === '', is_hidden])).toEqual([
      [true, '1'],
      [false, '0'],
    ]);
  });

  it('lead from connected to finished, and hide where only a few stopped', async () => {
    await send({ day: '2026-03-02', present: devices(200) });
    const { funnel, abandonedAt, languages, declined } = await find('XD-01');
    expect(funnel.map(({ step, figure }) => [step, figure === 'hidden' ? figure : figure.value])).toEqual([
      ['connected', expect.any(Number)],
      ['opened', 80],
      ['consented', 60],
      ['begun', 50],
      ['finished', 40],
    ]);
    expect(funnel[2]?.ofBefore?.value).toBe(75);
    expect(Math.abs((funnel[4]?.ofConnected?.value ?? 0) - 20)).toBeLessThan(4);
    expect(declined).toBe(10);
    expect(abandonedAt).toEqual([{ question: 'needs', visits: 10 }]);
    expect(languages).toEqual([
      { language: 'es', visits: 60 },
      { language: 'fr', visits: 20 },
    ]);
    const few = { opened: 80, consented: 60, declined: 18, begun: 58, finished: 40, abandonedAt: {} };
    await send({
      day: '2026-03-09',
      present: devices(200),
      funnel: few,
      languages: { es: 76, ar: 3, fr: 9 },
    });
    const next = await find('XD-01', '2026-03-09');
    expect(next.funnel.map(({ figure }) => figure === 'hidden')).toEqual([false, false, false, true, false]);
    expect(next.declined).toBe('hidden');
    expect(next.languages).toEqual([
      { language: 'es', visits: 76 },
      { language: 'ar', visits: 'hidden' },
      { language: 'fr', visits: 'hidden' },
    ]);
  });

  it('show an undated day apart', async () => {
    await send({ day: null, present: devices(70) }, { day: '2026-03-02', present: devices(50) });
    const view = await find(all, week);
    expect(view.undated).toHaveLength(1);
    expect(view.undated[0]).toMatchObject({ siteId: 'XD-01' });
    expect(view.days).toHaveLength(1);
  });

  it('mark a site with few devices as unfit for the profile high-risk', async () => {
    await send({ day: '2026-03-02', profile: 'high-risk', present: devices(60) });
    expect((await find()).sites[0]).toMatchObject({ isUnfitForHighRisk: true });
  });
});

describe('weighted answers', () => {
  const answer = (sex: string, msSinceBoot: number) =>
    kit.submission({ age_group: '25_59', sex }, { begun: { ...kit.boot, msSinceBoot } });
  const hourMs = 3_600_000;

  it('speak for those who came when they did', async () => {
    const utcMs = Date.parse('2026-03-02T11:10:00Z');
    const records = [await kit.clock({ at: { ...kit.boot, msSinceBoot: 0 }, utcMs })];
    // 6:00 to 8:00 at the site: 30 women answer; 10 men from 13:00 on, when as many people come.
    for (let n = 0; n < 30; n++) records.push(await answer('f', (n % 2) * hourMs));
    for (let n = 0; n < 10; n++) records.push(await answer('m', 7 * hourMs));
    await collector.receipt(kit.bundle(records));
    const arrivals = Array.from({ length: 24 }, (_, hour) => (hour === 7 || hour === 14 ? 100 : 0));
    await send({ day: '2026-03-02', present: devices(200), arrivals });
    const reader = createFlowsReader(collector.context.store.read);
    const found = await reader.weigh(collector.form, { site: 'XD-01', week });
    if (found.kind !== 'weighted') throw new Error(found.reason);
    const sex = found.questions.find(({ question }) => question === 'sex');
    const of = (name: string) => sex?.choices.find(({ choice }) => choice === name);
    expect([of('f')?.answeredPercent, of('m')?.answeredPercent]).toEqual([75, 25]);
    expect([of('f')?.weightedPercent.value, of('m')?.weightedPercent.value]).toEqual([50, 50]);
    expect(sex?.answers).toBe(40);
    expect(sex?.effectiveAnswers).toBe(30);
    expect(found).toMatchObject({ strata: 2, coveredPercent: 100 });
    expect(found.method.join(' ')).toContain('Indicative, not representative');
    const { answeringByHour, answeringByDay } = await find('XD-01', week);
    expect(
      answeringByHour
        .filter(({ answers }) => answers !== 0)
        .map(({ fromHour, answers }) => [fromHour, answers]),
    ).toEqual([
      [4, 30],
      [12, 10],
    ]);
    expect(answeringByDay.map(({ answers }) => answers)).toEqual([40]);
  });

  it('say why there are none', async () => {
    const reader = createFlowsReader(collector.context.store.read);
    expect(await reader.weigh(collector.form, { site: all, week: undefined })).toMatchObject({
      kind: 'none',
      reason: 'No kit has sent counts yet.',
    });
    await send({ day: '2026-03-02' });
    expect(await reader.weigh(collector.form, { site: all, week })).toMatchObject({
      kind: 'none',
      reason: expect.stringContaining('Too few answers'),
    });
  });
});

describe('the export of counts', () => {
  it('says in every row what it is, for whom, and how sure', async () => {
    await send({ day: '2026-03-02', present: devices(150) }, { day: null, present: devices(60) });
    const rows = await csv();
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row).toMatchObject({
        figure: 'device_days',
        definition: 'device-days: addresses that associated; not people',
        profile: 'local',
        m: '16384',
        epsilon_noise: '1',
        epsilon_flips: '',
        threshold: '10',
        over_count_percent: '0',
        rotating_percent: '80',
        fragments: '1',
      });
    const dated = rows.find(({ date }) => date === '2026-03-02');
    expect(dated).toMatchObject({
      dated: '1',
      arrivals_09: '150',
      peak_09: '75',
      connections_09: '150',
      dwell_15_60: '150',
      finished: '40',
    });
    expect(dated?.arrivals_03).toBe('');
    expect(Number(dated?.low)).toBeLessThan(Number(dated?.estimate));
    expect(rows.find(({ dated: isDated }) => isDated === '0')).toMatchObject({ date: '', arrivals_09: '' });
    expect(await csv('?from=2026-03-02&to=2026-03-02&site=XD-01')).toHaveLength(2);
    expect(await csv('?from=2026-03-12')).toHaveLength(0);
  });

  it('is JSON as well, with the same rows, and has a dictionary of every column', async () => {
    await send({ day: '2026-03-02', present: devices(150) });
    const json = (await (await api('/api/v1/counts.json')).json()) as { rows: Record<string, unknown>[] };
    const [row] = await csv();
    expect(json.rows).toHaveLength(1);
    for (const [name, value] of Object.entries(json.rows[0] ?? {}))
      expect(String(value ?? '')).toBe(row?.[name]);
    expect(await (await api('/api/v1/counts.json?from=2027-01-01')).json()).toEqual({ rows: [] });
    const dictionary = await (await api('/api/v1/counts-dictionary.csv')).text();
    const columns = dictionary
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    expect(columns).toEqual(Object.keys(row ?? {}));
  });

  it('needs a token, and names a wrong parameter', async () => {
    for (const path of ['/api/v1/counts.csv', '/api/v1/counts.json', '/api/v1/counts-dictionary.csv'])
      expect((await collector.app.request(path)).status).toBe(401);
    expect((await api('/api/v1/counts.csv?day=monday')).status).toBe(400);
  });

  it('has what a linked week told, and nowhere a bitmap or the name of a key', async () => {
    const keyId = 'abcdef0123456789';
    await collector.enrol(collector.sites[1]);
    const linked = { profile: 'linked' as const, keyId };
    const [first, second] = collector.sites.map(({ id }) => id) as [string, string];
    await send(
      { ...linked, siteId: first, day: '2026-03-02', present: devices(200) },
      { ...linked, siteId: first, day: '2026-03-03', present: devices(100, 150) },
      { ...linked, siteId: second, day: '2026-03-04', present: devices(150) },
    );
    await closeCounts(collector.context.store, startTime + 12 * dayMs);
    const rows = await csv();
    expect(rows.map(({ figure, site_id, to_site_id }) => [figure, site_id, to_site_id])).toEqual([
      ['device_days', first, ''],
      ['device_days', first, ''],
      ['new_devices', first, ''],
      ['week_devices', first, ''],
      ['in_both_sites', first, second],
      ['in_both_sites_later_day', first, second],
      ['device_days', second, ''],
      ['week_devices', second, ''],
    ]);
    // One that is too small has no row at all.
    await collector.context.store.transaction(async (writer) => {
      await writer
        .updateTable('count_flows')
        .set({ value: 9 })
        .where('flow_order', '=', 'later-day')
        .execute();
    });
    expect((await csv()).map(({ figure }) => figure)).not.toContain('in_both_sites_later_day');
    const flow = rows.find(({ figure }) => figure === 'in_both_sites');
    expect(Math.abs(Number(flow?.estimate) - 150)).toBeLessThan(30);
    expect(Number(flow?.estimate)).toBeGreaterThan(3 * Number(flow?.deviation));
    expect(flow).toMatchObject({ profile: 'linked', week, over_count_percent: '11' });
    const view = await find(all, week);
    expect(view.flows.map(({ from, to, order }) => [from, to, order])).toEqual(
      expect.arrayContaining([
        [first, second, 'either'],
        [first, second, 'later-day'],
      ]),
    );
    expect((await find(first, week)).days[1]?.newDevices).toMatchObject({ value: expect.any(Number) });
    expect(view.sites[0]?.weekDevices).toMatchObject({ value: expect.any(Number) });
    const everything = JSON.stringify([view, rows, await (await api('/api/v1/counts.json')).text()]);
    expect(everything).not.toContain(keyId);
    expect(everything).not.toMatch(/bitmap"/);
  });
});
