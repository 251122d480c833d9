/** The forms that come with the program: whole, in eight languages, coded as the field codes, and adapting as they should. */
import { describe, expect, test } from 'vitest';
import { loadForms, loadLists } from '../../src/platform/content.ts';
import type { Answers, Form, Localized, Question } from '../../src/protocol/form.ts';
import { siteModules } from '../../src/protocol/site.ts';
import { findQuestion, relevantPages, settle } from '../../src/survey/order.ts';

const languages = ['es', 'en', 'fr', 'pt', 'ht', 'ar', 'sw', 'ha'];
const site = { country: 'XDM', kind: 'bus_terminal' };
const lists = loadLists(undefined, 'XDM');
const forms = loadForms();
const formNamed = (name: string): Form => {
  const found = forms.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no form ${name}`);
  return found;
};
const form = formNamed('dtm-wifi-core');
const followUp = formNamed('dtm-wifi-followup');

const isOfModule = (question: Question): boolean =>
  JSON.stringify(question.relevant ?? '').includes('site_modules');

describe.each(forms.map((one) => [one.name, one] as const))('the form %s', (_, form) => {
  test('says everything in every language', () => {
    expect(form.languages).toEqual(languages);
    expect(Object.keys(form.translations ?? {}).sort()).toEqual([...languages].sort());
    const texts: (Localized | undefined)[] = [
      form.title,
      ...form.pages.map(({ title }) => title),
      ...form.questions.flatMap(({ label, hint, choices = [] }) => [
        label,
        hint,
        ...choices.map((choice) => choice.label),
      ]),
    ];
    for (const text of texts.filter((one) => one !== undefined))
      for (const language of languages) expect(text[language], JSON.stringify(text)).toMatch(/\S/);
  });

  test('has each question on one page, and refers to nothing that is not there', () => {
    const names = form.questions.map(({ name }) => name);
    expect(form.pages.flatMap(({ questions }) => questions).sort()).toEqual([...names].sort());
    const known = [...names, 'site_country', 'site_kind', 'site_modules'];
    const refs = [...JSON.stringify(form).matchAll(/"ref":"(\w+)"/g)].map(([, name]) => name);
    expect(refs.filter((name) => !known.includes(name ?? ''))).toEqual([]);
    if (form.offer_after) expect(form.pages.map(({ name }) => name)).toContain(form.offer_after);
    for (const { name, list, parent, type } of form.questions) {
      if (type === 'select_one_from_file') expect(Object.keys(lists), name).toContain(list);
      if (parent !== undefined) expect(names, name).toContain(parent);
    }
  });
});

describe('the core form', () => {
  test('has the choices that the field codes by', () => {
    const choices = Object.fromEntries(
      form.questions
        .filter((question) => question.choices && !isOfModule(question))
        .map((question) => [question.name, question.choices?.map(({ name }) => name).join(' ')]),
    );
    expect(choices).toEqual({
      age_group: 'under18 18_24 25_59 60plus pnts',
      sex: 'f m x pnts',
      nationality: 'pnts',
      move_type: 'idp transit settle_here returning temporary resident pnts',
      destination_country: 'stay_here dont_know',
      reason:
        'conflict insecurity political disaster economic food services health education family_reunification family_event other pnts',
      needs:
        'food shelter water_hygiene health legal_safety school cash work information_phone transport none',
      specific_needs:
        'pregnant_breastfeeding chronic_illness difficulty_seeing_hearing_walking older_alone child_alone none pnts',
      site_risk:
        'dark_areas toilets_not_private crowding no_separate_space road_danger overcharging no_information none pnts',
      time_here: 'under_1_day 1_to_3_days 4_to_7_days over_7_days pnts',
      help_known: 'yes no pnts',
    });
    for (const question of form.questions.filter(({ type }) => type === 'select_multiple'))
      for (const choice of question.choices ?? [])
        expect(choice.exclusive ?? false, choice.name).toBe(['none', 'pnts'].includes(choice.name));
  });

  const pagesFor = (answers: Answers) => relevantPages(form, answers, site).map(({ name }) => name);

  test('asks seven questions first and five more', () => {
    const pages = pagesFor({});
    const offer = pages.indexOf('needs') + 1;
    expect(pages.slice(0, offer)).toHaveLength(7);
    expect(pages.slice(offer)).toHaveLength(5);
  });

  test('asks somebody under 18 nothing more', () => {
    expect(pagesFor({ age_group: 'under18' })).toEqual(['age_group']);
  });

  test('asks a resident nothing of a journey, and for regions only within the country', () => {
    expect(pagesFor({ move_type: 'resident' })).toEqual([
      'age_group',
      'sex',
      'nationality',
      'move_type',
      'needs',
      'specific_needs',
      'site_risk',
      'help_known',
    ]);
    expect(pagesFor({ origin_country: 'COL', destination_country: 'COL' }).join()).not.toMatch(/adm/);
    const national = pagesFor({ origin_country: 'XDM', origin_adm1: null, destination_country: 'XDM' });
    expect(national.filter((name) => name.includes('adm'))).toEqual(['origin_adm1', 'destination_adm1']);
    expect(pagesFor({ origin_country: 'XDM', origin_adm1: 'XDM01' })).toContain('origin_adm2');
  });

  test('computes the group’s total from what was given, and none where nothing was', () => {
    const total = (answers: Answers) => settle(form, answers, loadLists(undefined, 'XDM'), site).group_total;
    expect(total({ group_women: 1, group_men: null, group_girls: 2, group_boys: null })).toBe(3);
    expect(total({ group_women: 0 })).toBe(0);
    expect(total({ group_women: null, group_men: null })).toBeUndefined();
    expect(total({ move_type: 'resident', group_women: 4 })).toBeUndefined();
  });
});

test('a kind of place is asked what is of use there', () => {
  const pagesAt = (kind: string) => relevantPages(form, {}, { ...site, kind }).map(({ name }) => name);
  const terminal = pagesAt('bus_terminal');
  const more = (kind: string) => pagesAt(kind).filter((name) => !terminal.includes(name));
  for (const kind of ['border_post', 'road', 'port']) expect(more(kind), kind).toEqual(['transport']);
  for (const kind of ['transit_centre', 'service_point']) expect(more(kind), kind).toEqual(['time_here']);
});

describe('the modules of the core form', () => {
  const pagesOf = (modules: readonly string[]) =>
    relevantPages(form, {}, { ...site, modules }).map(({ name }) => name);

  test('are asked where they are switched on, and nowhere else', () => {
    const without = pagesOf([]);
    const added = (module: string) => pagesOf([module]).filter((name) => !without.includes(name));
    expect(Object.fromEntries(siteModules.map((module) => [module, added(module).join(' ')]))).toEqual({
      washington_group: 'wg_seeing wg_hearing wg_walking wg_remembering wg_selfcare wg_communicating',
      transport: 'transport',
      languages: 'languages',
      psea: 'psea_free_help psea_complain',
      intentions: 'intentions',
    });
  });

  test('come after the offer, and help is the last that is asked', () => {
    const all = pagesOf(siteModules);
    expect(all.at(-1)).toBe('help_known');
    expect(all.indexOf('wg_seeing')).toBeGreaterThan(all.indexOf(form.offer_after ?? ''));
  });

  test('have the four answers of the Washington Group, in its order', () => {
    for (const question of form.questions.filter(({ name }) => name.startsWith('wg_')))
      expect(question.choices?.map(({ name }) => name)).toEqual([
        'no_difficulty',
        'some_difficulty',
        'a_lot_of_difficulty',
        'cannot_do',
        'pnts',
      ]);
  });
});

describe('the follow-up form', () => {
  test.each(['age_group', 'sex', 'move_type', 'needs', 'site_risk', 'help_known'])(
    'repeats %s word for word, so that rounds can be compared',
    (name) => expect(findQuestion(followUp, name)).toEqual(findQuestion(form, name)),
  );

  test('asks what has changed', () => {
    const choices = (name: string) =>
      findQuestion(followUp, name)
        ?.choices?.map((choice) => choice.name)
        .join(' ');
    expect(choices('needs_met')).toBe('yes some no pnts');
    expect(choices('time_here')).toBe('under_1_day 1_to_3_days 4_to_7_days over_7_days pnts');
    expect(choices('change')).toBe('better same worse pnts');
  });

  test('ends for somebody under 18', () => {
    expect(relevantPages(followUp, { age_group: 'under18' }, site).map(({ name }) => name)).toEqual([
      'age_group',
    ]);
  });
});
