/**
 * Looks at what a form asks, not at whether it holds together: what must never be asked is refused, in any of the languages;
 * what makes a form worse for those who answer is warned of. The subjects and their words are in forbidden-subjects.ts.
 */
import type { Form, Localized, Question } from '../protocol/form.ts';
import { fold } from './fold.ts';
import { type ForbiddenSubject, forbiddenSubjects, prohibitions } from './forbidden-subjects.ts';
import type { Finding } from './form-finding.ts';
import { findQuestion, isAsked } from './order.ts';

/** Before the offer to go on, and in all: about one minute, and about two. A place can take two or three screens. */
const maxScreensFirst = 10;
const maxScreensInAll = 20;

export function checkForm(form: Form): Finding[] {
  return [
    ...forbiddenSubjects.flatMap((subject) => forbidden(subject, form)),
    ...form.questions.flatMap(unsaid),
    ...form.questions.flatMap(freeText),
    ...form.questions.flatMap(consent),
    ...missingTranslations(form),
    ...tooMany(form),
  ];
}

function forbidden(subject: ForbiddenSubject, form: Form): Finding[] {
  const { code, text, names, isWrongAsChoice = false } = subject;
  const refusal: Finding = { severity: 'refuse', code, text };
  const inTexts = (texts: Localized | undefined, about: Partial<Finding>): Finding[] =>
    Object.entries(texts ?? {})
      .filter(([, asked]) => asksFor(subject, asked))
      .map(([language]) => ({ ...refusal, ...about, language }));
  return [
    ...inTexts(form.title, {}),
    ...form.pages.flatMap(({ title, questions: [question = ''] }) => inTexts(title, { question })),
    ...form.questions.flatMap(({ name, label, hint, constraint_message, choices = [] }) => [
      ...(names?.test(name) ? [{ ...refusal, question: name }] : []),
      ...[label, hint, constraint_message].flatMap((texts) => inTexts(texts, { question: name })),
      ...(isWrongAsChoice ? choices : []).flatMap((choice) =>
        inTexts(choice.label, { question: name, choice: choice.name }),
      ),
    ]),
  ];
}

/** Sentence by sentence: one that forbids something does not excuse the next one. */
function asksFor({ words, labels = [], written, excuses = [] }: ForbiddenSubject, text: string): boolean {
  if (labels.includes(fold(text)) || written?.test(text)) return true;
  return sentences(text).some(({ folded, isQuestion }) => {
    if (excuses.some((excuse) => placeOf(folded, excuse) >= 0)) return false;
    const places = words.map((word) => placeOf(folded, word)).filter((place) => place >= 0);
    if (places.length === 0 || isQuestion) return places.length > 0;
    const first = Math.min(...places);
    return !prohibitions.some((phrase) => {
      const place = placeOf(folded, phrase);
      return place >= 0 && place < first;
    });
  });
}

const sentences = (text: string): { readonly folded: string; readonly isQuestion: boolean }[] =>
  (text.match(/[^.!?\u061f\u06d4\n]+[.!?\u061f\u06d4]*/g) ?? []).map((sentence) => ({
    folded: ` ${fold(sentence)} `,
    isQuestion: /[?\u061f]\s*$/.test(sentence),
  }));

/** Where the word begins, or -1. @param text folded, with a space on either side. */
const placeOf = (text: string, word: string): number =>
  text.indexOf(word.endsWith('*') ? ` ${fold(word)}` : ` ${fold(word)} `);

const isChoice = ({ type }: Question): boolean =>
  type === 'select_one' || type === 'select_multiple' || type === 'select_one_from_file';

function unsaid(question: Question): Finding[] {
  if (!question.sensitive || !isChoice(question)) return [];
  if (question.choices?.some(({ name }) => name === 'pnts')) return [];
  const text = 'It is sensitive and has no "I prefer not to say". Add a choice named "pnts".';
  return [{ severity: 'warn', question: question.name, code: 'no_prefer_not_to_say', text }];
}

