/**
 * The firewall of the kit, as one text for nft: NetworkConfig in, the table `inet dtm` out, and `arp dtm` beside it. Pure. Loaded
 * in one transaction, over its own like too: rules are made anew, the sets and what is in them stay. Over a table of another
 * layout it cannot be loaded so (nft.ts puts it in that one's place); hence the chain that is named after the layout.
 *
 *   phone ──▶ kit        DHCP, names, the portal's ports; nothing else, IPv6 neither
 *   phone ──▶ internet   every packet: its MAC must be in `granted`; its connection then carries the phone's number (ct mark)
 *   elsewhere ──▶ kit    from the field team's interface all; else answers, ping, an address for the kit
 *   internet ──▶ phone   every packet: an established connection whose number is in `online`
 *   all else             refused at once, so that no phone hangs
 *
 * A grant is two elements, the MAC in `granted` and the number in `online`, with the same kernel timeout. What must stay true:
 * no packet passes by its connection's state alone, so that an end of the grant ends the connections, with the gate alive or dead.
 */
import { createHash } from 'node:crypto';
import { type NetworkConfig, phoneRange } from '../platform/network-config.ts';
import {
  addressSets,
  dhcpChains,
  originChain,
  ownedSet,
  ownersSet,
  renderArpTable,
} from './address-rules.ts';

export const table = 'inet dtm';
/** MAC → number of the phone. The comment of an element is the phone's handle. */
export const grantedMap = 'granted';
/** Numbers of the phones that are granted. */
export const onlineSet = 'online';
/** MACs of the phones that are there, so that a gate started again knows them. The comment is the handle. */
export const knownSet = 'known';
/** Ports that lead to the kit, whoever asks: 53 and 80 while the uplink is down, none while it is up. */
export const homePortsSet = 'home_ports';
export const homePorts = [53, 80] as const;

export const maxPhones = 4096;
const maxElements = 65_535;

/** RFC 5737, TEST-NET-2: what the names are while the uplink is down. */
const offlineNet = '198.51.100.0/24';

export function renderRuleset(network: NetworkConfig): string {
  return `table ${table} {
${definitions(network)}
  chain ${layoutChain(network)} { }
}
flush table ${table}
flush set ${table} ${ownedSet}
flush set ${table} ${ownersSet}
table ${table} {
${originChain(network)}
${lead(network)}
${enter(network)}
${dhcpChains}
${pass(network)}
${online(network)}
${answer(network)}
${refuse}
${leave(network)}
}
${renderArpTable(network)}`;
}

/** What stays in the kernel from one load to the next: sets, and the chains with their hooks. */
const definitions = (network: NetworkConfig): string => `${sets}
${addressSets(network)}
${Object.entries(hooks)
  .map(([chain, hook]) => `  chain ${chain} { ${hook} }`)
  .join('\n')}
${parts.map((chain) => `  chain ${chain} { }`).join('\n')}`;

/** Empty. Where it is, everything else is defined as here, and a load changes rules only. */
export const layoutChain = (network: NetworkConfig): string =>
  `layout_${createHash('sha256').update(definitions(network)).digest('hex').slice(0, 12)}`;

const hooks = {
  origin: 'type filter hook prerouting priority raw; policy accept;',
  lead: 'type nat hook prerouting priority dstnat; policy accept;',
  enter: 'type filter hook input priority filter; policy accept;',
  pass: 'type filter hook forward priority filter; policy drop;',
  answer: 'type filter hook output priority filter; policy accept;',
  leave: 'type nat hook postrouting priority srcnat; policy accept;',
} as const;
const parts = [
  'from_phone',
  'from_dhcp_client',
  'dhcp_client',
  'names',
  'from_outside',
  'online_up',
  'online_down',
  'farewell',
  'refuse',
] as const;

