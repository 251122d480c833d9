/**
 * Which channels a country allows, read from the kernel's own table (package wireless-regdb). The format, version 20, all
 * numbers big-endian, pointers in units of four bytes:
 *
 *   'RGDB' | version 4 | country: letters 2, pointer 2 … | 0
 *   pointer → length 1, rules 1, radar region 1, – 1, then a pointer 2 for each rule
 *   pointer → length 1, flags 1, power 2, from kHz 4, to kHz 4, bandwidth kHz 4, …
 */
import type { NetworkConfig } from '../../src/platform/network-config.ts';

type Band = NonNullable<NetworkConfig['radio']>['band'];
export type ChannelVerdict =
  | { readonly kind: 'allowed' }
  /** An access point may not begin to send there (no initiating radiation). */
  | { readonly kind: 'forbidden'; readonly allowed: readonly number[] }
  /** Allowed only with radar detection, which a Pi's own radio does not have. */
  | { readonly kind: 'radar'; readonly allowed: readonly number[] }
  | { readonly kind: 'unknown country' }
  | { readonly kind: 'no table' };

/** The channels of 20 MHz that exist. */
const channels: Readonly<Record<Band, readonly number[]>> = {
  '2.4': Array.from({ length: 13 }, (_, index) => index + 1),
  '5': [
    ...Array.from({ length: 8 }, (_, index) => 36 + 4 * index),
    ...Array.from({ length: 12 }, (_, index) => 100 + 4 * index),
    ...Array.from({ length: 8 }, (_, index) => 149 + 4 * index),
  ],
};
const channelWidthKhz = 20_000;
const centreKhz = (band: Band, channel: number): number =>
  1000 * ((band === '2.4' ? 2407 : 5000) + 5 * channel);

const flagRadar = 1 << 2;
const flagNoInitiating = 1 << 3;

interface Rule {
  readonly flags: number;
  readonly fromKhz: number;
  readonly toKhz: number;
}

/** @param table the bytes of regulatory.db, undefined where the machine has none. */
export function judgeChannel(
  table: Buffer | undefined,
  { country, band, channel }: { readonly country: string; readonly band: Band; readonly channel: number },
): ChannelVerdict {
  if (!channels[band].includes(channel)) return { kind: 'forbidden', allowed: channels[band] };
  if (!table) return { kind: 'no table' };
  const rules = findRules(table, country);
  if (!rules) return { kind: 'unknown country' };
  const flagsOf = (number: number) => flagsAt(rules, centreKhz(band, number));
  const free = (number: number) => flagsOf(number) === 0;
  const allowed = channels[band].filter(free);
  const flags = flagsOf(channel);
  if (flags === 0) return { kind: 'allowed' };
  return flags === flagRadar ? { kind: 'radar', allowed } : { kind: 'forbidden', allowed };
}

/** What stands against an access point there; neighbouring rules may cover one channel together. */
function flagsAt(rules: readonly Rule[], centre: number): number {
  const from = centre - channelWidthKhz / 2;
  const to = centre + channelWidthKhz / 2;
  const touching = rules.filter((rule) => rule.fromKhz < to && rule.toKhz > from);
  const covered = touching.reduce(
    (sum, rule) => sum + Math.min(to, rule.toKhz) - Math.max(from, rule.fromKhz),
    0,
  );
  if (covered < channelWidthKhz) return flagNoInitiating;
  return touching.reduce((flags, rule) => flags | (rule.flags & (flagRadar | flagNoInitiating)), 0);
}

function findRules(table: Buffer, country: string): readonly Rule[] | undefined {
  if (table.length < 12 || table.toString('latin1', 0, 4) !== 'RGDB' || table.readUInt32BE(4) !== 20)
    return undefined;
  for (let at = 8; at + 4 <= table.length && table.readUInt16BE(at + 2) !== 0; at += 4)
    if (table.toString('latin1', at, at + 2) === country)
      return readRules(table, 4 * table.readUInt16BE(at + 2));
  return undefined;
}

function readRules(table: Buffer, at: number): readonly Rule[] {
  const length = table.readUInt8(at);
  const first = at + length + (length % 2);
  return Array.from({ length: table.readUInt8(at + 1) }, (_, index) => {
    const rule = 4 * table.readUInt16BE(first + 2 * index);
    return {
      flags: table.readUInt8(rule + 1),
      fromKhz: table.readUInt32BE(rule + 4),
      toKhz: table.readUInt32BE(rule + 8),
    };
  });
}