function freeText({ name, type }: Question): Finding[] {
  if (type !== 'text') return [];
  const text =
    'People write names and stories into free text, and nobody can chart it. Offer choices where you can.';
  return [{ severity: 'warn', question: name, code: 'free_text', text }];
}

const consentWords = [
  'consent*',
  'do you agree',
  'acepta participar',
  'consentimiento',
  'consentement',
  'acceptez vous',
  'consentimento',
];
const moreConsentWords = [
  'aceita participar',
  'konsantman',
  'eske ou dako',
  'موافقه',
  'هل توافق',
  'ridhaa',
  'unakubali',
  'yarda',
  'ka amince',
];

/** The kit asks for consent itself, with two equal buttons; a form that asks again has to be as fair. */
function consent(question: Question): Finding[] {
  if (!isAsked(question)) return [];
  const words = [...consentWords, ...moreConsentWords];
  const isConsent =
    /consent|consentimiento|consentement/i.test(question.name) ||
    Object.values(question.label).some((text) => words.some((word) => placeOf(` ${fold(text)} `, word) >= 0));
  if (!isConsent) return [];
  const warn = (code: string, text: string): Finding => ({
    severity: 'warn',
    question: question.name,
    code,
    text,
  });
  const findings = [
    warn(
      'asks_consent',
      'The portal asks for consent before the first question. Leave this one out, or people are asked twice.',
    ),
  ];
  const choices = question.choices ?? [];
  const lengths = choices.flatMap(({ label }) => Object.values(label).map((text) => text.length));
  const isOneSided = choices.length < 2 || question.default !== undefined;
  const isLopsided = lengths.length > 0 && Math.max(...lengths) > 4 * Math.max(8, Math.min(...lengths));
  if (isOneSided || isLopsided)
    findings.push(
      warn(
        'unequal_consent',
        'Yes and no are not equal: offer both, in words of like length, and choose neither beforehand.',
      ),
    );
  return findings;
}

function missingTranslations(form: Form): Finding[] {
  return form.questions.filter(isAsked).flatMap((question) =>
    form.languages.flatMap((language): Finding[] => {
      const missing = [
        ...(question.label[language]?.trim() ? [] : ['the question']),
        ...(question.hint && !question.hint[language]?.trim() ? ['the hint'] : []),
        ...(question.choices ?? [])
          .filter(({ label }) => !label[language]?.trim())
          .map(({ name }) => `the choice "${name}"`),
      ];
      if (missing.length === 0) return [];
      const text = `Not translated: ${missing.join(', ')}.`;
      return [{ severity: 'warn', question: question.name, language, code: 'missing_translation', text }];
    }),
  );
}

/** Screens that everybody may come to: a question that needs a module of the site is extra, and a group is one screen. */
function tooMany(form: Form): Finding[] {
  const isForAll = (name: string) => {
    const question = findQuestion(form, name);
    return (
      question !== undefined &&
      isAsked(question) &&
      !JSON.stringify(question.relevant ?? '').includes('site_modules')
    );
  };
  const screens = form.pages.filter((page) => page.questions.some(isForAll));
  const offer = screens.findIndex(({ name }) => name === form.offer_after);
  const first = offer < 0 ? screens.length : offer + 1;
  const warn = (code: string, text: string): Finding => ({ severity: 'warn', code, text });
  return [
    ...(first > maxScreensFirst
      ? [
          warn(
            'too_many_questions',
            `${first} screens come before anybody may choose to stop. Keep ${maxScreensFirst} or fewer, and offer the rest.`,
          ),
        ]
      : []),
    ...(screens.length > maxScreensInAll
      ? [
          warn(
            'too_many_questions',
            `${screens.length} screens in all: most people will not finish. Keep ${maxScreensInAll} or fewer.`,
          ),
        ]
      : []),
  ];
}
