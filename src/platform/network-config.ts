/**
 * The section `network` of the kit's one configuration file. Three programs read it: the gate (rules), the kit (its own
 * names, limits) and the command that renders hostapd, dnsmasq, sysctl and systemd files. Addresses are IPv4; IPv6 is not
 * offered to phones.
 */
import { isIPv4 } from 'node:net';
import { z } from 'zod';

const interfaceName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9._-]{0,14}$/, 'an interface name of at most 15 letters, digits, ".", "_", "-"');
const ipv4 = z.string().refine((text) => isIPv4(text), 'an IPv4 address such as "10.20.0.1"');
const port = z.int().min(1024).max(65_535);
/** Plain enough to stand in any configuration file or unit without quoting. */
export const plainPath = z
  .string()
  .regex(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/, 'an absolute path of letters, digits, ".", "_", "-"');
const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
/** A host name of at least two labels, lower-case. */
export const hostName = z
  .string()
  .max(253)
  .regex(new RegExp(`^${label}(\\.${label})+$`), 'a name such as "wifi.dtm"');

const radio = z.strictObject({
  interface: interfaceName.meta({ example: 'wlan0' }),
  ssid: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= 32 && !/[\p{Cc}]/u.test(text), 'at most 32 bytes of text')
    .meta({ example: 'WIFI GRATIS OIM' }),
  /** ISO 3166-1 alpha-2: decides which channels are allowed. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters')
    .meta({ example: 'CO' }),
  band: z.enum(['2.4', '5']).default('2.4').meta({ example: '2.4' }),
  channel: z.int().min(1).max(177).default(6).meta({ example: 6 }),
  /** A Pi's own radio carries 8 to 20; an external access point more. */
  max_stations: z.int().min(1).max(512).default(60).meta({ example: 60 }),
});

const fairness = z.strictObject({
  /** Connections of one phone to the internet at once. */
  connections: z.int().min(10).default(200).meta({ example: 200 }),
  /** New connections of one phone per second, lasting; short bursts may be four times that. */
  new_connections_per_second: z.int().min(1).default(20).meta({ example: 20 }),
  /** Connections of one phone to the portal at once. */
  portal_connections: z.int().min(2).default(8).meta({ example: 8 }),
  /** Beyond so many megabytes in a session a phone is slowed, never cut. 0: never slowed. */
  quota_mb: z.int().min(0).default(500).meta({ example: 500 }),
  /** To so many kilobytes a second, each way. */
  slow_kbytes_per_second: z.int().min(8).default(64).meta({ example: 64 }),
  /** The uplink's own speed in kbit/s: lets cake or fq_codel queue here and not at the provider. 0: not known. */
  uplink_down_kbit: z.int().min(0).default(0).meta({ example: 8000 }),
  uplink_up_kbit: z.int().min(0).default(0).meta({ example: 2000 }),
});

