/**
 * What the kernel is told: forward IPv4 and nothing else, no IPv6 towards phones, tables large enough for a bus full of
 * phones, and no memory of a program on a disk (core files, swap).
 */
import type { NetworkConfig } from '../../src/platform/network-config.ts';
import { header } from './files.ts';

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
  ['net/ipv4/neigh/default/gc_thresh1', 2048, 'the standard, 1024 in all, is less than the phones’ subnet'],
  ['net/ipv4/neigh/default/gc_thresh2', 4096],
  ['net/ipv4/neigh/default/gc_thresh3', 8192],
  ['net/netfilter/nf_conntrack_max', 65_536],
  [
    'net/netfilter/nf_conntrack_tcp_timeout_established',
    7200,
    'five days as a standard: phones leave without a word',
  ],
  ['kernel/core_pattern', '|/bin/false', 'a core file would hold answers and addresses'],
  ['fs/suid_dumpable', 0],
  ['vm/swappiness', 0],
];

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
 * Until the gate has loaded its table nothing is forwarded, and nobody on the phones' side or the uplink's reaches the kit
 * itself, but for an address. The chains have the names, hooks and policies of the gate's own (src/gate/ruleset.ts), so that
 * the gate's load fills them in one step; test/deploy loads one over the other.
 */
export const renderClosedTable = ({ lan_interface, wan_interfaces }: NetworkConfig): string => {
  const outside = [lan_interface, ...wan_interfaces].map((name) => `"${name}"`).join(', ');
  return `#!/usr/sbin/nft -f
${header('Closed until the gate has loaded its table. No "flush ruleset": that would take grants away.')}
table inet dtm {
	chain pass {
		type filter hook forward priority filter; policy drop;
	}
	chain enter {
		type filter hook input priority filter; policy accept;
		iifname != { ${outside} } accept
		ct state established,related accept
		udp dport { 67, 68 } accept
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept
		drop
	}
}
`;
};
