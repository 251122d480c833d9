/**
 * Phone, kit and collector hold the same view of every form and every answer: the script that phones get, in a realm as old as the
 * oldest of them; the kit, which judges posted fields; and the collector, which opens what arrived and does not know which modules
 * the site had.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { View } from '../../portal/visitor/view.ts';
import { buildPageScript } from '../../scripts/build-phone-script.mjs';
import { judgeFields, questionProps } from '../../src/kit/routes/question-state.ts';
import type { Answers, Form, Page, Question } from '../../src/protocol/form.ts';
import { type KitSite, siteModules } from '../../src/protocol/site.ts';
import { checkSubmission } from '../../src/survey/check.ts';
import { decodeAnswers, encodeAnswers } from '../../src/survey/encode-answers.ts';
import { columnsOf, flattenAnswers } from '../../src/survey/flatten.ts';
import { offeredChoices, offeredItems } from '../../src/survey/offered.ts';
import { isAsked, nextStep, relevantPages, settle } from '../../src/survey/order.ts';
import { rangeOf, rangeValue } from '../../src/survey/range.ts';
import { furtherQuestions, walkPage } from '../../src/survey/walk-page.ts';
import { type Input, type OldBrowser, oldBrowser } from '../support/page-in-browser.ts';
import {
  type Dice,
  randomLists as lists,
  makeDice,
  randomFields,
  randomForms,
  randomSite,
} from '../support/random-forms.ts';

let browser: OldBrowser;
beforeAll(async () => {
  browser = oldBrowser(new TextDecoder().decode((await buildPageScript()).contents));
});

interface Walk {
  readonly form: Form;
  readonly site: KitSite;
  answers: Answers;
  readonly pagesDone: string[];
}

const count = { answered: 0, changed: 0, further: 0, shown: 0, hidden: 0, refused: 0, modules: 0 };
const view = { language: 'en', pageScript: '/assets/page.js' } as View;
const assets = { namesOfList: () => undefined };

/** What stands in the page for a question, marked and written as somebody might; a radio button goes out by the next one's mark. */
function inputsFor(question: Question, { answers, site }: Walk, g: Dice): Input[] {
  const { name, type } = question;
  const given = randomFields(question, g);
  const values = valuesOf(question, answers, site);
  if (values === undefined) return [{ name, type: 'text', value: given[0] ?? '', checked: false }];
  const isMany = type === 'select_multiple' || type === 'acknowledge';
  const marked = values.filter((value) => given.includes(value)).slice(0, isMany ? values.length : 1);
  return values.map((value) => ({
    name,
    type: isMany ? 'checkbox' : 'radio',
    value,
    checked: marked.includes(value),
  }));
}

/** What can be chosen; undefined: it is written. */
function valuesOf(question: Question, answers: Answers, site: KitSite): string[] | undefined {
  const own = offeredChoices(question, answers, site).map(({ name }) => name);
  switch (question.type) {
    case 'select_one':
    case 'select_multiple':
      return own;
    case 'select_one_from_file':
      return [...own, ...offeredItems(question, answers, lists, site).map(({ name }) => name)];
    case 'acknowledge':
      return ['OK'];
    case 'range': {
      const range = rangeOf(question);
      return Array.from({ length: range.count }, (_, index) => String(rangeValue(range, index)));
    }
    default:
      return undefined;
  }
}

const visitOf = (walk: Walk) => ({
  ...walk,
  campaign: '',
  language: 'en',
  wantsMore: true,
  state: 'open' as const,
  rotation: 0,
});

