/**
 * Frames as a hostile phone writes them, every field as it likes: Ethernet, ARP, IPv4, UDP, TCP, ICMP, DHCP. Pure: values in, bytes
 * out. A phone's own kernel would never send most of these.
 *
 *   Ethernet  to 6 | from 6 | type 2          ARP   hardware 2 | protocol 2 | lengths 2 | operation 2 | …
 *   DHCP      op 1 | htype 1 | hlen 1 | hops 1 | xid 4 | secs 2 | flags 2 | ciaddr yiaddr siaddr giaddr 4 × 4
 *             | chaddr 16 | sname 64 | file 128 | magic 4 | options      (RFC 2131, figure 1)
 */
const broadcastMac = 'ff:ff:ff:ff:ff:ff';

export const macBytes = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex');
export const macText = (bytes: Buffer): string => bytes.toString('hex').replace(/..(?=.)/g, '$&:');
export const ipBytes = (ip: string): Buffer => Buffer.from(ip.split('.').map(Number));

const u16 = (value: number): Buffer => Buffer.of((value >> 8) & 0xff, value & 0xff);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

export interface Between {
  readonly fromMac: string;
  readonly toMac: string;
}

const etherTypes = { ipv4: 0x0800, arp: 0x0806 } as const;

const ethernet = ({ fromMac, toMac }: Between, type: keyof typeof etherTypes, payload: Buffer): Buffer =>
  Buffer.concat([macBytes(toMac), macBytes(fromMac), u16(etherTypes[type]), payload]);

export interface Claim {
  readonly mac: string;
  readonly ip: string;
}

/** `sender` says that it has that address; RFC 826. */
export const arp = (between: Between, kind: 'asks' | 'answers', sender: Claim, target: Claim): Buffer =>
  ethernet(
    between,
    'arp',
    Buffer.concat([
      // Ethernet, IPv4, six bytes and four.
      Buffer.of(0, 1, 8, 0, 6, 4, 0, kind === 'asks' ? 1 : 2),
      ...[sender, target].flatMap(({ mac, ip }) => [macBytes(mac), ipBytes(ip)]),
    ]),
  );

const protocols = { icmp: 1, tcp: 6, udp: 17 } as const;

export interface Route extends Between {
  readonly from: string;
  readonly to: string;
}

function ipv4(route: Route, protocol: keyof typeof protocols, payload: Buffer): Buffer {
  const head = Buffer.concat([
    // Version 4, five words of header.
    Buffer.of(0x45, 0),
    u16(20 + payload.length),
    // No fragment; 64 hops.
    Buffer.of(0, 0, 0x40, 0, 64, protocols[protocol], 0, 0),
    ipBytes(route.from),
    ipBytes(route.to),
  ]);
  u16(checksum(head)).copy(head, 10);
  return ethernet(route, 'ipv4', Buffer.concat([head, payload]));
}

/** Without a checksum, which IPv4 allows (RFC 768). */
export const udp = (route: Route, fromPort: number, toPort: number, data: Buffer): Buffer =>
  ipv4(route, 'udp', Buffer.concat([u16(fromPort), u16(toPort), u16(8 + data.length), u16(0), data]));

/** A segment without data: SYN is 2, RST 4. */
export function tcp(route: Route, fromPort: number, toPort: number, flags: number, sequence = 1): Buffer {
  const segment = Buffer.concat([
    u16(fromPort),
    u16(toPort),
    u32(sequence),
    u32(0),
    Buffer.of(0x50, flags, 0xff, 0xff, 0, 0, 0, 0),
  ]);
  const pseudo = [ipBytes(route.from), ipBytes(route.to), Buffer.of(0, protocols.tcp), u16(segment.length)];
  u16(checksum(Buffer.concat([...pseudo, segment]))).copy(segment, 16);
  return ipv4(route, 'tcp', segment);
}

export function icmp(route: Route, type: number, code: number, rest: Buffer): Buffer {
  const message = Buffer.concat([Buffer.of(type, code, 0, 0), rest]);
  u16(checksum(message)).copy(message, 2);
  return ipv4(route, 'icmp', message);
}

/** RFC 2132, 9.6. */
const dhcpTypes = {
  discover: 1,
  offer: 2,
  request: 3,
  decline: 4,
  ack: 5,
  nak: 6,
  release: 7,
} as const;

export interface DhcpMessage {
  readonly type: keyof typeof dhcpTypes;
  readonly chaddr: string;
  /** Bytes of chaddr that count, and what follows the first six of them. */
  readonly hlen?: number;
  readonly chaddrTail?: Buffer;
  readonly ciaddr?: string;
  readonly yiaddr?: string;
  readonly giaddr?: string;
  /** Code and value. */
  readonly options?: readonly (readonly [number, Buffer])[];
}

const magic = 0x63825363;
const nowhere = '0.0.0.0';

function dhcp(message: DhcpMessage): Buffer {
  const { type, hlen = 6, ciaddr = nowhere, yiaddr = nowhere, giaddr = nowhere } = message;
  const isAnswer = type === 'offer' || type === 'ack' || type === 'nak';
  const chaddr = Buffer.alloc(16);
  Buffer.concat([macBytes(message.chaddr), message.chaddrTail ?? Buffer.alloc(0)]).copy(chaddr);
  const options = [[53, Buffer.of(dhcpTypes[type])] as const, ...(message.options ?? [])];
  return Buffer.concat([
    Buffer.of(isAnswer ? 2 : 1, 1, hlen, 0),
    // xid
    u32(1),
    Buffer.alloc(4),
    ...[ciaddr, yiaddr, nowhere, giaddr].map(ipBytes),
    chaddr,
    Buffer.alloc(64 + 128),
    u32(magic),
    ...options.flatMap(([code, value]) => [Buffer.of(code, value.length), value]),
    Buffer.of(255),
  ]);
}

/** From a client without an address, to whoever is a DHCP server there. */
export const dhcpFrame = (fromMac: string, message: DhcpMessage, from = nowhere): Buffer =>
  udp({ fromMac, toMac: broadcastMac, from, to: '255.255.255.255' }, 68, 67, dhcp(message));
