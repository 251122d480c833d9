/** The page of flows from a week as it is given: what is hidden, unclear, undated or unfit is said in words, and every chart has its table. */
import { describe, expect, it } from 'vitest';
import { figure, quality, sampleFlows, samplePlaces, sampleWeek } from '../../test/support/flows-sample.ts';
import { readOutlines } from '../../test/support/outlines.ts';
import { FlowsPage, type FlowsPageProps } from './flows-page.tsx';
import type { FlowsDay, ShownFlows } from './flows-shown.ts';
import { drawGround } from './map-outline.ts';
import { renderPage } from './render.ts';

const outlines = readOutlines('50m');

const page = (values: Partial<FlowsPageProps> = {}): string =>
  renderPage(
    <FlowsPage
      frame={{ email: 'ana@example.org', csrf: '', setAside: 0, feedback: 0 }}
      places={samplePlaces}
      weeks={[sampleWeek]}
      selected={{ site: 'all', week: sampleWeek }}
      view={sampleFlows()}
      questionLabels={new Map([['origin', 'Where did you come from?']])}
      ground={drawGround(samplePlaces, outlines)}
      {...values}
    />,
  );
const pageOf = (values: Partial<ShownFlows>): string => page({ view: { ...sampleFlows(), ...values } });

/** The page of the sample, as most tests look at it. */
const shown = page();

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll(/[\s\u00a0]+/g, ' ');
/** A row or a part by its data attribute, as text. */
const part = (html: string, attribute: string): string =>
  textOf(new RegExp(`<(tr|dd|p)[^>]*${attribute}.*?</\\1>`, 's').exec(html)?.[0] ?? '');

describe('the flows of a week', () => {
  it('say what they are, and how they came to be', () => {
    expect(shown).toContain('Device-days, not people.');
    const said = part(shown, 'data-figure="quality"');
    for (const words of ['Profile local', 'linked', 'high-risk', 'm = 4,096', 'Noise ε = 1', 'flips ε = 2'])
      expect(said).toContain(words);
    expect(said).toContain('About 60 % of the addresses were made up');
    expect(said).toContain('up to 30 % too high');
    expect(said).toContain('27 fragments');
    expect(said).toContain('parts could only be added up');
  });

  it('show a figure with its interval, and keep a small one back', () => {
    expect(part(shown, 'data-day="2026-03-02"')).toContain('512 500–524 480 468–492');
    expect(part(shown, 'data-day="2026-03-08"')).toMatch(/Sun 8 Mar < 5\* +365 353–377/);
    expect(part(shown, 'data-site="XD-04"')).toContain('< 5*');
  });

  it('say beside a day, and the one before, what is not whole about it', () => {
    const { days, daysBefore } = sampleFlows();
    const [monday, ...others] = days as [FlowsDay, ...FlowsDay[]];
    const [before, ...othersBefore] = daysBefore as [FlowsDay, ...FlowsDay[]];
    const short = quality({ shortDays: 1 });
    const html = pageOf({
      days: [{ ...monday, coveredHours: 10, quality: quality({ shortDays: 1, addedUp: 1 }) }, ...others],
      daysBefore: [{ ...before, quality: short }, ...othersBefore],
      quality: short,
    });
    const day = part(html, 'data-day="2026-03-02"');
    expect(day).toContain('Mon 2 Mar only 10 h counted · parts added up 512');
    expect(day).toContain('468–492 1 site counted for under 20 h');
    expect(part(html, 'data-figure="quality"')).toContain('not compared with another week');
    expect(part(html, 'data-day="2026-03-03"')).not.toContain('counted');
    expect(textOf(html)).toContain('A new start of the kit ends every stay');
  });

  it('say that no change can be told where the interval holds none, and never call it a change', () => {
    expect(part(shown, 'data-figure="change"')).toContain('no change can be told');
    expect(part(shown, 'data-site="XD-02"')).toContain('no change can be told −21 to +27');
    expect(part(shown, 'data-site="XD-01"')).toContain('+310 +264 to +356');
    expect(part(shown, 'data-site="XD-03"')).toContain('no whole day of the week before to compare with');
  });

  it('mark a site that is too small for the profile high-risk', () => {
    expect(part(shown, 'data-site="XD-03"')).toContain('unfit for the profile high-risk');
    expect(part(shown, 'data-site="XD-01"')).not.toContain('unfit');
  });

  it('keep days without a date apart', () => {
    const [dated = '', undated = ''] = shown.split('<h2 id="undated">');
    expect(textOf(undated)).toContain('XD-03 Piedra Mora Sun 1 Mar and Wed 4 Mar 33 27–39');
    expect(dated).not.toContain('27–39');
    expect(pageOf({ undated: [] })).not.toContain('Days without a date');
  });

  it('have a table for every chart, no style that the policy forbids, and no script', () => {
    const charts = [...shown.matchAll(/<svg[^>]*role="img"[^>]*aria-label="([^"]*)"/g)].map(
      ([, label]) => label,
    );
    expect(charts.length).toBeGreaterThanOrEqual(7);
    expect(charts.filter((label) => !/^Map|the table below/.test(label ?? ''))).toEqual([]);
    expect(shown.match(/<table/g)?.length).toBeGreaterThanOrEqual(charts.length);
    expect(shown).not.toMatch(/ style=|<script/);
  });

  it('tell flows with their deviation and direction, or why there are none', () => {
    const flow = part(shown, 'data-flow="XD-02 XD-01"');
    expect(flow).toContain('XD-02 Paso Hondo → XD-01 Villa Ceiba');
    expect(flow).toContain('214 190–238 8.4');
    expect(pageOf({ flows: [] })).toContain('large enough to be told from chance');
    expect(pageOf({ flows: [], quality: quality({ profiles: ['local'] }) })).toContain('a key of its own');
  });

  it('lead from connected to finished, and name questions by their words', () => {
    expect(part(shown, 'data-step="finished"')).toContain('644 20 % 19–21 % 66 % 63–69 %');
    expect(shown).toContain('Where did you come from?');
  });
});

