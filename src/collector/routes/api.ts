/** What programs read, with a bearer token: sites, exports of submissions, views and counts, and their dictionaries. */
import { Hono } from 'hono';
import { Problem } from '../../protocol/problems.ts';
import { checkApiToken } from '../accounts/api-tokens.ts';
import { countDictionaryCsv } from '../export/count-columns.ts';
import { countsCsv, countsJson } from '../export/counts-export.ts';
import { dictionaryCsv } from '../export/dictionary-csv.ts';
import { messageViewsCsv } from '../export/message-views-csv.ts';
import { readFilter, readPlaceAndTime } from '../export/read-filter.ts';
import { submissionsCsv } from '../export/submissions-csv.ts';
import { listForms } from '../store/forms-table.ts';
import type { Store } from '../store/open-store.ts';
import { listSites } from '../store/sites-table.ts';

export function apiRoutes({ read }: Pick<Store, 'read'>): Hono {
  const api = new Hono();
  for (const path of [
    '/api/v1/sites',
    '/api/v1/submissions.csv',
    '/api/v1/message-views.csv',
    '/api/v1/counts.csv',
    '/api/v1/counts.json',
    '/api/v1/counts-dictionary.csv',
    '/api/v1/forms/*',
  ])
    api.use(path, async (c, next) => {
      await checkApiToken(read, c.req.header('authorization'));
      await next();
    });

  api.get('/api/v1/sites', async (c) => c.json({ sites: await listSites(read) }));

  api.get('/api/v1/submissions.csv', async (c) => {
    const { form, ...filter } = await readFilter(read, new URL(c.req.url).searchParams);
    return csvResponse(submissionsCsv(read, form, filter), `${form.name}-${form.version}.csv`);
  });

  const readPlaces = async (url: string) => {
    const query = new URL(url).searchParams;
    const { siteId, ...dates } = await readPlaceAndTime(read, query, ['site', 'from', 'to']);
    const siteIds = siteId === undefined ? (await listSites(read)).map(({ id }) => id) : [siteId];
    return { siteIds, dates };
  };

  api.get('/api/v1/message-views.csv', async (c) => {
    const { siteIds, dates } = await readPlaces(c.req.url);
    return csvResponse(messageViewsCsv(read, siteIds, dates), 'message-views.csv');
  });

  api.get('/api/v1/counts.csv', async (c) => {
    const { siteIds, dates } = await readPlaces(c.req.url);
    return csvResponse(countsCsv(read, siteIds, dates), 'counts.csv');
  });

  api.get('/api/v1/counts.json', async (c) => {
    const { siteIds, dates } = await readPlaces(c.req.url);
    const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
    return c.body(countsJson(read, siteIds, dates), 200, headers);
  });

  api.get('/api/v1/counts-dictionary.csv', () => csvResponse(countDictionaryCsv(), 'counts-dictionary.csv'));

  api.get('/api/v1/forms/:name/:version/dictionary.csv', async (c) => {
    const { name, version } = c.req.param();
    const forms = (await listForms(read)).map(({ form }) => form);
    const form = forms.findLast((known) => known.name === name && String(known.version) === version);
    if (!form) throw new Problem('not_found', 'no such form and version');
    const language = c.req.query('language') ?? 'en';
    return csvResponse(dictionaryCsv(form, language), `${form.name}-${form.version}-dictionary.csv`);
  });
  return api;
}

export function csvResponse(body: ReadableStream<Uint8Array> | string, fileName: string): Response {
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
