/**
 * The same ten questions in four tongues: a form of the portal on one page, a bare HTML page, SurveyJS's JSON and an ODK XForm, all
 * made from the default form. Questions with a list of the world's countries are left out: they would weigh on the peers only.
 */
import { defaultContentFolder, loadForms } from '../../../src/platform/content.ts';
import type { Form, Question } from '../../../src/protocol/form.ts';

export const language = 'es';
const names = [
  'age_group',
  'sex',
  'move_type',
  'needs',
  'group_women',
  'group_men',
  'reason',
  'specific_needs',
  'site_risk',
  'help_known',
];

/** All asked of everybody. */
export function tenQuestions(): readonly Question[] {
  const core = loadForms(defaultContentFolder()).find(({ name }) => name === 'dtm-wifi-core');
  return names.map((name) => {
    const question = core?.questions.find((one) => one.name === name);
    if (!question) throw new Error(`the core form has no question ${name}`);
    const { relevant: _, ...rest } = question;
    return rest;
  });
}

export const portalForm = (questions: readonly Question[]): Form => ({
  name: 'ten-questions',
  version: 1,
  title: { [language]: 'Diez preguntas', en: 'Ten questions' },
  languages: [language, 'en'],
  pages: [
    {
      name: 'ten',
      title: { [language]: 'Diez preguntas', en: 'Ten questions' },
      questions: questions.map(({ name }) => name),
    },
  ],
  questions: [...questions],
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const textOf = ({ label }: Pick<Question, 'label'>): string => escaped(label[language] ?? '');

/** No style, no script: the least that asks the same. */
export function bareHtml(questions: readonly Question[]): string {
  const fields = questions.map((question) => {
    const { name, type, min, max, choices = [] } = question;
    const kind = type === 'select_multiple' ? 'checkbox' : 'radio';
    const options = choices.map(
      (choice) =>
        `<p><label><input type="${kind}" name="${name}" value="${choice.name}"> ${textOf(choice)}</label></p>`,
    );
    const number = `<p><input type="number" name="${name}" min="${min}" max="${max}"></p>`;
    return `<fieldset><legend>${textOf(question)}</legend>${type === 'integer' ? number : options.join('')}</fieldset>`;
  });
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Diez preguntas</title><link rel="icon" href="data:,"></head><body><form method="post">${fields.join('')}<button>Siguiente</button></form></body></html>`;
}

/** https://surveyjs.io/form-library/documentation/design-survey/create-a-simple-survey */
export const surveyJson = (questions: readonly Question[]): object => ({
  title: 'Diez preguntas',
  elements: questions.map((question) => {
    const { name, type, min, max, max_selected } = question;
    const title = question.label[language];
    if (type === 'integer') return { type: 'text', inputType: 'number', name, title, min, max };
    const choices = (question.choices ?? []).map((choice) => ({
      value: choice.name,
      text: choice.label[language],
    }));
    if (type === 'select_one') return { type: 'radiogroup', name, title, choices };
    return {
      type: 'checkbox',
      name,
      title,
      choices,
      ...(max_selected ? { maxSelectedChoices: max_selected } : {}),
    };
  }),
});

/** https://getodk.github.io/xforms-spec/ */
export function xform(questions: readonly Question[]): string {
  const types = { select_one: 'string', select_multiple: 'string', integer: 'int' } as const;
  const nodes = questions.map(({ name }) => `<${name}/>`).join('');
  const binds = questions
    .map(({ name, type }) => `<bind nodeset="/data/${name}" type="${types[type as keyof typeof types]}"/>`)
    .join('');
  const body = questions.map((question) => {
    const label = `<label>${textOf(question)}</label>`;
    const ref = `ref="/data/${question.name}"`;
    if (question.type === 'integer') return `<input ${ref}>${label}</input>`;
    const items = (question.choices ?? [])
      .map((choice) => `<item><label>${textOf(choice)}</label><value>${choice.name}</value></item>`)
      .join('');
    const tag = question.type === 'select_one' ? 'select1' : 'select';
    return `<${tag} ${ref}>${label}${items}</${tag}>`;
  });
  return `<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Diez preguntas</h:title><model><instance><data id="ten" version="1">${nodes}<orx:meta><orx:instanceID/></orx:meta></data></instance>${binds}<bind nodeset="/data/orx:meta/orx:instanceID" type="string" preload="uid"/></model></h:head><h:body>${body.join('')}</h:body></h:html>`;
}
