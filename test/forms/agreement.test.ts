/**
 * Phone, kit and collector hold the same view of every form and every answer: the survey as it runs in a phone's browser (bundled
 * for an old one, in a realm of its own), the kit that judges posted fields, and the collector that opens what arrived.
 */
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { View } from '../../portal/visitor/view.ts';
import { judgeFields } from '../../src/kit/routes/question-state.ts';
import type { Answers, Form, Page, Question } from '../../src/protocol/form.ts';
import type { Site } from '../../src/protocol/site.ts';
import type * as Check from '../../src/survey/check.ts';
import { checkSubmission } from '../../src/survey/check.ts';
import { decodeAnswers, encodeAnswers } from '../../src/survey/encode-answers.ts';
import { columnsOf, flattenAnswers } from '../../src/survey/flatten.ts';
import type * as Order from '../../src/survey/order.ts';
import { isAsked, nextStep, relevantPages, relevantQuestions, settle } from '../../src/survey/order.ts';
import {
  type Dice,
  randomLists as lists,
  makeDice,
  randomFields,
  randomForms,
  randomSite,
} from '../support/random-forms.ts';

const site = randomSite as unknown as Site;
type Phone = Pick<typeof Check, 'checkAnswer'> &
  Pick<typeof Order, 'settle' | 'nextStep' | 'relevantQuestions'>;
let phone: Phone;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: ['check', 'order'].map((file) => `export * from './${file}.ts';`).join('\n'),
      resolveDir: `${import.meta.dirname}/../../src/survey`,
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'phone',
    target: 'es2015',
    supported: { 'regexp-unicode-property-escapes': true },
  });
  const context = createContext({});
  phone = runInContext(`${outputFiles[0]?.text}; phone`, context) as Phone;
});

/** What another realm made, as values of this one. */
const plain = <T>(value: T): T => structuredClone(value);

interface Walk {
  readonly form: Form;
  answers: Answers;
  readonly pagesDone: string[];
}

function takePage(walk: Walk, page: Page, g: Dice): void {
  const { form, answers } = walk;
  const questions = relevantQuestions(form, page, answers, site);
  expect(plain(phone.relevantQuestions(form, page, answers, site))).toEqual(questions);
  const raw = new Map(questions.map((question) => [question.name, randomFields(question, g)]));
  const fields = new URLSearchParams(
    [...raw].flatMap(([name, values]) => values.map((value) => [name, value])),
  );
  const visit = {
    ...walk,
    campaign: '',
    language: 'en',
    wantsMore: true,
    state: 'open' as const,
    rotation: 0,
  };
  const judged = judgeFields({ lists, site }, { view: {} as View, visit, page, fields });
  expect(judged.kind).not.toBe('search');
  let given: Record<string, Answers[string]> = {};
  const wrong: string[] = [];
  for (const question of questions.filter(isAsked)) {
    const before = { ...answers, ...given };
    const checked = phone.checkAnswer(question, raw.get(question.name) ?? [], before, lists, site);
    if (checked.kind === 'invalid') wrong.push(`${question.name}: ${checked.problem}`);
    else given[question.name] = checked.kind === 'ok' ? plain(checked.answer) : null;
  }
  if (judged.kind === 'invalid') {
    expect(judged.problems.map(({ question, problem }) => `${question.name}: ${problem}`)).toEqual(wrong);
    given = Object.fromEntries(questions.filter(isAsked).map(({ name }: Question) => [name, null]));
  } else expect(judged).toEqual({ kind: 'answers', answers: given });
  const settled = settle(form, { ...answers, ...given }, lists, site);
  expect(plain(phone.settle(form, { ...answers, ...given }, lists, site))).toEqual(settled);
  walk.answers = settled;
  if (!walk.pagesDone.includes(page.name)) walk.pagesDone.push(page.name);
}

describe('phone, kit and collector', () => {
  it('agree on what is asked, what is right, and what it adds up to, for any form and any answers', () => {
    let answered = 0;
    let changed = 0;
    fc.assert(
      fc.property(randomForms, fc.integer(), (form, seed) => {
        const g = makeDice(seed);
        const walk: Walk = { form, answers: settle(form, {}, lists, site), pagesDone: [] };
        for (;;) {
          const step = nextStep(form, walk.answers, walk.pagesDone, true, site);
          expect(plain(phone.nextStep(form, walk.answers, walk.pagesDone, true, site))).toEqual(step);
          if (step.kind !== 'page') break;
          takePage(walk, step.page, g);
          // Somebody goes back and changes what was given.
          const again = relevantPages(form, walk.answers, site).find(
            ({ name }) => walk.pagesDone.includes(name) && g.coin(),
          );
          if (again && g.coin()) {
            takePage(walk, again, g);
            changed++;
          }
        }
        const arrived = decodeAnswers(form, encodeAnswers(form, walk.answers));
        expect(checkSubmission(form, arrived, lists, site)).toEqual([]);
        expect(settle(form, arrived, lists, site)).toEqual(walk.answers);
        answered += Object.values(arrived).filter((answer) => answer !== null).length;
        const columns = columnsOf(form);
        expect(flattenAnswers(columns, walk.answers)).toHaveLength(columns.length);
      }),
      { numRuns: 2000 },
    );
    // The property says nothing of walks on which nobody answered.
    expect(answered).toBeGreaterThan(1500);
    expect(changed).toBeGreaterThan(500);
  });
});
