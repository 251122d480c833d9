/**
 * The internet of a lab, a process of its own in its namespace: every host in the world at one address. On port 80 the probe
 * hosts answer as the real ones do, others show who was asked; 443 speaks TLS; port 7, and UDP 443, send back what they get;
 * UDP 53 takes questions and answers none. A unix socket changes the mood of it all: `POST /open`, `/captive` (a hotel's login
 * page upstream), `/dead` (accepts and says nothing).
 */

import { createSocket } from 'node:dgram';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createEcho } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { findProbe } from '../../src/kit/access/probes.ts';
import { echoPort, internetAddresses } from './plan.ts';

export const moods = ['open', 'captive', 'dead'] as const;
export type Mood = (typeof moods)[number];

const [controlPath = '', keyFile = '', certificateFile = ''] = process.argv.slice(2);
let mood: Mood = 'open';

const hosts: RequestListener = (request, response) => {
  if (mood === 'dead') return;
  if (mood === 'captive') {
    response.writeHead(302, { Location: 'http://login.hotel.lab/' }).end();
    return;
  }
  const host = (request.headers.host ?? '').toLowerCase().replace(/:80$/, '');
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const online = findProbe(host, path)?.online;
  if (online) {
    response.writeHead(online.status, online.headers).end(online.body);
    return;
  }
  const bytes = /^\/bytes\/(\d{1,10})$/.exec(path)?.[1];
  if (bytes !== undefined) {
    sendBytes(response, Number(bytes));
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/plain', 'X-Lab-Host': host.replace(/[^\w.-]/g, '') });
  response.end(`the real ${host}\n`);
};

function sendBytes(response: Parameters<RequestListener>[1], bytes: number): void {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let left = bytes;
  const more = () => {
    while (left > 0) {
      const part = chunk.subarray(0, Math.min(left, chunk.length));
      left -= part.length;
      if (!response.write(part)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  response.writeHead(200, { 'Content-Length': String(bytes) });
  more();
}

const everywhere = '::';
createServer(hosts).listen(80, everywhere);
createTls({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
}).listen(443, everywhere);
createEcho((socket) => {
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
}).listen(echoPort, everywhere);
for (const port of [echoPort, 443]) {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => socket.send(message, from.port, from.address));
  // By one address: an answer must come from the address that was asked.
  socket.bind(port, internetAddresses.host);
}
// A name server that never answers.
createSocket('udp4').bind(53, internetAddresses.host);

rmSync(controlPath, { force: true });
createServer((request, response) => {
  const wanted = moods.find((name) => `/${name}` === request.url);
  if (wanted) mood = wanted;
  response.writeHead(wanted ? 200 : 404).end();
}).listen(controlPath);
