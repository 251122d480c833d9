/**
 * The first row of a sheet: which column is what, under all the names that pyxform accepts, and in which language. A column
 * that is not known is kept with what is to be said of it: refused where leaving it out would change what the form means.
 */
import { languageCode } from './languages.ts';
import type { Report, Table } from './tables.ts';

export interface Header {
  readonly column: number;
  /** 'label', 'relevant', 'dtm::sensitive'; for an extra column of choices its own name. */
  readonly key: string;
  /** Of a column that has one. */
  readonly language?: string;
}

export interface SheetRow {
  /** From 1. */
  readonly row: number;
  readonly cells: readonly { readonly header: Header; readonly text: string }[];
}

export interface Sheet {
  readonly name: string;
  readonly headers: readonly Header[];
  readonly rows: readonly SheetRow[];
}

export interface ColumnRules {
  readonly columns: ReadonlySet<string>;
  /** Other name → name. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Columns that have a language. */
  readonly translated: ReadonlySet<string>;
  /** Column → why it is refused when it has something in it. */
  readonly refused: Readonly<Record<string, string>>;
  /** Known, of no use here, and harmless to leave out. */
  readonly leftOut: ReadonlySet<string>;
  /** Other columns are kept under their own names: what choice filters look at. */
  readonly keepsOthers?: boolean;
}

const tidy = (text: string): string => text.replace(/[\s\u00a0\u200b\ufeff]+/g, ' ').trim();

export function readSheet(table: Table, rules: ColumnRules, fallback: string, report: Report): Sheet {
  const sheet = table.sheet;
  const first = table.rows.findIndex((cells) => cells.some((text) => tidy(text) !== ''));
  const head = table.rows[first] ?? [];
  const body = table.rows.slice(first + 1);
  const widest = body.reduce((most, cells) => Math.max(most, cells.length), head.length);
  const headers: Header[] = [];
  for (let column = 0; column < widest; column++) {
    const title = tidy(head[column] ?? '');
    const isUsed = body.some((cells) => tidy(cells[column] ?? '') !== '');
    if (title === '' && !isUsed) continue;
    if (title === '') {
      report.refuse('no_header', 'This column has cells but no heading, so nobody can tell what they are.', {
        sheet,
        column,
      });
      continue;
    }
    const header = readHeader(title, column, rules, fallback, sheet, isUsed, report);
    if (!header) continue;
    const twin = headers.find(({ key, language }) => key === header.key && language === header.language);
    if (twin) {
      report.refuse('duplicate_column', `"${title}" is there twice; keep one of the two columns.`, {
        sheet,
        column,
      });
      continue;
    }
    headers.push(header);
  }
  const rows = body.map((cells, index) => ({
    row: first + 2 + index,
    cells: headers
      .map((header) => ({ header, text: cleaned(cells[header.column] ?? '') }))
      .filter(({ text }) => text !== ''),
  }));
  return { name: sheet, headers, rows: rows.filter(({ cells }) => cells.length > 0) };
}

/** Spaces around a cell are never meant; line ends are those of one system. */
const cleaned = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(/^[\s\u00a0\u200b\ufeff]+|[\s\u00a0\u200b\ufeff]+$/g, '');

function readHeader(
  title: string,
  column: number,
  rules: ColumnRules,
  fallback: string,
  sheet: string,
  isUsed: boolean,
  report: Report,
): Header | undefined {
  const place = { sheet, column };
  const split = splitTitle(title, rules);
  if (split === undefined) {
    if (rules.keepsOthers && !title.toLowerCase().startsWith('dtm::')) return { column, key: title };
    sayUnknown(title, rules, isUsed, place, report);
    return undefined;
  }
  const { key, language } = split;
  const reason = rules.refused[key];
  if (reason !== undefined) {
    // An empty column asks for nothing.
    if (isUsed) report.refuse('refused_column', `"${title}" ${reason}`, place);
    return undefined;
  }
  if (rules.leftOut.has(key)) {
    if (isUsed) report.warn('left_out_column', `"${title}" is left out: it has no use here.`, place);
    return undefined;
  }
  if (!rules.translated.has(key)) {
    if (language === undefined) return { column, key };
    report.refuse('language_of_column', `"${title}" names a language, but ${key} has none.`, place);
    return undefined;
  }
  const code = language === undefined ? fallback : languageCode(language);
  if (code !== undefined) return { column, key, language: code };
  report.refuse(
    'unknown_language',
    `"${title}" names a language that is not known; write its code, like "${key}::Español (es)".`,
    place,
  );
  return undefined;
}

/** 'media::image::Español (es)', 'label:es', 'Constraint Message' → key and language. */
function splitTitle(title: string, rules: ColumnRules): { key: string; language?: string } | undefined {
  const parts = title.split(title.includes('::') ? '::' : ':').map(tidy);
  for (let count = parts.length; count > 0; count--) {
    const words = parts.slice(0, count).join('::').toLowerCase();
    const key = keyOf(words, rules) ?? keyOf(words.replace(/ /g, '_'), rules);
    const rest = parts.slice(count);
    if (key === undefined || rest.length > 1) continue;
    return rest[0] === undefined ? { key } : { key, language: rest[0] };
  }
  return undefined;
}

function keyOf(words: string, { columns, aliases, refused, leftOut }: ColumnRules): string | undefined {
  const key = Object.hasOwn(aliases, words) ? aliases[words] : words;
  const isKnown = key !== undefined && (columns.has(key) || Object.hasOwn(refused, key) || leftOut.has(key));
  return isKnown ? key : undefined;
}

function sayUnknown(
  title: string,
  rules: ColumnRules,
  isUsed: boolean,
  place: { sheet: string; column: number },
  report: Report,
): void {
  const words = title.toLowerCase().replace(/ /g, '_');
  const meant = [...rules.columns, ...Object.keys(rules.aliases)].find((key) => isNear(key, words));
  if (words.startsWith('dtm::'))
    report.refuse('unknown_column', `"${title}" is not one of the columns that begin with dtm::.`, place);
  else if (meant !== undefined && isUsed)
    report.refuse('unknown_column', `"${title}" is not known; was "${meant}" meant?`, place);
  else if (isUsed) report.warn('unknown_column', `"${title}" is not known and left out.`, place);
}

/** One letter too many, too few, wrong, or two that changed places. */
function isNear(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 4) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const swapped = restA.length > 1 && `${restA.charAt(1)}${restA.charAt(0)}${restA.slice(2)}` === restB;
  return swapped || restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1);
}
