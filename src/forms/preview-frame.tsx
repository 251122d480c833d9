/**
 * Round the preview: a frame of a phone's size with the form's own pages in it, and beside it what is to be said of the form. The
 * frame is the only part that visitors will see. English, for those who write forms.
 */
import { renderToString } from 'preact-render-to-string';
import type { Shown } from './preview.ts';
import { findingLine } from './report-text.ts';

const styles = `body{margin:0;font:16px/1.5 system-ui,sans-serif;display:flex;flex-wrap:wrap;gap:2rem;padding:1.5rem;background:#eef1f2;color:#1d2b30}
iframe{width:360px;height:720px;border:1px solid #667;border-radius:18px;background:#fff}
main{flex:1 1 22rem;max-width:46rem}
h1{font-size:1.2rem;margin:0 0 .5rem}h2{font-size:1rem}
li{margin-bottom:.4rem}.refuse{color:#8c1d18}`;

/** Asks once a second whether the file was written, and loads the page anew when it was. */
export const previewScript = `let shown;
setInterval(async () => {
  try {
    const { version } = await (await fetch('/state')).json();
    if (shown !== undefined && shown !== version) location.reload();
    shown = version;
  } catch {}
}, 1000);
`;

export function renderFrame(file: string, { form, findings }: Shown, start: string): string {
  const refusals = findings.filter(({ severity }) => severity === 'refuse');
  const warnings = findings.filter(({ severity }) => severity === 'warn');
  return `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`Preview of ${file}`}</title>
        <style>{styles}</style>
        <script src="/preview.js" defer />
        <noscript>
          <meta http-equiv="refresh" content="5" />
        </noscript>
      </head>
      <body>
        {form ? <iframe name="phone" src={start} title="The form as a phone shows it" /> : null}
        <main>
          <h1>{file}</h1>
          {form ? (
            <p>
              {form.name}, version {form.version}: {form.questions.length} questions on {form.pages.length}{' '}
              pages, in {form.languages.join(', ')}.{' '}
              <a href={`${start}?again`} target="phone">
                Begin again
              </a>
            </p>
          ) : (
            <p>This form cannot be shown yet. The page follows the file: mend it, save it, and look here.</p>
          )}
          {refusals.length > 0 ? <h2>To be mended</h2> : null}
          <ul class="refuse">
            {refusals.map((finding) => (
              <li>{findingLine(finding)}</li>
            ))}
          </ul>
          {warnings.length > 0 ? <h2>To be looked at</h2> : null}
          <ul>
            {warnings.map((finding) => (
              <li>{findingLine(finding)}</li>
            ))}
          </ul>
        </main>
      </body>
    </html>,
  )}`;
}
