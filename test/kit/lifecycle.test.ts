/** How a program starts and ends, in a process of its own: exit codes and sentences that a person or systemd will meet. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closeServer, listen } from '../../src/platform/lifecycle.ts';

const lifecycle = join(import.meta.dirname, '../../src/platform/lifecycle.ts');
const problems = join(import.meta.dirname, '../../src/protocol/problems.ts');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `start` under runUntilSignal; `onReady` is called when it printed "ready". */
async function runProgram(
  start: string,
  onReady: (kill: () => void) => void = () => undefined,
): Promise<Ended> {
  const script = `import { runUntilSignal } from '${lifecycle}'; import { Problem } from '${problems}';
    await runUntilSignal(async () => { ${start} });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let out = '';
  let err = '';
  child.stderr.on('data', (part) => {
    err += part;
  });
  child.stdout.on('data', (part) => {
    out += part;
    if (String(part).includes('ready')) onReady(() => void child.kill('SIGTERM'));
    if (String(part).includes('closing')) child.kill('SIGTERM');
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

const alive = 'const timer = setInterval(() => {}, 1000); console.log("ready");';

test('SIGTERM closes in order and exits 0', async () => {
  const start = `${alive} return { close: async () => { console.log('closed'); clearInterval(timer); } };`;
  const ended = await runProgram(start, (kill) => kill());
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toContain('closed');
});

test('closing that never ends is cut off, and the program still exits 0', async () => {
  const ended = await runProgram(`${alive} return { close: () => new Promise(() => {}) };`, (kill) => kill());
  expect(ended.code).toBe(0);
});

test('a second signal ends the program at once', async () => {
  const close = `async () => { console.log('closing'); await new Promise(() => {}); }`;
  const ended = await runProgram(`${alive} return { close: ${close} };`, (kill) => kill());
  expect(ended.code).toBe(1);
});

test('a problem at the start is one sentence on standard error and exit code 1', async () => {
  const ended = await runProgram(`throw new Problem('bad_config', 'visitor.port: is missing');`);
  expect(ended).toEqual({
    code: 1,
    out: '',
    err: 'The configuration cannot be used. (visitor.port: is missing)\n',
  });
});

test('anything else at the start says that it is internal, with its stack', async () => {
  const ended = await runProgram(`throw new TypeError('oops');`);
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(/^Internal error: TypeError: oops\n\s+at /);
});

test('a taken port names host, port and the key to change', async () => {
  const first = createServer();
  const { port } = await listen(first, { host: '127.0.0.1', port: 0, key: 'visitor.port' });
  await expect(
    listen(createServer(), { host: '127.0.0.1', port, key: 'visitor.port' }),
  ).rejects.toMatchObject({
    code: 'port_taken',
    detail: `127.0.0.1:${port}, set by visitor.port`,
  });
  await closeServer(first);
});

test('an address of another machine is a configuration problem', async () => {
  // RFC 5737: documentation only.
  const elsewhere = { host: '192.0.2.1', port: 0, key: 'visitor.port' };
  await expect(listen(createServer(), elsewhere)).rejects.toMatchObject({ code: 'bad_config' });
});

test('closing a server lets a request under way finish and cuts one that does not', async () => {
  const { promise: bothArrived, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  const server = createServer((request, response) => {
    if (request.url === '/quick') setTimeout(() => response.end('done'), 50);
    if (++arrived === 2) resolve();
  });
  const { port } = await listen(server, { host: '127.0.0.1', port: 0, key: 'visitor.port' });
  const quick = fetch(`http://127.0.0.1:${port}/quick`).then((response) => response.text());
  const endless = fetch(`http://127.0.0.1:${port}/endless`).then(
    () => 'answered',
    () => 'cut',
  );
  await bothArrived;
  await closeServer(server);
  expect(await Promise.all([quick, endless])).toEqual(['done', 'cut']);
});
