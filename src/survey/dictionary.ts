/**
 * Two dictionaries of a form: the machine-readable one that goes with an export, a row a column; and the one for DEFLATE,
 * bytes that kit and collector derive alike, so that text answers in the form's own words cost little.
 */
import type { Form, Localized, Question } from '../protocol/form.ts';
import { acknowledged } from './check.ts';
import { columnsOf } from './flatten.ts';
import { rangeOf } from './range.ts';

export interface DictionaryRow {
  readonly column: string;
  readonly question: string;
  readonly choice: string;
  readonly type: string;
  readonly label: string;
  readonly choice_label: string;
  readonly values: string;
  readonly sensitive: string;
  readonly hxl: string;
}

export function dictionaryOf(form: Form, language: string): DictionaryRow[] {
  const text = (label: Localized | undefined) =>
    label?.[language] ?? label?.[form.languages[0] ?? 'en'] ?? '';
  return columnsOf(form).map(({ header, question, choice }) => ({
    column: header,
    question: question.name,
    choice: choice ?? '',
    type: question.type,
    label: text(question.label),
    choice_label: text(question.choices?.find(({ name }) => name === choice)?.label),
    values: choice ? '0|1' : valuesOf(question),
    sensitive: question.sensitive ? '1' : '0',
    hxl: question.hxl ?? '',
  }));
}

function valuesOf(question: Question): string {
  const { min, max, step } = rangeOf(question);
  switch (question.type) {
    case 'range':
      return `${min}..${max} by ${step}`;
    case 'date':
      return 'YYYY-MM-DD';
    case 'acknowledge':
      return acknowledged;
    default:
      return [
        ...(question.choices ?? []).map(({ name }) => name),
        ...(question.list ? [`list:${question.list}`] : []),
      ].join('|');
  }
}

/** DEFLATE looks back 32 KiB; the most likely bytes stand last. */
const maxDictionaryBytes = 32 * 1024;

export function compressionDictionary(form: Form): Uint8Array {
  const words = form.questions.flatMap((question) => [
    ...Object.values(question.label),
    ...(question.choices ?? []).flatMap((choice) => Object.values(choice.label)),
  ]);
  const bytes = new TextEncoder().encode(words.join(' '));
  return bytes.subarray(Math.max(0, bytes.length - maxDictionaryBytes));
}
