/**
 * A hostile phone that sends frames without a pause, each kind of attack a row of the table below. The frames go straight to its
 * radio: no kernel of its own holds it back.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { arp, dhcpFrame, icmp, tcp, udp } from './frames.ts';
import { type Attack, type Orders, obey, startHostile } from './hostile-process.ts';
import { encodeQuestion } from './name-question.ts';
import { openPacketSocket } from './packet-socket.ts';
import { randomMac } from './plan.ts';

export interface FloodOrders extends Orders {
  readonly namespace: string;
  readonly kind: keyof typeof floods;
  readonly framesPerSecond: number;
  /** It goes on until so many are sent, however slow the machine is. */
  readonly leastFrames?: number;
  /** The phone's own addresses, and the kit's. */
  readonly mac: string;
  readonly address: string;
  readonly kitMac: string;
  readonly kitAddress: string;
  /** A host of the internet. */
  readonly host: string;
  /** An address that is another phone's. */
  readonly claimed?: string;
}

export interface FloodResult {
  readonly frames: number;
}

export const startFlood = (orders: FloodOrders): Promise<Attack<FloodResult>> =>
  startHostile(import.meta.filename, orders);

const anyPort = () => randomInt(1024, 65_536);
const anyName = (domain: string) => `${randomBytes(8).toString('hex')}.${domain}`;

const ask = ({ mac, kitMac, address, kitAddress }: FloodOrders, name: string): Buffer =>
  udp(
    { fromMac: mac, toMac: kitMac, from: address, to: kitAddress },
    anyPort(),
    53,
    encodeQuestion(randomInt(65_536), name, 'A'),
  );
const outward = ({ mac, kitMac, address, host }: FloodOrders) =>
  ({ fromMac: mac, toMac: kitMac, from: address, to: host }) as const;
/** RFC 4039: with option 80 one message is enough for a lease. */
const rapid = [80, Buffer.alloc(0)] as const;

/** One frame each, made new every time. */
const floods = {
  /** Names that nobody has asked for yet. */
  names: (orders: FloodOrders) => ask(orders, anyName('example.org')),
  /** Names whose server never answers: each keeps the kit waiting. */
  unansweredNames: (orders: FloodOrders) => ask(orders, anyName('silent.lab')),
  /** A lease for a phone that does not exist, asked for by this one. */
  inventedClients: ({ mac }: FloodOrders) =>
    dhcpFrame(mac, { type: 'discover', chaddr: randomMac(), options: [rapid] }),
  /** The same, with frames that are not from this phone either. */
  inventedPhones: () => {
    const mac = randomMac();
    return dhcpFrame(mac, { type: 'discover', chaddr: mac, options: [rapid] });
  },
  /** "That address is mine", told to the kit in both of ARP's ways. */
  claims: ({ mac, kitMac, kitAddress, claimed = '' }: FloodOrders) =>
    arp(
      { fromMac: mac, toMac: kitMac },
      randomInt(2) === 0 ? 'asks' : 'answers',
      { mac, ip: claimed },
      { mac: kitMac, ip: kitAddress },
    ),
  /** Connections by which the kit's kernel remembers each. */
  connections: (orders: FloodOrders) => tcp(outward(orders), anyPort(), randomInt(1, 65_536), 2),
  portalConnections: (orders: FloodOrders) =>
    tcp({ ...outward(orders), to: orders.kitAddress }, anyPort(), 80, 2),
  datagrams: (orders: FloodOrders) =>
    udp(outward(orders), anyPort(), randomInt(1024, 65_536), Buffer.alloc(20)),
  datagramsToTheKit: (orders: FloodOrders) =>
    udp(
      { ...outward(orders), to: orders.kitAddress },
      anyPort(),
      randomInt(2) === 0 ? 80 : 67,
      Buffer.alloc(20),
    ),
  pings: (orders: FloodOrders) => icmp({ ...outward(orders), to: orders.kitAddress }, 8, 0, randomBytes(8)),
} as const satisfies Record<string, (orders: FloodOrders) => Buffer>;

const everyMs = 5;

function flood(orders: FloodOrders): () => Promise<FloodResult> {
  const socket = openPacketSocket(orders.namespace);
  const make = floods[orders.kind];
  let frames = 0;
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * orders.framesPerSecond;
    // However late it is, never more than a tenth of a second's worth at once.
    const burst = Math.min(due - frames, orders.framesPerSecond / 10);
    for (let left = burst; left > 0; left -= 1) {
      socket.send(make(orders));
      frames += 1;
    }
  }, everyMs);
  return async () => {
    while (frames < (orders.leastFrames ?? 0)) await new Promise((resolve) => setTimeout(resolve, everyMs));
    clearInterval(timer);
    socket.close();
    return { frames };
  };
}

obey(import.meta.filename, flood);
