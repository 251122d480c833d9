/** Answers of a week, as they were given and weighted by when and where people came; with how it is done and what it cannot do. */
import { Choice, type Option } from './choice.tsx';
import { Share } from './figure-cells.tsx';
import { FigureTable } from './figure-table.tsx';
import { siteOptions, weekOptions } from './flows-page.tsx';
import type { CountFigure, ShownPlace } from './flows-shown.ts';
import { type Frame, Layout } from './layout.tsx';
import { ShareBar } from './share-bar.tsx';
import { number, plural, week } from './words.ts';

export interface ShownWeighted {
  readonly kind: 'weighted';
  readonly questions: readonly {
    readonly question: string;
    readonly label: string;
    readonly choices: readonly {
      readonly choice: string;
      readonly label: string;
      readonly answeredPercent: number;
      readonly weightedPercent: CountFigure;
    }[];
    readonly answers: number;
    readonly effectiveAnswers: number;
  }[];
  readonly strata: number;
  readonly merged: number;
  readonly coveredPercent: number;
  readonly cappedPercent: number;
  readonly method: readonly string[];
}

export interface ShownNoWeights {
  readonly kind: 'none';
  readonly reason: string;
  readonly method: readonly string[];
}

export interface FlowsAnswersPageProps {
  readonly frame: Frame;
  readonly forms: readonly Option[];
  readonly places: readonly ShownPlace[];
  readonly weeks: readonly string[];
  readonly selected: { readonly form: string; readonly site: string; readonly week: string | undefined };
  readonly weighted: ShownWeighted | ShownNoWeights;
}

export function FlowsAnswersPage({ frame, forms, places, weeks, selected, weighted }: FlowsAnswersPageProps) {
  const query = new URLSearchParams({ site: selected.site, week: selected.week ?? '' });
  return (
    <Layout title="Answers weighted by who came" path="/flows" frame={frame}>
      <h1>Answers weighted by who came</h1>
      <p>
        <a href={`/flows?${query}`}>Back to the flows of this week</a>
      </p>
      <form class="filter" method="get" action="/flows/answers">
        <Choice name="form" label="Form" options={forms} selected={selected.form} />
        <Choice name="site" label="Site" options={siteOptions(places)} selected={selected.site} />
        {selected.week !== undefined && (
          <Choice
            name="week"
            label="Week"
            options={weekOptions(weeks, selected.week)}
            selected={selected.week}
          />
        )}
        <button type="submit">Show</button>
      </form>
      <p>
        {places.find(({ id }) => id === selected.site)?.name ?? 'All sites'}
        {selected.week !== undefined && `, ${week(selected.week)}`}
      </p>
      <p class="note">
        <strong>Indicative, not representative.</strong> Weights mend that some hours and places answer less
        than others. They cannot mend that people without a phone, or who do not want to answer, are not
        heard.
      </p>
      {weighted.kind === 'none' ? (
        <p class="note warn">{weighted.reason}</p>
      ) : (
        <Weighted weighted={weighted} />
      )}
      {weighted.method.length > 0 && (
        <section aria-labelledby="method">
          <h2 id="method">How it is done, and what it cannot do</h2>
          {weighted.method.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      )}
    </Layout>
  );
}

function Weighted({ weighted }: { weighted: ShownWeighted }) {
  const { questions, strata, merged, coveredPercent, cappedPercent } = weighted;
  return (
    <>
      <dl class="figures">
        <div>
          <dt>
            strata of site, day and hours{merged > 0 && `; ${number(merged)} merged for want of answers`}
          </dt>
          <dd data-figure="strata">{number(strata)}</dd>
        </div>
        <div>
          <dt>of the counted arrivals, where somebody answered</dt>
          <dd data-figure="covered">{coveredPercent} %</dd>
        </div>
        <div>
          <dt>of the answers, with a weight cut to the cap</dt>
          <dd data-figure="capped">{cappedPercent} %</dd>
        </div>
      </dl>
      <p class="soft small">
        Answers that fewer than five gave, or that would give such a small one away, are left out: shares need
        not add up to 100 %.
      </p>
      <div class="pair">
        {questions.map(({ question, label, choices, answers, effectiveAnswers }) => (
          <section
            key={question}
            class="panel figure-panel"
            aria-labelledby={`question-${question}`}
            data-question={question}
          >
            <h2 class="in-panel" id={`question-${question}`}>
              {label}
            </h2>
            <p class="soft small">
              {plural(answers, 'answer', 'answers')}; after weighting they say as much as{' '}
              {number(Math.round(effectiveAnswers))}.
            </p>
            <FigureTable
              label={label}
              rows={choices}
              name={{
                head: 'Answer',
                cell: (choice) => (
                  <>
                    {choice.label}
                    <span class="bar share">
                      <ShareBar share={choice.weightedPercent.value / 100} />
                    </span>
                  </>
                ),
              }}
              columns={[
                { head: 'As answered', cell: ({ answeredPercent }) => `${answeredPercent} %` },
                { head: 'Weighted', cell: ({ weightedPercent }) => <Share share={weightedPercent} /> },
              ]}
            />
          </section>
        ))}
      </div>
    </>
  );
}
