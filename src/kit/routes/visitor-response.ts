/**
 * How a visitor's page goes out: one response, nothing from elsewhere, never kept by the phone, small. Redirects after a POST
 * are 303, so that a reload repeats nothing.
 */
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import type { VNode } from 'preact';
import { renderPage, styleSourcesIn } from '../../../portal/visitor/render.tsx';

const policy: readonly string[] = [
  "default-src 'none'",
  // The one script, and the names of a list it may fetch: from this kit, both optional.
  "script-src 'self'",
  "connect-src 'self'",
  // The empty icon, written into the page, and pictures of films.
  "img-src 'self' data:",
  // Films, voices, captions.
  "media-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

const headersOf = (html: string): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [...policy, `style-src ${styleSourcesIn(html)}`].join('; '),
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  Vary: 'Accept-Encoding',
});

const zipped = { 'Content-Encoding': 'gzip' };

/**
 * Pages that are the same for everybody who stands alike, kept ready: the first pages of a bus full of phones. By what they
 * depend on, all of it; nothing a visitor gave is ever in one.
 */
export interface ReadyPages {
  send(c: Context, key: readonly string[], page: () => VNode): Response;
}

/** Kept zipped only: nearly every browser takes it so, and a kit's memory is small. */
interface ReadyPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Languages × pages × states: far fewer. A bound all the same. */
const maxReadyPages = 200;

export function createReadyPages(): ReadyPages {
  const ready = new Map<string, ReadyPage>();
  const make = (page: VNode): ReadyPage => {
    const html = renderPage(page);
    // Made once: worth the best level.
    return { headers: headersOf(html), body: gzipSync(html, { level: constants.Z_BEST_COMPRESSION }) };
  };
  return {
    send: (c, key, page) => {
      const name = JSON.stringify(key);
      const { headers, body } = ready.get(name) ?? make(page());
      if (ready.size < maxReadyPages) ready.set(name, { headers, body });
      if (!acceptsGzip(c.req.header('accept-encoding'))) return new Response(gunzipSync(body), { headers });
      return new Response(body, { headers: { ...headers, ...zipped } });
    },
  };
}

/** Zlib's own middle level: a tenth smaller than its fastest, for a twentieth of a millisecond. */
const pageLevel = 6;

export function sendPage(c: Context, page: VNode, status = 200): Response {
  const html = renderPage(page);
  const headers = headersOf(html);
  if (!acceptsGzip(c.req.header('accept-encoding'))) return new Response(html, { status, headers });
  return new Response(gzipSync(html, { level: pageLevel }), { status, headers: { ...headers, ...zipped } });
}

/** What never changes under its address: kept by the phone for as long as it likes. */
export function sendFixed(c: Context, { type, zipped: body }: Fixed): Response {
  const isZipped = acceptsGzip(c.req.header('accept-encoding'));
  return new Response(isZipped ? body : gunzipSync(body), {
    headers: {
      'Content-Type': type,
      ...(isZipped ? zipped : {}),
      'Cache-Control': 'public, max-age=31536000, immutable',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept-Encoding',
    },
  });
}

interface Fixed {
  readonly type: string;
  readonly zipped: Uint8Array<ArrayBuffer>;
}

export const seeOther = (path: string): Response =>
  new Response(null, { status: 303, headers: { Location: path, 'Cache-Control': 'no-store' } });

/** RFC 9110 §12.5.3: a weight of 0 means "not acceptable". */
const acceptsGzip = (header = ''): boolean => /(^|[\s,])gzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(header);
