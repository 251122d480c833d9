/** The demonstration's gate under the contract, and what only it does: every loopback address is a phone. */
import { expect, test } from 'vitest';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { describeGate } from './gate.contract.ts';

const makeBench = async () => {
  let ms = 0;
  let last = 0;
  return {
    gate: createFakeGate({ clock: { now: () => ms, msSinceStart: () => ms } }),
    phones: ['127.0.0.1', '127.0.0.2'] as const,
    stranger: '192.0.2.7',
    arrive: async (count: number) => Array.from({ length: count }, () => `127.0.1.${++last}`),
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