const sets = `  map ${grantedMap} { type ether_addr : mark; flags timeout; size ${maxElements}; }
  set ${onlineSet} { type mark; flags timeout; size ${maxElements}; }
  set ${knownSet} { type ether_addr; size ${maxElements}; }
  set ${homePortsSet} { type inet_service; size 16; }
  # Per phone, filled by the rules themselves.
  set flows { type mark; flags dynamic; size ${maxElements}; }
  set flow_rate { type mark; flags dynamic,timeout; timeout 1m; size ${maxElements}; }
  set volume { type mark; flags dynamic,timeout; timeout 1d; size ${maxElements}; }
  set slow_up { type mark; flags dynamic,timeout; timeout 1m; size ${maxElements}; }
  set slow_down { type mark; flags dynamic,timeout; timeout 1m; size ${maxElements}; }
  set farewells { type mark; flags dynamic,timeout; timeout 1h; size ${maxElements}; }
  set portal_flows { type ether_addr; flags dynamic; size ${maxElements}; }
  set portal_rate { type ether_addr; flags dynamic,timeout; timeout 1m; size ${maxElements}; }
  set name_rate { type ether_addr; flags dynamic,timeout; timeout 1m; size ${maxElements}; }
  set captive_name_rate { type ether_addr; flags dynamic,timeout; timeout 1m; size ${maxElements}; }
  set name_flows { type ether_addr; flags dynamic; size ${maxElements}; }
  set captive_name_flow_rate { type ether_addr; flags dynamic,timeout; timeout 1m; size ${maxElements}; }
  set name_volume { type ipv4_addr; flags dynamic,timeout; timeout 1m; size ${maxElements}; }
  set ping_rate { type ether_addr; flags dynamic,timeout; timeout 1m; size ${maxElements}; }`;

/** Where the first packet of a connection leads. The portal's own address first: it is the same in every state. */
const lead = (network: NetworkConfig): string => `  chain lead {
    iifname != "${network.lan_interface}" accept
    meta nfproto != ipv4 accept
    ip daddr ${network.address} tcp dport 80 redirect to :${network.portal_port}
    ip daddr ${network.address} tcp dport 443 redirect to :${network.portal_tls_port}
    # No uplink: names and port 80 are the kit's, for granted phones too.
    udp dport 53 udp dport @${homePortsSet} redirect to :${network.offline_dns_port}
    tcp dport 53 tcp dport @${homePortsSet} redirect to :${network.offline_dns_port}
    tcp dport 80 tcp dport @${homePortsSet} redirect to :${network.portal_port}
    # Whatever server a phone asks, the kit's answers: so names follow the uplink, and captive phones have names at all.
    udp dport 53 redirect to :53
    tcp dport 53 redirect to :53
    ether saddr @${grantedMap} accept
    tcp dport 80 redirect to :${network.portal_port}
  }`;

const enter = (network: NetworkConfig): string => {
  const { portal_connections: connections, new_connections_per_second: rate } = network.fairness;
  const portal = `{ ${network.portal_port}, ${network.portal_tls_port} }`;
  const names = `{ 53, ${network.offline_dns_port} }`;
  return `  chain enter {
    iifname "${network.lan_interface}" goto from_phone
    iifname { "lo", "${network.field_interface}" } accept
    # An interface that nobody named is the outside, too.
    goto from_outside
  }
  chain from_phone {
    meta nfproto ipv6 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    meta nfproto ipv6 goto refuse
    udp sport 68 udp dport 67 goto from_dhcp_client
    # No other address of the kit is a phone's business: not the field team's, not the uplink's.
    ip daddr != ${network.address} goto refuse
    # Dropped, not refused: the phone tries again in a second, when one of its others may have ended.
    tcp dport ${portal} ct state new add @portal_flows { ether saddr ct count over ${connections} } drop
    tcp dport ${portal} ct state new update @portal_rate { ether saddr limit rate over ${rate}/second burst ${rate * 4} packets } drop
    tcp dport ${portal} accept
    meta l4proto { tcp, udp } th dport ${names} goto names
    icmp type echo-request update @ping_rate { ether saddr limit rate over 10/second burst 20 packets } drop
    icmp type echo-request accept
    ct state established,related icmp type != echo-request accept
    goto refuse
  }
  # Every packet counts, so that names are no tunnel around the gate; and few connections, for the name server has few to give.
  chain names {
    ether saddr != @${grantedMap} update @captive_name_rate { ether saddr limit rate over 20/second burst 150 packets } drop
    update @name_rate { ether saddr limit rate over ${rate}/second burst ${rate * 8} packets } drop
    meta l4proto tcp ct state new add @name_flows { ether saddr ct count over 2 } drop
    # What an answer may bring is counted by IP address (below): a phone that takes a new one for each gets no further by it.
    ether saddr != @${grantedMap} meta l4proto tcp ct state new update @captive_name_flow_rate { ether saddr limit rate over 10/minute burst 5 packets } drop
    accept
  }
  chain from_outside {
    ct state established,related accept
    udp sport 67 udp dport 68 accept
    icmp type echo-request limit rate 10/second accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept
    drop
  }`;
};