export const networkSchema = z
  .strictObject({
    /** Where phones are: the radio itself, or the bridge or wire that an external access point hangs on. */
    lan_interface: interfaceName.meta({ example: 'wlan0' }),
    /** Ways to the internet, the best first. */
    wan_interfaces: z
      .array(interfaceName)
      .min(1)
      .meta({ example: ['eth0', 'wwan0'] }),
    /** The field team's: another interface than the phones'. */
    field_interface: interfaceName.meta({ example: 'eth1' }),
    field_address: ipv4.default('10.21.0.1').meta({ example: '10.21.0.1' }),
    /** The kit's address towards phones. */
    address: ipv4.default('10.20.0.1').meta({ example: '10.20.0.1' }),
    prefix: z.int().min(16).max(28).default(20).meta({ example: 20 }),
    /** The shorter, the more newcomers an hour can be given an address without the last one ever being taken (the gate's limit). */
    lease_minutes: z.int().min(10).max(1440).default(60).meta({ example: 60 }),
    /** The portal's local name, answered by the kit itself. */
    name: hostName.default('wifi.dtm').meta({ example: 'wifi.dtm' }),
    /** Where names are asked while the uplink is up; none: what the uplink's DHCP says. */
    upstream_dns: z
      .array(ipv4)
      .default([])
      .meta({ example: ['9.9.9.9'] }),
    /** The server's ports on the kit; phones see 80 and 443. */
    portal_port: port.default(8080).meta({ example: 8080 }),
    portal_tls_port: port.default(8443).meta({ example: 8443 }),
    /** The DNS that answers probe names only, while there is no uplink. */
    offline_dns_port: port.default(5354).meta({ example: 5354 }),
    /** How the gate is spoken to. */
    gate_socket: plainPath.default('/run/dtm-wifi/gate.sock').meta({ example: '/run/dtm-wifi/gate.sock' }),
    /** The kit's user on this machine: besides root and the gate's own, the only one that the gate listens to. */
    kit_user: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]{0,30}$/, 'a user name')
      .default('dtm-kit')
      .meta({ example: 'dtm-kit' }),
    /** tmpfs: leases, DHCP options. Nothing with an address goes anywhere else. */
    run_dir: plainPath.default('/run/dtm-wifi').meta({ example: '/run/dtm-wifi' }),
    /** Absent where an external access point makes the radio. */
    radio: radio.optional(),
    fairness: fairness.prefault({}),
  })
  .refine((network) => network.field_interface !== network.lan_interface, {
    path: ['field_interface'],
    message: 'the field team’s interface must be another one than the phones’',
  })
  .refine((network) => !network.wan_interfaces.includes(network.lan_interface), {
    path: ['wan_interfaces'],
    message: 'the phones’ interface cannot be a way to the internet',
  });
export type NetworkConfig = z.infer<typeof networkSchema>;

/**
 * The files on tmpfs where the network's programs meet. The folder `dnsmasq` is dnsmasq's own: of the others only the gate
 * may read the leases, which hold hardware addresses.
 */
export const runPaths = ({ run_dir }: Pick<NetworkConfig, 'run_dir'>) => ({
  /** dnsmasq writes, the gate reads. */
  leases: `${run_dir}/dnsmasq/leases`,
  /** The kit writes `114,https://…` and a line end, or nothing; dnsmasq reads it at its start and at SIGHUP. */
  dhcpOptions: `${run_dir}/dhcp-options`,
  /** The kit writes what it told the gate of the internet, for itself after a restart: `up` or `down`. */
  internet: `${run_dir}/internet`,
  /** hostapd's control sockets, one an interface. */
  hostapdControl: `${run_dir}/hostapd`,
});

/** First and last address that a phone may get: the kit's subnet without network, kit and broadcast. */
export function phoneRange({ address, prefix }: Pick<NetworkConfig, 'address' | 'prefix'>): {
  readonly first: string;
  readonly last: string;
  readonly netmask: string;
  /** 'a.b.c.d/n' */
  readonly subnet: string;
  /** How many addresses that is. */
  readonly count: number;
} {
  const size = 2 ** (32 - prefix);
  const own = toNumber(address);
  const base = own - (own % size);
  // The kit is expected at the start of its subnet; the first sixteen addresses stay free for it and its neighbours.
  const free = base + Math.min(16, size / 4);
  const first = own === free ? free + 1 : free;
  const last = base + size - 2;
  return {
    first: toText(first),
    last: toText(last),
    netmask: toText(2 ** 32 - size),
    subnet: `${toText(base)}/${prefix}`,
    count: last - first + 1,
  };
}

/**
 * So many MACs may come to the DHCP server: half of the addresses at once, the other half spread over a lease's length. Each has
 * at most one lease, counted for as long as it can last, so there is always one left for the next.
 */
export function newcomers(network: NetworkConfig): {
  readonly atOnce: number;
  readonly perDay: number;
  readonly countedForMinutes: number;
} {
  const { count } = phoneRange(network);
  const countedForMinutes = network.lease_minutes + 1;
  const atOnce = Math.floor(count / 2);
  return {
    atOnce,
    perDay: Math.floor(((count - atOnce - 1) * minutesOfADay) / countedForMinutes),
    countedForMinutes,
  };
}

const minutesOfADay = 1440;

const toNumber = (address: string): number =>
  address.split('.').reduce((value, octet) => value * 256 + Number(octet), 0);
const toText = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
