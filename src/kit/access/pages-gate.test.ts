/** What is kept of the gate's answers for the pages of one connection, and when it is not. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { GateState } from '../../protocol/gate.ts';
import { createPagesGate, type PagesGate } from './pages-gate.ts';

const handle = '0123456789abcdef';
const phoneConnection = () => ({ remoteAddress: '10.20.0.16' });

let ms = 0;
let asked = 0;
let state: GateState = { kind: 'captive' };
let isThere = true;
let gate: PagesGate;
beforeEach(() => {
  ms = 0;
  asked = 0;
  state = { kind: 'captive' };
  isThere = true;
  const inner: Parameters<typeof createPagesGate>[0] = {
    whoIs: async (address) => {
      asked += 1;
      return isThere && address === '10.20.0.16' ? { handle, state } : undefined;
    },
    open: async (_, seconds) => {
      if (seconds === 0) throw new Error('the gate is silent');
      return true;
    },
  };
  gate = createPagesGate(inner, { msSinceStart: () => ms });
});

describe('who is at the end of a connection', () => {
  test('is asked once for the pages of half a minute, and then anew', async () => {
    const connection = phoneConnection();
    const first = await gate.whoIs(connection);
    ms = 30_000;
    expect(await gate.whoIs(connection)).toEqual(first);
    expect(asked).toBe(1);
    ms = 30_001;
    await gate.whoIs(connection);
    expect(asked).toBe(2);
  });

  test('is asked for each connection, also of one address', async () => {
    await gate.whoIs(phoneConnection());
    await gate.whoIs(phoneConnection());
    expect(asked).toBe(2);
  });

  test('is asked again and again where there was nobody', async () => {
    const connection = { remoteAddress: '10.20.0.17' };
    expect(await gate.whoIs(connection)).toBeUndefined();
    expect(await gate.whoIs(connection)).toBeUndefined();
    expect(asked).toBe(2);
  });

  test('is nobody any more when the gate says so, and then is asked each time', async () => {
    const connection = phoneConnection();
    await gate.whoIs(connection);
    ms = 40_000;
    isThere = false;
    expect(await gate.whoIs(connection)).toBeUndefined();
    expect(await gate.whoIs(connection)).toBeUndefined();
    expect(asked).toBe(3);
  });

  test('is asked anew on every connection after the network was opened for the phone', async () => {
    const connections = [phoneConnection(), phoneConnection()];
    for (const connection of connections) await gate.whoIs(connection);
    await gate.open(handle, 60);
    state = { kind: 'granted', secondsRemaining: 60 };
    for (const connection of connections)
      expect(await gate.whoIs(connection)).toMatchObject({ state: { kind: 'granted' } });
    expect(asked).toBe(4);
  });

  test('is asked anew also when opening failed, and not because another phone was let online', async () => {
    const connection = phoneConnection();
    await gate.whoIs(connection);
    ms = 1;
    await gate.open('ffffffffffffffff', 60);
    await gate.whoIs(connection);
    expect(asked).toBe(1);
    await expect(gate.open(handle, 0)).rejects.toThrow('silent');
    await gate.whoIs(connection);
    expect(asked).toBe(2);
  });

  test('is not kept when it was asked before such a change and answered after it', async () => {
    const connection = phoneConnection();
    const before = gate.whoIs(connection);
    await gate.open(handle, 60);
    await before;
    await gate.whoIs(connection);
    expect(asked).toBe(2);
  });

  test('has less time left from page to page, and is asked anew at the end of it', async () => {
    state = { kind: 'granted', secondsRemaining: 20 };
    const connection = phoneConnection();
    await gate.whoIs(connection);
    ms = 5000;
    expect(await gate.whoIs(connection)).toMatchObject({ state: { secondsRemaining: 15 } });
    expect(asked).toBe(1);
    ms = 19_000;
    await gate.whoIs(connection);
    expect(asked).toBe(2);
  });
});
