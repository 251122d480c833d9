/**
 * The real gate under the contract without a network: its own memory of phones and its own counting, over a table of neighbours and
 * a firewall that the test plays. What packets do is in real-gate.test.ts; here phones can leave, and addresses of every kind come.
 */
import { expect, test } from 'vitest';
import type { Neighbour } from '../../src/gate/neighbours.ts';
import type { Firewall } from '../../src/gate/nft.ts';
import { createPhones } from '../../src/gate/phones.ts';
import { createListeners, createRealGate, tellOf } from '../../src/gate/real-gate.ts';
import { createCounter } from '../../src/gate/slots.ts';
import type { CountedEvent } from '../../src/protocol/gate.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { describeGate } from './gate.contract.ts';

const taken = async () => undefined;
const firewall: Firewall = {
  load: () => undefined,
  read: () => [],
  grant: taken,
  revoke: taken,
  know: taken,
  forget: taken,
  setOwners: taken,
  setUplink: taken,
};
const absentAfterMs = 300_000;

function makeBench() {
  let ms = 0;
  let last = 0;
  let neighbours: Neighbour[] = [
    { ip: '10.20.0.20', mac: '02:00:5e:00:53:20' },
    { ip: '10.20.0.21', mac: '02:00:5e:00:53:21' },
  ];
  const clock = { now: () => ms, msSinceStart: () => ms };
  const [presence, counter] = [createListeners(), createCounter(systemRandom)];
  const phones = createPhones({
    clock,
    random: systemRandom,
    maxPhones: 200,
    absentAfterMs,
    tell: tellOf(presence, counter),
    keep: { met: () => undefined, forgotten: () => undefined },
  });
  const readNeighbours = () => neighbours;
  /** Within the time a phone may be silent, as the eyes do every second. */
  const pass = async (seconds: number) => {
    ms += seconds * 1000;
    for (const { mac } of neighbours) phones.see(mac);
    phones.sweep();
  };
  const add = (mac: string): string => {
    const ip = `10.20.1.${++last}`;
    neighbours = [...neighbours, { ip, mac }];
    return ip;
  };
  return {
    gate: createRealGate({ clock, firewall, phones, readNeighbours, presence, counter }),
    phones: ['10.20.0.20', '10.20.0.21'] as const,
    stranger: '192.0.2.7',
    add,
    arrive: async (count: number) =>
      Array.from({ length: count }, () => add(`02:00:5e:10:00:${(last + 1).toString(16).padStart(2, '0')}`)),
    leave: async (gone: string) => {
      neighbours = neighbours.filter(({ ip }) => ip !== gone);
      await pass(absentAfterMs / 1000);
    },
    pass,
    close: async () => undefined,
  };
}

describeGate('the real gate over a played kernel', async () => makeBench());

test('the slot is what anybody with the key can work out, and the address says whether it was made up', async () => {
  const { gate, add } = makeBench();
  const key = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
  const told: unknown[] = [];
  const tell = (event: CountedEvent) =>
    event.kind !== 'departed' && told.push([event.kind, event.slot, event.isRandomised]);
  await gate.count({ key, size: 16_384 }, tell);
  for (const mac of ['00:00:5e:00:53:01', 'da:a1:19:00:00:01', 'fc:ff:ff:ff:ff:fe'])
    await gate.whoIs(add(mac));
  await gate.count({ key, size: 4096 }, tell);
  // The slots: Python's hmac over the same bytes.
  expect(told).toEqual([
    ['arrived', 1089, false],
    ['arrived', 15_933, true],
    ['arrived', 14_092, false],
    ['present', 1089 % 4096, false],
    ['present', 15_933 % 4096, true],
    ['present', 14_092 % 4096, false],
  ]);
});
