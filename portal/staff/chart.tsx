/** One question as a table with bars: the table is the chart, so everybody reads the same figures. */
import { ShareBar } from './share-bar.tsx';
import { number, plural } from './words.ts';

export type ShownFigure = number | 'hidden';

export interface ShownQuestion {
  readonly name: string;
  readonly label: string;
  readonly isMultiple: boolean;
  readonly isCalculated: boolean;
  readonly choices: readonly {
    readonly choice: string;
    readonly label: string;
    readonly figure: ShownFigure;
  }[];
  /** Shown and skipped, or not asked. */
  readonly noAnswer: ShownFigure;
}

/** More choices than this fold. */
const shownChoices = 12;

export function Chart({ question, total }: { question: ShownQuestion; total: number }) {
  const { name, label, isMultiple, isCalculated, choices, noAnswer } = question;
  // Where the skipped ones are hidden, shares are of all submissions: a share must not give the number away.
  const answered = noAnswer === 'hidden' ? undefined : total - noAnswer;
  const base = answered ?? total;
  const definition = [
    isCalculated
      ? 'Computed from the answers.'
      : isMultiple
        ? 'Several answers possible, so shares add up to more than 100 %.'
        : '',
    answered === undefined
      ? `n = ${number(total)} submissions; how many gave no answer is hidden. Shares are of all submissions.`
      : `n = ${number(answered)} submissions with an answer, of ${number(total)}. Shares are of those with an answer.`,
  ];
  const heading = `question-${name}`;
  return (
    <section class="panel chart" aria-labelledby={heading} data-question={name}>
      <h2 id={heading}>{label}</h2>
      <p class="soft small">{definition.join(' ').trim()}</p>
      <Bars label={label} choices={choices.slice(0, shownChoices)} base={base}>
        <tr class="aside">
          <th scope="row">No answer (skipped or not asked)</th>
          <td class="bar" />
          <td class="number">{figureText(noAnswer)}</td>
          <td class="number" />
        </tr>
      </Bars>
      {choices.length > shownChoices && (
        <details>
          <summary>{plural(choices.length - shownChoices, 'more answer', 'more answers')}</summary>
          <Bars label={`${label}: more answers`} choices={choices.slice(shownChoices)} base={base} />
        </details>
      )}
    </section>
  );
}

interface BarsProps {
  readonly label: string;
  readonly choices: ShownQuestion['choices'];
  readonly base: number;
  readonly children?: preact.ComponentChildren;
}

function Bars({ label, choices, base, children }: BarsProps) {
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Answer</th>
          <th scope="col">
            <span class="visually-hidden">Bar</span>
          </th>
          <th scope="col" class="number">
            Count
          </th>
          <th scope="col" class="number">
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {choices.map(({ choice, label: text, figure }) => (
          <tr key={choice}>
            <th scope="row">{text}</th>
            <td class="bar">{figure !== 'hidden' && <ShareBar share={base > 0 ? figure / base : 0} />}</td>
            <td class="number" data-choice={choice}>
              {figureText(figure)}
            </td>
            <td class="number">
              {figure === 'hidden' || base === 0 ? '' : `${Math.round((100 * figure) / base)} %`}
            </td>
          </tr>
        ))}
        {children}
      </tbody>
    </table>
  );
}

const figureText = (figure: ShownFigure): string => (figure === 'hidden' ? '< 5*' : number(figure));