/** RFC 1918 and RFC 3927. A carrier's own range, 100.64.0.0/10, stays open: some put their help pages there. */
const hostNets = '{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16 }';

const pass = (network: NetworkConfig): string => {
  const uplinks = `{ ${quoted(network.wan_interfaces)} }`;
  const lan = `"${network.lan_interface}"`;
  return `  chain pass {
    iifname ${lan} meta nfproto ipv6 goto refuse
    iifname ${lan} ip daddr ${offlineNet} goto refuse
    # The network that the kit is plugged into is its host's, not the visitors'.
    iifname ${lan} ip daddr ${hostNets} goto refuse
    # A MAC without a grant is not in the map: the rule ends there.
    iifname ${lan} oifname ${uplinks} ip saddr ${phoneRange(network).subnet} ct mark set ether saddr map @${grantedMap} goto online_up
    iifname ${lan} goto refuse
    iifname ${uplinks} oifname ${lan} ct state established,related ct mark @${onlineSet} goto online_down
    iifname ${uplinks} oifname ${lan} ct state established ct mark != 0 meta l4proto tcp goto farewell
  }
  # The grant has ended. A phone that only listens would wait for ever: ten packets more, in all, make it answer, and the answer
  # is refused. Then the other end is told.
  chain farewell {
    update @farewells { ct mark limit rate 1/hour burst 10 packets } accept
    reject with tcp reset
  }`;
};

const online = ({ fairness }: NetworkConfig): string => {
  const { connections, new_connections_per_second: rate, quota_mb, slow_kbytes_per_second: slow } = fairness;
  // Slowed by dropping above a rate: TCP finds its pace, and nothing is cut.
  const slowed = (set: string): string =>
    quota_mb === 0
      ? ''
      : `    add @volume { ct mark quota over ${quota_mb} mbytes } update @${set} { ct mark limit rate over ${slow} kbytes/second burst ${slow * 4} kbytes } drop\n`;
  return `  chain online_up {
    # What belongs to no connection is not translated either: it would leave under the phone's own address.
    ct state invalid drop
    ct state new add @flows { ct mark ct count over ${connections} } goto refuse
    ct state new update @flow_rate { ct mark limit rate over ${rate}/second burst ${rate * 4} packets } drop
${slowed('slow_up')}    # An uplink over LTE carries less than the radio: without this, large packets vanish.
    tcp flags syn tcp option maxseg size set rt mtu
    accept
  }
  chain online_down {
${slowed('slow_down')}    tcp flags syn tcp option maxseg size set rt mtu
    accept
  }`;
};

/** A few packets upwards can ask for megabytes: what names over TCP bring is limited as well. An answer is 64 kilobytes at most. */
const answer = (network: NetworkConfig): string => `  chain answer {
    oifname "${network.lan_interface}" tcp sport { 53, ${network.offline_dns_port} } update @name_volume { ip daddr limit rate over 8 kbytes/second burst 64 kbytes } drop
  }`;

const refuse = `  chain refuse {
    meta l4proto tcp reject with tcp reset
    reject with icmpx admin-prohibited
  }`;

const leave = (network: NetworkConfig): string => `  chain leave {
    oifname { ${quoted(network.wan_interfaces)} } ip saddr ${phoneRange(network).subnet} masquerade
  }`;

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
