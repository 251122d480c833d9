/**
 * A host of the internet in a namespace, as a program of its own: pages at port 80, an endless download at /stream (100 bytes a second)
 * and at /flood (a megabyte), a server that
 * answers at 443, and datagrams at 5000 that go on for good once somebody has spoken. Its argument is its address.
 */
import { createSocket } from 'node:dgram';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';

createHttpServer((request, response) => {
  const more = { '/stream': 'more\n', '/flood': 'f'.repeat(50_000) }[request.url ?? ''];
  if (more === undefined) {
    response.end('the internet\n');
    return;
  }
  const timer = setInterval(() => response.write(more), 50);
  response.on('close', () => clearInterval(timer));
}).listen(80);
createServer((socket) => {
  socket.on('error', () => {});
  socket.end('the internet at 443\n');
}).listen(443);

const datagrams = createSocket('udp4', (_, { port, address }) => {
  setInterval(() => datagrams.send('more\n', port, address), 50);
});
// Bound to the address, so that the answers come from where the phone has asked.
datagrams.bind(5000, process.argv[2], () => process.stdout.write('ready\n'));
