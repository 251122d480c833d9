/** The checks about ports: the kit's own among themselves, and other programs that hold one of them already. */
import type { NetworkConfig } from '../../src/platform/network-config.ts';
import { type Check, wrong } from './finding.ts';
import type { Listener } from './listeners.ts';

/** What an other program on a port usually is, and how it is made to leave. */
const remedies: Readonly<Record<string, string>> = {
  dnsmasq:
    'Another dnsmasq runs. If it is Debian’s service: sudo systemctl disable --now dnsmasq. If NetworkManager or libvirt started it: stop its shared connection or network.',
  'systemd-resolve': 'sudo systemctl disable --now systemd-resolved, and set upstream_dns.',
  NetworkManager: 'A shared connection is active in NetworkManager: remove it with "nmcli connection".',
  dhcpd: 'Another DHCP server: sudo systemctl disable --now isc-dhcp-server.',
  'kea-dhcp4': 'Another DHCP server: sudo systemctl disable --now kea-dhcp4-server.',
  named: 'Another name server: sudo systemctl disable --now named.',
  unbound: 'Another name server: sudo systemctl disable --now unbound.',
};

interface NeededPort {
  readonly key: string;
  readonly protocol: Listener['protocol'];
  readonly port: number;
  readonly what: string;
}

const neededPorts = (network: NetworkConfig): readonly NeededPort[] => [
  { key: 'portal_port', protocol: 'tcp', port: network.portal_port, what: 'the portal' },
  { key: 'portal_tls_port', protocol: 'tcp', port: network.portal_tls_port, what: 'the captive API' },
  {
    key: 'offline_dns_port',
    protocol: 'udp',
    port: network.offline_dns_port,
    what: 'names without an uplink',
  },
  {
    key: 'offline_dns_port',
    protocol: 'tcp',
    port: network.offline_dns_port,
    what: 'names without an uplink',
  },
  { key: 'address', protocol: 'udp', port: 53, what: 'names for phones' },
  { key: 'address', protocol: 'tcp', port: 53, what: 'names for phones' },
  { key: 'address', protocol: 'udp', port: 67, what: 'addresses for phones (DHCP)' },
];

const portsAreFree: Check = ({ network }, { listeners }) => {
  const taken = neededPorts(network).flatMap((needed) =>
    listeners
      .filter(({ isOurs, protocol, port }) => !isOurs && protocol === needed.protocol && port === needed.port)
      // 127.0.0.53 and the like are no hindrance: phones are answered at the kit's own address.
      .filter(({ address }) => address === '0.0.0.0' || address === network.address)
      .map((listener) => ({ needed, listener })),
  );
  const sentences = taken.map(({ needed, listener: { program } }) =>
    wrong(
      `Port ${needed.port} (${needed.protocol}), needed for ${needed.what}, is taken by ${program ?? 'another program'}.`,
      remedies[program ?? ''] ??
        (needed.port < 1024 ? 'Stop that program.' : `Stop that program, or choose another ${needed.key}.`),
    ),
  );
  return [...new Map(sentences.map((finding) => [finding.sentence, finding])).values()];
};

const portsDiffer: Check = ({ network }) => {
  const { portal_port, portal_tls_port, offline_dns_port } = network;
  const keys = Object.entries({ portal_port, portal_tls_port, offline_dns_port });
  return keys.flatMap(([key, port], index) =>
    keys
      .slice(index + 1)
      .filter(([, other]) => other === port)
      .map(([other]) => wrong(`${key} and ${other} are both ${port}.`, `Give ${other} a port of its own.`)),
  );
};

export const portChecks: readonly Check[] = [portsDiffer, portsAreFree];
