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

const name = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'lower-case letters, digits and _, e.g. "age_group"');
const choiceName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and -, e.g. "18_24"');
const language = z.string().regex(/^[a-z]{2,3}$/, 'a language code such as "es"');

/** A text by language code. */
export const localized = z.record(language, z.string());
export type Localized = z.infer<typeof localized>;

/** A literal, a reference to an answer (or to `site_country`, `site_kind`), or an operation on expressions. */
export type Expression = string | number | boolean | { ref: string } | { op: Operator; args: Expression[] };
const operators = ['and', 'or', 'not', '=', '!=', '<', '<=', '>', '>=', '+', 'selected'] as const;
export type Operator = (typeof operators)[number];
export const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.strictObject({ ref: name }),
    z.strictObject({ op: z.enum(operators), args: z.array(expression).min(1) }),
  ]),
);

const choice = z.strictObject({
  name: choiceName,
  label: localized,
  /** Chosen alone or not at all: "none", "prefers not to say". */
  exclusive: z.boolean().optional(),
  icon: z.string().optional(),
});
export type Choice = z.infer<typeof choice>;

const question = z.strictObject({
  name,
  type: z.enum(['select_one', 'select_multiple', 'select_one_from_file', 'integer', 'text', 'calculate']),
  label: localized,
  hint: localized.optional(),
  choices: z.array(choice).optional(),
  /** select_one_from_file: the list's name, its items offered beside `choices`. */
  list: name.optional(),
  /** The question whose answer is the `parent` of the list items to offer. */
  parent: name.optional(),
  relevant: expression.optional(),
  calculation: expression.optional(),
  /** select_multiple: at most so many. */
  max_selected: z.int().min(1).optional(),
  min: z.int().optional(),
  max: z.int().optional(),
  /** text: at most so many characters. */
  max_length: z.int().min(1).max(2000).optional(),
  /** The order of the choices rotates from visitor to visitor; exclusive ones stay last. */
  rotate: z.boolean().optional(),
  sensitive: z.boolean().optional(),
  hxl: z.string().optional(),
});
export type Question = z.infer<typeof question>;

const page = z.strictObject({ name, questions: z.array(name).min(1), title: localized.optional() });
export type Page = z.infer<typeof page>;

export const formSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  version: z.int().min(1),
  title: localized,
  languages: z.array(language).min(1),
  pages: z.array(page).min(1),
  questions: z.array(question).min(1),
  /** After this page the visitor may finish or go on with the rest. */
  offer_after: name.optional(),
  /** The closing page shown instead of the ordinary one, first match first. */
  endings: z.array(z.strictObject({ when: expression, page: z.enum(['children']) })).optional(),
});
export type Form = z.infer<typeof formSchema>;

/** One item of an external list: an ISO 3166-1 alpha-3 code or an OCHA P-code, and its names. */
export interface ListItem {
  readonly name: string;
  readonly label: Localized;
  readonly parent?: string;
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
