/** Any cells at all: the import never throws, says why when it refuses, and drops nothing in silence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formSchema } from '../../src/protocol/form.ts';
import { checkSoundness } from '../../src/survey/form-soundness.ts';
import { importForm } from '../../src/survey/xlsform/import-form.ts';
import type { Table } from '../../src/survey/xlsform/tables.ts';
import { unaccountedCells } from '../support/accounted-cells.ts';
import { type Dice, makeDice } from '../support/random-forms.ts';

const options = { fileName: 'fuzz', lists: ['countries', 'admin1'] };

const surveyHeads = [
  'label',
  'label::Español (es)',
  'Label::es',
  'caption',
  'hint',
  'hint::fr',
  'media::image::es',
  'audio',
  'relevant',
  'relevance',
  'relevent',
  'constraint',
  'constraint_message',
  'Constraint Message',
  'required',
  'required_message',
  'appearance',
  'default',
  'calculation',
  'choice_filter',
  'parameters',
  'hxl',
  'read_only',
  'repeat_count',
  'guidance_hint',
  'notes',
  'Sector',
  'label::Klingon',
  'disabled',
  'dtm::sensitive',
  'dtm::icon',
  'dtm::min',
  'dtm::max_length',
  'dtm::offer_after',
  'dtm::nonsense',
  '$kuid',
  '',
  ' ',
  'bind::type',
  'trigger',
  'save_to',
  'body::accuracyThreshold',
] as const;
const types = [
  'text',
  'integer',
  'decimal',
  'note',
  'date',
  'calculate',
  'acknowledge',
  'range',
  'select_one l1',
  'select one from l1',
  'select_multiple l2',
  'select_multiple l2 or_other',
  'select_one_from_file countries.csv',
  'select_one_external l3',
  'begin group',
  'begin_group',
  'end group',
  'end_group',
  'begin repeat',
  'end repeat',
  'start',
  'deviceid',
  'geopoint',
  'image',
  'rank l1',
  'Text ',
  'select_one nolist',
  '',
  'nonsense',
] as const;
const easyTypes = [
  'text',
  'integer',
  'decimal',
  'note',
  'date',
  'acknowledge',
  'select_one l1',
  'select_multiple l2',
] as const;
const cells = [
  '',
  '',
  '',
  'yes',
  'no',
  'TRUE',
  'maybe',
  'word one',
  'Ünïcode “quotes”',
  '${q1}',
  "${q1} = 'a'",
  "selected(${q2}, 'b')",
  '. > 0',
  '. >= 0 and . <= 20',
  "regex(., '[0-9]+')",
  "regex(., '(a')",
  'today()',
  'field-list',
  'minimal',
  '7',
  '3.50',
  '2024-02-30',
  'start=1 end=5 step=1',
  'randomize=true',
  'region=${q1}',
  'a',
  'b c',
  '=A1',
  '\u00a0',
  ' spaced ',
  'two\r\nlines',
  '#need',
  'pulldata("x", "y", "z", ${q1})',
  '${q9} != ""',
  'file.png',
  '../x.png',
  '-',
  '1e9',
  '${a} text in a label',
  '1 + 2 * ${q1}',
  'true()',
] as const;

/** What belongs under a heading, so that enough of the tables are forms. */
const suitable: Readonly<Record<string, readonly string[]>> = {
  relevant: ["'a' = 'a'", '${site_kind} = “road”', "selected(${site_modules}, 'x') and 1 < 2 * 3"],
  relevance: ['not(false())', "${site_country} != ''"],
  constraint: ['. >= 0 and . <= 20', ". != 'x'", 'string-length(.) <= 9'],
  required: ['yes', 'TRUE', 'no', '${site_kind} = 1'],
  default: [''],
  calculation: [''],
  choice_filter: ['', "name != 'c1'"],
  parameters: [''],
  'dtm::sensitive': ['yes', 'No'],
  'dtm::min': ['0', '1.50'],
  'dtm::max_length': ['20'],
  'dtm::offer_after': [''],
  disabled: ['yes', 'no'],
  hint: ['A hint', ' A hint with spaces '],
  'media::image::es': ['file.png'],
  audio: ['a b.mp3'],
};

