/**
 * The preview's pages: the frame, and in it the form as a kit would show it. One visit for everybody who looks, in memory. Nothing
 * is kept, sealed or sent.
 */
import { type Context, Hono } from 'hono';
import type { VNode } from 'preact';
import { ChildrenPage, OfferPage, ThanksPage } from '../../portal/visitor/closing-pages.tsx';
import { SafePage } from '../../portal/visitor/feedback-pages.tsx';
import { findServices, readServiceFilter } from '../../portal/visitor/find-services.ts';
import { HelpPage } from '../../portal/visitor/help-pages.tsx';
import { QuestionPage } from '../../portal/visitor/question-page.tsx';
import { renderPage } from '../../portal/visitor/render.tsx';
import { formStyles } from '../../portal/visitor/styles.ts';
import { speaker, type View } from '../../portal/visitor/view.ts';
import type { PhraseTables } from '../platform/content.ts';
import type { Directory } from '../protocol/directory.ts';
import type { Answers, EndingPage, Form, Lists, Page } from '../protocol/form.ts';
import type { Site } from '../protocol/site.ts';
import { endingOf, isBehindOffer, nextStep, relevantPages, settle } from '../survey/order.ts';
import type { Shown } from './preview.ts';
import { previewScript, renderFrame } from './preview-frame.tsx';
import type { PreviewVisit, VisitorRules } from './preview-rules.ts';

export interface PreviewAppOptions {
  readonly file: string;
  readonly rules: VisitorRules;
  readonly site: Site;
  readonly lists: Lists;
  readonly directory: Directory;
  readonly phrases: PhraseTables;
  readonly read: () => Promise<Shown>;
}

const stylesAddress = '/assets/form.css';
const html = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };
/** More than any form's page sends. */
const maxBodyBytes = 64 * 1024;

const send = (page: VNode, status = 200): Response =>
  new Response(renderPage(page), { status, headers: html });
const seeOther = (path: string): Response => new Response(null, { status: 303, headers: { Location: path } });

