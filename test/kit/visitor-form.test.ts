/** The form as somebody without JavaScript walks it, on the real intake: what is shown, what is kept, what is not. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadLists } from '../../src/platform/content.ts';
import type { Answers } from '../../src/protocol/form.ts';
import { type FilledIn, questionsOn } from '../../src/simulate/fill-in.ts';
import type { Page } from '../../src/simulate/read-page.ts';
import { makeVisitorBench, type Shown, type TestPhone, type VisitorBench } from '../support/visitor-bench.ts';

let bench: VisitorBench;
let phone: TestPhone;
beforeEach(async () => {
  bench = await makeVisitorBench();
  phone = bench.phone('127.0.0.2');
});
afterEach(() => bench.kit.remove());

const consent = async (by: TestPhone = phone, language = 'es'): Promise<Shown> =>
  by.press(await by.open(`/${language}/consent`), 'consent-yes');

/** Answers page after page: a value, several, or null to skip. */
async function answer(page: Shown, given: readonly FilledIn[], by: TestPhone = phone): Promise<Shown> {
  let now = page;
  for (const filledIn of given) {
    for (const name of Object.keys(filledIn))
      expect(questionsOn(now).map((field) => field.name)).toContain(name);
    now = await by.press(now, 'next', filledIn);
  }
  return now;
}

const toNationality: readonly FilledIn[] = [{ age_group: ['25_59'] }, { sex: ['f'] }];
const toNeeds: readonly FilledIn[] = [
  ...toNationality,
  { nationality: ['VEN'] },
  { move_type: ['transit'] },
  { origin_country: ['VEN'] },
  { destination_country: ['dont_know'] },
];

const submissions = async (): Promise<{ isComplete: boolean; language: string; decoded: Answers }[]> =>
  Promise.all(
    bench.kit.store.submissions.outbox
      .listRunFrom(1, 100)
      .filter(({ kind }) => kind === 'submission')
      .map((row) => bench.kit.open(row)),
  );
const chosenOn = (page: Page) =>
  questionsOn(page).flatMap(({ options }) =>
    options.filter(({ chosen }) => chosen).map(({ value }) => value),
  );

describe.each(['es', 'en', 'fr'])('in %s', (language) => {
  test('a visitor without JavaScript completes the form, and all of it is kept once', async () => {
    const offer = await answer(await consent(phone, language), [
      { age_group: ['18_24'] },
      { sex: ['x'] },
      { nationality: ['HTI'] },
      { move_type: ['idp'] },
      { origin_country: ['XDM'] },
      { origin_adm1: ['XDM02'] },
      { origin_adm2: ['XDM0203'] },
      { destination_country: ['XDM'] },
      { destination_adm1: ['XDM06'] },
      { needs: ['food', 'cash'] },
    ]);
    const end = await answer(await phone.press(offer, 'more-yes'), [
      { group_women: ['1'], group_men: ['0'], group_girls: ['2'], group_boys: [''] },
      { reason: ['conflict', 'food'] },
      { specific_needs: ['none'] },
      { site_risk: ['pnts'] },
      { help_known: ['no'] },
    ]);
    // "No" to "do you know where to get help": the directory opens by itself.
    expect(end.path).toBe(`/${language}/help?from=form`);
    expect((await phone.press(end, 'finish')).path).toBe(`/${language}/thanks`);
    expect(await submissions()).toMatchObject([
      {
        isComplete: true,
        language,
        decoded: {
          age_group: '18_24',
          sex: 'x',
          nationality: 'HTI',
          move_type: 'idp',
          origin_country: 'XDM',
          origin_adm1: 'XDM02',
          origin_adm2: 'XDM0203',
          destination_country: 'XDM',
          destination_adm1: 'XDM06',
          needs: ['food', 'cash'],
          group_women: 1,
          group_men: 0,
          group_girls: 2,
          group_boys: null,
          reason: ['conflict', 'food'],
          specific_needs: ['none'],
          site_risk: ['pnts'],
          help_known: 'no',
        },
      },
    ]);
  });
});

