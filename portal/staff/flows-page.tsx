/**
 * Flows at a site in a week: how many came, when, for how long, from where to where, and how many of them answered. Every figure is
 * device-days, has its interval, and says how it came to be.
 */
import { Choice, type Option } from './choice.tsx';
import { Days, Trend, Undated, Weekdays } from './flows-days.tsx';
import { Answering, Funnel, Languages } from './flows-funnel.tsx';
import { Dwell, Hours } from './flows-hours.tsx';
import type { ShownFlows, ShownPlace } from './flows-shown.ts';
import { FlowsTable, MapPanel, SitesTable } from './flows-sites.tsx';
import { changeIntervalText, changeText, figureText, intervalText, qualityText } from './flows-words.ts';
import { type Frame, Layout } from './layout.tsx';
import type { MapGround } from './map-outline.ts';
import { number, week } from './words.ts';

export interface FlowsPageProps {
  readonly frame: Frame;
  readonly places: readonly ShownPlace[];
  /** Mondays with counts, the newest first. */
  readonly weeks: readonly string[];
  readonly selected: { readonly site: string; readonly week: string | undefined };
  readonly view: ShownFlows;
  /** Questions by their words. */
  readonly questionLabels: ReadonlyMap<string, string>;
  /** undefined: no site to draw. */
  readonly ground: MapGround | undefined;
}

export function FlowsPage(props: FlowsPageProps) {
  const { frame, places, weeks, selected, view } = props;
  const isEmpty = weeks.length === 0 && selected.site === 'all';
  return (
    <Layout title="Flows" path="/flows" frame={frame}>
      <h1>Flows</h1>
      {!isEmpty && (
        <form class="filter" method="get" action="/flows">
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
      )}
      {isEmpty && view.undated.length === 0 && <NothingYet />}
      {!isEmpty && (view.sites.length === 0 ? <NothingHere /> : <Figures {...props} />)}
      {!isEmpty && (
        <p>
          <a href="/flows/counts.csv">All figures as CSV</a>, with what each of its{' '}
          <a href="/flows/counts-dictionary.csv">columns</a> says. In it figures below 10 are left out.
        </p>
      )}
      <Undated undated={view.undated} places={new Map(places.map((place) => [place.id, place]))} />
      {view.method.length > 0 && (
        <section aria-labelledby="method">
          <h2 id="method">What these figures are</h2>
          {view.method.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      )}
    </Layout>
  );
}

export const siteOptions = (places: readonly ShownPlace[]): Option[] => [
  { value: 'all', label: 'All sites' },
  ...places.map(({ id, name }) => ({ value: id, label: `${id} ${name}` })),
];

/** The selected one as well, where nothing was counted in it. */
export const weekOptions = (weeks: readonly string[], selected: string | undefined): Option[] =>
  [...new Set([...weeks, ...(selected === undefined ? [] : [selected])])]
    .sort()
    .reverse()
    .map((value) => ({ value, label: week(value) }));

function NothingYet() {
  return (
    <div class="note">
      <p>
        <strong>No counts have come yet.</strong> A kit counts by itself from its first start; nothing has to
        be switched on.
      </p>
      <p>
        Its first figures leave it when its first day has ended, at midnight local to the site, or when it is
        started again, and come here with the next uplink or USB stick. If a kit has been running for longer,
        look at <a href="/">Sites</a> when it was last heard, and on its own field page whether it counts.
      </p>
    </div>
  );
}

const NothingHere = () => (
  <p class="note">
    No counts for this site and week. Choose another, or look at <a href="/">Sites</a> whether the kit was
    heard.
  </p>
);

function Figures({ places, selected, view, questionLabels, ground }: FlowsPageProps) {
  const { devices, change, quality } = view;
  const placeOf = new Map(places.map((place) => [place.id, place]));
  const where = placeOf.get(selected.site)?.name ?? 'all sites';
  const when = selected.week === undefined ? '' : `, ${week(selected.week)}`;
  const isLinked = quality.profiles.includes('linked');
  const query = new URLSearchParams({ site: selected.site, week: selected.week ?? '' });
  return (
    <>
      <dl class="figures">
        <div>
          <dt>
            device-days, not people: {where}
            {when}
          </dt>
          <dd data-figure="device-days">{figureText(devices)}</dd>
        </div>
        <div>
          <dt>95 % interval</dt>
          <dd class="text" data-figure="interval">
            {intervalText(devices) || '–'}
          </dd>
        </div>
        <div>
          <dt>against the week before{change && `: ${changeIntervalText(change)}`}</dt>
          <dd class="text" data-figure="change">
            {changeText(change)}
          </dd>
        </div>
        <div>
          <dt>sites that counted</dt>
          <dd data-figure="sites">{number(view.sites.length)}</dd>
        </div>
      </dl>
      <p class="note">
        <strong>Device-days, not people.</strong> A phone that joins the Wi-Fi on a day is one device-day; on
        three days it is three, and one that changes its address is counted again. Who has no phone, or does
        not join, is not in it.
      </p>
      <p class="soft small" data-figure="quality">
        {qualityText(quality)}
      </p>
      <p class="soft small">
        &lt; 5* stands for fewer than five, or for a figure kept back because such a small one could be worked
        out with it.
      </p>
      <h2>When</h2>
      <Days days={view.days} daysBefore={view.daysBefore} />
      <div class="pair apart">
        <Weekdays weekdays={view.weekdays} />
        <Trend trend={view.trend} />
      </div>
      <Hours hours={view.hours} />
      <Dwell dwell={view.dwell} />
      <h2>Where</h2>
      <div class="pair">
        <MapPanel
          ground={ground}
          places={placeOf}
          sites={view.sites}
          flows={view.flows}
          selectedSite={selected.site}
        />
        {view.flows.length > 0 ? (
          <FlowsTable flows={view.flows} places={placeOf} />
        ) : (
          <p class="note">
            {isLinked
              ? 'No flow between two sites is large enough to be told from chance this week.'
              : 'Flows between sites are not known: each kit counts under a key of its own. A mission’s data-protection officer may switch on the profile linked.'}
          </p>
        )}
      </div>
      <SitesTable sites={view.sites} week={selected.week} />
      <h2>How far the answers speak for those who came</h2>
      <div class="pair">
        <div>
          <Funnel
            funnel={view.funnel}
            declined={view.declined}
            abandonedAt={view.abandonedAt.map(({ question, visits }) => ({
              label: questionLabels.get(question) ?? question,
              visits,
            }))}
          />
          <Languages languages={view.languages} />
        </div>
        <Answering answeringByDay={view.answeringByDay} answeringByHour={view.answeringByHour} />
      </div>
      <p>
        <a href={`/flows/answers?${query}`}>Answers weighted by who came</a>: indicative, not representative.
      </p>
    </>
  );
}
