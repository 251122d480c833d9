/** Forms that nobody would write, but that are sound: every type, every column, any expression; and answers to them. */
import fc from 'fast-check';
import type {
  Choice,
  Expression,
  Form,
  ListItem,
  Lists,
  Localized,
  Question,
} from '../../src/protocol/form.ts';
import { questionTypes } from '../../src/protocol/form.ts';
import { defined } from '../../src/survey/xlsform/tables.ts';

/** Chance from a seed: fast-check's own generator of everything grows slow with forms of this size. */
export interface Dice {
  /** Both ends are possible. */
  readonly from: (min: number, max: number) => number;
  readonly coin: () => boolean;
  readonly pick: <T extends readonly unknown[]>(...things: T) => T[number];
}

export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const from = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return { from, coin: () => next() < 0.5, pick: (...things) => things[from(0, things.length - 1)] };
}

const words = [
  'Where from?',
  'Ñandú & <b>',
  'كم عمرك؟',
  "it's",
  'say "so"',
  '😀',
  'two\nlines',
  '=SUM(A1)',
  '7',
  'TRUE',
  'yes',
  '2024-01-01',
  '-',
] as const;
const label = { en: 'x' };
const items = (...names: string[]): ListItem[] => names.map((name) => ({ name, label }));
export const randomLists: Lists = {
  countries: items('COL', 'HTI', 'XDM'),
  admin1: [
    { name: 'XDM01', label, parent: 'XDM' },
    { name: 'CO05', label, parent: 'COL', columns: { coast: 'yes' } },
  ],
};
export const randomSite = { country: 'XDM', kind: 'bus_terminal' } as const;

export const randomForms: fc.Arbitrary<Form> = fc.integer().map((seed) => buildForm(makeDice(seed)));

function buildForm(g: Dice): Form {
  const languages = g.pick(['en'], ['es', 'en'], ['ar', 'en', 'fr']);
  const texts = (): Localized =>
    Object.fromEntries(languages.map((language) => [language, g.pick(...words)]));
  const questions: Question[] = [];
  const pages: Form['pages'] = [];
  const made = { g, texts, questions };
  const pageCount = g.from(1, 5);
  for (let page = 0; page < pageCount; page++) {
    /** What was asked on pages before. */
    const before = questions.length;
    if (g.coin()) questions.push(buildQuestion(made, before, 'calculate'));
    const count = g.from(1, 3);
    const names: string[] = [];
    for (let index = 0; index < count; index++) {
      const shown = questionTypes.filter((type) => index > 0 || type !== 'calculate');
      const question = buildQuestion(made, before, g.pick(...shown));
      questions.push(question);
      names.push(question.name);
    }
    const [only = ''] = names;
    const isPlain = count === 1 && g.coin();
    pages.push(
      isPlain
        ? { name: only, questions: names }
        : defined<Form['pages'][number]>({
            name: `page_${page}`,
            questions: names,
            title: g.coin() ? texts() : undefined,
          }),
    );
  }
  return defined<Form>({
    name: 'random',
    version: g.from(1, 2_000_000_000),
    title: texts(),
    languages: [...languages],
    translations: g.coin() ? { en: 'source' } : undefined,
    pages,
    questions,
    offer_after: g.coin() ? g.pick(...pages).name : undefined,
    endings: g.coin() ? [{ when: buildExpression(made, questions.length, 2), page: 'children' }] : undefined,
  });
}

interface Made {
  readonly g: Dice;
  readonly texts: () => Localized;
  readonly questions: readonly Question[];
}

/** @param before how many questions stand on pages before: all that choices may hang on; what is asked may look at all behind it */
function buildQuestion(made: Made, before: number, type: Question['type']): Question {
  const { g, texts, questions } = made;
  const maybe = <T>(make: () => T): T | undefined => (g.coin() ? make() : undefined);
  const isSelect = type === 'select_one' || type === 'select_multiple';
  const isAnswered = type !== 'calculate' && type !== 'note';
  const choices =
    isSelect || (type === 'select_one_from_file' && g.coin()) ? buildChoices(made, isSelect) : undefined;
  const filter =
    isSelect && choices?.every(({ columns }) => columns)
      ? ({ op: '!=', args: [{ column: 'region' }, buildExpression(made, before, 1)] } satisfies Expression)
      : undefined;
  const parents = questions.slice(0, before).filter(({ type }) => type === 'select_one_from_file');
  const parent =
    type === 'select_one_from_file' && parents.length > 0 ? maybe(() => g.pick(...parents)) : undefined;
  const range = type === 'range' ? g.pick([0, 10, 1], [1, 5, 0.5], [-20, 20, 10], [0, 7, 2]) : undefined;
  const isNumber = type === 'integer' || type === 'decimal';
  const [min, max] = isNumber ? g.pick([undefined, undefined], [0, 20], [-5, undefined], [undefined, 7]) : [];
  return defined<Question>({
    name: `q${questions.length}`,
    type,
    label: texts(),
    hint: maybe(texts),
    icon: maybe(() => 'food'),
    media: maybe(() => ({ audio: { en: 'a b.mp3' } })),
    choices,
    list: type === 'select_one_from_file' ? g.pick('countries', 'admin1') : undefined,
    parent: parent?.name,
    choice_filter: filter,
    relevant: maybe(() => buildRelevance(made, g.coin() ? before : questions.length, type)),
    calculation: type === 'calculate' ? buildExpression(made, questions.length, 3) : undefined,
    constraint: isAnswered ? maybe(() => buildConstraint(made, before)) : undefined,
    constraint_message: maybe(texts),
    required: maybe(() => g.coin()),
    appearance: maybe(() => 'minimal'),
    default: undefined,
    max_selected: type === 'select_multiple' ? maybe(() => 1) : undefined,
    min: range?.[0] ?? min,
    max: range?.[1] ?? max,
    step: range?.[2],
    max_length: type === 'text' ? maybe(() => 20) : undefined,
    rotate: isSelect ? maybe(() => true) : undefined,
    sensitive: maybe(() => g.coin()),
    hxl: maybe(() => '#need +type'),
    dict: maybe(() => 'D.1'),
  });
}

