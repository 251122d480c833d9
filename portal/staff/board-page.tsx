/** The public board's editor: "you said, we did", in as many languages as somebody can write. */

import type { Option } from './choice.tsx';
import { type Frame, Layout } from './layout.tsx';
import { moment } from './words.ts';

export interface BoardRow {
  readonly id: string;
  readonly sector: string;
  /** Empty: all sites. */
  readonly site: string;
  readonly said: Readonly<Record<string, string>>;
  readonly did: Readonly<Record<string, string>>;
  readonly isPublished: boolean;
  readonly by: string;
  readonly at: number;
}

export interface BoardEditorProps {
  readonly frame: Frame;
  readonly rows: readonly BoardRow[];
  readonly sectors: readonly Option[];
  readonly sites: readonly Option[];
  /** Codes and how staff call them. */
  readonly languages: readonly Option[];
  /** Is being changed; undefined: a new one. */
  readonly edited: BoardRow | undefined;
}

export function BoardEditorPage(props: BoardEditorProps) {
  const { frame, rows } = props;
  return (
    <Layout title="You said, we did" path="/feedback" frame={frame}>
      <h1>You said, we did</h1>
      <p>
        Shown on the kits for everybody. Write in your own words, never in a visitor’s, and nothing by which
        one could be recognised. A language that is missing is shown in the first that is there.
      </p>
      <EntryForm {...props} />
      <h2>Entries</h2>
      {rows.length === 0 ? <p class="note">There is none yet.</p> : null}
      {rows.map((row) => (
        <section key={row.id} class="panel" data-entry={row.id}>
          <table>
            <caption>
              {row.isPublished ? 'Published' : 'Draft'} · {row.sector} · {row.site || 'all sites'} · {row.by},{' '}
              {moment(row.at)}
            </caption>
            <tbody>
              {Object.keys(row.said).map((language) => (
                <tr key={language}>
                  <th scope="row">{language}</th>
                  <td dir="auto">{row.said[language]}</td>
                  <td dir="auto">{row.did[language]}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>
            <a href={`/feedback/board?edit=${row.id}`}>Change</a>
          </p>
          <form method="post" action={`/feedback/board/${row.id}/remove`}>
            <input type="hidden" name="csrf" value={frame.csrf} />
            <button class="quiet" type="submit">
              Remove
            </button>
          </form>
        </section>
      ))}
    </Layout>
  );
}

function EntryForm({ frame, sectors, sites, languages, edited }: BoardEditorProps) {
  return (
    <form method="post" action="/feedback/board">
      <input type="hidden" name="csrf" value={frame.csrf} />
      {edited ? <input type="hidden" name="entry" value={edited.id} /> : null}
      <h2>{edited ? 'Change this entry' : 'A new entry'}</h2>
      <div class="filter">
        <Choice name="sector" label="About" options={sectors} selected={edited?.sector ?? ''} />
        <Choice
          name="site"
          label="Site"
          options={[{ value: '', label: 'All sites' }, ...sites]}
          selected={edited?.site ?? ''}
        />
      </div>
      {languages.map(({ value, label }) => (
        <fieldset key={value}>
          <legend>{label}</legend>
          {(['said', 'did'] as const).map((part) => (
            <p key={part}>
              <label for={`${part}-${value}`}>{part === 'said' ? 'You said' : 'We did'}</label>
              <textarea
                id={`${part}-${value}`}
                name={`${part}.${value}`}
                rows={2}
                maxLength={400}
                dir="auto"
                lang={value}
              >
                {edited?.[part][value] ?? ''}
              </textarea>
            </p>
          ))}
        </fieldset>
      ))}
      <p>
        <label class="check">
          <input type="checkbox" name="published" value="yes" checked={edited?.isPublished ?? false} /> Show
          it on the kits
        </label>
      </p>
      <button type="submit">Save</button>
    </form>
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
        {options.map(({ value, label: text }) => (
          <option key={value} value={value} selected={value === selected}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
