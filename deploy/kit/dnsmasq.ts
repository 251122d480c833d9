/**
 * The two name servers of the visitors' network. The first gives addresses (DHCP) and, while the uplink is up, asks the
 * internet for names. The second stands in while it is down: it knows the probe names only. Neither logs a query, a lease
 * or a name, and the leases lie on tmpfs.
 */
import { type NetworkConfig, phoneRange, runPaths } from '../../src/platform/network-config.ts';
import { header, type KitPlan } from './files.ts';

export const dnsmasqPaths = {
  online: '/etc/dtm-wifi/dnsmasq.conf',
  offline: '/etc/dtm-wifi/dnsmasq-offline.conf',
} as const;

/** RFC 5737, TEST-NET-2: routed nowhere, and phones refuse private addresses for the probe names. */
export const offlineAddress = '198.51.100.1';
/** So soon after the uplink's return a phone asks the real name server. */
const offlineTtlSeconds = 10;

export type DnsmasqPlan = Pick<KitPlan, 'network' | 'certificateHost'>;

export function renderDnsmasq({ network, certificateHost }: DnsmasqPlan): string {
  const { first, last, netmask, count } = phoneRange(network);
  const paths = runPaths(network);
  return `${header('DHCP and names for phones, while the uplink is up.')}
${common(network, 53)}
# Names. No IPv6 is offered, and no HTTPS or SVCB record: a phone that reads one never tries port 80.
${upstreams(network)}
${ownNames(network, certificateHost)}
domain-needed
bogus-priv
stop-dns-rebind
filter-AAAA
filter-rr=HTTPS
filter-rr=SVCB
cache-size=4096
# A bus of phones arrives at once, and an uplink may be slow to answer. A question waits ten seconds; the gate lets a phone have
# 360 waiting at most, so that two dozen hostile ones do not take every place.
dns-forward-max=10000

# Addresses. Phones tell their owner's name here; it is not taken down.
dhcp-range=${first},${last},${netmask},${network.lease_minutes}m
dhcp-lease-max=${count}
dhcp-leasefile=${paths.leases}
dhcp-ignore-names
# A phone is its MAC, and whoever says another's client id is not that other; with ids a single phone could be thousands.
dhcp-ignore-clid
dhcp-authoritative
dhcp-rapid-commit
# A ping before each offer costs a phone three seconds; phones look for a double address themselves (RFC 5227).
no-ping
dhcp-option=option:router,${network.address}
dhcp-option=option:dns-server,${network.address}
# Option 114 (RFC 8910), written by the kit while it has a valid certificate.
dhcp-optsfile=${paths.dhcpOptions}
`;
}

export function renderOfflineDnsmasq({
  network,
  certificateHost,
  probeHosts,
}: DnsmasqPlan & Pick<KitPlan, 'probeHosts'>): string {
  // host-record is exact; address=/apple.com/ would take everything under it along.
  const probes = [...new Set(probeHosts)].sort().map((host) => `host-record=${host},${offlineAddress}`);
  return `${header('Names for phones, while there is no uplink: the gate leads them here.')}
${common(network, network.offline_dns_port)}
no-resolv
${ownNames(network, certificateHost)}
local-ttl=${offlineTtlSeconds}
# Any other name does not exist (NXDOMAIN).
local=/#/
# The probe names lead to a public test address, whose port 80 the gate leads to the kit.
${probes.join('\n')}
`;
}

/** bind-dynamic: the interface may come later, a USB radio for one. */
const common = (network: NetworkConfig, port: number): string => `keep-in-foreground
pid-file
port=${port}
interface=${network.lan_interface}
except-interface=lo
bind-dynamic
no-hosts
no-ident
quiet-dhcp
quiet-dhcp6
quiet-ra
`;

const upstreams = ({ upstream_dns }: NetworkConfig): string =>
  upstream_dns.length === 0
    ? '# What the uplink\u2019s DHCP says; read again whenever it changes.\nresolv-file=/etc/resolv.conf'
    : ['no-resolv', 'all-servers', ...upstream_dns.map((address) => `server=${address}`)].join('\n');

/** Answered here and never asked upstream, AAAA included. */
const ownNames = ({ name, address }: NetworkConfig, certificateHost: string | undefined): string =>
  [name, ...(certificateHost === undefined || certificateHost === name ? [] : [certificateHost])]
    .flatMap((host) => [`local=/${host}/`, `host-record=${host},${address}`])
    .join('\n');
