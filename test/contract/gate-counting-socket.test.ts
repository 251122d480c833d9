/**
 * Counting over the socket, both ends real: what a line may hold, who is told when several ask, what a new connection and a new gate
 * bring, and where the key does not stay.
 */
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { FakeGate } from '../../src/gate/fake-gate.ts';
import type { Log } from '../../src/platform/log.ts';
import type { CountedEvent, CountKey, Gate } from '../../src/protocol/gate.ts';
import { toHex } from '../../src/protocol/ids.ts';
import { bytesOfIp, notations, tracesIn } from '../support/address-notations.ts';
import { gateSockets, untilSo } from '../support/gate-socket.ts';

const { atEnd, makeBench } = gateSockets();
const keyOf = (fill: number): CountKey => ({ key: new Uint8Array(32).fill(fill), size: 16_384 });

const count = async (gate: Gate, key: CountKey) => {
  const told: CountedEvent[] = [];
  await gate.count(key, (event) => told.push(event));
  return told;
};
const kinds = (told: readonly CountedEvent[]) => told.map(({ kind }) => kind);
const seatOf = (event: CountedEvent | undefined) => event?.seat ?? -1;

/** A program that speaks for itself; all lines that it has heard. */
const speakTo = (path: string) => {
  const socket = connect(path).setEncoding('latin1');
  const heard = { text: '' };
  socket.on('error', () => undefined);
  socket.on('data', (part: string) => {
    heard.text += part;
  });
  atEnd(socket, () => socket.destroy());
  return {
    socket,
    lines: () => heard.text.split('\n').slice(0, -1),
    say: async (line: string, answer: string) => {
      socket.write(`${line}\n`);
      await untilSo(() => heard.text.includes(answer));
    },
  };
};

test('no line that tells of counting has more than two numbers and a word: no handle, no address', async () => {
  const { serve, newGate, path } = makeBench();
  const gate = newGate();
  const ips = ['127.0.0.9', '127.44.55.66', '127.77.88.4'];
  for (const ip of ips.slice(0, 2)) gate.arrive(ip);
  const server = await serve(gate);
  atEnd(server, server.close);
  const { say, lines } = speakTo(path);
  await say('1 watch', '1 done');
  await say(`2 count ${'ab'.repeat(32)} 16384`, '2 end');
  gate.arrive(ips[2] ?? '');
  gate.leave(ips[0] ?? '');
  await say('3 count off', '3 done');
  gate.arrive(ips[0] ?? '');
  await say('4 list', '4 end');
  const counted = lines().filter((line) => /present|arrived|departed/.test(line));
  expect(counted.map((line) => line.replace(/\d+( |$)/g, 'n$1'))).toEqual([
    'n present n n randomised',
    'n present n n randomised',
    'arrived n n fixed',
    'departed n',
  ]);
  const handles = (await gate.list()).map(({ handle }) => handle);
  expect(handles).toHaveLength(3);
  const traces = [...handles, ...ips.flatMap((ip) => notations(bytesOfIp(ip))), 'ab'.repeat(32)];
  expect(tracesIn(counted.join('\n'), traces)).toEqual([]);
  // What is looked for would be found: presence has handles.
  expect(tracesIn(lines().join('\n'), traces)).not.toEqual([]);
});

test('who comes while the list is made is told after its end, in whatever order the lines were written', async () => {
  const { serve, newGate, path } = makeBench();
  const gate = newGate();
  gate.arrive('127.0.0.1');
  const server = await serve(gate);
  atEnd(server, server.close);
  const { say, lines } = speakTo(path);
  await say(`1 count ${'01'.repeat(32)} 4096\n2 who 127.0.0.2\n3 count off\n4 who 127.0.0.3`, '4 phone');
  const said = lines().map((line) => line.replace(/ \d.*/, ''));
  expect(said.indexOf('arrived')).toBeGreaterThan(said.indexOf('1 end'));
  expect(said.filter((line) => /present|arrived/.test(line))).toEqual(['1 present', 'arrived']);
});

test('one program is told at a time, the last that asked; another’s end or goodbye changes nothing', async () => {
  const { serve, newGate, newClient, path } = makeBench();
  const gate = newGate();
  const server = await serve(gate);
  atEnd(server, server.close);
  const first = speakTo(path);
  await first.say(`1 count ${'01'.repeat(32)} 4096`, '1 end');
  const kit = newClient();
  const told = await count(kit, keyOf(1));
  gate.arrive('127.0.0.1');
  await kit.list();
  expect(kinds(told)).toEqual(['arrived']);
  await first.say('2 count off', '2 done');
  expect(first.lines()).toEqual(['1 end', '2 done']);
  gate.leave('127.0.0.1');
  await kit.list();
  const closed = new Promise((resolve) => first.socket.on('close', resolve));
  first.socket.destroy();
  await closed;
  gate.arrive('127.0.0.1');
  await kit.list();
  expect(kinds(told)).toEqual(['arrived', 'departed', 'arrived']);
});

