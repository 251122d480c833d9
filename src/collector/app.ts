/** The collector's HTTP: kits, programs and staff, each in their own routes, and one place where problems become answers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { defaultContentFolder } from '../platform/content.ts';
import { problemResponse } from '../platform/problem-response.ts';
import { resourcePath } from '../platform/resources.ts';
import { Problem } from '../protocol/problems.ts';
import { createFlowsReader } from './analysis/flows-reader.ts';
import { createResultsReader } from './analysis/results.ts';
import type { CollectorContext } from './context.ts';
import { createRepliesPublisher } from './publish/replies.ts';
import { apiRoutes } from './routes/api.ts';
import { bundleRoutes } from './routes/bundles.ts';
import { repliesRoutes } from './routes/replies.ts';
import { staffRoutes } from './routes/staff.tsx';
import { accessRoutes } from './routes/staff-access.tsx';
import { staffFeedbackRoutes } from './routes/staff-feedback.tsx';
import { staffFlowsRoutes } from './routes/staff-flows.tsx';
import { staffMessageRoutes } from './routes/staff-messages.tsx';
import { staffProblem } from './routes/staff-problem.tsx';
import { weekKeysRoutes } from './routes/week-keys.ts';

export function collectorApp(context: CollectorContext): Hono {
  const { config, store, ingest, keys, listsOf, clock, log } = context;
  const isCookieSecure = config.cookie_secure ?? config.public_url?.startsWith('https:') ?? false;
  const access = { accounts: { store, clock }, isCookieSecure };
  const contentFolder = config.content_dir ?? defaultContentFolder();
  const styles = resourcePath('portal', 'staff', 'styles');
  const stylesheet = readdirSync(styles)
    .sort()
    .map((name) => readFileSync(join(styles, name), 'utf8'))
    .join('\n');
  const app = new Hono();
  app.route('/', bundleRoutes({ ingest, signer: keys.signer, clock, log }));
  app.route('/', apiRoutes(store));
  app.route('/', weekKeysRoutes(store, clock));
  app.route('/', repliesRoutes(store, createRepliesPublisher({ store, signer: keys.signer, clock })));

  const pages = new Hono();
  pages.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      strictTransportSecurity: isCookieSecure ? 'max-age=31536000' : false,
    }),
    async (c, next) => {
      await next();
      if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
    },
  );
  pages.get('/style.css', (c) =>
    c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' }),
  );
  pages.route('/', accessRoutes(access));
  pages.route('/', staffFeedbackRoutes({ ...access, store, clock }));
  pages.route('/', staffMessageRoutes({ ...access, read: store.read, contentFolder }));
  const results = createResultsReader(store.read);
  const flows = createFlowsReader(store.read, results);
  pages.route('/', staffFlowsRoutes({ ...access, read: store.read, flows, listsOf }));
  pages.route('/', staffRoutes({ ...access, ingest, results, listsOf, clock, contentFolder }));
  app.route('/', pages);

  const answer = (error: unknown, path: string) =>
    path.startsWith('/api/') ? problemResponse(error, log) : staffProblem(error, log);
  app.notFound((c) => answer(new Problem('not_found'), c.req.path));
  app.onError((error, c) => answer(error, c.req.path));
  return app;
}
