/** Feedback as a list, with its counts left to the export: what waits for an answer stands first in the mind, so it can be filtered. */
import type { FeedbackStatus } from '../../src/protocol/feedback.ts';
import type { Option } from './choice.tsx';
import { type Frame, Layout } from './layout.tsx';
import { ago } from './words.ts';

export const statusWords: Readonly<Record<FeedbackStatus, string>> = {
  received: 'received, nobody has answered',
  referred: 'passed on',
  answered: 'answered',
  closed: 'closed',
};

export const statusOptions: readonly Option[] = Object.entries(statusWords).map(([value, label]) => ({
  value,
  label,
}));

export interface FeedbackRow {
  readonly path: string;
  readonly site: string;
  readonly type: string;
  readonly sector: string;
  readonly status: FeedbackStatus;
  /** The beginning of what was written; empty: nothing was, or it was erased. */
  readonly beginning: string;
  readonly wantsReply: boolean;
  readonly isErased: boolean;
  readonly receivedAt: number;
}

export interface FeedbackPageProps {
  readonly frame: Frame;
  readonly rows: readonly FeedbackRow[];
  /** Where the newest are, while these are not. */
  readonly newest: string | undefined;
  /** Where the list goes on, if it does. */
  readonly older: string | undefined;
  readonly types: readonly Option[];
  readonly sectors: readonly Option[];
  readonly sites: readonly Option[];
  readonly selected: Readonly<Record<'type' | 'sector' | 'site' | 'status', string>>;
  readonly now: number;
}

export function FeedbackPage(props: FeedbackPageProps) {
  const { frame, rows, newest, older, types, sectors, sites, selected, now } = props;
  return (
    <Layout title="Feedback" path="/feedback" frame={frame}>
      <h1>Feedback</h1>
      <p>
        What visitors told the kits, without a name. Texts may hold what somebody should not have written: do
        not copy them anywhere. They are erased 90 days after you close the matter, and 180 days after they
        came at the latest. <a href="/feedback/board">You said, we did: the public board</a>
      </p>
      <form class="filter" method="get" action="/feedback">
        <Choice name="status" label="Status" options={statusOptions} selected={selected.status} />
        <Choice name="type" label="Type" options={types} selected={selected.type} />
        <Choice name="sector" label="About" options={sectors} selected={selected.sector} />
        <Choice name="site" label="Site" options={sites} selected={selected.site} />
        <button type="submit">Show</button>
      </form>
      {rows.length === 0 ? (
        <p class="note">Nothing fits this choice.</p>
      ) : (
        <div class="panel">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">About</th>
                <th scope="col">Site</th>
                <th scope="col">Status</th>
                <th scope="col">Received</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.path}>
                  <th scope="row">
                    <a href={row.path}>{row.type}</a>
                    <span class="under" dir="auto">
                      {row.isErased ? 'erased' : row.beginning || 'no text'}
                    </span>
                  </th>
                  <td data-label="About">{row.sector}</td>
                  <td data-label="Site">{row.site}</td>
                  <td data-label="Status">
                    {statusWords[row.status]}
                    {row.wantsReply && (row.status === 'received' || row.status === 'referred') ? (
                      <span class="under">waits for a reply</span>
                    ) : null}
                  </td>
                  <td data-label="Received">{ago(row.receivedAt, now)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {newest || older ? (
        <nav aria-label="Pages of the list">
          <p>
            {newest ? <a href={newest}>The newest</a> : null}
            {newest && older ? ' · ' : null}
            {older ? (
              <a href={older} rel="next">
                Older
              </a>
            ) : null}
          </p>
        </nav>
      ) : null}
      <p>
        <a href="/feedback/counts.csv">Counts by type, subject, site and week (CSV)</a>: small figures are
        kept back, texts are in no export.
      </p>
    </Layout>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly selected: string;
}

function Choice({ name, label, options, selected }: ChoiceProps) {
  return (
    <div>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">All</option>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value} selected={value === selected}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
