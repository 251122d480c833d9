/** The sheet "survey" → questions and pages. Groups pass on their relevance; a group shown as a `field-list` is one page. */
import type { Expression, Page, Question } from '../../protocol/form.ts';
import type { SheetRow } from './headers.ts';
import { readType } from './question-types.ts';
import { columnOf, localizedOf, textOf, yesNoOf } from './read-choices.ts';
import { type Reading, readExpression, readQuestion, type TypedRow } from './read-question.ts';
import { splitPages } from './split-pages.ts';
import { defined } from './tables.ts';

export interface ReadRow {
  readonly question: Question;
  readonly row: SheetRow;
  /** The list of its choices in the sheet "choices". */
  readonly list: string | undefined;
}

export interface ReadSurvey {
  readonly rows: readonly ReadRow[];
  readonly pages: readonly Page[];
  readonly offerAfter: string | undefined;
}

interface Group {
  readonly row: SheetRow;
  readonly name: string;
  readonly relevant: Expression | undefined;
  readonly page:
    | { readonly name: string; readonly title: Page['title'] | undefined; readonly questions: string[] }
    | undefined;
}

export function readSurvey(reading: Reading): ReadSurvey {
  const walk = new SurveyWalk(reading);
  for (const row of reading.sheet.rows) walk.take(row);
  return walk.finish();
}

class SurveyWalk {
  private readonly reading: Reading;
  private readonly open: Group[] = [];
  private readonly rows: ReadRow[] = [];
  private readonly pages: { name: string; title: Page['title'] | undefined; questions: string[] }[] = [];
  private readonly offers: { readonly row: SheetRow; readonly page: () => string | undefined }[] = [];

  constructor(reading: Reading) {
    this.reading = reading;
  }

  take(row: SheetRow): void {
    const { report } = this.reading;
    if (yesNoOf(this.reading.sheet, row, 'disabled', report)) {
      report.warn('disabled', 'This row says it is disabled and is left out.', this.at(row));
      return;
    }
    const text = textOf(row, 'type');
    if (text === undefined) {
      report.refuse('no_type', 'This row has no type, so nobody can tell what it is.', this.at(row));
      return;
    }
    const type = readType(text);
    if (type.kind === 'refused') {
      report.refuse('refused_type', type.reason, this.at(row, 'type'));
      return;
    }
    if (type.kind !== 'question') {
      if (type.refusal !== undefined) report.refuse('refused_group', type.refusal, this.at(row, 'type'));
      if (type.kind === 'begin') this.begin(row);
      else this.end(row);
      return;
    }
    if (type.note !== undefined) report.warn('type_changed', type.note, this.at(row, 'type'));
    this.ask({ row, name: this.nameOf(row, type.type), type: type.type, list: type.list });
  }

  finish(): ReadSurvey {
    const { report } = this.reading;
    for (const { row, name } of this.open)
      report.refuse('group_not_ended', `The group "${name}" has no end_group.`, this.at(row));
    for (const { row } of this.offers.slice(1))
      report.refuse(
        'offer_twice',
        'dtm::offer_after is said more than once.',
        this.at(row, 'dtm::offer_after'),
      );
    const questions = this.rows.map(({ question }) => question);
    const pages = splitPages(this.pages, questions, (page, from) =>
      report.warn(
        'page_split',
        `The choices of "${from}" depend on an answer of the same page "${page}", so it comes on a page of its own behind it.`,
        { sheet: this.reading.sheet.name, question: from },
      ),
    );
    const offered = this.offers[0]?.page();
    // The last of the pages that the group became.
    const last = pages.findLast(({ from }) => from === offered);
    return {
      rows: this.rows,
      pages: pages.map(({ name, title, questions }) =>
        defined<Page>({ name, questions: [...questions], title }),
      ),
      offerAfter: last?.name,
    };
  }

  private at(row: SheetRow, key = '') {
    return { sheet: this.reading.sheet.name, row: row.row, ...columnOf(row, key) };
  }

