/**
 * What every gate must do, the real one behind its socket and the fake one of the demonstration. A bench makes a gate, names
 * addresses of phones that are present, and lets time pass.
 */
import { describe, expect, test } from 'vitest';
import type { Gate } from '../../src/protocol/gate.ts';

export interface GateBench {
  readonly gate: Gate;
  /** IP addresses of two phones on the visitors' network. */
  readonly phones: readonly [string, string];
  /** An address that no phone of the visitors' network has. */
  readonly stranger: string;
  pass(seconds: number): Promise<void>;
}

export function describeGate(name: string, makeBench: () => Promise<GateBench>): void {
  const met = async ({ gate }: GateBench, ip: string) => {
    const phone = await gate.whoIs(ip);
    if (!phone) throw new Error('the bench names a phone that is not there');
    return phone;
  };

  describe(`${name} keeps the gate's contract`, () => {
    test('a phone that comes is captive', async () => {
      const bench = await makeBench();
      expect((await met(bench, bench.phones[0])).state).toEqual({ kind: 'captive' });
    });

    test('a phone keeps its handle, and no two phones share one', async () => {
      const bench = await makeBench();
      const [first, second] = bench.phones;
      const { handle } = await met(bench, first);
      expect((await met(bench, first)).handle).toBe(handle);
      expect((await met(bench, second)).handle).not.toBe(handle);
    });

    test('a handle is 16 hexadecimal digits, different at another gate, and holds no address', async () => {
      const bench = await makeBench();
      const other = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      expect(handle).toMatch(/^[0-9a-f]{16}$/);
      expect((await met(other, bench.phones[0])).handle).not.toBe(handle);
    });

    test('nobody is at an address outside the network', async () => {
      const bench = await makeBench();
      expect(await bench.gate.whoIs(bench.stranger)).toBeUndefined();
      expect(await bench.gate.whoIs('')).toBeUndefined();
      expect(await bench.gate.whoIs('not an address')).toBeUndefined();
    });

    test('opening grants that phone and no other', async () => {
      const bench = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      expect(await bench.gate.open(handle, 600)).toBe(true);
      const state = (await met(bench, bench.phones[0])).state;
      expect(state.kind).toBe('granted');
      if (state.kind !== 'granted') return;
      expect(state.secondsRemaining).toBeGreaterThan(590);
      expect(state.secondsRemaining).toBeLessThanOrEqual(600);
      expect((await met(bench, bench.phones[1])).state).toEqual({ kind: 'captive' });
    });

    test('a grant runs out, and the phone is then expired, not new', async () => {
      const bench = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      await bench.gate.open(handle, 2);
      await bench.pass(3);
      expect(await met(bench, bench.phones[0])).toEqual({ handle, state: { kind: 'expired' } });
    });

    test('opening again sets the remaining time anew, shorter or longer', async () => {
      const bench = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      await bench.gate.open(handle, 600);
      await bench.gate.open(handle, 60);
      const shorter = (await met(bench, bench.phones[0])).state;
      expect(shorter.kind === 'granted' && shorter.secondsRemaining).toBeLessThanOrEqual(60);
      await bench.gate.open(handle, 3600);
      const longer = (await met(bench, bench.phones[0])).state;
      expect(longer.kind === 'granted' && longer.secondsRemaining).toBeGreaterThan(3500);
    });

    test('closing makes the phone captive', async () => {
      const bench = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      await bench.gate.open(handle, 600);
      expect(await bench.gate.close(handle)).toBe(true);
      expect((await met(bench, bench.phones[0])).state).toEqual({ kind: 'captive' });
    });

    test('a handle that nobody has is neither opened nor closed', async () => {
      const { gate } = await makeBench();
      expect(await gate.open('0000000000000000', 60)).toBe(false);
      expect(await gate.close('0000000000000000')).toBe(false);
    });

    test('the list has every phone once, with its state', async () => {
      const bench = await makeBench();
      const first = await met(bench, bench.phones[0]);
      const second = await met(bench, bench.phones[1]);
      await bench.gate.open(second.handle, 600);
      const listed = await bench.gate.list();
      expect(listed.map(({ handle }) => handle).sort()).toEqual([first.handle, second.handle].sort());
      expect(listed.find(({ handle }) => handle === second.handle)?.state.kind).toBe('granted');
    });
  });
}
