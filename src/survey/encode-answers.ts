/**
 * Answers as few bytes: what goes into a submission's envelope. The form, named by its digest, is the key to it.
 *
 *   bits, question by question in the form's order, calculations and notes left out:
 *     state 2: 0 not asked, 1 skipped, 2 answered
 *     select_one      index of the choice, ⌈log2 n⌉ bits
 *     select_multiple one bit a choice
 *     …_from_file     1 bit: own choice (index) or item; an item: length 5 bits, then 6 bits a character
 *     integer         length in bits 5, sign 1, magnitude
 *     decimal         decimals 4 bits, sign 1, length in bits 6, the digits as one number
 *     range           which of its values, ⌈log2 n⌉ bits
 *     date            days since 1900-01-01, 17 bits
 *     acknowledge     nothing more
 *     text            nothing here
 *   zero bits to the byte, then the texts in the same order: length (2 bytes), UTF-8
 *
 * Items of lists travel as their codes, not as positions: a list that changes can never turn one country into another.
 */
import type { Answer, Answers, Form, Question } from '../protocol/form.ts';
import { BitReader, BitWriter } from './bits.ts';
import { acknowledged } from './check.ts';
import { isAsked } from './order.ts';
import { rangeIndex, rangeOf, rangeValue } from './range.ts';
import { dateOfDay, dayNumber, isDate, maxDecimals } from './read-number.ts';

/** 64 characters: what ISO codes and P-codes are made of. */
const codeAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-';
const maxCodeLength = 31;

const notAsked = 0;
const skipped = 1;
const answered = 2;

export function encodeAnswers(form: Form, answers: Answers): Uint8Array {
  const bits = new BitWriter();
  const texts: Uint8Array[] = [];
  for (const question of form.questions.filter(isAsked)) {
    const answer = Object.hasOwn(answers, question.name) ? answers[question.name] : undefined;
    bits.write(answer === undefined ? notAsked : answer === null ? skipped : answered, 2);
    if (answer === undefined || answer === null) continue;
    if (question.type === 'text') texts.push(...textParts(String(answer)));
    else writeAnswer(bits, question, answer);
  }
  return joined([bits.finish(), ...texts]);
}

/** Throws RangeError where the bytes are not an encoding made with this form. */
export function decodeAnswers(form: Form, bytes: Uint8Array): Answers {
  const bits = new BitReader(bytes);
  const answers: Record<string, Answer> = {};
  const textNames: string[] = [];
  for (const question of form.questions.filter(isAsked)) {
    const state = bits.read(2);
    if (state === notAsked) continue;
    if (state === skipped) answers[question.name] = null;
    else if (state !== answered) throw new RangeError('unknown state of an answer');
    else if (question.type === 'text') {
      // Keeps the form's order of names; the text itself follows behind the bits.
      answers[question.name] = '';
      textNames.push(question.name);
    } else answers[question.name] = readAnswer(bits, question);
  }
  let at = bits.bytesRead;
  for (const name of textNames) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (at + 2 + length > bytes.length) throw new RangeError('answers end too early');
    answers[name] = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== bytes.length) throw new RangeError('answers are longer than the form');
  return answers;
}

function writeAnswer(bits: BitWriter, question: Question, answer: Exclude<Answer, null>): void {
  const choices = question.choices ?? [];
  switch (question.type) {
    case 'select_one':
      writeChoice(bits, question, String(answer));
      return;
    case 'select_multiple':
      for (const { name } of choices) bits.write(Array.isArray(answer) && answer.includes(name) ? 1 : 0, 1);
      return;
    case 'select_one_from_file': {
      const isOwn = choices.some(({ name }) => name === answer);
      bits.write(isOwn ? 1 : 0, 1);
      if (isOwn) writeChoice(bits, question, String(answer));
      else writeCode(bits, String(answer));
      return;
    }
    case 'integer': {
      const magnitude = Math.abs(Number(answer));
      const width = bitsOf(magnitude);
      bits.write(width, 5);
      bits.write(Number(answer) < 0 ? 1 : 0, 1);
      bits.write(magnitude, width);
      return;
    }
    case 'decimal':
      writeDecimal(bits, Number(answer));
      return;
    case 'range': {
      const range = rangeOf(question);
      const index = rangeIndex(range, Number(answer));
      if (index === undefined) throw new RangeError(`${question.name}: not a value of the range`);
      bits.write(index, widthOf(range.count));
      return;
    }
    case 'date':
      if (!isDate(String(answer))) throw new RangeError(`${question.name}: not a date`);
      bits.write(dayNumber(String(answer)), dayWidth);
  }
}

