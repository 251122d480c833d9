/**
 * A form → the cells of an XLSForm, so that reading them gives the same form. What the standard's columns can say they say, so
 * that other tools understand it; the rest stands in our own columns (columns.ts).
 */
import type { Choice, Expression, Form, Localized, Media, Page, Question } from '../../protocol/form.ts';
import { constraintOf } from './bounds.ts';
import { languageHeader } from './languages.ts';
import { printExpression } from './print-expression.ts';
import type { Table } from './tables.ts';

export type Exported =
  | { readonly kind: 'tables'; readonly tables: readonly Table[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Column → cell. */
type Row = Record<string, string>;

export function exportForm(form: Form): Exported {
  const problems: string[] = [];
  const writer = new FormWriter(form, problems);
  const tables = [
    table('survey', surveyOrder, writer.survey(), form.languages),
    table('choices', choicesOrder, writer.choiceRows, form.languages),
    table('settings', settingsOrder, writer.settings(), form.languages),
  ];
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'tables', tables };
}

class FormWriter {
  readonly choiceRows: Row[] = [];
  private readonly form: Form;
  private readonly problems: string[];
  /** What a list holds → its name: lists that are alike are written once. */
  private readonly lists = new Map<string, string>();

  constructor(form: Form, problems: string[]) {
    this.form = form;
    this.problems = problems;
  }

  survey(): Row[] {
    const { pages, questions } = this.form;
    const byName = new Map(questions.map((question) => [question.name, question]));
    const placed = new Set(pages.flatMap((page) => page.questions));
    const waiting = questions.filter(({ name }) => !placed.has(name));
    const order = questions.map(({ name }) => name);
    const asked: string[] = [];
    const rows: Row[] = [];
    const ask = (question: Question) => {
      asked.push(question.name);
      rows.push(this.question(question));
    };
    /** Calculations on no page come before what is asked after them. */
    const askWaiting = (until: number) => {
      while (waiting[0] && order.indexOf(waiting[0].name) < until) {
        const [next] = waiting.splice(0, 1);
        if (next) ask(next);
      }
    };
    for (const page of pages) {
      const own = page.questions.map((name) => byName.get(name)).filter((question) => question !== undefined);
      askWaiting(Math.min(...own.map(({ name }) => order.indexOf(name))));
      const isPlain = own.length === 1 && own[0]?.name === page.name && page.title === undefined;
      const offer: Row = page.name === this.form.offer_after ? { 'dtm::offer_after': 'yes' } : {};
      if (!isPlain) rows.push({ type: 'begin_group', ...this.group(page), ...offer });
      for (const question of own) ask(question);
      if (!isPlain) rows.push({ type: 'end_group' });
      else Object.assign(rows[rows.length - 1] ?? {}, offer);
    }
    askWaiting(order.length);
    if (asked.some((name, index) => name !== order[index]))
      for (const row of rows)
        if (row.name !== undefined && row.type !== 'begin_group')
          row['dtm::order'] = String(order.indexOf(row.name) + 1);
    return rows;
  }

  settings(): Row[] {
    const { name, version, title, languages, translations, endings = [] } = this.form;
    const first: Row = {
      ...localized('form_title', title),
      form_id: name,
      version: String(version),
      default_language: languageHeader(languages[0] ?? 'en'),
      ...(translations
        ? {
            'dtm::translations': Object.entries(translations)
              .map((pair) => pair.join(' '))
              .join(', '),
          }
        : {}),
    };
    const ends = endings.map(
      ({ when, page }): Row => ({ 'dtm::ending': page, 'dtm::ending_when': this.print(when, 'an ending') }),
    );
    return [{ ...first, ...ends[0] }, ...ends.slice(1)];
  }

  private group({ name, title }: Page): Row {
    return { name, appearance: 'field-list', ...localized('label', title) };
  }

  private question(question: Question): Row {
    const { name } = question;
    const print = (expression: Expression | undefined, column: string): Row =>
      expression === undefined ? {} : { [column]: this.print(expression, `${column} of "${name}"`) };
    const plain = constraintOf(question);
    const filter: Expression | undefined =
      question.parent === undefined
        ? question.choice_filter
        : { op: '=', args: [{ column: 'parent' }, { ref: question.parent }] };
    if (question.parent !== undefined && question.choice_filter !== undefined)
      this.problems.push(`"${name}" has a parent and a choice_filter, which one cell cannot say.`);
    return {
      ...this.type(question),
      name,
      ...localized('label', question.label),
      ...localized('hint', question.hint),
      ...media(question.media),
      ...print(question.relevant, 'relevant'),
      ...print(plain ?? question.constraint, 'constraint'),
      ...localized('constraint_message', question.constraint_message),
      ...yesNo('required', question.required),
      ...print(filter, 'choice_filter'),
      ...print(question.calculation, 'calculation'),
      ...text('appearance', question.appearance),
      ...text('default', question.default),
      ...parameters(question),
      ...text('hxl', question.hxl),
      ...yesNo('dtm::sensitive', question.sensitive),
      ...text('dtm::icon', question.icon),
      ...text('dtm::dict', question.dict),
      ...(plain === undefined ? limits(question) : {}),
    };
  }

  private type(question: Question): Row {
    const { type, list, choices } = question;
    const own = choices === undefined || choices.length === 0 ? undefined : this.list(question.name, choices);
    if (type === 'select_one_from_file')
      return { type: `${type} ${list ?? ''}.csv`, ...text('dtm::choices', own) };
    return { type: own === undefined ? type : `${type} ${own}` };
  }

  private list(question: string, choices: readonly Choice[]): string {
    const content = JSON.stringify(choices);
    const known = this.lists.get(content);
    if (known !== undefined) return known;
    this.lists.set(content, question);
    for (const choice of choices)
      this.choiceRows.push({
        list_name: question,
        name: choice.name,
        ...localized('label', choice.label),
        ...media(choice.media),
        ...yesNo('dtm::exclusive', choice.exclusive),
        ...text('dtm::icon', choice.icon),
        ...choice.columns,
      });
    return question;
  }

  private print(expression: Expression, what: string): string {
    const printed = printExpression(expression);
    if ('text' in printed) return printed.text;
    this.problems.push(`${what}: ${printed.reason}.`);
    return '';
  }
}

const localized = (key: string, texts: Localized | undefined): Row =>
  Object.fromEntries(Object.entries(texts ?? {}).map(([language, value]) => [`${key}::${language}`, value]));

const media = (files: Media | undefined): Row => ({
  ...localized('media::image', files?.image),
  ...localized('media::audio', files?.audio),
  ...localized('media::video', files?.video),
});

const text = (key: string, value: string | number | undefined): Row =>
  value === undefined ? {} : { [key]: String(value) };

const yesNo = (key: string, value: boolean | undefined): Row =>
  value === undefined ? {} : { [key]: value ? 'yes' : 'no' };

function parameters({ type, min, max, step, rotate }: Question): Row {
  if (type === 'range')
    return {
      parameters: `start=${min ?? 1} end=${max ?? 10} step=${step ?? 1}`,
      ...yesNo('dtm::rotate', rotate),
    };
  const isSelect = type === 'select_one' || type === 'select_multiple';
  if (isSelect && rotate) return { parameters: 'randomize=true' };
  return yesNo('dtm::rotate', rotate);
}

const limits = ({ type, min, max, max_length, max_selected }: Question): Row => ({
  ...(type === 'range' ? {} : { ...text('dtm::min', min), ...text('dtm::max', max) }),
  ...text('dtm::max_length', max_length),
  ...text('dtm::max_selected', max_selected),
});

const surveyOrder = [
  'type',
  'name',
  'label',
  'hint',
  'media::image',
  'media::audio',
  'media::video',
  'relevant',
  'constraint',
  'constraint_message',
  'required',
  'choice_filter',
  'calculation',
  'appearance',
  'default',
  'parameters',
  'hxl',
];
const choicesOrder = ['list_name', 'name', 'label', 'media::image', 'media::audio', 'media::video'];
const settingsOrder = ['form_title', 'form_id', 'version', 'default_language'];
/** Has a column in every language of the form, written in or not: this is how the languages are known. */
const alwaysTranslated = 'label';

/** Rows → a table with one heading a column, in the usual order, extra columns last. */
function table(
  sheet: string,
  order: readonly string[],
  rows: readonly Row[],
  languages: readonly string[],
): Table {
  const always = order.includes(alwaysTranslated)
    ? languages.map((language) => `${alwaysTranslated}::${language}`)
    : [];
  const keys = [...new Set([...always, ...rows.flatMap((row) => Object.keys(row))])];
  const place = (key: string): number => {
    const index = order.findIndex((name) => key === name || isTranslationOf(name, key));
    return index < 0 ? order.length : index;
  };
  const language = (key: string): number => languages.indexOf(key.split('::').pop() ?? '');
  const columns = keys.sort((a, b) => place(a) - place(b) || language(a) - language(b));
  return {
    sheet,
    rows: [columns.map(heading), ...rows.map((row) => columns.map((key) => row[key] ?? ''))],
  };
}

const isTranslationOf = (name: string, key: string): boolean =>
  key.startsWith(`${name}::`) && /^[a-z]{2,3}$/.test(key.slice(name.length + 2));

/** 'label::es' → 'label::Español (es)'. */
function heading(key: string): string {
  const at = key.lastIndexOf('::');
  const [name, language] = [key.slice(0, at), key.slice(at + 2)];
  return at > 0 && name !== 'dtm' && /^[a-z]{2,3}$/.test(language)
    ? `${name}::${languageHeader(language)}`
    : key;
}
