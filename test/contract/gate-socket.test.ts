/**
 * The socket between kit and gate, both ends real, with the fake gate behind it: the same contract, and what only a connection can
 * do: break, stay silent, be spoken to by a stranger.
 */
import { statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createGateClient } from '../../src/kit/access/gate-client.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Gate, PresenceEvent } from '../../src/protocol/gate.ts';
import { gateSockets, ownUser, untilSo } from '../support/gate-socket.ts';
import { describeGate } from './gate.contract.ts';

const { atEnd, makeBench } = gateSockets();

describeGate('the fake gate behind the socket', async () => {
  const { serve, newGate, newClient, pass, arrive } = makeBench();
  const behind = newGate();
  const server = await serve(behind);
  atEnd(server, server.close);
  return {
    gate: newClient(),
    leave: async (ip: string) => behind.leave(ip),
    phones: ['127.0.0.1', '127.0.0.2'],
    stranger: '192.0.2.7',
    pass,
    arrive,
    close: async () => undefined,
  };
});

test('a request waits for a gate that is just starting', async () => {
  const { serve, newGate, newClient } = makeBench();
  const asked = newClient().whoIs('127.0.0.1');
  const server = await serve(newGate());
  atEnd(server, server.close);
  expect((await asked)?.state).toEqual({ kind: 'captive' });
});

test('without a gate a request fails as silent, and so does what waits when the kit stops', async () => {
  const { newClient, path } = makeBench();
  await expect(newClient(50).list()).rejects.toMatchObject({ code: 'gate_silent' });
  const { gate, disconnect } = createGateClient({ path, log: silentLog });
  const asked = gate.list();
  disconnect();
  await expect(asked).rejects.toMatchObject({ code: 'gate_silent' });
  await expect(gate.list()).rejects.toMatchObject({ code: 'gate_silent' });
});

test('a gate that takes the request and says nothing is silent as well', async () => {
  const { newClient, path } = makeBench();
  const mute = createServer(() => undefined).listen(path);
  atEnd(mute, () => mute.close());
  await expect(newClient(50).whoIs('127.0.0.1')).rejects.toMatchObject({ code: 'gate_silent' });
});

test('what waits when the connection breaks is asked again, and the uplink’s state is told again', async () => {
  const { newClient, path } = makeBench();
  const heard: string[][] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    const lines: string[] = [];
    heard.push(lines);
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().trimEnd().split('\n')) {
        lines.push(line.replace(/^\d+ /, ''));
        // The first connection leaves every question open.
        if (heard.length > 1)
          socket.write(`${line.split(' ')[0]} ${line.endsWith('list') ? 'end' : 'done'}\n`);
      }
    });
  }).listen(path);
  atEnd(server, () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const gate = newClient();
  const told = gate.setUplink(true);
  const opened = gate.open('0123456789abcdef', 60);
  await untilSo(() => heard[0]?.includes('open 0123456789abcdef 60') === true);
  sockets[0]?.destroy();
  await told;
  expect(await opened).toBe(true);
  expect(heard[1]?.slice(0, 3)).toEqual(['watch', 'list', 'uplink up']);
  expect(heard[1]).toContain('open 0123456789abcdef 60');
});

test('who came and went while the connection was broken is told when it stands again', async () => {
  const { serve, newGate, newClient } = makeBench();
  const first = newGate();
  const staying = await first.whoIs('127.0.0.1');
  const leaving = await first.whoIs('127.0.0.2');
  const server = await serve(first);
  const gate = newClient();
  await gate.list();
  const told: PresenceEvent[] = [];
  gate.onPresence((event) => told.push(event));
  await server.close();

  const second: Gate = {
    ...newGate(),
    list: async () => [
      { handle: staying?.handle ?? '', state: { kind: 'captive' } },
      { handle: 'aaaaaaaaaaaaaaaa', state: { kind: 'captive' } },
    ],
  };
  const next = await serve(second);
  atEnd(next, next.close);
  await untilSo(() => told.length === 2);
  expect(told).toEqual([
    { kind: 'joined', handle: 'aaaaaaaaaaaaaaaa' },
    { kind: 'left', handle: leaving?.handle },
  ]);
});

test('a gate that says what it may not say is left, and asked anew', async () => {
  const { newClient, path } = makeBench();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.write('02:00:00:00:00:01 joined\n');
  }).listen(path);
  atEnd(server, () => server.close());
  newClient();
  await untilSo(() => connections >= 2);
});

test('a failure of the firewall is a failure to the kit, and says no more', async () => {
  const { serve, newGate, newClient } = makeBench();
  const broken: Gate = { ...newGate(), open: () => Promise.reject(new Error('02:00:00:00:00:01')) };
  const server = await serve(broken);
  atEnd(server, server.close);
  const error: unknown = await newClient()
    .open('0123456789abcdef', 60)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'gate_failed' });
  expect(String(error)).not.toContain('02:00');
});

test('the socket is for its user and group only, and a stranger is shown the door', async () => {
  const { serve, newGate, newClient, path } = makeBench();
  const server = await serve(newGate(), { allowed: ownUser + 1 });
  atEnd(server, server.close);
  expect(statSync(path).mode & 0o777).toBe(0o660);
  await expect(newClient(100).list()).rejects.toMatchObject({ code: 'gate_silent' });
});

test('a second gate does not take the place of one that runs, but that of one that was killed', async () => {
  const { serve, newGate, path } = makeBench();
  const server = await serve(newGate());
  await expect(serve(newGate())).rejects.toMatchObject({ code: 'port_taken' });
  await server.close();
  const leftover = createServer().listen(path);
  await new Promise((resolve) => leftover.once('listening', resolve));
  // Closed without taking its file along, as by a kill.
  (leftover as unknown as { _handle: { close(): void } })._handle.close();
  const next = await serve(newGate());
  await next.close();
});

test('a line too long, or without an end, ends its connection and no other', async () => {
  const { serve, newGate, newClient, path } = makeBench();
  const server = await serve(newGate());
  atEnd(server, server.close);
  const gate = newClient();
  for (const text of ['9'.repeat(256), `${'9'.repeat(400)}\n`, `1 list\n${' '.repeat(300)}`]) {
    const socket = connect(path);
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(text);
    socket.resume();
    await closed;
  }
  expect(await gate.list()).toEqual([]);
});

test('more than eight programs at once are not let in', async () => {
  const { serve, newGate, path } = makeBench();
  const server = await serve(newGate());
  atEnd(server, server.close);
  let closed = 0;
  const sockets = Array.from({ length: 12 }, () => {
    const socket = connect(path);
    socket.on('error', () => {});
    socket.on('close', () => {
      closed += 1;
    });
    return socket;
  });
  atEnd(sockets, () => {
    for (const socket of sockets) socket.destroy();
  });
  await untilSo(() => closed === 4);
});
