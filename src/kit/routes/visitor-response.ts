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

const zippedHeaders = { ...headers, 'Content-Encoding': 'gzip' };

/**
 * Pages that are the same for everybody who stands alike, kept ready: the first pages of a bus full of phones. By what they
 * depend on, all of it; nothing a visitor gave is ever in one.
 */
export interface ReadyPages {
  send(c: Context, key: readonly string[], page: () => VNode): Response;
}

interface ReadyPage {
  readonly html: string;
  readonly zipped: Uint8Array<ArrayBuffer>;
}

/** Languages × pages × states: far fewer. A bound all the same. */
const maxReadyPages = 200;

export function createReadyPages(): ReadyPages {
  const ready = new Map<string, ReadyPage>();
  const make = (page: VNode): ReadyPage => {
    const html = renderPage(page);
    // Made once: worth the best level.
    return { html, zipped: gzipSync(html, { level: constants.Z_BEST_COMPRESSION }) };
  };
  return {
    send: (c, key, page) => {
      const name = JSON.stringify(key);
      const known = ready.get(name) ?? make(page());
      if (ready.size < maxReadyPages) ready.set(name, known);
      if (!acceptsGzip(c.req.header('accept-encoding'))) return new Response(known.html, { headers });
      return new Response(known.zipped, { headers: zippedHeaders });
    },
  };
}

export function sendPage(c: Context, page: VNode, status = 200): Response {
  const html = renderPage(page);
  if (!acceptsGzip(c.req.header('accept-encoding'))) return new Response(html, { status, headers });
  const body = gzipSync(html, { level: constants.Z_BEST_SPEED });
  return new Response(body, { status, headers: zippedHeaders });
}

export const seeOther = (path: string): Response =>
  new Response(null, { status: 303, headers: { Location: path, 'Cache-Control': 'no-store' } });

/** RFC 9110 §12.5.3: a weight of 0 means "not acceptable". */
const acceptsGzip = (header = ''): boolean => /(^|[\s,])gzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(header);
