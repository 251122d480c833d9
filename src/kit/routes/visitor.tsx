/**
 * What phones get, one table of paths. All state is the visit's and the gate's: no cookie, no storage, no script. What must stay
 * true: every page has the way online, and the way online asks nothing.
 *
 *   /  ─▶ /es ─▶ /es/consent ─▶ /es/q/age_group … ─▶ /es/more ─▶ … ─▶ /es/thanks
 *                 every page ──▶ POST /es/online ──303──▶ /es/online
 */
import { Hono } from 'hono';
import {
  AboutPage,
  ErrorPage,
  NotFoundPage,
  OnlinePage,
  ReconnectPage,
} from '../../../portal/visitor/information-pages.tsx';
import { PinnedAlert } from '../../../portal/visitor/message-pages.tsx';
import {
  DeclinedPage,
  type Door,
  HomePage,
  LanguagePage,
  type Standing,
} from '../../../portal/visitor/opening-pages.tsx';
import { linkTo, type PhraseKey } from '../../../portal/visitor/view.ts';
import { daysAfterClosing, daysAtMost } from '../../protocol/feedback.ts';
import { Problem, type ProblemCode } from '../../protocol/problems.ts';
import type { VisitState } from '../intake/visit.ts';
import { assetRoutes } from './assets.ts';
import { feedbackRoutes } from './visitor-feedback.tsx';
import { formRoutes } from './visitor-form.tsx';
import { helpRoutes } from './visitor-help.tsx';
import { messageRoutes, showMessage } from './visitor-messages.tsx';
import {
  meetVisitor,
  offeredLanguages,
  type VisitorBindings,
  type VisitorOptions,
} from './visitor-request.ts';
import { createReadyPages, seeOther, sendPage } from './visitor-response.ts';

export type VisitorApp = Hono<{ Bindings: VisitorBindings }>;

export function visitorApp(options: VisitorOptions): VisitorApp {
  const { gate, sessionSeconds, log } = options;
  const app: VisitorApp = new Hono();
  const ready = createReadyPages();
  app.get('/', async (c) => {
    const { view, visit } = await meetVisitor(c, options);
    // Back again: straight to where the visitor was.
    if (visit?.state === 'open' || visit?.state === 'idle') return seeOther(`/${visit.language}`);
    return ready.send(c, view, ['language'], () => <LanguagePage view={view} />);
  });

  const pages: VisitorApp = new Hono();

  pages.get('/', async (c) => {
    const { view, handle, visit } = await meetVisitor(c, options);
    const isNew = handle === undefined || options.visits.mayBegin(handle);
    const standing = isNew || !visit ? 'new' : standings[visit.state];
    const { shelf, library } = options.messages;
    const { pinned } = shelf.list();
    const alert = pinned && showMessage(pinned, view.language, library);
    return ready.send(c, view, [standing, alert?.id ?? ''], () => (
      <HomePage
        view={view}
        standing={standing}
        doors={options.voice ? doors : doorsWithoutVoice}
        alert={alert && <PinnedAlert view={view} message={alert} />}
      />
    ));
  });

  pages.post('/online', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    // Whether it worked the page says: it asks the gate again.
    if (handle !== undefined) await gate.open(handle, sessionSeconds);
    return seeOther(linkTo(view, '/online'));
  });

  pages.get('/online', async (c) => {
    const { view } = await meetVisitor(c, options);
    return sendPage(c, <OnlinePage view={view} />);
  });

  pages.get('/about', async (c) => {
    const { view, visit } = await meetVisitor(c, options);
    return sendPage(
      c,
      <AboutPage
        view={view}
        canDelete={visit !== undefined && visit.state !== 'removed'}
        retentionDays={options.retentionDays}
        profile={options.counting.profile}
        feedbackDays={options.voice && { afterClosing: daysAfterClosing, atMost: daysAtMost }}
      />,
    );
  });

  pages.get('/declined', async (c) => {
    const { view } = await meetVisitor(c, options);
    return sendPage(c, <DeclinedPage view={view} />);
  });

  pages.get('/reconnect', async (c) => {
    const { view } = await meetVisitor(c, options);
    return sendPage(c, <ReconnectPage view={view} />);
  });

  pages.route('/', formRoutes(options, ready));
  pages.route('/', messageRoutes(options));
  pages.route('/', helpRoutes(options));
  if (options.voice) pages.route('/', feedbackRoutes(options, options.voice));

  const languages = offeredLanguages(options);
  // Each by its name: a pattern for all of them would keep Hono from its quick router.
  for (const language of languages) app.route(`/${language}`, pages);
  app.route('/', assetRoutes(options.assets, languages));

  app.notFound(async (c) => {
    const { view } = await meetVisitor(c, options);
    return sendPage(c, <NotFoundPage view={{ ...view, path: '' }} />, 404);
  });

  app.onError(async (error, c) => {
    const problem = Problem.is(error) ? error : undefined;
    // Not the message: an unexpected error may carry what somebody typed.
    if (!problem || problem.status >= 500)
      log.error(
        { code: problem?.code ?? 'internal', error: error.name, at: framesOf(error) },
        'a page failed',
      );
    const { view } = await meetVisitor(c, options);
    const text = (problem && errorTexts[problem.code]) ?? 'error.other';
    return sendPage(c, <ErrorPage view={{ ...view, path: '' }} text={text} />, problem?.status ?? 500);
  });

  return app;
}

/** The parts of the portal that the first page leads to. */
const doors: readonly Door[] = ['messages', 'help', 'feedback'];
const doorsWithoutVoice = doors.filter((door) => door !== 'feedback');

const standings: Readonly<Record<VisitState, Standing>> = {
  open: 'open',
  // Whether it can go on shows when it does: a look at the first page changes nothing.
  idle: 'open',
  complete: 'complete',
  stopped: 'ended',
  lapsed: 'ended',
  removed: 'new',
};

const errorTexts: Readonly<Partial<Record<ProblemCode, PhraseKey>>> = {
  storage_full: 'error.storage_full',
  storage_failed: 'error.storage_failed',
  database_damaged: 'error.storage_failed',
  busy: 'error.storage_failed',
};

const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((line) => line.trim());
