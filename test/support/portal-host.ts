/** What stands for the kit's servers in a namespace: each port says its own name. A program of its own. */
import { createServer } from 'node:http';

const names = {
  53: 'names',
  5354: 'offline names',
  8080: 'portal',
  8443: 'portal over TLS',
  8081: 'field team',
  22: 'ssh',
};
const servers = Object.entries(names).map(
  ([port, name]) =>
    new Promise<void>((resolve) => {
      createServer((_, response) => response.end(`${name}\n`)).listen(Number(port), () => resolve());
    }),
);
await Promise.all(servers);
process.stdout.write('ready\n');
