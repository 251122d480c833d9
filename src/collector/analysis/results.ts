/**
 * The results of a form, by site and week, as tables that share their figures: every choice by every site and week, with all
 * totals. What must stay true: whichever site and week somebody looks at, the figures come from the same tables, hidden
 * once and for all by suppress.ts, so that no two views give a hidden figure away.
 */
import type { Form, Question } from '../../protocol/form.ts';
import { exportedOnly } from '../../survey/references.ts';
import { listKits } from '../store/kits-table.ts';
import type { Reader } from '../store/open-store.ts';
import {
  countAnswered,
  countAnswers,
  countSubmissions,
  type DatedCount,
} from '../store/submission-counts.ts';
import { weekBetween } from './periods.ts';
import { all, type Figure, noAnswer, type Places, protect } from './protect.ts';

export interface QuestionResult {
  readonly question: Question;
  /** Choices that occur anywhere, and their figures in this site and week. */
  readonly choices: readonly { readonly choice: string; readonly figure: Figure }[];
  readonly noAnswer: Figure;
}

export interface Results {
  readonly sites: readonly string[];
  /** Mondays, the newest first; `unknownWeek` last. */
  readonly weeks: readonly string[];
  readonly complete: number;
  readonly abandoned: number;
  readonly questions: readonly QuestionResult[];
}

export interface Selection {
  /** A site's id or `all`. */
  readonly site: string;
  /** A Monday, `unknownWeek` or `all`. */
  readonly week: string;
}

type Count = { readonly site: string; readonly week: string; readonly count: number };

export interface ResultsReader {
  find(form: Form, selection: Selection): Promise<Results>;
}

/** Keeps each form's protected tables until its submissions change: to make them is the work, to look at them is none. */
export function createResultsReader(reader: Reader): ResultsReader {
  const made = new Map<string, { readonly of: string; readonly tables: FormTables }>();
  return {
    find: async (form, selection) => {
      const name = `${form.name}/${form.version}`;
      const submissions = (await countSubmissions(reader, form)).map((row) => ({ ...row, ...placed(row) }));
      // Every bundle marks its kit as heard: a withdrawal and a new submission that leave the counts equal show here.
      const heard = (await listKits(reader)).map(({ lastSeenAt }) => lastSeenAt);
      const of = JSON.stringify({ submissions, heard });
      let known = made.get(name);
      if (known?.of !== of) {
        known = { of, tables: await makeTables(reader, form, submissions) };
        made.set(name, known);
      }
      const countOf = (status: string) =>
        addUp(submissions.filter((row) => row.status === status))(selection.site, selection.week);
      const { sites, weeks, questions } = known.tables;
      return {
        sites,
        weeks,
        complete: countOf('complete'),
        abandoned: countOf('abandoned'),
        questions: questions.map((table) => questionResult(table, selection)),
      };
    },
  };
}

interface QuestionTable {
  readonly question: Question;
  readonly choices: readonly string[];
  readonly figureAt: ReturnType<typeof protect>;
}

interface FormTables {
  readonly sites: readonly string[];
  readonly weeks: readonly string[];
  readonly questions: readonly QuestionTable[];
}

async function makeTables(reader: Reader, form: Form, submissions: readonly Count[]): Promise<FormTables> {
  const answered = (await countAnswered(reader, form)).map((row) => ({ ...row, ...placed(row) }));
  const answers = (await countAnswers(reader, form)).map((row) => ({ ...row, ...placed(row) }));
  const sites = [...new Set(submissions.map(({ site }) => site))].sort();
  const weeks = [...new Set(submissions.map(({ week }) => week))].sort().reverse();
  const places: Places = { sites: [all, ...sites], weeks: [all, ...weeks] };
  const totals = addUp(submissions);
  const unseen = exportedOnly(form);
  const questions = form.questions
    .filter(({ name, type }) => !unseen.has(name) && type !== 'note')
    .map((question): QuestionTable => {
      const own = answers.filter((row) => row.question === question.name);
      const choices = choicesOf(question, new Set(own.map(({ choice }) => choice)));
      const counts = new Map(
        choices.map((choice) => [choice, addUp(own.filter((row) => row.choice === choice))]),
      );
      const given = addUp(answered.filter((row) => row.question === question.name));
      const isMultiple = question.type === 'select_multiple';
      return { question, choices, figureAt: protect({ places, totals, given, counts, isMultiple }) };
    });
  return { sites, weeks, questions };
}

function questionResult(
  { question, choices, figureAt }: QuestionTable,
  { site, week }: Selection,
): QuestionResult {
  return {
    question,
    choices: choices.map((choice) => ({ choice, figure: figureAt(site, week, choice) })),
    noAnswer: figureAt(site, week, noAnswer),
  };
}

const placed = (row: DatedCount): Count => ({
  site: row.siteId,
  week: weekBetween(row.earliestDate, row.latestDate),
  count: row.count,
});

/** Counts by place, with every total over sites and weeks. */
function addUp(rows: readonly Count[]): (site: string, week: string) => number {
  const sums = new Map<string, number>();
  for (const { site, week, count } of rows)
    for (const s of [site, all])
      for (const w of [week, all]) sums.set(`${s} ${w}`, (sums.get(`${s} ${w}`) ?? 0) + count);
  return (site, week) => sums.get(`${site} ${week}`) ?? 0;
}

/** The form's own choices in its order, then items of lists, or numbers, that somebody gave. */
function choicesOf(question: Question, found: ReadonlySet<string>): string[] {
  const own = (question.choices ?? []).map(({ name }) => name);
  const others = [...found].filter((choice) => !own.includes(choice));
  return [...own, ...others.sort((a, b) => Number(a) - Number(b) || a.localeCompare(b))];
}