function takePage(walk: Walk, page: Page, g: Dice): void {
  const { form, site } = walk;
  const questions = page.questions
    .map((name) => form.questions.find((question) => question.name === name))
    .filter((question) => question !== undefined && isAsked(question)) as Question[];
  const inputs = questions.flatMap((question) => inputsFor(question, walk, g));
  const sent = inputs.filter(({ type, checked }) => type === 'text' || checked);
  const fields = new URLSearchParams(sent.map(({ name, value }) => [name, value]));
  const place = { lists, site };
  const at = { view, visit: visitOf(walk) as never, page, fields };
  const further = furtherQuestions(form, page);
  if (further.size > 0) {
    const props = questionProps({ ...place, assets }, at).further;
    if (!props) throw new Error('the page says nothing of what it hides');
    const hidden = browser.hiddenOf(JSON.parse(JSON.stringify(props.model)), inputs, [...further]);
    expect(hidden).toEqual([...props.hidden]);
    count.hidden += hidden.length;
    count.shown += further.size - hidden.length;
  }
  const { met, given } = walkPage({ ...walk, page, ...place }, ({ name }) => fields.getAll(name));
  // Without a script: each time the page comes back it holds what was brought, until nothing more is.
  let judged = judgeFields(place, at);
  for (let times = 0; judged.kind === 'further'; times++) {
    expect(times).toBe(0);
    count.further++;
    for (const { question } of met) fields.set(`shown.${question.name}`, 'yes');
    judged = judgeFields(place, at);
  }
  const wrong = met.filter(({ checked }) => checked?.kind === 'invalid').map(({ question }) => question.name);
  let kept = given;
  if (judged.kind === 'invalid') {
    count.refused++;
    expect(judged.problems.map(({ question }) => question.name)).toEqual(wrong);
    const skipped = judgeFields(place, { ...at, fields: new URLSearchParams({ action: 'skip' }) });
    if (skipped.kind !== 'answers') throw new Error('a page cannot be skipped');
    kept = skipped.answers;
  } else expect(judged).toEqual({ kind: 'answers', answers: given });
  walk.answers = settle(form, { ...walk.answers, ...kept }, lists, site);
  if (!walk.pagesDone.includes(page.name)) walk.pagesDone.push(page.name);
}

describe('phone, kit and collector', () => {
  it('agree on what is asked, what is right, and what it adds up to, for any form, any answers and any modules', () => {
    fc.assert(
      fc.property(randomForms, fc.integer(), (form, seed) => {
        const g = makeDice(seed);
        const site = { ...randomSite, modules: siteModules.filter(() => g.coin()) } as unknown as KitSite;
        const walk: Walk = { form, site, answers: settle(form, {}, lists, site), pagesDone: [] };
        for (;;) {
          const step = nextStep(form, walk.answers, walk.pagesDone, true, site);
          if (step.kind !== 'page') break;
          takePage(walk, step.page, g);
          // Somebody goes back and changes what was given.
          const again = relevantPages(form, walk.answers, site).find(
            ({ name }) => walk.pagesDone.includes(name) && g.coin(),
          );
          if (again && g.coin()) {
            takePage(walk, again, g);
            count.changed++;
          }
        }
        const arrived = decodeAnswers(form, encodeAnswers(form, walk.answers));
        const anywhere = { ...site, modules: siteModules };
        expect(checkSubmission(form, arrived, lists, anywhere)).toEqual([]);
        expect(settle(form, arrived, lists, anywhere)).toEqual(walk.answers);
        count.answered += Object.values(arrived).filter((answer) => answer !== null).length;
        if (relevantPages(form, arrived, anywhere).length > relevantPages(form, arrived, site).length)
          count.modules++;
        const columns = columnsOf(form);
        expect(flattenAnswers(columns, walk.answers)).toHaveLength(columns.length);
      }),
      { numRuns: 2000 },
    );
    // The property says nothing of walks on which none of it happened.
    expect(count.answered).toBeGreaterThan(1500);
    expect(count.changed).toBeGreaterThan(500);
    expect(count.further).toBeGreaterThan(100);
    expect(count.refused).toBeGreaterThan(100);
    expect(count.modules).toBeGreaterThan(50);
    expect(Math.min(count.shown, count.hidden)).toBeGreaterThan(150);
  }, 120_000);
});
