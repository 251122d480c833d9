/**
 * A form with a question of every type, in every language of the portal, and what people type into it: among it the digits and
 * signs of other scripts. Written into a copy of the project's content.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultContentFolder, loadForms, loadPhrases } from '../../src/platform/content.ts';
import { type Form, type Localized, type Question, questionTypes } from '../../src/protocol/form.ts';

const languages = Object.keys(loadPhrases().tables);
const say = (words: string): Localized =>
  Object.fromEntries(languages.map((language) => [language, `${words} (${language})`]));
const choices = (...names: string[]) => names.map((name) => ({ name, label: say(name) }));

const questions: readonly Question[] = [
  { name: 'welcome', type: 'note', label: say('Please read this') },
  { name: 'one', type: 'select_one', label: say('One'), choices: choices('a', 'b', 'c') },
  {
    name: 'several',
    type: 'select_multiple',
    label: say('Several'),
    choices: [...choices('p', 'q', 'r', 's'), { name: 'none', label: say('None'), exclusive: true }],
    max_selected: 2,
  },
  { name: 'place', type: 'select_one_from_file', label: say('Place'), list: 'admin1' },
  {
    name: 'within',
    type: 'select_one_from_file',
    label: say('Within'),
    list: 'admin2',
    parent: 'place',
    relevant: { op: '!=', args: [{ ref: 'place' }, ''] },
  },
  { name: 'people', type: 'integer', label: say('People'), min: 0, max: 12 },
  { name: 'litres', type: 'decimal', label: say('Litres'), min: 0, max: 99 },
  { name: 'stars', type: 'range', label: say('Stars'), min: 1, max: 3, step: 0.5 },
  { name: 'percent', type: 'range', label: say('Percent'), min: 0, max: 100, step: 5 },
  { name: 'words', type: 'text', label: say('Words'), max_length: 60 },
  {
    name: 'since',
    type: 'date',
    label: say('Since'),
    relevant: { op: '>', args: [{ ref: 'people' }, 0] },
  },
  { name: 'seen', type: 'acknowledge', label: say('Seen') },
  {
    name: 'each',
    type: 'calculate',
    label: say('Each'),
    calculation: { op: '*', args: [{ ref: 'people' }, { ref: 'litres' }] },
  },
];

/** What people write, and what is kept of it. */
export const everyTypeTexts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  people: { '0': '0', '7': '7', '12': '12', '': '' },
  litres: { '3,25': '3.25', '0.5': '0.5', '٣٫٥': '3.5', '12': '12', '': '' },
  percent: { '0': '0', '35': '35', '١٠٠': '100' },
  words: {
    'agua, "por favor"': 'agua, "por favor"',
    'ماء للشرب': 'ماء للشرب',
    'ɗan uwa ƙarami': 'ɗan uwa ƙarami',
    '<b>😀</b> & more': '<b>😀</b> & more',
    '': '',
  },
  since: { '2024-02-29': '2024-02-29', '2026-01-31': '2026-01-31', '': '' },
};

export function makeEveryTypeContent(folder: string): { contentDir: string; form: Form } {
  const contentDir = join(folder, 'content');
  cpSync(defaultContentFolder(), contentDir, { recursive: true });
  rmSync(join(contentDir, 'forms'), { recursive: true });
  mkdirSync(join(contentDir, 'forms'));
  const missing = questionTypes.filter((type) => !questions.some((question) => question.type === type));
  if (missing.length > 0) throw new Error(`no question of type ${missing.join(', ')}`);
  const together = ['people', 'litres', 'each'];
  const form: Form = {
    name: 'every-type',
    version: 1,
    title: say('Every type'),
    languages,
    pages: [
      { name: 'together', title: say('Together'), questions: together },
      ...questions
        .filter(({ name }) => !together.includes(name))
        .map(({ name }) => ({ name, questions: [name] })),
    ],
    questions: [
      ...questions.filter(({ name }) => together.includes(name)),
      ...questions.filter(({ name }) => !together.includes(name)),
    ],
  };
  writeFileSync(join(contentDir, 'forms', 'every-type.1.json'), JSON.stringify(form));
  const [read] = loadForms(contentDir);
  if (!read) throw new Error('the form was not read back');
  return { contentDir, form: read };
}
