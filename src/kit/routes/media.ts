/**
 * /media/<name>: films, voices, captions, pictures. Answered in the listener, beside the framework, because a film is asked for in
 * many parts and each part is only bytes. What must stay true: only names of the library; a phone that plays slowly, or not at
 * all for a while, neither is cut off nor takes the place of others.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../platform/log.ts';
import type { Gate, Handle } from '../../protocol/gate.ts';
import { judgeRequest, type Version } from '../media/conditions.ts';
import type { MediaLibrary, Medium, OpenMedium } from '../media/media-library.ts';
import { createPieces } from '../media/pieces.ts';
import { type Part, sendPart } from '../media/send-part.ts';

export interface MediaOptions {
  readonly library: MediaLibrary;
  readonly gate: Pick<Gate, 'whoIs'>;
  /** Hears which part of which file a phone was sent, as the page named its language. */
  readonly onServed: (handle: Handle, served: Served) => void;
  readonly log: Log;
}

export interface Served extends Part {
  readonly name: string;
  readonly language: string;
  readonly bytes: number;
}

/** Answers what begins with /media/; `path` is the request's target. */
export type MediaListener = (request: IncomingMessage, response: ServerResponse, path: string) => void;

export const mediaPath = '/media/';

/** A player that has read ahead reads nothing for a while. */
const silentPlayerMs = 120_000;
/** At once: of one phone a film, its captions and a picture; of all as many as the radio could carry anyway. */
const maxPerPhone = 4;
const maxInAll = 96;
/** 8 MiB: beyond it each phone has one piece at a time. */
const budgetPieces = 32;
const yearSeconds = 31_536_000;

export function createMediaListener({ library, gate, onServed, log }: MediaOptions): MediaListener {
  const pieces = createPieces(budgetPieces);
  const places = createPlaces();

  const send = async (request: IncomingMessage, response: ServerResponse, medium: Medium, query: string) => {
    const address = request.socket.remoteAddress ?? '';
    const opened = await library.acquire(medium);
    try {
      const part = answerHead(request, response, medium, opened.version);
      if (!part) return;
      if (!places.enter(address)) return refuse(response, 503, { 'Retry-After': '2' });
      try {
        await sendBody(request, response, opened, part, (sent) => {
          const served = { name: medium.name, language: query, bytes: opened.version.bytes };
          if (sent > 0) tell(address, { ...served, first: part.first, last: part.first + sent - 1 });
        });
      } finally {
        places.leave(address);
      }
    } finally {
      library.release(medium, opened);
    }
  };

  const sendBody = async (
    request: IncomingMessage,
    response: ServerResponse,
    { fd }: OpenMedium,
    part: SentPart,
    onEnd: (sent: number) => void,
  ) => {
    response.writeHead(part.status, part.headers);
    request.socket.setTimeout(silentPlayerMs);
    onEnd(await sendPart(fd, part, response, pieces));
  };

  const tell = (address: string, served: Served) => {
    gate.whoIs(address).then(
      (phone) => phone && onServed(phone.handle, served),
      // Not counted: no more is lost.
      () => undefined,
    );
  };

  return (request, response, path) => {
    const [name = '', query = ''] = path.slice(mediaPath.length).split('?');
    if (request.method === 'POST') return refuse(response, 405, { Allow: 'GET, HEAD' });
    const medium = library.find(name);
    if (!medium) return refuse(response, 404);
    send(request, response, medium, query).catch((error: NodeJS.ErrnoException) => {
      log.error({ code: error.code ?? error.name, medium: name }, 'a medium could not be sent');
      if (response.headersSent) response.destroy();
      else refuse(response, 503, { 'Retry-After': '2' });
    });
  };
}

interface SentPart extends Part {
  readonly status: 200 | 206;
  readonly headers: Record<string, string | number>;
}

/** Sends what needs no body, itself; else says which part of the file is to follow which head. */
function answerHead(
  request: IncomingMessage,
  response: ServerResponse,
  { type, isForGood }: Medium,
  version: Version,
): SentPart | undefined {
  const { etag, modifiedMs, bytes } = version;
  const method = request.method ?? 'GET';
  const kept = {
    ETag: etag,
    'Cache-Control': isForGood ? `public, max-age=${yearSeconds}, immutable` : 'public, max-age=300',
    'Accept-Ranges': 'bytes',
    ...(modifiedMs === undefined ? {} : { 'Last-Modified': new Date(modifiedMs).toUTCString() }),
  };
  const full = { ...kept, 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' };
  const judged = judgeRequest(method, request.headers, version);
  switch (judged.kind) {
    case 'failed':
      refuse(response, 412, kept);
      return undefined;
    case 'unchanged':
      response.writeHead(304, kept).end();
      return undefined;
    case 'unsatisfiable':
      // RFC 9110 §15.5.17
      refuse(response, 416, { ...kept, 'Content-Range': `bytes */${bytes}` });
      return undefined;
    case 'part': {
      const { first, last } = judged;
      const range = {
        'Content-Range': `bytes ${first}-${last}/${bytes}`,
        'Content-Length': last + 1 - first,
      };
      return { status: 206, headers: { ...full, ...range }, first, last };
    }
    case 'whole': {
      const headers = { ...full, 'Content-Length': bytes };
      if (method === 'GET' && bytes > 0) return { status: 200, headers, first: 0, last: bytes - 1 };
      response.writeHead(200, headers).end();
      return undefined;
    }
  }
}

/** Who is being sent something, by address, for as long as it lasts. */
function createPlaces() {
  const byAddress = new Map<string, number>();
  let count = 0;
  return {
    enter: (address: string): boolean => {
      const own = byAddress.get(address) ?? 0;
      if (own >= maxPerPhone || count >= maxInAll) return false;
      byAddress.set(address, own + 1);
      count += 1;
      return true;
    },
    leave: (address: string) => {
      count -= 1;
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left > 0) byAddress.set(address, left);
      else byAddress.delete(address);
    },
  };
}

function refuse(
  response: ServerResponse,
  status: number,
  headers: Record<string, string | number> = {},
): void {
  response.writeHead(status, { 'Cache-Control': 'no-store', ...headers, 'Content-Length': 0 }).end();
}
