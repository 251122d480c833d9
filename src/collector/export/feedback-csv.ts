/** Feedback as counts: type and sector by site and week. No row of it is one person's; texts are in no export. */
import { clusterCodes } from '../../protocol/directory.ts';
import { csvLine } from './csv.ts';

/** One figure; hidden ones are kept back because they are small, or would give a small one away. */
export interface FeedbackCell {
  readonly site: string;
  readonly week: string;
  readonly question: string;
  readonly choice: string;
  readonly figure: number | 'hidden';
}

const header = ['site_id', 'week', 'question', 'choice', 'cluster', 'count', 'is_hidden'];

/** IASC cluster codes of what feedback is about: its choices are called like the directory's kinds. */
const clusters: Readonly<Record<string, string>> = clusterCodes;

export const feedbackCsv = (figures: readonly FeedbackCell[]): string =>
  [
    header,
    ...figures.map(({ site, week, question, choice, figure }) => [
      site,
      week,
      question,
      choice,
      question === 'sector' ? (clusters[choice] ?? '') : '',
      figure === 'hidden' ? '' : String(figure),
      figure === 'hidden' ? '1' : '0',
    ]),
  ]
    .map(csvLine)
    .join('');
