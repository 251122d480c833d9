/**
 * What the portal can read aloud, as text: a few pages of phrases, and every page of a form with its question, hint and
 * choices, in the order of the page. Pure. The pipeline that makes audio and the kit that offers it both ask here, so that audio is
 * offered only where it says what the page says.
 *
 *   spoken text ── parts     a part is one sentence or one choice: what can be recorded, and heard, alone
 */
import { createHash } from 'node:crypto';
import type { Form, Localized, Question } from '../protocol/form.ts';
import type { Message } from '../protocol/message.ts';
import type { PhraseTable } from './content.ts';

export interface SpokenPart {
  /** A phrase's key, 'title', a question's name, '<question>.hint', or '<question>.<choice>'. */
  readonly name: string;
  readonly text: string;
}

export interface SpokenText {
  /** 'page/consent', 'form/dtm-wifi-core/age_group'. */
  readonly key: string;
  readonly parts: readonly SpokenPart[];
}

const titled = (page: string, points: string): string[] =>
  points.split(' ').flatMap((point) => [`${page}.${point}_title`, `${page}.${point}`]);
const plain = (page: string, points: string): string[] =>
  points.split(' ').map((point) => `${page}.${point}`);

/** Pages whose phrases are read aloud, in the order of the page. */
const spokenPages: Readonly<Record<string, readonly string[]>> = {
  home: plain('home', 'title intro questions_text'),
  consent: [
    'consent.title',
    ...titled('consent', 'who why anonymous voluntary same time totals complain'),
    'consent.yes',
    'consent.no',
  ],
  children: plain('children', 'title internet alone strangers free tell'),
};

/** In one language. What has no text in it is left out. */
export function spokenTexts(language: string, phrases: PhraseTable, forms: readonly Form[]): SpokenText[] {
  const pages = Object.entries(spokenPages).map(([page, keys]) => ({
    key: `page/${page}`,
    parts: keys.map((name) => ({ name, text: phrases[name] ?? '' })),
  }));
  return [...pages, ...forms.flatMap((form) => formTexts(form, language))]
    .map(({ key, parts }) => ({ key, parts: parts.filter(({ text }) => text !== '') }))
    .filter(({ parts }) => parts.length > 0);
}

const formTexts = (form: Form, language: string): SpokenText[] =>
  form.languages.includes(language)
    ? form.pages.map((page) => ({
        key: formPageKey(form, page.name),
        parts: [
          ...partOf('title', page.title, language),
          ...form.questions
            .filter(({ name, type }) => page.questions.includes(name) && type !== 'calculate')
            .flatMap((question) => questionParts(question, language)),
        ],
      }))
    : [];

export const formPageKey = (form: Form, page: string): string => `form/${form.name}/${page}`;

export const messageKey = ({ id }: Pick<Message, 'id'>): string => `messages/${id}`;

/** All the words of a message's page, in their order. */
export const messageParts = ({ title, text, points }: Message, language: string): SpokenPart[] => [
  { name: 'title', text: title[language] ?? '' },
  ...(text[language] ?? []).map((line, index) => ({ name: `text.${index}`, text: line })),
  ...(points[language] ?? []).map((line, index) => ({ name: `points.${index}`, text: line })),
];

const questionParts = ({ name, label, hint, choices = [] }: Question, language: string): SpokenPart[] => [
  ...partOf(name, label, language),
  ...partOf(`${name}.hint`, hint, language),
  ...choices.flatMap((choice) => partOf(`${name}.${choice.name}`, choice.label, language)),
];

const partOf = (name: string, text: Localized | undefined, language: string): SpokenPart[] => [
  { name, text: text?.[language] ?? '' },
];

/** Changes with the words and with their order. */
export const digestOf = (parts: readonly SpokenPart[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts.map(({ name, text }) => [name, text])))
    .digest('hex')
    .slice(0, 8);
