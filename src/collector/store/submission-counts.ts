/** How many submissions and answers there are, by what the staff pages show. Counts only: no row leaves this file. */
import type { Reader } from './open-store.ts';

export interface DatedCount {
  readonly siteId: string;
  readonly earliestDate: string;
  readonly latestDate: string;
  readonly count: number;
}

export interface KitCount {
  readonly kitId: string;
  readonly siteId: string;
  readonly status: 'complete' | 'abandoned';
  readonly count: number;
}

export async function countByKit(reader: Reader): Promise<KitCount[]> {
  const rows = await reader
    .selectFrom('submissions')
    .select((is) => ['kit_id', 'site_id', 'status', is.fn.countAll<number>().as('n')])
    .groupBy(['kit_id', 'site_id', 'status'])
    .execute();
  return rows.map((row) => ({
    kitId: row.kit_id,
    siteId: row.site_id,
    status: row.status,
    count: Number(row.n),
  }));
}

/** Submissions whose date is known and not before `since` (YYYY-MM-DD), by kit, site and date. */
export async function countByDate(reader: Reader, since: string) {
  const rows = await reader
    .selectFrom('submissions')
    .select((is) => ['kit_id', 'site_id', 'earliest_date', is.fn.countAll<number>().as('n')])
    .where('earliest_date', '>=', since)
    .whereRef('earliest_date', '=', 'latest_date')
    .groupBy(['kit_id', 'site_id', 'earliest_date'])
    .execute();
  return rows.map((row) => ({
    kitId: row.kit_id,
    siteId: row.site_id,
    date: row.earliest_date,
    count: Number(row.n),
  }));
}

export interface FormKey {
  readonly name: string;
  readonly version: number;
}

export async function countSubmissions(
  reader: Reader,
  form: FormKey,
): Promise<(DatedCount & { readonly status: 'complete' | 'abandoned' })[]> {
  const rows = await reader
    .selectFrom('submissions')
    .select((is) => ['site_id', 'earliest_date', 'latest_date', 'status', is.fn.countAll<number>().as('n')])
    .where('form_name', '=', form.name)
    .where('form_version', '=', form.version)
    .groupBy(['site_id', 'earliest_date', 'latest_date', 'status'])
    .execute();
  return rows.map((row) => ({ ...dated(row), status: row.status }));
}

/** Submissions with an answer to each question: what was skipped does not count. */
export async function countAnswered(
  reader: Reader,
  form: FormKey,
): Promise<(DatedCount & { readonly question: string })[]> {
  const given = reader
    .selectFrom('answers')
    .select(['kit_id', 'submission_id', 'question'])
    .distinct()
    .where('choice', '!=', '')
    .as('given');
  const rows = await reader
    .selectFrom('submissions')
    .innerJoin(given, (join) =>
      join
        .onRef('given.kit_id', '=', 'submissions.kit_id')
        .onRef('given.submission_id', '=', 'submissions.submission_id'),
    )
    .select((is) => ['site_id', 'earliest_date', 'latest_date', 'question', is.fn.countAll<number>().as('n')])
    .where('form_name', '=', form.name)
    .where('form_version', '=', form.version)
    .groupBy(['site_id', 'earliest_date', 'latest_date', 'question'])
    .execute();
  return rows.map((row) => ({ ...dated(row), question: row.question }));
}

/** Submissions with each choice. */
export async function countAnswers(
  reader: Reader,
  form: FormKey,
): Promise<(DatedCount & { readonly question: string; readonly choice: string })[]> {
  const rows = await reader
    .selectFrom('submissions')
    .innerJoin('answers', (join) =>
      join
        .onRef('answers.kit_id', '=', 'submissions.kit_id')
        .onRef('answers.submission_id', '=', 'submissions.submission_id'),
    )
    .select((is) => [
      'site_id',
      'earliest_date',
      'latest_date',
      'question',
      'choice',
      is.fn.countAll<number>().as('n'),
    ])
    .where('form_name', '=', form.name)
    .where('form_version', '=', form.version)
    .where('choice', '!=', '')
    .groupBy(['site_id', 'earliest_date', 'latest_date', 'question', 'choice'])
    .execute();
  return rows.map((row) => ({ ...dated(row), question: row.question, choice: row.choice }));
}

const dated = (row: {
  site_id: string;
  earliest_date: string;
  latest_date: string;
  n: number;
}): DatedCount => ({
  siteId: row.site_id,
  earliestDate: row.earliest_date,
  latestDate: row.latest_date,
  count: Number(row.n),
});

export interface HourlyCount {
  readonly siteId: string;
  readonly date: string;
  readonly hour: number;
  readonly count: number;
}

export interface HourlyFilter {
  readonly siteId?: string | undefined;
  /** YYYY-MM-DD, both included. */
  readonly from: string;
  readonly to: string;
}

/** Submissions of a form whose hour is known, by site, date and hour. */
export async function countByHour(
  reader: Reader,
  form: FormKey,
  filter: HourlyFilter,
): Promise<HourlyCount[]> {
  const rows = await hourly(reader, filter)
    .select((is) => ['site_id', 'earliest_date', 'hour', is.fn.countAll<number>().as('n')])
    .where('form_name', '=', form.name)
    .where('form_version', '=', form.version)
    .groupBy(['site_id', 'earliest_date', 'hour'])
    .execute();
  return rows.map(toHourly);
}

/** The same with each choice; an empty one counts those who gave any answer. */
export async function countAnswersByHour(
  reader: Reader,
  form: FormKey,
  filter: HourlyFilter,
): Promise<(HourlyCount & { readonly question: string; readonly choice: string })[]> {
  const ofForm = hourly(reader, filter)
    .innerJoin('answers', (join) =>
      join
        .onRef('answers.kit_id', '=', 'submissions.kit_id')
        .onRef('answers.submission_id', '=', 'submissions.submission_id'),
    )
    .where('form_name', '=', form.name)
    .where('form_version', '=', form.version)
    .where('choice', '!=', '');
  const place = ['site_id', 'earliest_date', 'hour', 'question'] as const;
  const choices = await ofForm
    .select((is) => [...place, 'choice', is.fn.countAll<number>().as('n')])
    .groupBy([...place, 'choice'])
    .execute();
  const given = await ofForm
    .select((is) => [...place, is.fn.count<number>('answers.submission_id').distinct().as('n')])
    .groupBy([...place])
    .execute();
  return [
    ...choices.map((row) => ({ ...toHourly(row), question: row.question, choice: row.choice })),
    ...given.map((row) => ({ ...toHourly(row), question: row.question, choice: '' })),
  ];
}

function hourly(reader: Reader, { siteId, from, to }: HourlyFilter) {
  const query = reader
    .selectFrom('submissions')
    .where('earliest_date', '>=', from)
    .where('earliest_date', '<=', to)
    .whereRef('earliest_date', '=', 'latest_date')
    .where('hour', 'is not', null);
  return siteId === undefined ? query : query.where('site_id', '=', siteId);
}

const toHourly = (row: {
  site_id: string;
  earliest_date: string;
  hour: number | null;
  n: number;
}): HourlyCount => ({
  siteId: row.site_id,
  date: row.earliest_date,
  hour: row.hour ?? 0,
  count: Number(row.n),
});
