/** The column "type": which question it is, under all its names, or why it is not asked here. */
import type { QuestionType } from '../../protocol/form.ts';

export type TypeCell =
  | { readonly kind: 'question'; readonly type: QuestionType; readonly list?: string; readonly note?: string }
  | { readonly kind: 'begin' | 'end'; readonly refusal?: string }
  | { readonly kind: 'refused'; readonly reason: string };

const plain: Readonly<Record<string, QuestionType>> = {
  integer: 'integer',
  int: 'integer',
  decimal: 'decimal',
  range: 'range',
  text: 'text',
  string: 'text',
  note: 'note',
  calculate: 'calculate',
  acknowledge: 'acknowledge',
  trigger: 'acknowledge',
  date: 'date',
};

const identifies = 'tells who or which phone it was; nothing here may. Delete the row.';
const whereabouts = 'asks for an exact place; nothing here may. Ask for the country or area from a list.';
const captures = 'takes in a picture, a voice or a file, which can show who somebody is; nothing here may.';
const moment = 'asks for an exact moment; date is known, and more would single people out.';

/** By the type, spaces as _: the end of a sentence. */
const refused: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'start',
      'end',
      'today',
      'start_time',
      'end_time',
      'start-time',
      'end-time',
      'deviceid',
      'device_id',
      'imei',
      'phonenumber',
      'phone_number',
      'simserial',
      'sim_id',
      'subscriberid',
      'subscriber_id',
      'username',
      'email',
      'audit',
    ].map((type) => [type, identifies]),
  ),
  ...Object.fromEntries(
    ['geopoint', 'gps', 'geotrace', 'geoshape', 'start-geopoint', 'location', 'osm'].map((type) => [
      type,
      whereabouts,
    ]),
  ),
  ...Object.fromEntries(
    ['image', 'photo', 'audio', 'video', 'file', 'background-audio', 'draw', 'signature', 'annotate'].map(
      (type) => [type, captures],
    ),
  ),
  time: moment,
  datetime: moment,
  barcode: 'reads a code with the camera, which a web page on these phones cannot.',
  rank: 'puts choices in order, which no plain web page can; ask for the most important one.',
  hidden: 'is never seen; use a calculate.',
  'csv-external': 'brings a file of its own; use one of the lists there are, or choices.',
  'xml-external': 'brings a file of its own; use one of the lists there are, or choices.',
  select_multiple_from_file: 'is not known here; use select_one_from_file, or select_multiple with choices.',
  cascading_select: 'is an old way of writing; use choice_filter.',
};

const groups = /^(begin|end)[ _]+(group|repeat|loop|lgroup|looped group|kobomatrix|score|rank)$/i;
const fromFile = /^select[ _]one[ _]from[ _]file +(\S+)$/i;
const external = /^select[ _]one[ _]external +(\S+)$/i;
const one = /^(?:select[ _]?one(?: from)?|select1|add select one prompt using) +(\S+)(?: +(.*))?$/i;
const several =
  /^(?:select[ _]multiple(?: from)?|select all that apply(?: from)?|add select multiple prompt using) +(\S+)(?: +(.*))?$/i;

export function readType(cell: string): TypeCell {
  const text = cell.replace(/[\s\u00a0]+/g, ' ').trim();
  const [, edge, what] = groups.exec(text) ?? [];
  if (edge !== undefined && what !== undefined) {
    const kind = edge.toLowerCase() === 'begin' ? 'begin' : 'end';
    if (what.toLowerCase() === 'group') return { kind };
    return {
      kind,
      refusal: `"${text}": ${/repeat|loop|lgroup/i.test(what) ? 'a repeat asks the same of person after person; a visitor here answers once, for the group' : 'a table of questions is not known here'}.`,
    };
  }
  const [, file] = fromFile.exec(text) ?? [];
  if (file !== undefined)
    return {
      kind: 'question',
      type: 'select_one_from_file',
      list: file.replace(/\.(csv|xml|geojson)$/i, ''),
    };
  const [, outside] = external.exec(text) ?? [];
  if (outside !== undefined)
    return {
      kind: 'question',
      type: 'select_one',
      list: outside,
      note: 'select_one_external becomes select_one: the choices travel inside the form.',
    };
  const single = one.exec(text);
  const multiple = several.exec(text);
  const [, list = '', rest = ''] = single ?? multiple ?? [];
  if (list !== '') return select(single ? 'select_one' : 'select_multiple', text, list, rest);
  const key = text.toLowerCase();
  const type = Object.hasOwn(plain, key) ? plain[key] : undefined;
  if (type !== undefined) return { kind: 'question', type };
  const [word = ''] = key.split(' ');
  const reason = [key.replace(/ /g, '_'), word].find((name) => Object.hasOwn(refused, name));
  if (reason !== undefined) return { kind: 'refused', reason: `"${text}" ${refused[reason]}` };
  if (/^select/.test(key)) return { kind: 'refused', reason: `"${text}" names no list of choices.` };
  return { kind: 'refused', reason: `"${text}" is not a type of question that is known here.` };
}

function select(type: QuestionType, text: string, list: string, rest: string): TypeCell {
  if (list.startsWith('$'))
    return { kind: 'refused', reason: `"${text}" takes its choices from answers, which is not known here.` };
  if (/^or[ _]?(specify[ _])?other/i.test(rest))
    return {
      kind: 'refused',
      reason: `"${text}": or_other hides a text field; write a choice "other" and, if need be, a text question of its own.`,
    };
  if (rest !== '') return { kind: 'refused', reason: `"${text}" has "${rest}" behind the list.` };
  return { kind: 'question', type, list };
}
