/** What the kit makes of lists and events of counting, over connections that break and gates that are started anew. */
import { expect, test } from 'vitest';
import type { Counted, CountedEvent } from '../../protocol/gate.ts';
import { createCountedPhones } from './counted-phones.ts';

const key = (fill: number) => ({ key: new Uint8Array(32).fill(fill), size: 4096 });
const phone = (slot: number, seat: number): Counted => ({ slot, seat, isRandomised: true });

function makePhones() {
  const told: CountedEvent[] = [];
  const phones = createCountedPhones();
  let lastId = 0;
  return {
    phones,
    /** What was told since the last time. */
    told: () => told.splice(0),
    ask: (fill: number) => {
      phones.change(String(++lastId), key(fill), (event) => told.push(event));
      return String(lastId);
    },
    list: (id: string, listed: readonly Counted[]) => {
      for (const counted of listed) phones.list(id, counted);
      phones.finish(id);
    },
  };
}

test('under a new key everybody is told, and first who is there no more', () => {
  const { phones, told, ask, list } = makePhones();
  list(ask(1), [phone(1, 11), phone(2, 12), phone(3, 12)]);
  expect(told()).toEqual([
    { kind: 'present', ...phone(1, 11) },
    { kind: 'present', ...phone(2, 12) },
    { kind: 'present', ...phone(3, 12) },
  ]);
  const id = ask(2);
  // Under the older key still, or gone before the list: what counts is the list.
  phones.take({ kind: 'arrived', ...phone(4, 13) });
  phones.take({ kind: 'departed', seat: 12 });
  list(id, [phone(9, 12), phone(8, 13)]);
  expect(told()).toEqual([
    { kind: 'departed', seat: 11 },
    { kind: 'departed', seat: 12 },
    { kind: 'present', ...phone(9, 12) },
    { kind: 'present', ...phone(8, 13) },
  ]);
});

test('over a new connection only what has changed is told, two phones of a seat as two', () => {
  const { phones, told, ask, list } = makePhones();
  const id = ask(1);
  list(id, [phone(1, 11), phone(2, 12)]);
  phones.take({ kind: 'arrived', ...phone(3, 12) });
  told();
  expect(phones.askAgain()).toEqual({ id, body: { verb: 'count', key: key(1) } });
  list(id, [phone(2, 12), phone(4, 14), phone(5, 14)]);
  expect(told()).toEqual([
    { kind: 'departed', seat: 11 },
    { kind: 'departed', seat: 12 },
    { kind: 'present', ...phone(4, 14) },
    { kind: 'present', ...phone(5, 14) },
  ]);
});

test('behind a gate that was started anew all have gone from their old seats and are there on new ones', () => {
  const { phones, told, ask, list } = makePhones();
  const id = ask(1);
  list(id, [phone(1, 11), phone(2, 12)]);
  told();
  phones.askAgain();
  list(id, [phone(1, 500), phone(2, 501)]);
  expect(told()).toEqual([
    { kind: 'departed', seat: 11 },
    { kind: 'departed', seat: 12 },
    { kind: 'present', ...phone(1, 500) },
    { kind: 'present', ...phone(2, 501) },
  ]);
});

test('a list that broke off is told whole when it comes', () => {
  const { phones, told, ask, list } = makePhones();
  const id = ask(1);
  phones.list(id, phone(1, 11));
  phones.askAgain();
  list(id, [phone(1, 11)]);
  expect(told()).toEqual([{ kind: 'present', ...phone(1, 11) }]);
});

test('the list of an older request, and who was never told of, are passed over', () => {
  const { phones, told, ask, list } = makePhones();
  const older = ask(1);
  const id = ask(2);
  list(older, [phone(1, 11)]);
  list(id, [phone(7, 17)]);
  phones.take({ kind: 'departed', seat: 11 });
  phones.finish(id);
  expect(told()).toEqual([{ kind: 'present', ...phone(7, 17) }]);
  phones.take({ kind: 'departed', seat: 17 });
  phones.take({ kind: 'departed', seat: 17 });
  expect(told()).toEqual([{ kind: 'departed', seat: 17 }]);
});

test('a slot beyond the bitmap is told to nobody, in a list or later', () => {
  const { phones, told, ask, list } = makePhones();
  const id = ask(1);
  expect(phones.list(id, phone(4096, 1))).toBe(false);
  phones.askAgain();
  list(id, []);
  expect(phones.take({ kind: 'arrived', ...phone(4096, 1) })).toBe(false);
  expect(phones.take({ kind: 'arrived', ...phone(4095, 1) })).toBe(true);
  expect(told()).toEqual([{ kind: 'arrived', ...phone(4095, 1) }]);
});

test('a key that is replaced is filled with zeros; after the end nothing is told and nothing stands', () => {
  const { phones, told, ask, list } = makePhones();
  const keyNow = () => {
    const body = phones.askAgain()?.body;
    return body?.verb === 'count' ? body.key?.key : undefined;
  };
  expect(phones.askAgain()).toBeUndefined();
  list(ask(1), [phone(1, 11)]);
  const first = keyNow();
  expect([...(first ?? [])]).toEqual([...key(1).key]);
  ask(2);
  const second = keyNow();
  expect([...(first ?? [])]).toEqual(new Array(32).fill(0));
  phones.change('9', undefined, undefined);
  expect([...(second ?? [])]).toEqual(new Array(32).fill(0));
  expect(keyNow()).toBeUndefined();
  phones.finish('9');
  told();
  phones.take({ kind: 'arrived', ...phone(1, 11) });
  list(ask(3), [phone(1, 12)]);
  expect(told()).toEqual([{ kind: 'present', ...phone(1, 12) }]);
});
