/**
 * Shares of answers weighted by who came when: post-stratification by site, day and part of the day (post-stratify.ts), from the same
 * counts the flows page shows. What must stay true: a share is shown only where the results page shows its count, and nothing in
 * between is smaller than what may be shown.
 */
import { staffThreshold } from '../../counting/small-cells.ts';
import { dateAfter } from '../../platform/local-clock.ts';
import type { Form } from '../../protocol/form.ts';
import { type CountDay, listDaysOfAll, listDaysOfWeek } from '../store/count-days-table.ts';
import { hoursTogether } from '../store/finished-days-table.ts';
import type { Reader } from '../store/open-store.ts';
import { countAnswersByHour, countByHour, type HourlyCount } from '../store/submission-counts.ts';
import { wilson } from './count-figures.ts';
import { weightingMethod } from './count-method.ts';
import type { NoWeights, WeightedAnswers, WeightedQuestion } from './flows-view.ts';
import { postStratify, type Stratum, stratumKey, type Weights, weighted } from './post-stratify.ts';
import { all } from './protect.ts';
import type { QuestionResult, ResultsReader } from './results.ts';

export type Weigher = (
  form: Form,
  site: string,
  week: string | undefined,
) => Promise<WeightedAnswers | NoWeights>;

export function createWeigher(reader: Reader, results: ResultsReader): Weigher {
  return async (form, site, week) => {
    if (week === undefined) return none('No kit has sent counts yet.');
    const siteId = site === all ? undefined : site;
    const filter = { siteId, from: week, to: dateAfter(week, 6) };
    const days =
      siteId === undefined ? await listDaysOfAll(reader, week) : await listDaysOfWeek(reader, siteId, week);
    const known = days.filter(({ bins }) => bins.hourDraws > 0);
    if (known.length === 0) return none('There are no counts by hour for this week.');
    const weights = postStratify(strataOf(known, await countByHour(reader, form, filter)));
    if (!weights) return none('Too few answers were given where people were counted.');
    const answers = await countAnswersByHour(reader, form, filter);
    const byQuestion = Map.groupBy(answers, ({ question }) => question);
    const { questions } = await results.find(form, { site, week });
    const { strata, merged, coveredPercent, cappedPercent } = weights;
    return {
      kind: 'weighted',
      questions: questions.flatMap((result) =>
        weighQuestion(result, byQuestion.get(result.question.name) ?? [], weights),
      ),
      strata,
      merged,
      coveredPercent,
      cappedPercent,
      method: weightingMethod,
    };
  };
}

const none = (reason: string): NoWeights => ({ kind: 'none', reason, method: weightingMethod });

const partOf = (date: string, hour: number): string =>
  `${date} ${String(Math.floor(hour / hoursTogether)).padStart(2, '0')}`;

function strataOf(days: readonly CountDay[], submissions: readonly HourlyCount[]): Stratum[] {
  const strata = new Map<string, { siteId: string; name: string; arrivals: number; answers: number }>();
  const at = (siteId: string, date: string, hour: number) => {
    const name = partOf(date, hour);
    const key = stratumKey(siteId, name);
    const stratum = strata.get(key) ?? { siteId, name, arrivals: 0, answers: 0 };
    strata.set(key, stratum);
    return stratum;
  };
  for (const { site_id, period, bins } of days)
    bins.arrivals.forEach((arrivals, hour) => {
      at(site_id, period, hour).arrivals += arrivals;
    });
  for (const { siteId, date, hour, count } of submissions) at(siteId, date, hour).answers += count;
  return [...strata.values()];
}

type Answered = HourlyCount & { readonly choice: string };

function weighQuestion(
  { question, choices }: QuestionResult,
  answers: readonly Answered[],
  weights: Weights,
): WeightedQuestion[] {
  const keyed = answers.map((row) => ({ ...row, key: stratumKey(row.siteId, partOf(row.date, row.hour)) }));
  const given = weighted(
    weights,
    keyed.filter(({ choice }) => choice === ''),
  );
  if (given.count < staffThreshold || given.sum === 0) return [];
  const effectiveAnswers = given.sum ** 2 / given.squares;
  const shown = choices.flatMap(({ choice, figure }) => {
    if (figure === 'hidden') return [];
    const own = weighted(
      weights,
      keyed.filter((row) => row.choice === choice),
    );
    // Those of unknown hours or of sites that are left out would be known by subtracting.
    const isBeside = own.count === figure || figure - own.count >= staffThreshold;
    if (!isBeside || (own.count > 0 && own.count < staffThreshold)) return [];
    return [
      {
        choice,
        answeredPercent: Math.round((100 * own.count) / given.count),
        weightedPercent: wilson(own.sum / given.sum, effectiveAnswers),
      },
    ];
  });
  if (shown.length === 0) return [];
  return [
    {
      question: question.name,
      choices: shown,
      answers: given.count,
      effectiveAnswers: Math.round(effectiveAnswers),
    },
  ];
}
