/**
 * What every gate must do for counting, as part of its contract: two numbers a phone and nothing else, the same slot under the same key
 * and another under another, seats that have nothing to do with slots, and silence when nobody is to be counted.
 */
import { describe, expect, test } from 'vitest';
import type { Counted, CountedEvent, CountKey, Gate } from '../../src/protocol/gate.ts';
import type { GateBench } from './gate.contract.ts';

const keyOf = (fill: number, size = 16_384): CountKey => ({ key: new Uint8Array(32).fill(fill), size });
const phoneCount = 60;

/** Counts under this key from now on; what is told. */
async function startCount(gate: Gate, key: CountKey): Promise<CountedEvent[]> {
  const told: CountedEvent[] = [];
  await gate.count(key, (event) => told.push(event));
  return told;
}

const phonesOf = (told: readonly CountedEvent[]): Counted[] =>
  told.flatMap((event) => (event.kind === 'departed' ? [] : [event]));
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const slotsOf = (told: readonly CountedEvent[]) => sorted(phonesOf(told).map(({ slot }) => slot));
const seatsOf = (told: readonly CountedEvent[]) => sorted(phonesOf(told).map(({ seat }) => seat));
/** How many numbers of one list are in the other: few, where only chance puts them there. */
const inBoth = (one: readonly number[], other: readonly number[]) =>
  one.filter((number) => other.includes(number)).length;

export function describeCounting(makeBench: () => Promise<GateBench>, phonesLeave: boolean): void {
  /** Both phones of the bench, and a bus of others. */
  const makeCrowd = async () => {
    const bench = await makeBench();
    const further = await bench.arrive(phoneCount - 2);
    for (const ip of [...bench.phones, ...further])
      if (!(await bench.gate.whoIs(ip))) throw new Error('the bench names a phone that is not there');
    return bench;
  };
  const come = async (bench: GateBench) => {
    const [ip = ''] = await bench.arrive(1);
    await bench.gate.whoIs(ip);
    return ip;
  };

  describe('counts', () => {
    test.each([16_384, 4096])('everybody who is there, once each, in %d slots', async (size) => {
      const { gate } = await makeCrowd();
      const told = await startCount(gate, keyOf(1, size));
      expect(told.map(({ kind }) => kind)).toEqual(told.map(() => 'present'));
      expect(told).toHaveLength(phoneCount);
      for (const { slot, seat, isRandomised } of phonesOf(told)) {
        expect(slot >= 0 && slot < size && Number.isInteger(slot)).toBe(true);
        expect(seat >= 0 && seat < 65_536 && Number.isInteger(seat)).toBe(true);
        expect(isRandomised).toBeTypeOf('boolean');
      }
      // Spread over all of them: the highest of sixty is not in the lower half.
      expect(Math.max(...slotsOf(told))).toBeGreaterThan(size / 2);
      expect(new Set(slotsOf(told)).size).toBeGreaterThan(phoneCount - 5);
    });

    test('the same phone into the same slot under the same key, into another under another', async () => {
      const { gate } = await makeCrowd();
      const first = await startCount(gate, keyOf(1));
      const second = await startCount(gate, keyOf(2));
      const again = await startCount(gate, keyOf(1));
      expect(slotsOf(again)).toEqual(slotsOf(first));
      expect(second).toHaveLength(phoneCount);
      expect(inBoth(slotsOf(second), slotsOf(first))).toBeLessThan(5);
    });

    test('the same phone into the same slot at another gate that has the key, and under another seat', async () => {
      const [one, other] = [await makeCrowd(), await makeCrowd()];
      const told = [await startCount(one.gate, keyOf(1)), await startCount(other.gate, keyOf(1))] as const;
      expect(slotsOf(told[1])).toEqual(slotsOf(told[0]));
      expect(inBoth(seatsOf(told[1]), seatsOf(told[0]))).toBeLessThan(5);
    });

    test('seats that stay under every key, and that no key tells', async () => {
      const { gate } = await makeCrowd();
      const first = await startCount(gate, keyOf(1));
      const second = await startCount(gate, keyOf(2));
      expect(seatsOf(second)).toEqual(seatsOf(first));
      const alike = phonesOf(first).filter(({ slot, seat }) => slot === seat);
      expect(alike.length).toBeLessThan(5);
    });

    test('who comes, once, and into the slot in which the next list has it', async () => {
      const bench = await makeBench();
      for (const ip of bench.phones) await bench.gate.whoIs(ip);
      const told = await startCount(bench.gate, keyOf(1));
      const ip = await come(bench);
      await bench.gate.whoIs(ip);
      expect(told.map(({ kind }) => kind)).toEqual(['present', 'present', 'arrived']);
      const again = await startCount(bench.gate, keyOf(1));
      expect(slotsOf(again)).toEqual(slotsOf(told));
      expect(seatsOf(again)).toEqual(seatsOf(told));
    });

    test('for the last one who asked, and for nobody once that is said', async () => {
      const bench = await makeBench();
      for (const ip of bench.phones) await bench.gate.whoIs(ip);
      const first = await startCount(bench.gate, keyOf(1));
      const second = await startCount(bench.gate, keyOf(1));
      await come(bench);
      expect(first).toHaveLength(2);
      expect(second.map(({ kind }) => kind)).toEqual(['present', 'present', 'arrived']);
      await bench.gate.count(undefined);
      await come(bench);
      expect(second).toHaveLength(3);
      expect(await startCount(bench.gate, keyOf(1))).toHaveLength(4);
    });

    test('under its own copy of the key', async () => {
      const { gate } = await makeCrowd();
      const key = keyOf(1);
      const first = await startCount(gate, key);
      expect([...key.key]).toEqual([...keyOf(1).key]);
      key.key.fill(9);
      expect(slotsOf(await startCount(gate, keyOf(1)))).toEqual(slotsOf(first));
    });

    if (phonesLeave)
      test('who goes, from the seat that it had, and who is not there is not in the next list', async () => {
        const bench = await makeCrowd();
        const told = await startCount(bench.gate, keyOf(1));
        const ip = await come(bench);
        const arrived = told.at(-1);
        await bench.leave?.(ip);
        await bench.gate.list();
        expect(told.at(-1)).toEqual({ kind: 'departed', seat: arrived?.seat });
        expect(told).toHaveLength(phoneCount + 2);
        expect(seatsOf(await startCount(bench.gate, keyOf(2)))).toEqual(seatsOf(told.slice(0, phoneCount)));
      });
  });
}