  private nameOf(row: SheetRow, what: string): string {
    const { report } = this.reading;
    const name = textOf(row, 'name');
    if (name !== undefined) {
      if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name))
        report.refuse(
          'bad_name',
          `"${name}" is no name: a letter from a to z, then letters, digits and _, at most 64.`,
          this.at(row, 'name'),
        );
      return name;
    }
    const made = `${what}_${row.row}`;
    if (what === 'note' || what === 'group')
      report.warn('no_name', `This ${what} has no name; "${made}" is taken.`, this.at(row));
    else report.refuse('no_name', 'This question has no name.', this.at(row));
    return made;
  }

  private begin(row: SheetRow): void {
    const { report } = this.reading;
    const name = this.nameOf(row, 'group');
    const isPage = /(^|\s)field-list(\s|$)/.test(textOf(row, 'appearance') ?? '');
    const outer = this.open.find(({ page }) => page !== undefined)?.page;
    const title = localizedOf(row, 'label');
    const page = isPage && !outer ? { name, title, questions: [] as string[] } : undefined;
    if (page) this.pages.push(page);
    else
      report.warn(
        'group_not_shown',
        `The group "${name}" is not seen as such${title ? ', nor is its label' : ''}: ${outer ? 'it is part of the page around it' : 'each of its questions is a page'}.`,
        { ...this.at(row) },
      );
    const used = new Set([
      'type',
      'name',
      'relevant',
      ...(page ? ['label', 'appearance'] : []),
      'dtm::offer_after',
      'disabled',
    ]);
    for (const { header } of row.cells)
      if (!used.has(header.key))
        report.warn('left_out_of_group', `${header.key} is left out: a group has none here.`, {
          sheet: this.reading.sheet.name,
          row: row.row,
          column: header.column,
        });
    if (page && textOf(row, 'appearance') !== 'field-list')
      report.warn(
        'appearance_of_group',
        'Of this appearance only "field-list" is kept.',
        this.at(row, 'appearance'),
      );
    if (title && Object.values(title).some((text) => /\$\{/.test(text)))
      report.refuse(
        'reference_in_text',
        'A title here cannot repeat an answer (${ }).',
        this.at(row, 'label'),
      );
    const relevant = readExpression(this.reading, row, 'relevant', undefined);
    this.open.push({ row, name, relevant, page });
    this.offer(row, () => page?.name);
  }

  private end(row: SheetRow): void {
    const { report } = this.reading;
    const group = this.open.pop();
    if (!group) {
      report.refuse('end_without_begin', 'This ends a group that was not begun.', this.at(row));
      return;
    }
    for (const { header, text } of row.cells) {
      if (header.key === 'type' || (header.key === 'name' && text === group.name)) continue;
      report.warn('left_out_of_group', `${header.key} is left out: the end of a group says nothing.`, {
        sheet: this.reading.sheet.name,
        row: row.row,
        column: header.column,
      });
    }
    if (group.page && group.page.questions.length === 0)
      report.refuse('empty_group', `The group "${group.name}" has no question.`, this.at(group.row));
  }

  private ask(typed: TypedRow): void {
    const around = this.open.map(({ relevant }) => relevant).filter((relevant) => relevant !== undefined);
    const question = readQuestion(this.reading, typed, around);
    const own = textOf(typed.row, 'dtm::choices');
    if (own !== undefined && typed.type !== 'select_one_from_file')
      this.reading.report.refuse(
        'choices_twice',
        'dtm::choices is for select_one_from_file only.',
        this.at(typed.row, 'dtm::choices'),
      );
    const list = typed.type === 'select_one_from_file' ? own : typed.list;
    this.rows.push({ question, row: typed.row, list });
    const page = this.open.find((group) => group.page)?.page;
    if (page) page.questions.push(typed.name);
    else if (typed.type !== 'calculate')
      this.pages.push({ name: typed.name, title: undefined, questions: [typed.name] });
    this.offer(typed.row, () => page?.name ?? typed.name);
  }

  private offer(row: SheetRow, page: () => string | undefined): void {
    const { sheet, report } = this.reading;
    if (!yesNoOf(sheet, row, 'dtm::offer_after', report)) return;
    if (page() === undefined)
      report.refuse(
        'bad_offer',
        'dtm::offer_after stands on a question or on a field-list.',
        this.at(row, 'dtm::offer_after'),
      );
    else this.offers.push({ row, page });
  }
}
