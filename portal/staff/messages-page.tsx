/** How often messages are opened and watched, at a site in a week. Every figure with what it counts and what it does not say. */
import { Choice, type Option } from './choice.tsx';
import { type Frame, Layout } from './layout.tsx';
import { number, week } from './words.ts';

export type ShownFigure = number | 'hidden';

export interface ShownMessageViews {
  readonly id: string;
  readonly title: string;
  /** In the order of the columns. */
  readonly figures: readonly ShownFigure[];
  /** Opened, in the order of the languages. */
  readonly byLanguage: readonly ShownFigure[];
}

export interface MessagesPageProps {
  readonly frame: Frame;
  readonly sites: readonly Option[];
  /** Mondays, `unknown`. */
  readonly weeks: readonly string[];
  readonly selected: { readonly site: string; readonly week: string };
  readonly languages: readonly string[];
  readonly messages: readonly ShownMessageViews[];
}

const columns = ['Opened', 'Started', '¼', '½', '¾', 'Finished'];

const weekLabel = (value: string): string => (value === 'unknown' ? 'date not known yet' : week(value));
const show = (figure: ShownFigure): string => (figure === 'hidden' ? '< 5*' : number(figure));

export function MessagesPage({ frame, sites, weeks, selected, languages, messages }: MessagesPageProps) {
  const weekOptions = weeks.map((value) => ({ value, label: weekLabel(value) }));
  return (
    <Layout title="Messages" path="/messages" frame={frame}>
      <h1>Messages</h1>
      <form class="filter" method="get" action="/messages">
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
      {messages.length === 0 ? (
        <p class="note">No kit has told of a message that was opened.</p>
      ) : (
        <>
          <div class="panel">
            <Table
              caption="How far messages and their films were seen"
              heads={columns}
              rows={messages.map(({ id, title, figures }) => ({ id, title, figures }))}
            />
          </div>
          <div class="panel">
            <Table
              caption="Opened, by the language of the page"
              heads={languages}
              rows={messages.map(({ id, title, byLanguage }) => ({ id, title, figures: byLanguage }))}
            />
          </div>
        </>
      )}
      <p class="soft small">
        Each phone counts once a message and language within six hours. Opened: the page of the message.
        Started: its film or voice was tapped. ¼ to finished: so much of the file was sent to the phone, and
        at least so much time passed before it went to another page of the kit. Phones read ahead, so these
        are upper bounds: who starts a short film and then closes the window counts as having finished it.
        Nothing is kept of a single phone.
      </p>
      <p class="soft small">
        &lt; 5* stands for fewer than five, or for a figure kept back because such a small one could be worked
        out with it.
      </p>
      <p>
        <a href="/messages/views.csv">All figures as CSV</a>
      </p>
    </Layout>
  );
}

interface TableProps {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly title: string;
    readonly figures: readonly ShownFigure[];
  }[];
}

function Table({ caption, heads, rows }: TableProps) {
  return (
    <table class="cards">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Message</th>
          {heads.map((head) => (
            <th key={head} scope="col" class="number">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, title, figures }) => (
          <tr key={id} data-message={id}>
            <th scope="row">{title}</th>
            {figures.map((figure, index) => (
              <td key={heads[index]} class="number" data-label={heads[index]}>
                {show(figure)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