describe('the page', () => {
  const nothing: ShownFlows = {
    ...sampleFlows(),
    ...{ sites: [], days: [], daysBefore: [], hours: [], dwell: [], weekdays: [], trend: [], undated: [] },
  };

  it('says what to do where no kit has counted yet', () => {
    const html = page({ weeks: [], selected: { site: 'all', week: undefined }, view: nothing });
    expect(html).toContain('No counts have come yet.');
    expect(html).toContain('midnight');
    expect(html).not.toContain('<form class="filter"');
  });

  it('says so where a site has none in the week', () => {
    expect(page({ view: nothing })).toContain('No counts for this site and week.');
  });

  it('says so of a site that never counted, and lets another one be chosen', () => {
    const html = page({ weeks: [], selected: { site: 'XD-04', week: undefined }, view: nothing });
    expect(html).toContain('No counts for this site and week.');
    expect(html).toContain('<form class="filter"');
    expect(html).not.toContain('No counts have come yet.');
  });

  it('offers the week that was asked for, also where nothing was counted in it', () => {
    const html = page({ selected: { site: 'XD-04', week: '2026-02-23' }, view: nothing });
    expect(html).toContain('<option value="2026-02-23" selected>');
  });

  it('stays under 150 KB with a thousand sites, the map included', () => {
    const places = Array.from({ length: 1000 }, (_, index) => ({
      id: `S-${index}`,
      name: `Site number ${index}`,
      latitude: 1 + (index % 32) / 4,
      longitude: -77 + Math.floor(index / 32) / 5,
    }));
    const [first] = sampleFlows().sites;
    if (!first) throw new Error('no site');
    const sites = places.map(({ id, name }, index) => ({
      ...first,
      ...{ siteId: id, name, devices: figure(1000 + index) },
    }));
    const [flow] = sampleFlows().flows;
    if (!flow) throw new Error('no flow');
    const flows = places
      .slice(0, 200)
      .map(({ id }, index) => ({ ...flow, from: id, to: `S-${999 - index}` }));
    const html = page({
      places,
      view: { ...sampleFlows(), sites, flows },
      ground: drawGround(places, outlines),
    });
    const map = /<figure class="map">.*?<\/figure>/s.exec(html)?.[0] ?? '';
    expect(map.match(/<circle/g)).toHaveLength(1000);
    expect(map.length).toBeLessThan(150_000);
    // No line on the map that is not in the table.
    expect(map.match(/class="flow"/g)).toHaveLength(html.match(/data-flow=/g)?.length ?? 0);
    expect(part(html, 'data-site="S-999"')).toContain('1,999');
    expect(html).not.toContain('data-site="S-0"');
  });
});
