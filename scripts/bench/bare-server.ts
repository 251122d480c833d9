/**
 * The peer of the probe bench: node:http and nothing else, saying to everyone what the kit says to a probe.
 *
 *   node bare-server.ts <port> <answer as JSON: status, headers, body>
 */
import { createServer } from 'node:http';

const [, , port, answer] = process.argv;
const { status, headers, body } = JSON.parse(answer ?? '');

createServer((_, response) => {
  // The kit, which has no clock, sends none.
  response.sendDate = false;
  response.writeHead(status, headers);
  response.end(body);
}).listen(Number(port), '127.0.0.1');
