/**
 * How much feedback of which type and about what, by site and week, with what must not be shown hidden: the same rules as for every
 * other figure (protect.ts). Texts are never looked at here.
 */
import { countFeedback, type FeedbackCount } from '../store/feedback-table.ts';
import type { Reader } from '../store/open-store.ts';
import { weekBetween } from './periods.ts';
import { all, type Figure, noAnswer, type Places, protect } from './protect.ts';

export interface FeedbackFigure {
  /** A site's id or `all`. */
  readonly site: string;
  /** A Monday, `unknownWeek` or `all`. */
  readonly week: string;
  readonly question: 'type' | 'sector';
  /** Empty: skipped. */
  readonly choice: string;
  readonly figure: Figure;
}

export async function feedbackFigures(reader: Reader): Promise<FeedbackFigure[]> {
  const rows = (await countFeedback(reader)).map((row) => ({
    ...row,
    week: weekBetween(row.earliestDate, row.latestDate),
  }));
  const sites = [...new Set(rows.map(({ siteId }) => siteId))].sort();
  const weeks = [...new Set(rows.map(({ week }) => week))].sort().reverse();
  const places: Places = { sites: [all, ...sites], weeks: [all, ...weeks] };
  return (['type', 'sector'] as const).flatMap((question) => {
    const choices = [...new Set(rows.map((row) => row[question]))]
      .filter((choice) => choice !== noAnswer)
      .sort();
    const sum = (isCounted: (row: FeedbackCount) => boolean) => (site: string, week: string) =>
      rows
        .filter((row) => (site === all || row.siteId === site) && (week === all || row.week === week))
        .filter(isCounted)
        .reduce((total, { count }) => total + count, 0);
    const figureAt = protect({
      places,
      totals: sum(() => true),
      given: sum((row) => row[question] !== noAnswer),
      counts: new Map(choices.map((choice) => [choice, sum((row) => row[question] === choice)])),
      isMultiple: false,
    });
    return places.sites.flatMap((site) =>
      places.weeks.flatMap((week) =>
        [...choices, noAnswer].map((choice) => ({
          site,
          week,
          question,
          choice,
          figure: figureAt(site, week, choice),
        })),
      ),
    );
  });
}