function readAnswer(bits: BitReader, question: Question): Exclude<Answer, null> {
  switch (question.type) {
    case 'select_one':
      return readChoice(bits, question);
    case 'select_multiple':
      return (question.choices ?? []).filter(() => bits.read(1) === 1).map(({ name }) => name);
    case 'select_one_from_file':
      return bits.read(1) === 1 ? readChoice(bits, question) : readCode(bits);
    case 'integer': {
      const width = bits.read(5);
      const isNegative = bits.read(1) === 1;
      const magnitude = bits.read(width);
      return isNegative ? -magnitude : magnitude;
    }
    case 'decimal':
      return readDecimal(bits);
    case 'range': {
      const range = rangeOf(question);
      const index = bits.read(widthOf(range.count));
      if (index >= range.count) throw new RangeError(`${question.name}: not a value of the range`);
      return rangeValue(range, index);
    }
    case 'date': {
      const date = dateOfDay(bits.read(dayWidth));
      if (!isDate(date)) throw new RangeError(`${question.name}: not a date`);
      return date;
    }
    case 'acknowledge':
      return acknowledged;
    default:
      throw new RangeError(`no bits for ${question.type}`);
  }
}

/** 1900 to 2100 are 73,414 days. */
const dayWidth = 17;
/** Below 2^53, so written in two parts: a bit field has at most 31. */
const lowWidth = 31;
const lowSize = 2 ** lowWidth;

function writeDecimal(bits: BitWriter, value: number): void {
  let decimals = 0;
  while (decimals < maxDecimals && Number(value.toFixed(decimals)) !== value) decimals++;
  const magnitude = Number(Math.abs(value).toFixed(decimals).replace('.', ''));
  if (!Number.isSafeInteger(magnitude)) throw new RangeError('too many digits');
  const high = Math.floor(magnitude / lowSize);
  const width = high > 0 ? lowWidth + bitsOf(high) : bitsOf(magnitude);
  bits.write(decimals, 4);
  bits.write(value < 0 ? 1 : 0, 1);
  bits.write(width, 6);
  if (width > lowWidth) bits.write(high, width - lowWidth);
  bits.write(magnitude % lowSize, Math.min(width, lowWidth));
}

function readDecimal(bits: BitReader): number {
  const decimals = bits.read(4);
  const isNegative = bits.read(1) === 1;
  const width = bits.read(6);
  const high = width > lowWidth ? bits.read(width - lowWidth) : 0;
  const magnitude = high * lowSize + bits.read(Math.min(width, lowWidth));
  if (decimals > maxDecimals || !Number.isSafeInteger(magnitude)) throw new RangeError('too many digits');
  // Through the text, because dividing by a power of ten rounds once more.
  const value = Number(`${magnitude}e-${decimals}`);
  return isNegative && value !== 0 ? -value : value;
}

const bitsOf = (value: number): number => (value === 0 ? 0 : 32 - Math.clz32(value));
/** Bits that tell so many apart. */
const widthOf = (count: number): number => (count <= 1 ? 0 : bitsOf(count - 1));
const choiceWidth = (question: Question): number => widthOf(question.choices?.length ?? 0);

function writeChoice(bits: BitWriter, question: Question, answer: string): void {
  const index = question.choices?.findIndex(({ name }) => name === answer) ?? -1;
  if (index < 0) throw new RangeError(`${question.name}: not a choice`);
  bits.write(index, choiceWidth(question));
}

function readChoice(bits: BitReader, question: Question): string {
  const choice = question.choices?.[bits.read(choiceWidth(question))];
  if (!choice) throw new RangeError(`${question.name}: not a choice`);
  return choice.name;
}

function writeCode(bits: BitWriter, code: string): void {
  if (code.length > maxCodeLength) throw new RangeError('code too long');
  bits.write(code.length, 5);
  for (const character of code) {
    const index = codeAlphabet.indexOf(character);
    if (index < 0) throw new RangeError('code with an unusual character');
    bits.write(index, 6);
  }
}

function readCode(bits: BitReader): string {
  return Array.from({ length: bits.read(5) }, () => codeAlphabet[bits.read(6)]).join('');
}

function textParts(text: string): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > 0xffff) throw new RangeError('text too long');
  return [Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
