/** The staff's pages: sites and kits, one kit, what was set aside, results, export. Each reads, and renders. */
import { Hono } from 'hono';
import { ExportPage } from '../../../portal/staff/export-page.tsx';
import { KitPage } from '../../../portal/staff/kit-page.tsx';
import { OverviewPage } from '../../../portal/staff/overview-page.tsx';
import { renderPage } from '../../../portal/staff/render.ts';
import { ResultsPage } from '../../../portal/staff/results-page.tsx';
import { SetAsidePage } from '../../../portal/staff/set-aside-page.tsx';
import type { Clock } from '../../platform/clock.ts';
import type { Lists } from '../../protocol/form.ts';
import { Problem } from '../../protocol/problems.ts';
import { findOverview } from '../analysis/overview.ts';
import type { ResultsReader } from '../analysis/results.ts';
import { dictionaryCsv } from '../export/dictionary-csv.ts';
import { findExportForm, readFilter } from '../export/read-filter.ts';
import { submissionsCsv } from '../export/submissions-csv.ts';
import type { IngestTools } from '../ingest/ingest-bundle.ts';
import { countOfLater, rerunSetAside } from '../ingest/rerun-set-aside.ts';
import { listHealth } from '../store/health-table.ts';
import { countIncarnations } from '../store/incarnations-table.ts';
import { findKit, listKits } from '../store/kits-table.ts';
import { countSetAside, countUnvouched, deleteUnvouched, listSetAside } from '../store/set-aside-table.ts';
import { findSite, listSites } from '../store/sites-table.ts';
import { csvResponse } from './api.ts';
import { formOptions, readSelection, showQuestions } from './results-view.ts';
import { limitedForm, type StaffAccess, type StaffEnv, staffGuard } from './staff-access.tsx';
import { staffFrame } from './staff-frame.ts';
import { translationRoutes } from './translations.tsx';

export interface StaffRoutes extends StaffAccess {
  readonly ingest: IngestTools;
  readonly results: ResultsReader;
  readonly listsOf: (country: string) => Lists;
  readonly clock: Clock;
  /** Whose translations are shown. */
  readonly contentFolder: string;
}

const shownReports = 24;
const shownItems = 500;

export function staffRoutes({
  ingest,
  results,
  listsOf,
  clock,
  contentFolder,
  ...access
}: StaffRoutes): Hono<StaffEnv> {
  const { read } = ingest.store;
  const app = new Hono<StaffEnv>();
  const guard = staffGuard(access);
  for (const path of ['/', '/kits/*', '/set-aside', '/results', '/export', '/export/*', '/translations'])
    app.use(path, guard);

  const frameOf = (staff: StaffEnv['Variables']) => staffFrame(read, staff);
  const siteOptions = async () =>
    (await listSites(read)).map(({ id, name }) => ({ value: id, label: `${id} ${name}` }));

  app.get('/', async (c) => {
    const now = clock.now();
    const overview = await findOverview(read, now);
    return c.html(renderPage(<OverviewPage frame={await frameOf(c.var)} now={now} {...overview} />));
  });

  app.get('/kits/:kitId', async (c) => {
    const kit = await findKit(read, c.req.param('kitId'));
    const site = kit && (await findSite(read, kit.siteId));
    if (!kit || !site) throw new Problem('not_found');
    const props = {
      frame: await frameOf(c.var),
      kit,
      site,
      reports: await listHealth(read, kit.kitId, shownReports),
      setAside: (await countSetAside(read)).get(kit.kitId) ?? 0,
      incarnations: await countIncarnations(read, kit.kitId),
      now: clock.now(),
    };
    return c.html(renderPage(<KitPage {...props} />));
  });

  app.get('/set-aside', async (c) => {
    const frame = await frameOf(c.var);
    const countOf = (name: string) => Number.parseInt(c.req.query(name) ?? '', 10);
    const [tried, mended, discarded] = [countOf('tried'), countOf('mended'), countOf('discarded')];
    const props = {
      frame,
      items: await listSetAside(read, shownItems),
      unvouched: await countUnvouched(read),
      ofLater: await countOfLater(read),
      limit: shownItems,
      knownKits: new Set((await listKits(read)).map(({ kitId }) => kitId)),
      ...(tried >= 0 && mended >= 0 ? { report: { tried, mended } } : {}),
      ...(discarded >= 0 ? { discarded } : {}),
    };
    return c.html(renderPage(<SetAsidePage {...props} />));
  });

  app.post('/set-aside/try-again', limitedForm(), guard, async (c) => {
    const { tried, mended } = await rerunSetAside(ingest);
    return c.redirect(`/set-aside?tried=${tried}&mended=${mended}`, 303);
  });

  app.post('/set-aside/discard', limitedForm(), guard, async (c) => {
    const discarded = await ingest.store.transaction(deleteUnvouched);
    return c.redirect(`/set-aside?discarded=${discarded}`, 303);
  });

  app.get('/results', async (c) => {
    const form = await findExportForm(read, c.req.query('form') || undefined);
    const selection = await readSelection(read, c.req.query());
    const found = await results.find(form, selection);
    const sites = await listSites(read);
    const props = {
      frame: await frameOf(c.var),
      forms: await formOptions(read),
      sites: await siteOptions(),
      weeks: found.weeks,
      selected: { form: `${form.name}/${form.version}`, ...selection },
      title: form.title.en ?? form.name,
      complete: found.complete,
      abandoned: found.abandoned,
      questions: showQuestions(found.questions, sites, listsOf),
    };
    return c.html(renderPage(<ResultsPage {...props} />));
  });

  app.get('/export', async (c) => {
    const props = { frame: await frameOf(c.var), forms: await formOptions(read), sites: await siteOptions() };
    return c.html(renderPage(<ExportPage {...props} />));
  });

  app.get('/export/submissions.csv', async (c) => {
    const { form, ...filter } = await readFilter(read, new URL(c.req.url).searchParams);
    return csvResponse(submissionsCsv(read, form, filter), `${form.name}-${form.version}.csv`);
  });

  app.get('/export/dictionary.csv', async (c) => {
    const form = await findExportForm(read, c.req.query('form') || undefined);
    return csvResponse(dictionaryCsv(form, 'en'), `${form.name}-${form.version}-dictionary.csv`);
  });
  app.route('/', translationRoutes({ contentFolder, frameOf }));
  return app;
}
