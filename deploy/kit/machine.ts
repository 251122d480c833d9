/**
 * What the check has to know of this machine, read from /sys, /proc and a few files, and for a radio from `iw`. It only
 * looks. What cannot be read is left empty, and the check says nothing about it.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NetworkConfig } from '../../src/platform/network-config.ts';
import { type Listener, readListeners } from './listeners.ts';

export interface InterfaceFacts {
  readonly name: string;
  readonly isWireless: boolean;
  /** The kernel's driver, e.g. "brcmfmac" for a Pi's own radio. */
  readonly driver: string | undefined;
  /** 'a.b.c.d/n', IPv4. */
  readonly addresses: readonly string[];
}

export interface MachineFacts {
  readonly interfaces: readonly InterfaceFacts[];
  /** Sockets that wait for clients, with the program where it could be seen (root sees all). */
  readonly listeners: readonly Listener[];
  /** Radios that are switched off, by software or by a switch on the case. */
  readonly blockedRadios: readonly { readonly name: string; readonly bySwitch: boolean }[];
  /** What `iw phy … info` says of the configured radio. */
  readonly radioInfo: string | undefined;
  /** The kernel's regulatory.db. */
  readonly channelTable: Buffer | undefined;
  readonly nameServers: readonly string[];
  /** Of the programs the kit needs, those that are not here. */
  readonly missingPrograms: readonly string[];
  readonly swaps: readonly string[];
  /** Interfaces that /etc/network/interfaces sets up. */
  readonly ifupdownInterfaces: readonly string[];
  readonly hasRandomDevice: boolean;
}

/** Where Debian puts them; the rendered units name the same paths. */
const programsOf = ({ radio }: NetworkConfig): readonly string[] => [
  '/usr/sbin/dnsmasq',
  '/usr/sbin/nft',
  '/sbin/ip',
  '/sbin/tc',
  ...(radio ? ['/usr/sbin/hostapd'] : []),
];

/** @param root another root than "/": a tree that a test has made. */
export async function lookAtMachine(network: NetworkConfig, root = '/'): Promise<MachineFacts> {
  const at = (...parts: string[]) => join(root, ...parts);
  const channelTable = at('lib/firmware/regulatory.db');
  return {
    interfaces: names(at('sys/class/net')).map((name) => ({
      name,
      isWireless: existsSync(at('sys/class/net', name, 'phy80211')),
      driver: linkName(at('sys/class/net', name, 'device/driver')),
      addresses: (networkInterfaces()[name] ?? []).flatMap(({ family, cidr }) =>
        family === 'IPv4' && cidr !== null ? [cidr] : [],
      ),
    })),
    listeners: readListeners(at('proc')),
    blockedRadios: names(at('sys/class/rfkill')).flatMap((name) => {
      const value = (key: string) => text(at('sys/class/rfkill', name, key)).trim();
      if (value('type') !== 'wlan') return [];
      const bySwitch = value('hard') === '1';
      return bySwitch || value('soft') === '1' ? [{ name: value('name') || name, bySwitch }] : [];
    }),
    radioInfo:
      network.radio && (await radioInfo(at('sys/class/net', network.radio.interface, 'phy80211/name'))),
    channelTable: existsSync(channelTable) ? readFileSync(channelTable) : undefined,
    nameServers: [...text(at('etc/resolv.conf')).matchAll(/^nameserver\s+(\S+)/gm)].map(
      ([, server = '']) => server,
    ),
    missingPrograms: programsOf(network).filter((program) => !existsSync(at(program))),
    swaps: text(at('proc/swaps'))
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split(/\s+/)[0] || []),
    ifupdownInterfaces: [...text(at('etc/network/interfaces')).matchAll(/^\s*iface\s+(\S+)/gm)].map(
      ([, name = '']) => name,
    ),
    hasRandomDevice: existsSync(at('dev/urandom')),
  };
}

async function radioInfo(phyNameFile: string): Promise<string | undefined> {
  const phy = text(phyNameFile).trim();
  if (!/^[A-Za-z0-9_-]+$/.test(phy)) return undefined;
  try {
    return (await promisify(execFile)('iw', ['phy', phy, 'info'], { timeout: 5000 })).stdout;
  } catch {
    return undefined;
  }
}

const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function linkName(path: string): string | undefined {
  try {
    return readlinkSync(path).split('/').at(-1);
  } catch {
    return undefined;
  }
}
