/**
 * How a visitor's page goes out: one response, nothing from elsewhere, never kept by the phone, small. Redirects after a POST
 * are 303, so that a reload repeats nothing.
 */
import { constants, gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import type { VNode } from 'preact';
import { renderPage, styleHash } from '../../../portal/visitor/render.tsx';

const headers: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src '${styleHash}'`,
    // The empty icon, written into the page.
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  Vary: 'Accept-Encoding',
};

export function sendPage(c: Context, page: VNode, status = 200): Response {
  const html = renderPage(page);
  if (!acceptsGzip(c.req.header('accept-encoding'))) return new Response(html, { status, headers });
  const body = gzipSync(html, { level: constants.Z_BEST_SPEED });
  return new Response(body, { status, headers: { ...headers, 'Content-Encoding': 'gzip' } });
}

export const seeOther = (path: string): Response =>
  new Response(null, { status: 303, headers: { Location: path, 'Cache-Control': 'no-store' } });

/** RFC 9110 §12.5.3: a weight of 0 means "not acceptable". */
const acceptsGzip = (header = ''): boolean => /(^|[\s,])gzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(header);