export function previewApp(options: PreviewAppOptions): Hono {
  const { file, rules, site, lists, directory, phrases, read } = options;
  const place = { lists, site };
  const app = new Hono();
  let answers: Answers = {};
  let pagesDone: readonly string[] = [];
  let wantsMore = false;
  const begin = () => {
    answers = {};
    pagesDone = [];
    wantsMore = false;
  };

  /** A language without phrases speaks English around the form. */
  const sayIn = (language: string) => speaker(phrases[language] ?? phrases.en ?? {}, language);
  const viewOf = (c: Context, form: Form, language: string): View => ({
    language,
    languages: form.languages,
    say: sayIn(language),
    sayIn,
    access: undefined,
    internet: 'up',
    path: c.req.path.slice(1 + language.length),
    siteName: site.name,
    audio: undefined,
    formStyles: stylesAddress,
    script: undefined,
    portalAddress: new URL(c.req.url).host,
  });
  const visitOf = (form: Form, language: string): PreviewVisit => {
    answers = settle(form, answers, lists, site);
    pagesDone = pagesDone.filter((name) => form.pages.some((page) => page.name === name));
    return { campaign: '', language, form, answers, pagesDone, wantsMore, state: 'open', rotation: 0 };
  };
  const pathOf = (form: Form, language: string): string => {
    const visit = visitOf(form, language);
    const step = nextStep(form, visit.answers, visit.pagesDone, wantsMore, site);
    if (step.kind === 'page') return `/${language}/q/${step.page.name}`;
    return `/${language}/${step.kind === 'offer' ? 'more' : 'end'}`;
  };

  /** The form and the language of a request; undefined: there is no form now, or it does not speak so. */
  const meet = async (c: Context): Promise<{ form: Form; language: string } | undefined> => {
    const { form } = await read();
    const language = c.req.param('language') ?? '';
    return form?.languages.includes(language) ? { form, language } : undefined;
  };
  const pageAt = async (c: Context) => {
    const met = await meet(c);
    const page = met && findPage(met.form, c.req.param('page') ?? '');
    if (!met || !page) return undefined;
    const visit = visitOf(met.form, met.language);
    return { ...met, page, visit, view: viewOf(c, met.form, met.language) };
  };
  const findPage = (form: Form, name: string): Page | undefined =>
    relevantPages(form, settle(form, answers, lists, site), site).find((page) => page.name === name);

  // Another site's page must not play with it (DNS rebinding).
  app.use(async (c, next) => {
    const { hostname } = new URL(c.req.url);
    return hostname === '127.0.0.1' || hostname === 'localhost' ? next() : c.text('not here', 403);
  });
  app.get('/', async () => {
    const shown = await read();
    const start = `/${shown.form?.languages[0] ?? 'en'}/form`;
    return new Response(renderFrame(file, shown, start), { headers: html });
  });
  app.get('/state', async (c) => c.json({ version: (await read()).version }));
  app.get('/preview.js', (c) =>
    c.body(previewScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  );
  app.get(stylesAddress, (c) => c.body(formStyles, 200, { 'Content-Type': 'text/css; charset=utf-8' }));

  app.get('/:language/q/:page', async (c) => {
    const at = await pageAt(c);
    if (!at) return toStart(c, await read());
    const fields = rules.fieldsOf(at.visit, at.page);
    return send(<QuestionPage {...rules.props(place, { ...at, fields })} />);
  });
  app.post('/:language/q/:page', async (c) => {
    const at = await pageAt(c);
    if (!at) return toStart(c, await read());
    const text = await c.req.text();
    if (text.length > maxBodyBytes) return c.text('too large', 413);
    const fields = new URLSearchParams(text);
    const judged = rules.judge(place, { ...at, fields });
    if (judged.kind === 'search')
      return send(<QuestionPage {...rules.props(place, { ...at, fields, isSearch: true })} />);
    if (judged.kind === 'further')
      return send(<QuestionPage {...rules.props(place, { ...at, fields, isFurther: true })} />);
    if (judged.kind === 'invalid')
      return send(
        <QuestionPage {...rules.props(place, { ...at, fields, problems: judged.problems })} />,
        422,
      );
    answers = { ...answers, ...judged.answers };
    pagesDone = [...new Set([...pagesDone, at.page.name])];
    return seeOther(pathOf(at.form, at.language));
  });
  app.get('/:language/more', async (c) => {
    const met = await meet(c);
    if (!met) return toStart(c, await read());
    const rest = relevantPages(met.form, answers, site).filter(({ name }) => isBehindOffer(met.form, name));
    return send(<OfferPage view={viewOf(c, met.form, met.language)} left={rest.length} />);
  });
  app.post('/:language/more', async (c) => {
    const met = await meet(c);
    if (!met) return toStart(c, await read());
    wantsMore = new URLSearchParams(await c.req.text()).get('more') === 'yes';
    return seeOther(wantsMore ? pathOf(met.form, met.language) : `/${met.language}/end`);
  });
  const helpPage = (view: View, query: URLSearchParams, isAfterForm: boolean) => {
    const filter = readServiceFilter(query, directory.services);
    const kindNames = (kind: string) =>
      Object.values(phrases).flatMap((table) => table[`kind.${kind}`] ?? []);
    const found = findServices(directory.services, filter, undefined, kindNames);
    return <HelpPage {...{ view, directory, filter, found, now: undefined, isAfterForm }} />;
  };
  const endings: Readonly<Record<'thanks' | EndingPage, (view: View) => VNode>> = {
    thanks: (view) => <ThanksPage view={view} />,
    children: (view) => <ChildrenPage view={view} hasAnswered />,
    directory: (view) => helpPage(view, new URLSearchParams(), true),
    safe: (view) => <SafePage view={view} directory={directory} />,
  };
  app.get('/:language/end', async (c) => {
    const met = await meet(c);
    if (!met) return toStart(c, await read());
    const view = viewOf(c, met.form, met.language);
    return send(endings[endingOf(met.form, answers, site)](view));
  });
  // What the directory that opened by itself leads on to: its search, and "I am done".
  app.get('/:language/help', async (c) => {
    const met = await meet(c);
    if (!met) return toStart(c, await read());
    const isAfterForm = endingOf(met.form, answers, site) === 'directory';
    return send(helpPage(viewOf(c, met.form, met.language), new URL(c.req.url).searchParams, isAfterForm));
  });
  app.get('/:language/thanks', async (c) => {
    const met = await meet(c);
    return met ? send(endings.thanks(viewOf(c, met.form, met.language))) : toStart(c, await read());
  });
  // The way into the form, and every link that leads out of it: the preview has nothing else to show.
  app.all('/:language/*', async (c) => {
    const met = await meet(c);
    if (!met) return toStart(c, await read());
    if (!c.req.path.endsWith('/form') || c.req.query('again') !== undefined) begin();
    return seeOther(pathOf(met.form, met.language));
  });
  app.all('*', async (c) => toStart(c, await read()));
  return app;
}

/** Into the form in its first language, or where the problems are. */
function toStart(c: Context, { form }: Shown): Response {
  const [first] = form?.languages ?? [];
  const isThere = c.req.path === `/${first}/form`;
  return first === undefined || isThere ? seeOther('/') : seeOther(`/${first}/form`);
}
