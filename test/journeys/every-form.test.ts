/**
 * Journey: every default form, and one with a question of every type, in every language, by a walker that knows only HTML: each
 * choice and list item that is offered, a search in each list, a skip of each page. What the collector holds is what was given.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { listFeedback } from '../../src/collector/store/feedback-table.ts';
import { loadForms, loadLists, loadPhrases } from '../../src/platform/content.ts';
import type { Form } from '../../src/protocol/form.ts';
import { siteModules } from '../../src/protocol/site.ts';
import { isAsked } from '../../src/survey/order.ts';
import { createCoverage, type Typing } from '../support/coverage.ts';
import { everyTypeTexts, makeEveryTypeContent } from '../support/every-type-form.ts';
import { type Walked, type WalkOptions, walkThrough } from '../support/form-walker.ts';
import type { Program } from '../support/programs.ts';
import { makeRoad, type Road, type RoadOptions } from '../support/road.ts';
import { lineOf, type Row, rowOf } from '../support/truth.ts';

const languages = Object.keys(loadPhrases().tables);
/** Of a kind at which every question that looks at the kind is asked. */
const siteId = 'XD-04';
const maxVisits = 60;
/** Listed under no site's likely countries. */
const soughtCountry = 'LKA';
const countries = loadLists(undefined, 'XDM').countries ?? [];

const texts: Readonly<Record<string, readonly string[]>> = {
  group_women: ['0', '1', '3'],
  group_men: ['0', '2', '5'],
  group_girls: ['0', '1', ''],
  group_boys: ['0', '4', ''],
  text: ['hace falta agua', ''],
};
const typingIn = (language: string): Typing => ({
  texts: {
    ...texts,
    ...Object.fromEntries(Object.entries(everyTypeTexts).map(([name, typed]) => [name, Object.keys(typed)])),
  },
  find: {
    text: countries.find(({ name }) => name === soughtCountry)?.label[language] ?? '',
    choose: soughtCountry,
  },
});

const folder = mkdtempSync(join(tmpdir(), 'dtm-every-form-'));
const everyType = makeEveryTypeContent(folder);
const named = (name: string): Form => {
  const form = loadForms().find((candidate) => candidate.name === name);
  if (!form) throw new Error(`no form ${name}`);
  return form;
};
const programs: Program[] = [];
let road: Road | undefined;

afterEach(async () => {
  for (const program of programs.splice(0)) await program.end('SIGKILL');
  road?.remove();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function startRoad(options: RoadOptions): Promise<Road> {
  const made = await makeRoad({ siteId, ...options });
  road = made;
  programs.push(await made.startCollector(), await made.startKit());
  return made;
}

let phones = 0;
/** All languages at once, each as often as it takes to try everything. */
async function walkAll(form: Form, portal: string, start: (language: string) => WalkOptions['start']) {
  const asked = form.questions.filter((question) => isAsked(question)).map(({ name }) => name);
  const walks = languages.map(async (language) => {
    const coverage = createCoverage(typingIn(language));
    const walked: Walked[] = [];
    do {
      phones += 1;
      const options = { portal, phone: phones, language, coverage, start: start(language) };
      walked.push(await walkThrough(options));
    } while (coverage.untried().length > 0 && walked.length < maxVisits);
    expect({ language, untried: coverage.untried() }).toEqual({ language, untried: [] });
    expect([...coverage.questions].sort()).toEqual([...asked].sort());
    return walked;
  });
  return (await Promise.all(walks)).flat();
}

const asRow = (form: Form, { language, answers }: Walked): Row => ({
  status: 'complete',
  language,
  answers: Object.fromEntries(
    Object.entries(answers).map(([name, given]) => {
      const isMany = form.questions.find((question) => question.name === name)?.type === 'select_multiple';
      const kept = given?.map((text) => everyTypeTexts[name]?.[text] ?? text);
      return [name, kept === undefined ? null : isMany ? kept.sort() : (kept[0] ?? '')];
    }),
  ),
});

describe('every form in every language', { timeout: 400_000 }, () => {
  it.each([
    ['the core form with every module', named('dtm-wifi-core'), { questions: { modules: siteModules } }],
    ['the second collection', named('dtm-wifi-followup'), { questions: { form: 'dtm-wifi-followup' } }],
    [
      'a form with every type of question',
      everyType.form,
      { contentDir: everyType.contentDir, questions: { form: 'every-type' } },
    ],
  ])('%s', async (_, form, options) => {
    const made = await startRoad(options);
    const walked = await walkAll(form, made.visitorUrl, (language) => ({
      path: `/${language}`,
      actions: ['start', 'consent-yes'],
    }));
    await made.until('everything is sent', async () => {
      const status = await made.fieldStatus();
      return status.openVisits === 0 && status.waiting === 0;
    });
    const rows = (await made.exportRows()).map((cells) => lineOf(rowOf(form, cells)));
    expect(rows.length).toBe(walked.length);
    expect(rows.sort()).toEqual(walked.map((one) => lineOf(asRow(form, one))).sort());
  });

  it('feedback', async () => {
    const form = named('dtm-wifi-feedback');
    const made = await startRoad({});
    const walked = await walkAll(form, made.visitorUrl, (language) => ({
      path: `/${language}/feedback`,
      actions: ['tell'],
    }));
    await made.until('everything is sent', async () => (await made.fieldStatus()).waiting === 0);
    const store = made.openCollectorStore();
    const held = await listFeedback(store.read, {}, 10_000);
    await store.close();
    const told = walked
      .filter(({ answers }) => answers.type?.[0] !== 'staff_misconduct')
      .filter(({ answers }) => Object.values(answers).some((given) => given !== null));
    const lineOfTold = ({ language, answers }: Walked) => [
      language,
      answers.type?.[0] ?? null,
      answers.sector?.[0] ?? null,
      answers.text?.[0] ?? null,
      answers.reply_wanted?.[0] === 'yes',
    ];
    const lines = held.map(({ language, type, sector, body, lookup }) => [
      language,
      type,
      sector,
      body,
      lookup !== null,
    ]);
    expect(lines.map(String).sort()).toEqual(told.map(lineOfTold).map(String).sort());
    expect(walked.length).toBeGreaterThan(told.length);
  });
});