describe('the way through the form', () => {
  test('counts seven questions, however many steps a place takes', async () => {
    const seen: string[] = [];
    let page = await consent(phone, 'en');
    for (const given of [...toNationality, { nationality: ['VEN'] }, { move_type: ['idp'] }]) {
      page = await phone.press(page, 'next', given);
      seen.push(/Question \d+ of \d+/.exec(page.html)?.[0] ?? '');
    }
    page = await phone.press(page, 'next', { origin_country: ['XDM'] });
    page = await phone.press(page, 'next', { origin_adm1: ['XDM01'] });
    expect(page.path).toBe('/en/q/origin_adm2');
    seen.push(/Question \d+ of \d+/.exec(page.html)?.[0] ?? '');
    expect(seen).toEqual(['2', '3', '4', '5', '5'].map((n) => `Question ${n} of 7`));
  });

  test('ends for somebody under 18 with the children’s page, and keeps only that', async () => {
    const page = await phone.press(await consent(), 'next', { age_group: ['under18'] });
    expect(page.path).toBe('/es/children');
    expect(await submissions()).toMatchObject([{ isComplete: true, decoded: { age_group: 'under18' } }]);
  });

  test('asks a resident nothing about a journey', async () => {
    const page = await answer(await consent(), [
      ...toNationality,
      { nationality: ['XDM'] },
      { move_type: ['resident'] },
    ]);
    expect(page.path).toBe('/es/q/needs');
  });

  test('asks for the district only within the region that was chosen', async () => {
    const page = await answer(await consent(), [
      ...toNeeds.slice(0, 4),
      { origin_country: ['XDM'] },
      { origin_adm1: ['XDM04'] },
    ]);
    const [field] = questionsOn(page);
    expect(field?.options.map(({ value }) => value)).toEqual(['XDM0402', 'XDM0401']);
  });

  test('ends at the offer for who wants no more, as complete', async () => {
    const offer = await answer(await consent(), [...toNeeds, { needs: ['none'] }]);
    expect(offer.path).toBe('/es/more');
    expect((await phone.press(offer, 'more-no')).path).toBe('/es/thanks');
    expect(await submissions()).toMatchObject([{ isComplete: true }]);
  });

  test('takes a page with nothing chosen and a pressed "skip" alike: shown and skipped', async () => {
    const sex = await phone.press(await consent(), 'next', { age_group: [] });
    await phone.press(await phone.press(sex, 'skip', { sex: ['m'] }), 'stop');
    expect(await submissions()).toMatchObject([
      { isComplete: false, decoded: { age_group: null, sex: null } },
    ]);
  });

  test('goes back with the answer still there, and on again through what was answered', async () => {
    const here = await answer(await consent(), toNeeds.slice(0, 4));
    const back = await phone.press(await phone.press(here, 'back'), 'back');
    expect(back.path).toBe('/es/q/nationality');
    expect(chosenOn(back)).toEqual(['VEN']);
    expect((await phone.press(back, 'next', { nationality: ['COL'] })).path).toBe('/es/q/move_type');
    expect((await phone.press(await phone.open('/es/q/move_type'), 'next')).path).toBe(
      '/es/q/origin_country',
    );
  });

  test('drops what a changed answer made irrelevant', async () => {
    const here = await answer(await consent(), toNeeds);
    expect(here.path).toBe('/es/q/needs');
    const changed = await phone.press(await phone.open('/es/q/move_type'), 'next', {
      move_type: ['resident'],
    });
    await phone.press(changed, 'stop');
    const [kept] = await submissions();
    expect(Object.keys(kept?.decoded ?? {})).toEqual(['age_group', 'sex', 'nationality', 'move_type']);
  });

  test('keeps the language that the visitor changed to', async () => {
    const page = await phone.press(await consent(), 'next', { age_group: ['60plus'] });
    const french = await phone.press(page, 'language', {}, 'fr');
    expect(french.path).toBe('/fr/q/sex');
    await phone.press(await phone.press(french, 'next', { sex: ['m'] }), 'stop');
    expect(await submissions()).toMatchObject([
      { language: 'fr', decoded: { age_group: '60plus', sex: 'm' } },
    ]);
  });
});

describe('a mistake', () => {
  test('of choosing too many comes back with all of them still chosen and a plain sentence', async () => {
    const page = await phone.press(await answer(await consent(phone, 'en'), toNeeds), 'next', {
      needs: ['food', 'shelter', 'health', 'cash'],
    });
    expect(page.status).toBe(422);
    expect(page.html).toContain('You chose more than 3. Please keep 3 or fewer.');
    expect(page.html).toMatch(/<title>Please check: /);
    expect(chosenOn(page).sort()).toEqual(['cash', 'food', 'health', 'shelter']);
    expect((await phone.press(page, 'next', { needs: ['food'] })).path).toBe('/en/more');
  });

  test('of choosing "none" with something else names the choice', async () => {
    const page = await phone.press(await answer(await consent(phone, 'en'), toNeeds), 'next', {
      needs: ['none', 'food'],
    });
    expect(page.status).toBe(422);
    expect(page.html).toContain('“I need nothing now” does not go together');
  });

  test.each([
    ['21', 'the largest number is 20'],
    ['-1', 'the smallest number is 0'],
    ['two', 'please write a number'],
  ])('in a number, %j, is linked to its field and loses no other', async (value, sentence) => {
    const offer = await answer(await consent(phone, 'en'), [...toNeeds, { needs: [] }]);
    const group = await phone.press(offer, 'more-yes');
    const page = await phone.press(group, 'next', { group_women: ['3'], group_boys: [value] });
    expect(page.status).toBe(422);
    expect(page.html).toContain(sentence);
    expect(page.html).toContain('href="#f-group_boys"');
    expect(page.html).toMatch(/<input[^>]*id="f-group_boys"[^>]*aria-invalid="true"/);
    expect(questionsOn(page).find(({ name }) => name === 'group_women')?.value).toBe('3');
    expect((await submissions()).length).toBe(0);
  });

  test('that no page allows, a choice nobody offered, is refused', async () => {
    await consent();
    const response = await phone.send('POST', '/es/q/age_group', 'age_group=immortal&action=next');
    expect(response.status).toBe(422);
  });
});