function randomTables(seed: number): Table[] {
  const d = makeDice(seed);
  const rowsOf = (width: number, count: number, fixed: (row: number, column: number) => string | undefined) =>
    Array.from({ length: count }, (_, row) =>
      Array.from({ length: width }, (_, column) => fixed(row, column) ?? anyCell(d)),
    );
  const isKind = d.from(0, 3) > 0;
  const heads = Array.from({ length: d.from(0, 6) }, () => d.pick(...surveyHeads)).filter(
    (head, index, all) => !isKind || all.indexOf(head) === index,
  );
  const survey = ['type', 'name', 'label::en', ...heads];
  const kinds = isKind ? easyTypes : types;
  const question = (row: number, column: number) => {
    if (column === 0) return d.pick(...kinds);
    const isOdd = d.from(0, isKind ? 60 : 12) === 0;
    if (column === 1) return isOdd ? anyCell(d) : `q${row + 1}`;
    if (column === 2) return isOdd ? anyCell(d) : `Label ${row}`;
    if (d.from(0, 2) > 0) return '';
    return isKind ? d.pick(...(suitable[survey[column] ?? ''] ?? cells)) : undefined;
  };
  const choice = (row: number, column: number) => {
    if (column === 0) return isKind && row < 2 ? `l${row + 1}` : d.pick('l1', 'l2', 'l4');
    if (column === 1) return !isKind && d.from(0, 12) === 0 ? anyCell(d) : `c${row}`;
    if (column === 2) return `Choice ${row}`;
    return isKind ? d.pick('', 'yes', 'no') : undefined;
  };
  const choices = [
    d.pick('list_name', 'list name'),
    d.pick('name', 'value'),
    'label::en',
    d.pick('region', 'label::es', 'image', 'dtm::exclusive'),
  ];
  const settings = [
    'form_title',
    'form_id',
    'version',
    d.pick('style', 'default_language', 'public_key', 'instance_name', 'colour'),
  ];
  return [
    { sheet: 'survey', rows: [survey, ...rowsOf(survey.length, d.from(0, 7), question)] },
    { sheet: 'choices', rows: [choices, ...rowsOf(4, d.from(2, 6), choice)] },
    {
      sheet: d.pick('settings', 'Settings '),
      rows: [
        settings,
        ...rowsOf(4, d.from(0, 2), (_, column) =>
          column === 2 ? '3' : isKind ? d.pick('', 'word one', 'a') : undefined,
        ),
      ],
    },
    ...(d.coin()
      ? [
          {
            sheet: d.pick('notes', 'entities', 'external_choices', 'survey'),
            rows: rowsOf(2, 2, () => undefined),
          },
        ]
      : []),
  ];
}

const anyCell = (d: Dice): string => d.pick(...cells);

describe('any spreadsheet', () => {
  it('is imported whole or refused with reasons, and no cell is lost in silence', () => {
    const kinds = { form: 0, refused: 0 };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const tables = randomTables(seed);
        const imported = importForm(tables, options);
        kinds[imported.kind]++;
        const refusals = imported.findings.filter(({ severity }) => severity === 'refuse');
        expect(refusals.length > 0).toBe(imported.kind === 'refused');
        expect(unaccountedCells(tables, imported)).toEqual([]);
        if (imported.kind === 'refused') return;
        expect(formSchema.parse(imported.form)).toEqual(imported.form);
        expect(checkSoundness(imported.form, options.lists)).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
    // A property of refused forms only would say little.
    expect(kinds.form).toBeGreaterThan(500);
    expect(kinds.refused).toBeGreaterThan(500);
  });

  it('of nothing but noise is refused and never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(...cells, ...types, ...surveyHeads),
    );
    const table = fc.record({
      sheet: fc.oneof(fc.constantFrom('survey', 'choices', 'settings', 'external_choices'), fc.string()),
      rows: fc.array(fc.array(text, { maxLength: 6 }), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(table, { maxLength: 4 }), (tables) => {
        const imported = importForm(tables, options);
        if (imported.kind === 'form') expect(unaccountedCells(tables, imported)).toEqual([]);
        else expect(imported.findings.some(({ severity }) => severity === 'refuse')).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
