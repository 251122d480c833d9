/**
 * What every gate must do, the real one behind its socket and the fake one of the demonstration. A bench makes a gate, names
 * addresses of phones that are present, and lets time pass.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { Gate, PresenceEvent } from '../../src/protocol/gate.ts';
import { describeCounting } from './gate-counting.contract.ts';

export interface GateBench {
  readonly gate: Gate;
  /** IP addresses of two phones on the visitors' network. */
  readonly phones: readonly [string, string];
  /** An address that no phone of the visitors' network has. */
  readonly stranger: string;
  /** Further phones come to the network; their addresses. */
  arrive(count: number): Promise<readonly string[]>;
  /** A phone goes away, and enough time passes for the gate to see it. */
  leave?(ip: string): Promise<void>;
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export function describeGate(
  name: string,
  newBench: () => Promise<GateBench>,
  { phonesLeave = true } = {},
): void {
  const benches: GateBench[] = [];
  const makeBench = async () => {
    const bench = await newBench();
    benches.push(bench);
    return bench;
  };
  afterEach(async () => {
    await Promise.all(benches.splice(0).map((bench) => bench.close()));
  });

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

    test('an expired phone that is opened is granted again', async () => {
      const bench = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      await bench.gate.open(handle, 1);
      await bench.pass(2);
      expect((await met(bench, bench.phones[0])).state).toEqual({ kind: 'expired' });
      expect(await bench.gate.open(handle, 60)).toBe(true);
      expect((await met(bench, bench.phones[0])).state.kind).toBe('granted');
    });

    test('closing what is not open, and closing twice, is no mistake', async () => {
      const bench = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      expect(await bench.gate.close(handle)).toBe(true);
      await bench.gate.open(handle, 1);
      await bench.pass(2);
      expect(await bench.gate.close(handle)).toBe(true);
      expect(await bench.gate.close(handle)).toBe(true);
      expect((await met(bench, bench.phones[0])).state).toEqual({ kind: 'captive' });
    });

    test('a bus of phones is opened at once, each its own', async () => {
      const bench = await makeBench();
      const addresses = await bench.arrive(100);
      const handles = await Promise.all(addresses.map(async (ip) => (await met(bench, ip)).handle));
      expect(new Set(handles).size).toBe(100);
      expect(await Promise.all(handles.map((handle) => bench.gate.open(handle, 600)))).toEqual(
        handles.map(() => true),
      );
      const states = new Map((await bench.gate.list()).map(({ handle, state }) => [handle, state.kind]));
      expect(handles.map((handle) => states.get(handle))).toEqual(handles.map(() => 'granted'));
      expect((await met(bench, bench.phones[0])).state).toEqual({ kind: 'captive' });
    });

    test('opening and closing at once end as the last one says', async () => {
      const bench = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      const { gate } = bench;
      await Promise.all([
        gate.open(handle, 60),
        gate.close(handle),
        gate.open(handle, 600),
        gate.close(handle),
      ]);
      expect((await met(bench, bench.phones[0])).state).toEqual({ kind: 'captive' });
      await Promise.all([gate.close(handle), gate.open(handle, 600)]);
      expect((await met(bench, bench.phones[0])).state.kind).toBe('granted');
    });

    test('grants outlive an uplink that goes and comes', async () => {
      const bench = await makeBench();
      const { handle } = await met(bench, bench.phones[0]);
      await bench.gate.open(handle, 600);
      await bench.gate.setUplink(false);
      await bench.gate.setUplink(false);
      expect((await met(bench, bench.phones[0])).state.kind).toBe('granted');
      await bench.gate.setUplink(true);
      expect((await met(bench, bench.phones[0])).state.kind).toBe('granted');
    });

    test('who comes is told once, under the handle it keeps, until nobody listens', async () => {
      const bench = await makeBench();
      for (const ip of bench.phones) await met(bench, ip);
      const told: PresenceEvent[] = [];
      const end = bench.gate.onPresence((event) => told.push(event));
      const [ip = ''] = await bench.arrive(1);
      const { handle } = await met(bench, ip);
      await met(bench, ip);
      for (const known of bench.phones) await met(bench, known);
      expect(told).toEqual([{ kind: 'joined', handle }]);
      end();
      const [later = ''] = await bench.arrive(1);
      await met(bench, later);
      expect(told).toHaveLength(1);
    });

    describeCounting(makeBench, phonesLeave);
  });
}
