/**
 * How a visitor's page goes out: one response, nothing from elsewhere, never kept by the phone, small. Redirects after a POST
 * are 303, so that a reload repeats nothing.
 */
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import type { VNode } from 'preact';
import { renderPage, styleSourcesIn } from '../../../portal/visitor/render.tsx';
import type { View } from '../../../portal/visitor/view.ts';

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
 * Pages that are the same for everybody who stands alike, kept ready: nearly all that a bus full of phones asks for. What must stay
 * true: nothing that a visitor gave is ever in one. Whoever changes the content of a running kit makes them anew.
 */
export interface ReadyPages {
  /** @param also what the page depends on besides its view, all of it. */
  send(c: Context, view: Standing, also: readonly (string | number | boolean)[], page: () => VNode): Response;
}

/** What differs between the views of one kit. */
type Standing = Pick<View, 'language' | 'access' | 'internet' | 'path' | 'portalAddress'>;

/** Kept zipped only: nearly every browser takes it so, and a kit's memory is small. */
interface ReadyPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly zippedHeaders: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Some 5 KB each. Beyond it the page whose last use is longest ago is let go. */
const maxReadyPages = 300;

export function createReadyPages(): ReadyPages {
  /** In the order of their last use. */
  const ready = new Map<string, ReadyPage>();
  const make = (page: VNode): ReadyPage => {
    const html = renderPage(page);
    const headers = headersOf(html);
    // Made once: worth the best level.
    const body = gzipSync(html, { level: constants.Z_BEST_COMPRESSION });
    return { headers, zippedHeaders: { ...headers, ...zipped }, body };
  };
  return {
    send: (c, view, also, page) => {
      const { language, access, internet, path, portalAddress } = view;
      // The time that is left is one phone's own.
      if (access?.kind === 'granted') return sendPage(c, page());
      const key = [language, access?.kind, internet, path, portalAddress, ...also].join(' ');
      const known = ready.get(key) ?? make(page());
      ready.delete(key);
      ready.set(key, known);
      for (const oldest of ready.keys()) {
        if (ready.size <= maxReadyPages) break;
        ready.delete(oldest);
      }
      const { headers, zippedHeaders, body } = known;
      return acceptsGzip(c.req.header('accept-encoding'))
        ? new Response(body, { headers: zippedHeaders })
        : new Response(gunzipSync(body), { headers });
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
