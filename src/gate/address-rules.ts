/**
 * The part of the firewall that is about addresses: who is given one (DHCP), and that nobody uses another's. Pure. nft compares a
 * field of a packet with a set, never with another field; hence the sets below that hold one MAC for the time of one packet.
 *
 *   DHCP message   op 1 | htype 1 | hlen 1 | hops 1 | … | giaddr 4 at 24 | chaddr 16 at 28     (RFC 2131; UDP's head before it: 8)
 *
 * What must stay true: one MAC gets one address; and all MACs together never get the last one.
 */
import { type NetworkConfig, newcomers } from '../platform/network-config.ts';

/** Addresses that were given to somebody, and each with the MAC it was given to. In both tables, filled by the gate from the leases. */
export const ownedSet = 'owned';
export const ownersSet = 'owners';
export const arpTable = 'arp dtm';

const ownership = `  set ${ownedSet} { type ipv4_addr; size 65535; }
  set ${ownersSet} { type ipv4_addr . ether_addr; size 65535; }`;

export const addressSets = (network: NetworkConfig): string => {
  const { atOnce, perDay, countedForMinutes } = newcomers(network);
  return `${ownership}
  set dhcp_rate { type ether_addr; flags dynamic,timeout; timeout 1m; size 65535; }
  # MACs as raw bytes: nft compares the field of a DHCP message with no others.
  set dhcp_sender { typeof @th,288,48; flags dynamic,timeout; timeout 1s; size 65535; }
  set dhcp_clients { type ether_addr; flags dynamic,timeout; timeout ${countedForMinutes}m; size 65535; }
  limit newcomers { rate over ${perDay}/day burst ${atOnce} packets; }`;
};

/**
 * Before the connections are looked at, so that a packet under another's address touches none of that other's. An address that
 * was given to nobody may be anybody's: a phone keeps its own when the kit has forgotten it.
 */
export const originChain = (network: NetworkConfig): string => `  chain origin {
    iifname "${network.lan_interface}" ip saddr @${ownedSet} ip saddr . ether saddr != @${ownersSet} drop
  }`;

/**
 * A phone asks for an address for itself only, once, and not faster than phones do. A longer hardware address, or a relay, would
 * make it as many clients as it likes. The sender's MAC is put into a set, the field looked up there, and the MAC taken out again.
 */
export const dhcpChains = `  chain from_dhcp_client {
    # A request (op) of Ethernet (htype) with six bytes (hlen), by no relay (giaddr).
    @th,64,24 != 0x010106 drop
    @th,256,32 != 0 drop
    update @dhcp_rate { ether saddr limit rate over 1/second burst 8 packets } drop
    update @dhcp_sender { @ll,48,48 }
    @th,288,48 @dhcp_sender delete @dhcp_sender { @ll,48,48 } goto dhcp_client
    delete @dhcp_sender { @ll,48,48 }
    drop
  }
  chain dhcp_client {
    ether saddr != @dhcp_clients limit name "newcomers" drop
    update @dhcp_clients { ether saddr }
    accept
  }`;

/** Who says by ARP that it has another's address is not heard, so that the other's packets go on to the other. */
export const renderArpTable = (network: NetworkConfig): string => `add table ${arpTable}
delete table ${arpTable}
table ${arpTable} {
${ownership}
  chain hear {
    type filter hook input priority filter; policy accept;
    iifname "${network.lan_interface}" arp saddr ip @${ownedSet} arp saddr ip . arp saddr ether != @${ownersSet} drop
  }
}
`;
