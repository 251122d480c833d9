/**
 * The field team's routes, on an address of their own: one page and the same as JSON. Reading only; nothing here names a
 * visitor or a phone.
 *
 *   GET /             the page, loaded anew by itself
 *   GET /?hold        the same, standing still
 *   GET /status.json  FieldStatus
 */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { render } from 'preact-render-to-string';
import { FieldPage } from '../../../portal/field/field-page.tsx';
import type { FieldStatus } from '../../../portal/field/field-status.ts';
import { fieldStyle } from '../../../portal/field/field-style.ts';
import { failureFields, type Log } from '../../platform/log.ts';
import { Problem } from '../../protocol/problems.ts';

export interface FieldParts {
  readonly readStatus: () => Promise<FieldStatus>;
  readonly log: Log;
}

const reloadSeconds = 10;
const styleHash = createHash('sha256').update(fieldStyle).digest('base64');
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

export function fieldApp({ readStatus, log }: FieldParts): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  });

  app.get('/', async (c) => {
    const isHeld = c.req.query('hold') !== undefined;
    if (!isHeld) c.header('Refresh', String(reloadSeconds));
    return c.html(`<!doctype html>${render(<FieldPage status={await readStatus()} isHeld={isHeld} />)}`);
  });
  app.get('/status.json', async (c) => c.json(await readStatus()));

  app.notFound((c) => c.text(new Problem('not_found').sentence, 404));
  app.onError((error, c) => {
    log.error(failureFields(error), 'the field page failed');
    return c.text('This kit cannot say how it is. Unplug it, wait ten seconds and plug it in again.', 500);
  });
  return app;
}
