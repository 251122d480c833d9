/** The demonstration's gate under the contract, and what only it does: every loopback address is a phone. */
import { expect, test } from 'vitest';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import type { CountedEvent, PresenceEvent } from '../../src/protocol/gate.ts';
import { describeGate } from './gate.contract.ts';

const makeBench = async () => {
  let ms = 0;
  let last = 0;
  const gate = createFakeGate({ clock: { now: () => ms, msSinceStart: () => ms } });
  return {
    gate,
    phones: ['127.0.0.1', '127.0.0.2'] as const,
    stranger: '192.0.2.7',
    arrive: async (count: number) => Array.from({ length: count }, () => `127.0.1.${++last}`),
    leave: async (ip: string) => gate.leave(ip),
    pass: async (seconds: number) => {
      ms += seconds * 1000;
    },
    close: async () => undefined,
  };
};

describeGate('the fake gate', makeBench);

test('an address is the same phone in both ways a socket writes it', async () => {
  const { gate } = await makeBench();
  const phone = await gate.whoIs('127.3.2.1');
  expect(phone).toBeDefined();
  expect(await gate.whoIs('::ffff:127.3.2.1')).toEqual(phone);
  expect(await gate.list()).toHaveLength(1);
});

test('what only looks like a loopback address is nobody', async () => {
  const { gate } = await makeBench();
  for (const ip of ['127.0.0.256', '127.0.0', '127.0.0.1.5', '127.0.0.01', '127.0.0.1 ', '128.0.0.1', '::2'])
    expect(await gate.whoIs(ip), ip).toBeUndefined();
});

test('a simulation brings phones and takes them away; a grant that runs is there again when its phone is', async () => {
  const { gate, pass } = await makeBench();
  const told: PresenceEvent[] = [];
  gate.onPresence((event) => told.push(event));
  gate.arrive('127.0.0.1');
  gate.arrive('127.0.0.1');
  gate.arrive('127.0.0.2');
  const [granted, captive] = [await gate.whoIs('127.0.0.1'), await gate.whoIs('127.0.0.2')];
  await gate.open(granted?.handle ?? '', 60);
  for (const ip of ['127.0.0.1', '127.0.0.1', '127.0.0.2', '127.0.0.3', 'nobody']) gate.leave(ip);
  expect(await gate.list()).toEqual([]);
  expect(told.map(({ kind }) => kind)).toEqual(['joined', 'joined', 'left', 'left']);
  await pass(30);
  gate.arrive('127.0.0.1');
  gate.arrive('127.0.0.2');
  expect(await gate.whoIs('127.0.0.1')).toEqual({
    handle: granted?.handle,
    state: { kind: 'granted', secondsRemaining: 30 },
  });
  expect((await gate.whoIs('127.0.0.2'))?.handle).not.toBe(captive?.handle);
  expect(() => gate.arrive('192.0.2.7')).toThrow(RangeError);
});

test('every fourth phone says that its maker gave the address, the others that they made it up', async () => {
  const { gate } = await makeBench();
  for (let number = 1; number <= 8; number++) gate.arrive(`127.0.0.${number}`);
  gate.arrive('::1');
  const told: CountedEvent[] = [];
  await gate.count({ key: new Uint8Array(32), size: 16_384 }, (event) => told.push(event));
  expect(told.map((event) => event.kind !== 'departed' && event.isRandomised)).toEqual([
    ...[true, true, true, false],
    ...[true, true, true, false],
    true,
  ]);
  expect(new Set(told.map(({ seat }) => seat)).size).toBeGreaterThan(7);
});
