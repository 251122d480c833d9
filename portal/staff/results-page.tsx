/** The results of a form at a site in a week, a chart a question. Every figure with what it counts and out of how many. */
import { Chart, type ShownQuestion } from './chart.tsx';
import { Choice, type Option } from './choice.tsx';
import { type Frame, Layout } from './layout.tsx';
import { number, week } from './words.ts';

export interface ResultsPageProps {
  readonly frame: Frame;
  readonly forms: readonly Option[];
  readonly sites: readonly Option[];
  /** Mondays, `unknown`. */
  readonly weeks: readonly string[];
  readonly selected: { readonly form: string; readonly site: string; readonly week: string };
  readonly title: string;
  readonly complete: number;
  readonly abandoned: number;
  readonly questions: readonly ShownQuestion[];
}

const weekLabel = (value: string): string => (value === 'unknown' ? 'date not known yet' : week(value));

export function ResultsPage(props: ResultsPageProps) {
  const { frame, forms, sites, weeks, selected, title, complete, abandoned, questions } = props;
  const total = complete + abandoned;
  const weekOptions = weeks.map((value) => ({ value, label: weekLabel(value) }));
  const place = sites.find(({ value }) => value === selected.site)?.label ?? 'All sites';
  const isEmpty = (question: ShownQuestion) => question.noAnswer === total;
  const empty = questions.filter(isEmpty);
  const when = selected.week === 'all' ? 'all weeks' : weekLabel(selected.week);
  return (
    <Layout title="Results" path="/results" frame={frame}>
      <h1>Results: {title}</h1>
      <form class="filter" method="get" action="/results">
        <Choice name="form" label="Form" options={forms} selected={selected.form} />
        <Choice
          name="site"
          label="Site"
          options={[{ value: 'all', label: 'All sites' }, ...sites]}
          selected={selected.site}
        />
        <Choice
          name="week"
          label="Week"
          options={[{ value: 'all', label: 'All weeks' }, ...weekOptions]}
          selected={selected.week}
        />
        <button type="submit">Show</button>
      </form>
      <dl class="figures">
        <div>
          <dt>
            submissions: {place}, {when}
          </dt>
          <dd data-figure="submissions">{number(total)}</dd>
        </div>
        <div>
          <dt>complete: all questions shown</dt>
          <dd data-figure="complete">{number(complete)}</dd>
        </div>
        <div>
          <dt>abandoned: left before the end, answers kept</dt>
          <dd data-figure="abandoned">{number(abandoned)}</dd>
        </div>
      </dl>
      <p class="note">
        <strong>Indicative, not representative.</strong> These are answers of visitors who chose to answer on
        the kit’s Wi-Fi: not a sample of the people at the site, and not a count of them. The same person may
        answer twice.
      </p>
      <p class="soft small">
        &lt; 5* stands for fewer than five submissions, or for a figure kept back because such a small one
        could be worked out with it.
      </p>
      {total === 0 ? (
        <p class="note">No submission of this form for this site and week.</p>
      ) : (
        <>
          <div class="charts">
            {questions
              .filter((question) => !isEmpty(question))
              .map((question) => (
                <Chart key={question.name} question={question} total={total} />
              ))}
          </div>
          {empty.length > 0 && (
            <>
              <h2>Without any answer here</h2>
              <ul>
                {empty.map(({ name, label }) => (
                  <li key={name}>{label}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Layout>
  );
}
