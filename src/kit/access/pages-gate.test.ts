import { beforeEach, describe, expect, test } from 'vitest';
import type { GatePhone } from '../../protocol/gate.ts';
import { createTwofoldGate, type PagesGate } from './twofold-gate.ts';

const ip = '10.20.0.16';
const handle = '0123456789abcdef';

let ms = 0;
let asked = 0;
/** Each answer is another one. */
const inner: PagesGate = {
  whoIs: async (address) => {
    asked += 1;
    return address === ip
      ? { handle, state: { kind: 'granted', secondsRemaining: asked } satisfies GatePhone['state'] }
      : undefined;
  },
  open: async () => true,
};
let gate: PagesGate;
beforeEach(() => {
  ms = 0;
  asked = 0;
  gate = createTwofoldGate(inner, { msSinceStart: () => ms });
});

describe('who is at an address', () => {
  test('is asked once for two questions that come at once, and then anew', async () => {
    const answers = [await gate.whoIs(ip), await gate.whoIs(ip), await gate.whoIs(ip)];
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).not.toEqual(answers[1]);
    expect(asked).toBe(2);
  });

  test('is asked anew when the second question comes later', async () => {
    await gate.whoIs(ip);
    ms = 201;
    await gate.whoIs(ip);
    expect(asked).toBe(2);
  });

  test('is asked again and again where there was nobody', async () => {
    expect(await gate.whoIs('10.20.0.17')).toBeUndefined();
    expect(await gate.whoIs('10.20.0.17')).toBeUndefined();
    expect(asked).toBe(2);
  });

  test('is asked anew after the network was opened for a phone', async () => {
    await gate.whoIs(ip);
    await gate.open(handle, 60);
    await gate.whoIs(ip);
    expect(asked).toBe(2);
  });

  test('is not kept when it was asked before such a change and answered after it', async () => {
    const before = gate.whoIs(ip);
    await gate.open(handle, 60);
    await before;
    await gate.whoIs(ip);
    expect(asked).toBe(2);
  });
});