test('the gate forgets the key of a kit that has hung up, and the copies of the line are zeros', async () => {
  const { serve, newGate, path } = makeBench();
  const inner = newGate();
  const asked: (CountKey | undefined)[] = [];
  const server = await serve({
    ...inner,
    count: (key, listener) => {
      asked.push(key);
      return inner.count(key, listener);
    },
  });
  atEnd(server, server.close);
  const kit = speakTo(path);
  await kit.say(`1 count ${'01'.repeat(32)} 4096`, '1 end');
  expect([...(asked[0]?.key ?? [])]).toEqual(new Array(32).fill(0));
  kit.socket.destroy();
  await untilSo(() => asked.length === 2);
  expect(asked[1]).toBeUndefined();
});

test('after the connection broke only what has changed is told; behind a gate that was started anew everybody', async () => {
  const { serve, newGate, newClient } = makeBench();
  const gate = newGate();
  for (const ip of ['127.0.0.1', '127.0.0.2']) gate.arrive(ip);
  let server = await serve(gate);
  const kit = newClient();
  const told = await count(kit, keyOf(1));
  expect(kinds(told)).toEqual(['present', 'present']);
  await server.close();
  gate.leave('127.0.0.1');
  gate.arrive('127.0.0.3');
  server = await serve(gate);
  await untilSo(() => told.length === 4);
  expect(kinds(told.slice(2))).toEqual(['departed', 'present']);
  expect(seatOf(told[2])).toBe(seatOf(told[0]));

  await server.close();
  const anew = newGate();
  for (const ip of ['127.0.0.2', '127.0.0.3']) anew.arrive(ip);
  server = await serve(anew);
  atEnd(server, server.close);
  await untilSo(() => told.length === 8);
  const [gone, there] = [told.slice(4, 6), told.slice(6)];
  expect(gone.map(seatOf)).toEqual([seatOf(told[1]), seatOf(told[3])]);
  expect(there.map((event) => event.kind === 'present' && event.slot)).toEqual(
    [told[1], told[3]].map((event) => event?.kind === 'present' && event.slot),
  );
});

/** A gate with one phone, and the first bytes of the keys that it was told. */
const makeNoter = (newGate: () => FakeGate) => {
  const inner = newGate();
  inner.arrive('127.0.0.1');
  const keys: number[] = [];
  const count: Gate['count'] = (key, listener) => {
    keys.push(key?.key[0] ?? -1);
    return inner.count(key, listener);
  };
  return { keys, gate: { ...inner, count } };
};

test('a gate that comes late hears the last key, though it was asked in vain, and no earlier one', async () => {
  const { newClient, newGate, serve } = makeBench();
  const kit = newClient(50);
  const told: [number, CountedEvent][] = [];
  const asked = [1, 2].map((fill) => kit.count(keyOf(fill), (event) => told.push([fill, event])));
  for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'gate_silent' });
  const { keys, gate } = makeNoter(newGate);
  const server = await serve(gate);
  atEnd(server, server.close);
  await untilSo(() => told.length === 1);
  expect(told[0]?.[0]).toBe(2);
  expect(keys).toEqual([2]);
});

test('of two keys that wait for a gate the first is never told', async () => {
  const { newClient, newGate, serve } = makeBench();
  const kit = newClient();
  const told: number[] = [];
  const [first, second] = [1, 2].map((fill) => kit.count(keyOf(fill), () => told.push(fill)));
  const { keys, gate } = makeNoter(newGate);
  const server = await serve(gate);
  atEnd(server, server.close);
  await second;
  expect(told).toEqual([2]);
  await expect(first).rejects.toMatchObject({ code: 'gate_silent' });
  expect(keys).toEqual([2]);
});

test('a gate that knows no counting serves phones all the same', async () => {
  const { newClient, path } = makeBench();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().trimEnd().split('\n')) {
        const [id, verb] = line.split(' ');
        if (verb === 'count') socket.write('- error malformed\n');
        else socket.write(`${id} ${verb === 'list' ? 'end' : 'done'}\n`);
      }
    });
    atEnd(socket, () => socket.destroy());
  }).listen(path);
  atEnd(server, () => server.close());
  const kit = newClient(100);
  await kit.list();
  await expect(kit.count(keyOf(1), () => undefined)).rejects.toMatchObject({ code: 'gate_silent' });
  expect(await kit.open('0123456789abcdef', 60)).toBe(true);
  expect(connections).toBe(1);
});

test('a key is in no log and no error, whatever fails', async () => {
  const { serve, newGate, newClient, path } = makeBench();
  const key = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
  const written: string[] = [];
  const write = (fields: unknown, message: string) => written.push(JSON.stringify(fields) + message);
  const log: Log = { info: write, warn: write, error: write };
  const gate: Gate = {
    ...newGate(),
    count: (asked) => Promise.reject(new Error(`nobody can count under ${toHex(asked?.key ?? key)}`)),
  };
  const server = await serve(gate, { log });
  atEnd(server, server.close);
  const error: unknown = await newClient()
    .count({ key, size: 16_384 }, () => undefined)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'gate_failed' });
  const { say } = speakTo(path);
  await say(`1 count ${toHex(key)} 1`, 'malformed');
  await untilSo(() => written.length > 0);
  const said = `${written.join('\n')}\n${String(error)} ${(error as Error).stack} ${JSON.stringify(error)}`;
  const traces = [toHex(key), toHex(key).slice(0, 16), Buffer.from(key).toString('base64'), '7,14,21'];
  expect(said).toContain('could not be carried out');
  expect(tracesIn(said, traces)).toEqual([]);
});
