/**
 * What the kernel is told: forward IPv4 and nothing else, no IPv6 towards phones, tables large enough for a bus full of
 * phones, and no memory of a program on a disk (core files, swap).
 */
import type { NetworkConfig } from '../../src/platform/network-config.ts';
import { header } from './files.ts';

export const closedTablePath = '/etc/nftables.conf';
export const sysctlPath = '/etc/sysctl.d/90-dtm-wifi.conf';

/** Key, value, and why where it is not plain. Keys with "/" because an interface's name may hold a dot. */
export const sysctlRows = (
  network: NetworkConfig,
): readonly (readonly [string, string | number, string?])[] => [
  ['net/ipv4/ip_forward', 1],
  ['net/ipv6/conf/all/forwarding', 0],
  ...[network.lan_interface, network.field_interface].flatMap((name) => insideRows(name)),
  // The larger of "all" and the interface's own counts, so "all" must not stand above.
  ['net/ipv4/conf/all/rp_filter', 0],
  ...network.wan_interfaces.map(
    (name) =>
      [`net/ipv4/conf/${name}/rp_filter`, 2, 'loose: an answer may come by the other uplink'] as const,
  ),
  ...['all', 'default'].flatMap(
    (name) =>
      [
        [`net/ipv4/conf/${name}/accept_redirects`, 0],
        [`net/ipv4/conf/${name}/secure_redirects`, 0],
        [`net/ipv4/conf/${name}/send_redirects`, 0],
        [`net/ipv4/conf/${name}/accept_source_route`, 0],
        [`net/ipv6/conf/${name}/accept_redirects`, 0],
      ] as const,
  ),
  ['net/ipv4/ip_nonlocal_bind', 1, 'the portal does not wait for the field team’s adapter to be plugged in'],
  ['net/ipv4/tcp_syncookies', 1],
  ...neighbourRows(network),
  ['net/netfilter/nf_conntrack_max', 131_072, 'one hostile phone makes some two thousand of them at most'],
  [
    'net/netfilter/nf_conntrack_tcp_timeout_time_wait',
    30,
    'two minutes as a standard: short connections, one after the other, would fill the table',
  ],
  ['net/netfilter/nf_conntrack_icmp_timeout', 5],
  [
    'net/netfilter/nf_conntrack_tcp_timeout_established',
    7200,
    'five days as a standard: phones leave without a word',
  ],
  ['kernel/core_pattern', '|/bin/false', 'a core file would hold answers and addresses'],
  ['fs/suid_dumpable', 0],
  ['vm/swappiness', 0],
];

/**
 * Who claims by ARP to be every address of the phones' subnet makes as many entries (rp_filter lets none through from outside it);
 * with room for twice as many nobody who is there is pushed out.
 */
const neighbourRows = ({ prefix }: NetworkConfig): readonly (readonly [string, number, string?])[] => {
  const most = Math.max(8192, 2 * 2 ** (32 - prefix));
  return [
    [
      'net/ipv4/neigh/default/gc_thresh1',
      most / 4,
      'the standard, 1024 in all, is less than the phones’ subnet',
    ],
    ['net/ipv4/neigh/default/gc_thresh2', most / 2],
    ['net/ipv4/neigh/default/gc_thresh3', most],
  ];
};

/** Interfaces that people plug into or join: nothing is believed that comes from there. */
const insideRows = (name: string): readonly (readonly [string, number, string?])[] => [
  [`net/ipv6/conf/${name}/accept_ra`, 0],
  [`net/ipv6/conf/${name}/disable_ipv6`, 1],
  [`net/ipv4/conf/${name}/rp_filter`, 1],
  [`net/ipv4/conf/${name}/send_redirects`, 0],
  [`net/ipv4/conf/${name}/accept_redirects`, 0],
  [`net/ipv4/conf/${name}/arp_ignore`, 1, 'answers for its own address only'],
];

/** "-": an interface that is not there yet is no error; udev asks for its keys again when it comes. */
export const renderSysctl = (network: NetworkConfig): string =>
  `${header('Forwarding, limits and hardening.')}\n${sysctlRows(network)
    .map(([key, value, why]) => `${why === undefined ? '' : `# ${why}\n`}-${key} = ${value}\n`)
    .join('')}`;

export const renderModules = (): string =>
  `${header('Loaded before the settings that need it.')}nf_conntrack\n`;

/**
 * Until the gate has loaded its table nothing is forwarded, and nobody but the field team reaches the kit itself, but
 * for an address. The chains have the names, hooks and policies of the gate's own (src/gate/ruleset.ts), so that
 * the gate's load fills them in one step; test/deploy loads one over the other.
 */
export const renderClosedTable = ({ field_interface }: NetworkConfig): string => `#!/usr/sbin/nft -f
${header('Closed until the gate has loaded its table. No "flush ruleset": that would take grants away.')}
table inet dtm {
	chain pass {
		type filter hook forward priority filter; policy drop;
	}
	chain enter {
		type filter hook input priority filter; policy accept;
		iifname { "lo", "${field_interface}" } accept
		ct state established,related accept
		udp dport { 67, 68 } accept
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept
		drop
	}
}
`;

/**
 * Where phones hang on several ports of a bridge (two access points; the kit's own and one more), what one port sends goes to the
 * kit and to no other port: no phone plays the DHCP server or the router to another. An access point's own isolation parts the
 * phones that share a port. Ports that come later are in it too. A kit bridges for nobody else.
 */
export const renderIsolation = (): string => `add table bridge dtm
add chain bridge dtm pass { type filter hook forward priority filter; policy drop; }
`;
