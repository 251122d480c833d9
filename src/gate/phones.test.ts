/** The memory of phones, with a clock that the test turns. */
import { expect, test } from 'vitest';
import type { PresenceEvent } from '../protocol/gate.ts';
import { createPhones, type Phone } from './phones.ts';

const mac = (number: number) => `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`;

function makePhones({ maxPhones = 10 } = {}) {
  let ms = 0;
  let next = 0;
  const told: PresenceEvent[] = [];
  const kept: string[] = [];
  const phones = createPhones({
    clock: { now: () => ms, msSinceStart: () => ms },
    random: (length) => new Uint8Array(length).fill(++next),
    maxPhones,
    absentAfterMs: 300_000,
    tell: (event) => told.push(event),
    keep: {
      met: (phone) => kept.push(`+${phone.mac}`),
      forgotten: (phone) => kept.push(`-${phone.mac}`),
    },
  });
  const see = (number: number): Phone => {
    const phone = phones.see(mac(number));
    if (!phone) throw new Error('no room');
    return phone;
  };
  return { phones, see, told, kept, pass: (seconds: number) => (ms += seconds * 1000) };
}

test('a phone that comes and goes is told once each, and keeps its handle meanwhile', () => {
  const { phones, see, told, kept, pass } = makePhones();
  const { handle } = see(1);
  pass(299);
  expect(see(1).handle).toBe(handle);
  pass(299);
  phones.sweep();
  expect(told).toEqual([{ kind: 'joined', handle }]);
  pass(1);
  phones.sweep();
  phones.sweep();
  expect(told).toEqual([
    { kind: 'joined', handle },
    { kind: 'left', handle },
  ]);
  expect(phones.find(handle)).toBeUndefined();
  expect(kept).toEqual([`+${mac(1)}`, `-${mac(1)}`]);
  expect(see(1).handle).not.toBe(handle);
});

test('a phone whose grant runs is still known when it comes back, and forgotten when the grant has ended', () => {
  const { phones, see, told, pass } = makePhones();
  const phone = see(1);
  phone.grantedUntilMs = 3_600_000;
  pass(600);
  phones.sweep();
  expect(phones.present()).toEqual([]);
  expect(see(1).handle).toBe(phone.handle);
  expect(told.map(({ kind }) => kind)).toEqual(['joined', 'left', 'joined']);
  pass(3000);
  phones.sweep();
  expect(phones.find(phone.handle)).toBeUndefined();
});

test('a phone that stays is expired after its grant', () => {
  const { phones, see, pass } = makePhones();
  const phone = see(1);
  phone.grantedUntilMs = 60_000;
  expect(phones.describe(phone).state).toEqual({ kind: 'granted', secondsRemaining: 60 });
  pass(60);
  expect(phones.describe(see(1)).state).toEqual({ kind: 'expired' });
});

test('a full memory drops whoever has no grant and was unseen longest, then whoever has one and is away, and nobody else', () => {
  const { phones, see, told, kept, pass } = makePhones({ maxPhones: 3 });
  see(1).grantedUntilMs = 3_600_000;
  const second = see(2);
  pass(1);
  const third = see(3);
  see(4);
  expect(phones.find(second.handle)).toBeUndefined();
  expect(phones.find(third.handle)).toBeDefined();
  expect(told.filter(({ kind }) => kind === 'left')).toEqual([{ kind: 'left', handle: second.handle }]);
  for (const phone of phones.present()) phone.grantedUntilMs = 3_600_000;
  expect(phones.see(mac(5))).toBeUndefined();
  pass(299);
  see(3);
  see(4);
  pass(1);
  phones.sweep();
  expect(phones.see(mac(5))).toBeDefined();
  expect(kept.slice(-2)).toEqual([`-${mac(1)}`, `+${mac(5)}`]);
});

test('phones of an earlier gate are there without having come', () => {
  const { phones, told, kept } = makePhones();
  phones.restore(mac(1), 'aaaaaaaaaaaaaaaa', 30);
  phones.restore(mac(2), 'bbbbbbbbbbbbbbbb', undefined);
  phones.restore(mac(3), 'cccccccccccccccc', 0);
  expect(phones.present().map(phones.describe)).toEqual([
    { handle: 'aaaaaaaaaaaaaaaa', state: { kind: 'granted', secondsRemaining: 30 } },
    { handle: 'bbbbbbbbbbbbbbbb', state: { kind: 'captive' } },
    { handle: 'cccccccccccccccc', state: { kind: 'expired' } },
  ]);
  expect(phones.see(mac(1))?.handle).toBe('aaaaaaaaaaaaaaaa');
  expect([told, kept]).toEqual([[], []]);
});

test('no two handles begin alike, and none with zeros: the firewall knows phones by that half', () => {
  const bytes = [
    [0, 9],
    [7, 1],
    [7, 2],
    [8, 3],
  ].map(
    ([first = 0, second = 0]) => new Uint8Array([first, first, first, first, second, second, second, second]),
  );
  const phones = createPhones({
    clock: { now: () => 0, msSinceStart: () => 0 },
    random: () => bytes.shift() ?? new Uint8Array(8).fill(255),
    maxPhones: 10,
    absentAfterMs: 1,
    tell: () => undefined,
    keep: { met: () => undefined, forgotten: () => undefined },
  });
  expect([phones.see(mac(1))?.handle, phones.see(mac(2))?.handle]).toEqual([
    '0707070701010101',
    '0808080803030303',
  ]);
});
