/** Help nearby, as a phone without JavaScript sees it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatSpan } from '../../portal/visitor/locale.ts';
import type { LocalMoment } from '../../portal/visitor/opening-hours.ts';
import { siteClock } from '../../src/kit/routes/help-at-site.ts';
import { loadDemonstrationSites, loadForms, loadPhrases } from '../../src/platform/content.ts';
import { loadDirectory } from '../../src/platform/directory-content.ts';
import { makeVisitorBench, type TestPhone, type VisitorBench } from '../support/visitor-bench.ts';

let bench: VisitorBench;
let phone: TestPhone;
let now: LocalMoment | undefined;
const directory = loadDirectory(undefined, 'XD-01');
const languages = Object.keys(loadPhrases().tables);

beforeAll(async () => {
  bench = await makeVisitorBench({ help: { directory, now: () => now } });
  phone = bench.phone('127.0.0.1');
});
afterAll(() => bench.kit.remove());

const found = async (query: string, language = 'en') => {
  const { html } = await phone.open(`/${language}/help?${query}`);
  return [...html.matchAll(new RegExp(`href="/${language}/help/([a-z0-9-]+)"`, 'g'))].map(([, id]) => id);
};

describe('the directory that comes with the program', () => {
  it('says everything in all eight languages, with numbers that cannot ring', () => {
    const services = loadDemonstrationSites().flatMap(({ id }) => loadDirectory(undefined, id).services);
    expect(directory.services.length).toBeGreaterThanOrEqual(12);
    expect(languages).toHaveLength(8);
    for (const service of services) {
      for (const texts of [service.name, service.directions, service.notes ?? service.name])
        expect(Object.keys(texts).sort()).toEqual([...languages].sort());
      for (const { number } of service.phones) expect(number).toMatch(/^\+999/);
      expect(service.organization).toContain('(demo)');
    }
  });

  it('is none where the content has none', () => {
    expect(loadDirectory('/nonexistent', 'XD-01')).toEqual({ notices: [], services: [] });
    expect(loadDirectory(undefined, 'OTHER').services).toEqual([]);
  });
});

describe('the list', () => {
  it.each(languages)('shows all services, the nearest first, with tel: links, in %s', async (language) => {
    const page = await phone.open(`/${language}/help`);
    expect(page.status).toBe(200);
    expect(await found('', language)).toHaveLength(directory.services.length);
    expect(page.html).toContain('href="tel:+999500101"');
    expect(page.html).toContain('data-action="online"');
    const walks = (await found('', language)).map(
      (id) => directory.services.find((service) => service.id === id)?.walk_minutes ?? 999,
    );
    expect(walks).toEqual([...walks].sort((a, b) => a - b));
  });

  it('is searched forgivingly: any language, no accents, the beginnings of words, other scripts', async () => {
    expect(await found('q=ALBERGUE')).toEqual(['shelter-la-posada']);
    expect(await found('q=orientacion')).toContain('orientation-villa-ceiba');
    expect(await found(`q=${encodeURIComponent('مأوى')}`)).toEqual(['shelter-la-posada']);
    expect(await found('q=nouritur')).toEqual([]);
    expect(await found('q=nourriture')).toContain('kitchen-san-roque');
    expect(await found('q=women+violence')).toEqual(['women-safe-space']);
    expect(await found(`q=${encodeURIComponent('<script>alert(1)</script>')}`)).toEqual([]);
  });

  it('is filtered by need, for whom, language and day, together', async () => {
    expect(await found('need=health')).toEqual(['health-post-terminal', 'hospital-villa-ceiba']);
    expect(await found('need=health&open=sun')).toEqual(['hospital-villa-ceiba']);
    expect(await found('for=women&need=women_space')).toEqual(['women-safe-space']);
    expect(await found('language=ar')).toEqual(['family-tracing']);
    expect(await found('need=nonsense&open=never&for=x&language=zz')).toHaveLength(directory.services.length);
  });

  it('that finds nothing helps on', async () => {
    const page = await phone.open('/es/help?q=zzzz');
    expect(page.html).toContain('Nada coincide');
    const all = await phone.press(page, 'all');
    expect(all.html).toContain('shelter-la-posada');
  });

  it('knows what is open now only where it knows the time', async () => {
    now = undefined;
    const page = await phone.open('/en/help');
    expect(page.html).toContain('We do not know what time it is here now');
    expect(page.html).not.toContain('value="now"');
    expect(await found('open=now')).toHaveLength(directory.services.length);
    now = { day: 'sun', minute: 3 * 60 };
    const open = await found('open=now');
    expect(open).toContain('listening-line');
    expect(open).toContain('shelter-la-posada');
    expect(open).not.toContain('health-post-terminal');
    expect((await phone.open('/en/help')).html).toContain('Closed now');
    now = undefined;
  });

  it('takes the time from the kit’s own reckoning, at the site, and not when it is doubtful', () => {
    const clock = (uncertaintyMs: number) =>
      siteClock('America/Bogota', () => ({ utcMs: Date.parse('2026-03-01T02:30:00Z'), uncertaintyMs }))();
    expect(clock(1000)).toEqual({ day: 'sat', minute: 21 * 60 + 30 });
    expect(clock(3_600_000)).toBeUndefined();
    expect(siteClock('America/Bogota', () => undefined)()).toBeUndefined();
  });

  it('without any service says whom to ask', async () => {
    const bare = await makeVisitorBench({
      help: { directory: { notices: [], services: [] }, now: () => undefined },
    });
    expect((await bare.phone('127.0.0.1').open('/en/help')).html).toContain('Please ask the staff here');
    bare.kit.remove();
  });
});

describe('a place', () => {
  it.each(languages)('says everything about it, in %s', async (language) => {
    const { html } = await phone.open(`/${language}/help/health-post-terminal`);
    const service = directory.services.find(({ id }) => id === 'health-post-terminal');
    for (const text of [service?.name[language], service?.directions[language], service?.notes?.[language]])
      expect(html).toContain(text);
    expect(html).toContain(formatSpan(language, '08:00', '17:00'));
    expect(html).toContain('tel:+999500111');
  });

  it('that is sensitive can be left at once, and one that does not exist is not found', async () => {
    for (const id of ['women-safe-space', 'listening-line', 'legal-aid-clinic'])
      expect((await phone.open(`/en/help/${id}`)).html, id).toMatch(/<body><nav class="leave"/);
    expect((await phone.open('/en/help/kitchen-san-roque')).html).not.toContain('data-action="leave"');
    expect((await phone.open('/en/help/nowhere')).status).toBe(404);
  });
});

describe('"leave now"', () => {
  it.each(languages)(
    'leads to a page that names nobody, is not kept, and says what it cannot do, in %s',
    async (language) => {
      const page = await phone.open(`/${language}/leave`);
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.html).not.toMatch(/DTM|IOM|OIM|OMI|\/feedback|\/help|\/messages/);
      expect(page.html).toContain(loadPhrases().tables[language]?.['leave.history']);
      expect(page.html).toContain('data-action="online"');
    },
  );
});

describe('after "no" to "do you know where to get help"', () => {
  it('the directory opens by itself, with the answers kept and a way on to thanks', async () => {
    const form = loadForms().find(({ name }) => name === 'dtm-wifi-core');
    const ending = form?.endings?.find(({ page }) => page === 'directory');
    expect(JSON.stringify(ending?.when)).toContain('help_known');
    const asked = await makeVisitorBench({}, { form: shortForm() });
    const visitor = asked.phone('127.0.0.1');
    const first = await visitor.press(await visitor.open('/en/consent'), 'consent-yes');
    const page = await visitor.press(first, 'next', { help_known: ['no'] });
    expect(page.path).toBe('/en/help?from=form');
    expect(page.html).toContain('Your answers are saved');
    expect(asked.kit.store.submissions.outbox.countWaiting()).toBe(1);
    expect((await visitor.press(page, 'finish')).path).toBe('/en/thanks');
    asked.kit.remove();
  });

  const shortForm = () => {
    const core = loadForms().find(({ name }) => name === 'dtm-wifi-core');
    const question = core?.questions.find(({ name }) => name === 'help_known');
    if (!core || !question) throw new Error('no such question');
    const { relevant: _, ...always } = question;
    const { offer_after: __, ...form } = core;
    return {
      ...form,
      pages: [{ name: 'help_known', questions: ['help_known'] }],
      questions: [always],
      endings: (core.endings ?? []).filter(({ page }) => page === 'directory'),
    };
  };
});