/** The modules of a site may only ask more (survey/module-soundness.ts). */
function buildRelevance(made: Made, before: number, type: Question['type']): Expression {
  const { g } = made;
  const last = made.questions.slice(0, before).findLast((question) => question.type !== 'note');
  // What most forms say: only if the question before it was answered.
  if (last && g.from(0, 3) === 0) return { op: '!=', args: [{ ref: last.name }, ''] };
  const plain = buildExpression(made, before, 3);
  if (type === 'calculate' || g.from(0, 2) > 0) return plain;
  const module = g.pick<readonly Expression[]>('transport', 'psea', buildExpression(made, before, 1));
  const isOn: Expression = { op: 'selected', args: [{ ref: 'site_modules' }, module] };
  return g.pick<readonly Expression[]>(
    isOn,
    { op: 'and', args: [isOn, plain] },
    { op: 'or', args: [plain, isOn] },
  );
}

/** One that mostly holds, and for some answers stops holding when an earlier one changes. */
function buildConstraint(made: Made, before: number): Expression {
  const earlier = made.questions.slice(0, before).filter(({ type }) => type !== 'note');
  if (earlier.length > 0 && made.g.coin())
    return {
      op: 'not',
      args: [{ op: made.g.coin() ? '<' : '=', args: [{ ref: '.' }, { ref: made.g.pick(...earlier).name }] }],
    };
  return { op: 'or', args: [{ op: '!=', args: [{ ref: '.' }, '7'] }, buildExpression(made, before, 2)] };
}

function buildChoices({ g, texts }: Made, mayFilter: boolean): Choice[] {
  const hasColumns = mayFilter && g.coin();
  return Array.from({ length: g.from(1, 5) }, (_, index) =>
    defined<Choice>({
      name: g.pick(`c${index}`, `${index}_-x`),
      label: texts(),
      exclusive: g.coin() ? g.coin() : undefined,
      icon: g.coin() ? 'water' : undefined,
      media: g.coin() ? { image: { en: 'x.png' } } : undefined,
      columns: hasColumns ? { region: g.pick('north', '7', "it's") } : undefined,
    }),
  );
}

function buildExpression(made: Made, before: number, depth: number): Expression {
  const { g, questions } = made;
  const refs = questions
    .slice(0, before)
    .filter(({ type }) => type !== 'note')
    .map(({ name }) => name)
    .concat('site_country', 'site_kind');
  if (depth === 0 || g.from(0, 3) === 0)
    return g.pick(
      { ref: g.pick(...refs) },
      g.from(-3, 30),
      g.pick('c0', 'COL', '', 'transport', "it's", '2024-05-06', 'OK'),
      g.coin(),
      0.25,
    );
  const inner = () => buildExpression(made, before, depth - 1);
  const [op, count] = g.pick(...shapes);
  if (op === 'regex') return { op, args: [inner(), g.pick('\\d+', '[a-z]{2,3}.*', '(a|b)*c')] };
  return { op, args: Array.from({ length: count }, inner) };
}

const shapes = [
  ['and', 2],
  ['and', 3],
  ['or', 2],
  ['not', 1],
  ['=', 2],
  ['!=', 2],
  ['<', 2],
  ['<=', 2],
  ['>', 2],
  ['>=', 2],
  ['+', 2],
  ['+', 4],
  ['-', 2],
  ['*', 2],
  ['div', 2],
  ['mod', 2],
  ['neg', 1],
  ['if', 3],
  ['coalesce', 2],
  ['regex', 2],
  ['selected', 2],
  ['count-selected', 1],
  ['string-length', 1],
] as const;

const likely: Readonly<Record<string, readonly string[]>> = {
  integer: ['3', '5', '7', '٢', '-2', '1e3'],
  decimal: ['0.5', '3,25', '1', '٣٫٥', '6.123456', '0.000000001', '123456789.123456'],
  range: ['1', '2', '0', '-20', '1.5', '3.7'],
  date: ['2024-05-06', '29/02/2024', '٢٠٢٤-٠١-٠٢', '1900-01-01', '29/02/2023', '1899-12-31'],
  text: ['some words', 'c0', '😀', '7', 'x'.repeat(30)],
  acknowledge: ['OK', 'OK', 'no'],
};

/** What a phone might send for a question: mostly right, sometimes wrong, several, or nothing. */
export function randomFields(question: Question, dice: Dice): string[] {
  const names = (question.choices ?? []).map(({ name }) => name);
  const listed = question.list ? ['COL', 'XDM', 'XDM01', 'CO05', 'HTI'] : [];
  const possible = [...names, ...listed, ...(likely[question.type] ?? ['x'])];
  const one = () => (dice.from(0, 9) === 0 ? dice.pick('', '7', 'c0') : dice.pick(...possible));
  if (dice.from(0, 5) === 0) return [];
  return Array.from({ length: question.type === 'select_multiple' ? dice.from(1, 2) : 1 }, one);
}
