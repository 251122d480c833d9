/**
 * Names and addresses of a lab. Pure. Each lab has a random name, so that several stand side by side; inside its namespaces
 * all are alike.
 *
 *   phones ── lan0 ┐                       ┌ 198.18.0.1     name server, collector
 *      10.20.0.0/20│ kit │ wan0 ── kit0 │ internet ┤ 198.18.1.0/24  every other host
 *   field  ── fld0 ┘      198.18.0.0/24   └ 2001:db8::1    the same over IPv6
 *
 * 198.18.0.0/15 is set aside for tests of networks (RFC 2544); dnsmasq takes other test networks for private ones.
 */
import { randomBytes } from 'node:crypto';

export interface LabPlan {
  /** 'dtm-1a2b3c' */
  readonly name: string;
  /** Everything of the lab that is a file. */
  readonly folder: string;
  readonly internet: string;
  readonly kit: string;
  readonly field: string;
  /** The namespace of the phone of that number, counted from 1. */
  phone(number: number): string;
}

export const labsFolder = '/run/dtm-lab';
const namePattern = /^dtm-[0-9a-f]{6}$/;

export const newLabName = (): string => `dtm-${randomBytes(3).toString('hex')}`;
export const isLabName = (name: string): boolean => namePattern.test(name);

export const planLab = (name: string): LabPlan => ({
  name,
  folder: `${labsFolder}/${name}`,
  internet: `${name}-internet`,
  kit: `${name}-kit`,
  field: `${name}-field`,
  phone: (number) => `${name}-p${number}`,
});

export const internetAddresses = {
  gateway: '198.18.0.1',
  kit: '198.18.0.2',
  prefix: 24,
  /** Every name leads here that is no other's. */
  host: '198.18.1.10',
  hosts: '198.18.1.0/24',
  gateway6: '2001:db8::1',
  kit6: '2001:db8::2',
} as const;

export const collectorAddress = { name: 'collector.lab', port: 8090 } as const;
export const fieldTeam = { address: '10.21.0.2', prefix: 24 } as const;
/** Ports of the internet's hosts besides 80 and 443: they send back what they get. */
export const echoPort = 7;

/** Locally administered, unicast, as a phone makes one up for a network. */
export function randomMac(): string {
  const bytes = randomBytes(6);
  bytes[0] = ((bytes[0] ?? 0) & 0xfc) | 0x02;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
