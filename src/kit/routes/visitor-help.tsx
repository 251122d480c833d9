/**
 * Help near the site, and "Leave now": what a visitor finds without saying anything. All by GET, nothing is kept. Addresses that
 * hold a search are the phone's own and are not logged.
 */
import { Hono } from 'hono';
import { findServices, type KindNames, readServiceFilter } from '../../../portal/visitor/find-services.ts';
import { HelpPage } from '../../../portal/visitor/help-pages.tsx';
import { LeavePage } from '../../../portal/visitor/leave-page.tsx';
import { PlacePage } from '../../../portal/visitor/place-page.tsx';
import type { PhraseTables } from '../../platform/content.ts';
import { meetVisitor, type VisitorBindings, type VisitorOptions } from './visitor-request.ts';
import { sendPage } from './visitor-response.ts';

export function helpRoutes(options: VisitorOptions): Hono<{ Bindings: VisitorBindings }> {
  const { directory, now } = options.help;
  const app = new Hono<{ Bindings: VisitorBindings }>();
  const kindNames = allKindNames(options.phrases);

  app.get('/help', async (c) => {
    const { view } = await meetVisitor(c, options);
    const query = new URL(c.req.url).searchParams;
    const filter = readServiceFilter(query, directory.services);
    const moment = now();
    const found = findServices(directory.services, filter, moment, kindNames);
    const isAfterForm = query.get('from') === 'form';
    return sendPage(c, <HelpPage {...{ view, directory, filter, found, now: moment, isAfterForm }} />);
  });

  app.get('/help/:id', async (c) => {
    const { view } = await meetVisitor(c, options);
    const service = directory.services.find(({ id }) => id === c.req.param('id'));
    if (!service) return c.notFound();
    return sendPage(c, <PlacePage view={view} service={service} now={now()} directory={directory} />);
  });

  app.get('/leave', async (c) => {
    const { view } = await meetVisitor(c, options);
    return sendPage(c, <LeavePage view={view} />);
  });

  return app;
}

const allKindNames =
  (phrases: PhraseTables): KindNames =>
  (kind) =>
    Object.values(phrases).flatMap((table) => table[`kind.${kind}`] ?? []);
