/** One row of the sheet "survey" → one question; whatever in it is not understood is reported by its cell. */
import type { Expression, Question, QuestionType } from '../../protocol/form.ts';
import { readDecimal } from '../read-number.ts';
import { limitsOf } from './bounds.ts';
import type { Sheet, SheetRow } from './headers.ts';
import { type ExpressionPlace, parseExpression } from './parse-expression.ts';
import { type ChoiceList, columnOf, localizedOf, readMedia, textOf, yesNoOf } from './read-choices.ts';
import { readParameters } from './read-parameters.ts';
import { defined, type Report, readYesNo } from './tables.ts';

export interface Reading {
  readonly sheet: Sheet;
  readonly lists: ReadonlyMap<string, ChoiceList>;
  readonly report: Report;
}

export interface TypedRow {
  readonly row: SheetRow;
  readonly name: string;
  readonly type: QuestionType;
  readonly list: string | undefined;
}

const limitColumns: readonly string[] = ['dtm::min', 'dtm::max', 'dtm::max_selected', 'dtm::max_length'];

/** @param around what the groups around it ask, the outermost first */
export function readQuestion(reading: Reading, typed: TypedRow, around: readonly Expression[]): Question {
  const { sheet, report } = reading;
  const { row, name, type } = typed;
  const at = (key: string) => ({ sheet: sheet.name, row: row.row, question: name, ...columnOf(row, key) });
  const label = localizedOf(row, 'label') ?? {};
  if (type !== 'calculate' && Object.keys(label).length === 0)
    report.refuse('no_label', `The question "${name}" has no label, so nobody could read it.`, at('name'));
  for (const { header, text } of row.cells)
    if (header.language !== undefined && /\$\{[^}]*\}/.test(text))
      report.refuse(
        'reference_in_text',
        'A text here cannot repeat an answer (${ }): write it so that it fits everybody.',
        { sheet: sheet.name, row: row.row, column: header.column, question: name },
      );
  const own = readExpression(reading, row, 'relevant', name);
  const relevant = allOf(own === undefined ? around : [...around, own]);
  const constraint = readExpression(reading, row, 'constraint', name, { hasSelf: true });
  const constraint_message = localizedOf(row, 'constraint_message');
  // A limit in a column of ours and another in the constraint: both hold, so the constraint stays one.
  const isSaid = row.cells.some(({ header }) => limitColumns.includes(header.key));
  const limits =
    constraint === undefined || constraint_message !== undefined || isSaid
      ? undefined
      : limitsOf(type, constraint);
  const filter = readExpression(reading, row, 'choice_filter', name, { hasColumns: true });
  const parent = type === 'select_one_from_file' && filter !== undefined ? parentIn(filter) : undefined;
  const count = (key: string) => readNumber(reading, row, key, name, 'count');
  const parameters = readParameters(textOf(row, 'parameters') ?? '', type, (text) =>
    report.refuse('bad_parameters', text, at('parameters')),
  );
  if (parameters.seed)
    report.warn(
      'seed',
      'The seed is left out: where choices begin is chosen for each visitor.',
      at('parameters'),
    );
  return defined<Question>({
    name,
    type,
    label,
    hint: localizedOf(row, 'hint'),
    icon: textOf(row, 'dtm::icon'),
    media: readMedia(sheet, row, report),
    choices: undefined,
    list: type === 'select_one_from_file' ? typed.list : undefined,
    parent,
    choice_filter: parent === undefined ? filter : undefined,
    relevant,
    calculation: readExpression(reading, row, 'calculation', name),
    constraint: limits === undefined ? constraint : undefined,
    constraint_message,
    required: readRequired(reading, row, name),
    appearance: textOf(row, 'appearance'),
    default: readDefault(reading, row, name, type),
    max_selected: count('dtm::max_selected') ?? limits?.max_selected,
    min: readNumber(reading, row, 'dtm::min', name) ?? parameters.start ?? limits?.min,
    max: readNumber(reading, row, 'dtm::max', name) ?? parameters.end ?? limits?.max,
    step: parameters.step,
    max_length: count('dtm::max_length') ?? limits?.max_length,
    rotate: yesNoOf(sheet, row, 'dtm::rotate', report) ?? parameters.randomize,
    sensitive: yesNoOf(sheet, row, 'dtm::sensitive', report),
    hxl: textOf(row, 'hxl'),
    dict: textOf(row, 'dtm::dict'),
  });
}

export function readExpression(
  { sheet, report }: Reading,
  row: SheetRow,
  key: string,
  question: string | undefined,
  place?: ExpressionPlace,
): Expression | undefined {
  const text = textOf(row, key);
  if (text === undefined) return undefined;
  const parsed = parseExpression(text, place);
  if ('expression' in parsed) return parsed.expression;
  report.refuse('bad_expression', `${key} ${parsed.reason}.`, {
    sheet: sheet.name,
    row: row.row,
    ...columnOf(row, key),
    ...(question === undefined ? {} : { question }),
  });
  return undefined;
}

/** Of none: nothing. A single one as it is, so that it comes back so. */
export function allOf(conditions: readonly Expression[]): Expression | undefined {
  return conditions.length > 1 ? { op: 'and', args: [...conditions] } : conditions[0];
}

/** `parent = ${question}`: how a list hangs on the answer before. */
function parentIn(filter: Expression): string | undefined {
  if (typeof filter !== 'object' || !('op' in filter) || filter.op !== '=') return undefined;
  const [column, reference] = filter.args;
  const isParent = typeof column === 'object' && 'column' in column && column.column === 'parent';
  return isParent && typeof reference === 'object' && 'ref' in reference ? reference.ref : undefined;
}

function readNumber(
  { sheet, report }: Reading,
  row: SheetRow,
  key: string,
  question: string,
  kind: 'number' | 'count' = 'number',
): number | undefined {
  const text = textOf(row, key);
  if (text === undefined) return undefined;
  const value = readDecimal(text);
  const isRight = value !== undefined && (kind === 'number' || (Number.isInteger(value) && value >= 1));
  if (isRight) return value;
  const wanted = kind === 'number' ? 'a number' : 'a whole number from 1';
  report.refuse('not_a_number', `${key} must be ${wanted}; "${text}" is not.`, {
    sheet: sheet.name,
    row: row.row,
    ...columnOf(row, key),
    question,
  });
  return undefined;
}

/** Kept and never enforced, so a condition has no use. */
function readRequired({ sheet, report }: Reading, row: SheetRow, question: string): boolean | undefined {
  const text = textOf(row, 'required');
  const value = text === undefined ? undefined : readYesNo(text);
  if (text !== undefined && value === undefined)
    report.warn('required_left_out', `required "${text}" is left out: every question may be skipped here.`, {
      sheet: sheet.name,
      row: row.row,
      ...columnOf(row, 'required'),
      question,
    });
  return value;
}

const isNumeric: readonly QuestionType[] = ['integer', 'decimal', 'range'];

function readDefault(
  { sheet, report }: Reading,
  row: SheetRow,
  question: string,
  type: QuestionType,
): string | number | undefined {
  const text = textOf(row, 'default');
  if (text === undefined) return undefined;
  if (/\$\{|\(.*\)/.test(text)) {
    report.refuse('dynamic_default', `The default "${text}" is computed; a default here is a plain value.`, {
      sheet: sheet.name,
      row: row.row,
      ...columnOf(row, 'default'),
      question,
    });
    return undefined;
  }
  return isNumeric.includes(type) ? (readDecimal(text) ?? text) : text;
}
