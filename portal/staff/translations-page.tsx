/**
 * What wants a native speaker: translations that are missing, drafts, or older than their English, by language, then by part, then
 * text by text with the English beside it. Of the content that comes with the program.
 */
import { type Frame, Layout } from './layout.tsx';

export interface StateRow {
  /** A language's code, or a part: 'phrases/frame'. */
  readonly name: string;
  readonly label: string;
  readonly isChosen: boolean;
  readonly href: string;
  readonly counts: readonly number[];
}

export interface TranslationText {
  readonly key: string;
  readonly state: string;
  readonly english: string;
  readonly translation: string;
}

export interface TranslationsPageProps {
  readonly frame: Frame;
  /** The columns of `counts`. */
  readonly columns: readonly string[];
  readonly languages: readonly StateRow[];
  readonly chosen?:
    | {
        readonly language: string;
        readonly label: string;
        readonly direction: 'ltr' | 'rtl';
        readonly columns: readonly string[];
        readonly parts: readonly StateRow[];
        readonly texts: readonly TranslationText[];
        /** Voices and films of messages. */
        readonly media: readonly {
          readonly what: string;
          readonly key: string;
          readonly state: string;
        }[];
      }
    | undefined;
}

export function TranslationsPage({ frame, columns, languages, chosen }: TranslationsPageProps) {
  return (
    <Layout title="Translations" path="/translations" frame={frame}>
      <h1>Translations</h1>
      <p>
        A draft has been read by nobody who speaks the language. “Outdated” has been, but its English or
        itself has changed since. Whoever reads one notes it with <code>dtm-wifi content reviewed</code>.
        Audio read by a machine is a draft until a person has recorded it. A film is one until somebody who
        speaks the language has looked at it.
      </p>
      <StateTable caption="By language" first="Language" columns={columns} rows={languages} />
      {chosen ? (
        <section>
          <h2>{chosen.label}</h2>
          <StateTable caption="By part" first="Part" columns={chosen.columns} rows={chosen.parts} />
          {chosen.texts.length > 0 ? <Texts {...chosen} /> : null}
          <Media media={chosen.media} />
        </section>
      ) : null}
    </Layout>
  );
}

interface StateTableProps {
  readonly caption: string;
  readonly first: string;
  readonly columns: readonly string[];
  readonly rows: readonly StateRow[];
}

function StateTable({ caption, first, columns, rows }: StateTableProps) {
  return (
    <div class="panel">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {columns.map((column) => (
              <th key={column} scope="col" class="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, label, href, isChosen, counts }) => (
            <tr key={name}>
              <th scope="row">
                <a href={href} aria-current={isChosen ? 'true' : undefined}>
                  {label}
                </a>
              </th>
              {counts.map((count, index) => (
                <td key={columns[index]} class="number">
                  {count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type MediaProps = Pick<NonNullable<TranslationsPageProps['chosen']>, 'media'>;

function Media({ media }: MediaProps) {
  return (
    <div class="panel">
      <table>
        <caption>Voices and films of messages</caption>
        <thead>
          <tr>
            {['Message', 'What', 'State'].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {media.map(({ what, key, state }) => (
            <tr key={`${what} ${key}`}>
              <th scope="row">{key}</th>
              <td>{what}</td>
              <td>{state}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TextsProps {
  readonly language: string;
  readonly label: string;
  readonly direction: 'ltr' | 'rtl';
  readonly texts: readonly TranslationText[];
}

function Texts({ language, label, direction, texts }: TextsProps) {
  return (
    <div class="panel">
      <table>
        <caption>Text by text</caption>
        <thead>
          <tr>
            {['Text', 'State', 'English', label].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {texts.map(({ key, state, english, translation }) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              <td>{state}</td>
              <td>{english}</td>
              <td lang={language} dir={direction}>
                {translation}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
