/** Serves a few files from memory as a well-kept web server does: compressed beforehand, kept by browsers, connections kept. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

export interface StaticServer {
  readonly url: string;
  close(): void;
}

/** @param files by path; '/' is an HTML page */
export async function serveFiles(files: ReadonlyMap<string, Uint8Array>): Promise<StaticServer> {
  const packed = new Map([...files].map(([path, bytes]) => [path, gzipSync(bytes, { level: 9 })]));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const body = packed.get(path);
    if (!body) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[path.split('.').at(-1) ?? ''] ?? 'text/html; charset=utf-8',
      'Content-Encoding': 'gzip',
      'Content-Length': body.length,
      'Cache-Control': path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable',
    });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
