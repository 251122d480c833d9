/**
 * Which channels a country allows: a table made here by hand in the kernel's format, and, where the machine has it, the
 * kernel's own.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeChannel } from '../../deploy/kit/regulatory.ts';

const radar = 1 << 2;
const noInitiating = 1 << 3;

/** One country "AA" with these rules, as [flags, from MHz, to MHz]. */
function makeTable(rules: readonly (readonly [number, number, number])[]): Buffer {
  const head = Buffer.alloc(16);
  head.write('RGDB', 'latin1');
  head.writeUInt32BE(20, 4);
  head.write('AA', 8, 'latin1');
  head.writeUInt16BE(16 / 4, 10);
  // Length 4, so the pointers follow at once; padded to whole units of four.
  const collection = Buffer.alloc(4 + 4 * Math.ceil(rules.length / 2));
  collection.writeUInt8(4, 0);
  collection.writeUInt8(rules.length, 1);
  const bodies = rules.map(([flags, from, to], index) => {
    collection.writeUInt16BE((16 + collection.length + 16 * index) / 4, 4 + 2 * index);
    const rule = Buffer.alloc(16);
    rule.writeUInt8(16, 0);
    rule.writeUInt8(flags, 1);
    rule.writeUInt32BE(from * 1000, 4);
    rule.writeUInt32BE(to * 1000, 8);
    return rule;
  });
  return Buffer.concat([head, collection, ...bodies]);
}
const table = makeTable([
  [0, 2402, 2472],
  [noInitiating, 2472, 2482],
  [0, 5170, 5250],
  [radar, 5250, 5330],
  [0, 5735, 5755],
  [0, 5755, 5775],
]);
const judge = (band: '2.4' | '5', channel: number, country = 'AA') =>
  judgeChannel(table, { country, band, channel });

describe('a channel', () => {
  it('inside a free rule is allowed', () => {
    for (const [band, channel] of [
      ['2.4', 1],
      ['2.4', 11],
      ['5', 36],
      ['5', 48],
    ] as const)
      expect(judge(band, channel), `${channel}`).toEqual({ kind: 'allowed' });
  });

  it('inside two free rules that touch is allowed', () => {
    expect(judge('5', 149)).toEqual({ kind: 'allowed' });
    expect(judge('5', 153)).toEqual({ kind: 'allowed' });
  });

  it('that reaches into a rule where nobody may begin to send is forbidden', () => {
    expect(judge('2.4', 12)).toEqual({ kind: 'forbidden', allowed: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] });
    expect(judge('2.4', 13).kind).toBe('forbidden');
  });

  it('with radar has the free ones named', () => {
    expect(judge('5', 52)).toEqual({ kind: 'radar', allowed: [36, 40, 44, 48, 149, 153] });
  });

  it('beyond the rules, or that does not exist in its band, is forbidden', () => {
    expect(judge('5', 157).kind).toBe('forbidden');
    expect(judge('5', 6).kind).toBe('forbidden');
    expect(judge('2.4', 36).kind).toBe('forbidden');
    expect(judge('5', 38).kind).toBe('forbidden');
  });

  it('of a country that is not in the table, or without a table, is not judged', () => {
    expect(judge('2.4', 6, 'ZZ')).toEqual({ kind: 'unknown country' });
    expect(judgeChannel(undefined, { country: 'AA', band: '2.4', channel: 6 })).toEqual({ kind: 'no table' });
    expect(judgeChannel(Buffer.from('not a table'), { country: 'AA', band: '2.4', channel: 6 }).kind).toBe(
      'unknown country',
    );
  });
});

const kernels = '/lib/firmware/regulatory.db';
it.skipIf(!existsSync(kernels))(
  'the kernel’s own table knows what is known of Colombia and the United States',
  () => {
    const bytes = readFileSync(kernels);
    const kind = (country: string, band: '2.4' | '5', channel: number) =>
      judgeChannel(bytes, { country, band, channel }).kind;
    expect(kind('CO', '2.4', 6)).toBe('allowed');
    expect(kind('CO', '5', 36)).toBe('allowed');
    expect(kind('CO', '5', 52)).toBe('radar');
    expect(kind('US', '2.4', 11)).toBe('allowed');
    expect(kind('US', '2.4', 13)).toBe('forbidden');
  },
);
