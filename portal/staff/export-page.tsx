/** The export for whoever is signed in: the same CSV that programs get. */

import type { Option } from './choice.tsx';
import { type Frame, Layout } from './layout.tsx';

export interface ExportPageProps {
  readonly frame: Frame;
  readonly forms: readonly Option[];
  readonly sites: readonly Option[];
}

export function ExportPage({ frame, forms, sites }: ExportPageProps) {
  return (
    <Layout title="Export" path="/export" frame={frame}>
      <h1>Export</h1>
      <p>
        One row a submission, one column a question; a question with several answers has one 0/1 column a
        choice. The last column names what was shown and skipped. Dates are the site’s own; without a known
        date the cell is empty, and the row is included where its date may lie within the filter.
      </p>
      <p class="note warn">
        The file holds single submissions. Keep it as you keep personal data: do not send it on, delete it
        after use.
      </p>
      <form class="filter" method="get" action="/export/submissions.csv">
        <div>
          <label for="form">Form</label>
          <select id="form" name="form">
            {forms.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="site">Site</label>
          <select id="site" name="site">
            <option value="">All sites</option>
            {sites.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="from">From</label>
          <input id="from" name="from" type="date" />
        </div>
        <div>
          <label for="to">To, included</label>
          <input id="to" name="to" type="date" />
        </div>
        <button type="submit">Download CSV</button>
      </form>
      <h2>Dictionaries</h2>
      <p>What each column means, for people and programs.</p>
      <ul>
        {forms.map(({ value, label }) => (
          <li key={value}>
            <a href={`/export/dictionary.csv?form=${encodeURIComponent(value)}`}>{label}</a>
          </li>
        ))}
      </ul>
    </Layout>
  );
}
