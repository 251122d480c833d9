/**
 * A form as it travels: written by staff or read from an XLSForm, published in a release, asked on the kit,
 * checked again at the collector. XLSForm's words throughout. What a form means (relevance, checks, order) is in
 * survey/; here is only its shape. A form that was published never changes: name, version and digest name it.
 *
 *   form ── pages ── names of questions        one page is one screen
 *     └──── questions ── choices | list        a list is outside the form: countries, admin areas by P-code
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Letters as XLSForms have them: other people's forms say "Q1". */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'letters, digits and _, e.g. "age_group"');
const column = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, 'a column of a list, e.g. "region"');
const choiceName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and -, e.g. "18_24"');
const language = z.string().regex(/^[a-z]{2,3}$/, 'a language code such as "es"');

/** A text by language code. */
export const localized = z.record(language, z.string());
export type Localized = z.infer<typeof localized>;

/**
 * A literal, a reference, or an operation on expressions. `ref` names the answer to an earlier question, one of
 * `site_country`, `site_kind`, `site_modules`, or, in a constraint, `.`: the answer that is being judged. `column` is only
 * for choice filters: a column of the choice or list item that may be offered.
 */
export type Expression =
  | string
  | number
  | boolean
  | { ref: string }
  | { column: string }
  | { op: Operator; args: Expression[] };
export const operators = [
  'and',
  'or',
  'not',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  'div',
  'mod',
  'neg',
  'if',
  'coalesce',
  'regex',
  'selected',
  'count-selected',
  'string-length',
] as const;
export type Operator = (typeof operators)[number];
export const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.strictObject({ ref: z.union([name, z.literal('.')]) }),
    z.strictObject({ column }),
    z.strictObject({ op: z.enum(operators), args: z.array(expression).min(1) }),
  ]),
);

/** Names of files by language, as an XLSForm gives them: 'age.mp3'. Never a path. */
const mediaFiles = z.record(language, z.string().regex(/^[^/\\]{1,128}$/, 'the name of a file'));
const media = z.strictObject({
  image: mediaFiles.optional(),
  audio: mediaFiles.optional(),
  video: mediaFiles.optional(),
});
export type Media = z.infer<typeof media>;

const choice = z.strictObject({
  name: choiceName,
  label: localized,
  /** Chosen alone or not at all: "none", "prefers not to say". */
  exclusive: z.boolean().optional(),
  icon: z.string().optional(),
  media: media.optional(),
  /** What a choice filter may look at: the region of a district. */
  columns: z.record(column, z.string()).optional(),
});
export type Choice = z.infer<typeof choice>;

/**
 * `note` is read and not answered, `acknowledge` answers "OK", `date` 'YYYY-MM-DD'; `range` needs `min`, `max` and `step`.
 */
export const questionTypes = [
  'select_one',
  'select_multiple',
  'select_one_from_file',
  'integer',
  'decimal',
  'range',
  'text',
  'note',
  'calculate',
  'acknowledge',
  'date',
] as const;
export type QuestionType = (typeof questionTypes)[number];

const question = z.strictObject({
  name,
  type: z.enum(questionTypes),
  /** Of the portal's own drawings; XLSForm column `dtm::icon`. */
  icon: z.string().optional(),
  label: localized,
  hint: localized.optional(),
  media: media.optional(),
  choices: z.array(choice).optional(),
  /** select_one_from_file: the list's name, its items offered beside `choices`. */
  list: name.optional(),
  /** The question whose answer is the `parent` of the list items to offer. */
  parent: name.optional(),
  /** Of the choices and list items those for which it holds; in it `column` is the item's. */
  choice_filter: expression.optional(),
  relevant: expression.optional(),
  calculation: expression.optional(),
  /** An answer for which it does not hold is asked for again; in it `.` is the answer. */
  constraint: expression.optional(),
  constraint_message: localized.optional(),
  /** Kept for the way back to an XLSForm, never enforced: every question may be skipped. */
  required: z.boolean().optional(),
  /** Kept for the way back to an XLSForm. */
  appearance: z.string().optional(),
  /** What stands in the field before anything was given; names of choices stand apart by spaces. */
  default: z.union([z.string(), z.number()]).optional(),
  /** select_multiple: at most so many. */
  max_selected: z.int().min(1).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** range: from `min` in such steps up to `max`. */
  step: z.number().positive().optional(),
  /** text: at most so many characters. */
  max_length: z.int().min(1).max(2000).optional(),
  /** The order of the choices rotates from visitor to visitor; exclusive ones stay last. */
  rotate: z.boolean().optional(),
  sensitive: z.boolean().optional(),
  hxl: z.string().optional(),
  /** What the question is called in DTM's data dictionary. */
  dict: z.string().optional(),
});
export type Question = z.infer<typeof question>;

const page = z.strictObject({ name, questions: z.array(name).min(1), title: localized.optional() });
export type Page = z.infer<typeof page>;

/** What may stand in the place of thanks: `directory` shows where help is; `safe` ends feedback of which nothing is kept. */
export const endingPages = ['children', 'directory', 'safe'] as const;
export type EndingPage = (typeof endingPages)[number];

export const formSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  version: z.int().min(1),
  title: localized,
  languages: z.array(language).min(1),
  /** How far each language is: written in it, translated by nobody who speaks it from birth, or read by one. */
  translations: z.record(language, z.enum(['source', 'draft', 'reviewed'])).optional(),
  pages: z.array(page).min(1),
  questions: z.array(question).min(1),
  /** After this page the visitor may finish or go on with the rest. */
  offer_after: name.optional(),
  /** The closing page shown instead of the ordinary one, first match first. */
  endings: z.array(z.strictObject({ when: expression, page: z.enum(endingPages) })).optional(),
});
export type Form = z.infer<typeof formSchema>;

/** One item of an external list: an ISO 3166-1 alpha-3 code or an OCHA P-code, and its names. */
export interface ListItem {
  readonly name: string;
  readonly label: Localized;
  readonly parent?: string;
  /** What else people call it, in whatever language: for the search. */
  readonly aliases?: readonly string[];
  /** What a choice filter may look at beside `name` and `parent`. */
  readonly columns?: Readonly<Record<string, string>>;
}
export type Lists = Readonly<Record<string, readonly ListItem[]>>;

/** One given answer. `null`: shown and skipped. A question without an entry was not asked. */
export type Answer = string | number | readonly string[] | null;
export type Answers = Readonly<Record<string, Answer>>;

/** Names one published form: 'dtm-wifi-core/1/0a1b2c3d', the last part its digest. */
export type FormRef = string;

/** Digest: the first 4 bytes of SHA-256 over the form's JSON, so that two forms of one name never pass for one. */
export function formRef(form: Form): FormRef {
  const digest = createHash('sha256')
    .update(JSON.stringify(formSchema.parse(form)))
    .digest('hex');
  return `${form.name}/${form.version}/${digest.slice(0, 8)}`;
}