describe('a long list', () => {
  const atNationality = async (): Promise<Shown> => answer(await consent(phone, 'en'), toNationality);
  const values = (page: Page) => questionsOn(page)[0]?.options.map(({ value }) => value) ?? [];

  test('shows the country, the likely ones and "prefers not to say", not 250', async () => {
    expect(values(await atNationality())).toEqual([
      ...new Set(['XDM', ...bench.kit.site.top_nationalities]),
      'pnts',
    ]);
  });

  test.each([
    ['côte d', 'CIV'],
    ['COSTA DE MARFIL', 'CIV'],
    ['Alemania', 'DEU'],
    ['allemagne', 'DEU'],
  ])('finds %j in any language, as something to choose', async (text, code) => {
    const found = await phone.press(await atNationality(), 'search', { 'find.nationality': [text] });
    expect(found.status).toBe(200);
    expect(values(found)[0]).toBe(code);
    expect((await phone.press(found, 'next', { nationality: [code] })).path).toBe('/en/q/move_type');
  });

  test('keeps what is chosen while somebody searches', async () => {
    const found = await phone.press(await atNationality(), 'search', {
      'find.nationality': ['mali'],
      nationality: ['COL'],
    });
    expect(chosenOn(found)).toEqual(['COL']);
    expect(values(found)).toContain('MLI');
  });

  test('takes "next" for a search when something is typed and nothing chosen', async () => {
    const page = await phone.press(await atNationality(), 'next', { 'find.nationality': ['mali'] });
    expect(page.path).toBe('/en/q/nationality');
    expect(values(page)[0]).toBe('MLI');
  });

  test('takes "next" for a search when something else was chosen before: what is typed is never thrown away', async () => {
    const given = await phone.press(await atNationality(), 'next', { nationality: ['COL'] });
    expect(given.path).toBe('/en/q/move_type');
    const again = await phone.open('/en/q/nationality');
    const found = await phone.press(again, 'next', { 'find.nationality': ['mali'] });
    expect(found.path).toBe('/en/q/nationality');
    expect(values(found)[0]).toBe('MLI');
    expect(chosenOn(found)).toEqual(['COL']);
  });

  test('takes what was chosen after a search for the answer, found by it or not', async () => {
    const found = await phone.press(await atNationality(), 'search', { 'find.nationality': ['mali'] });
    expect((await phone.press(found, 'next', { nationality: ['pnts'] })).path).toBe('/en/q/move_type');
    // Typed and chosen in one go, as with the script: what is chosen is what was typed.
    const typed = { 'find.nationality': ['mali'], nationality: ['MLI'] };
    expect((await phone.press(await phone.open('/en/q/nationality'), 'next', typed)).path).toBe(
      '/en/q/move_type',
    );
    expect(chosenOn(await phone.open('/en/q/nationality'))).toEqual(['MLI']);
    // Another search on the page of the first.
    const other = await phone.press(found, 'next', { 'find.nationality': ['peru'], nationality: ['MLI'] });
    expect(values(other)[0]).toBe('PER');
  });

  test('lists a likely country that was searched for first, under what was found', async () => {
    const [, likely = ''] = bench.kit.site.top_nationalities;
    const name = loadLists(undefined, 'XDM').countries?.find((item) => item.name === likely)?.label.en ?? '';
    const found = await phone.press(await atNationality(), 'search', { 'find.nationality': [name] });
    expect(values(found)[0]).toBe(likely);
    expect(found.html.indexOf('Found for')).toBeLessThan(found.html.indexOf(`value="${likely}"`));
    expect(values(found).filter((value) => value === likely)).toHaveLength(1);
  });

  test('says when nothing is found, and shows the whole list for an empty search', async () => {
    const page = await atNationality();
    const none = await phone.press(page, 'search', { 'find.nationality': ['qqq'] });
    expect(none.html).toContain('We did not find “qqq”');
    expect(values(await phone.press(page, 'search')).length).toBeGreaterThan(240);
  });
});
