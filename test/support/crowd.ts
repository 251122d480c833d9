/**
 * A thousand phones from one radio: each asks for an address by DHCP, is given one, and asks by ARP who the kit is, as any phone does
 * first; the kernel then has it as a neighbour and the gate sees it. Frames only: a thousand namespaces would take minutes.
 */
import { readFileSync } from 'node:fs';
import { arp, dhcpFrame } from '../../scripts/lab/frames.ts';
import type { Lab } from '../../scripts/lab/lab.ts';
import { ipBatch } from '../../scripts/lab/namespaces.ts';
import { openPacketSocket } from '../../scripts/lab/packet-socket.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { randomMac } from '../../scripts/lab/plan.ts';
import { runPaths } from '../../src/platform/network-config.ts';
import type { Gate } from '../../src/protocol/gate.ts';
import { knowledgeOf } from './hostile-phone.ts';

export interface FramePhone {
  readonly mac: string;
  readonly ip: string;
}

/** RFC 4039: with option 80 one message is enough for a lease. */
const rapid = [80, Buffer.alloc(0)] as const;
const nobody = '00:00:00:00:00:00';
/** The kernel's neighbour table holds 1,024 in all outside a kit, whose own limits are the whole machine's. */
const atOnce = 200;
/** The gate looks once a second. */
const lookMs = 1300;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const leasesOf = ({ kit }: Lab): FramePhone[] =>
  readFileSync(runPaths(kit.network).leases, 'utf8')
    .split('\n')
    .flatMap((row) => {
      const [, mac = '', ip = ''] = row.split(' ');
      return ip === '' ? [] : [{ mac, ip }];
    });

/** @param from a phone whose radio sends for them all. */
export async function joinCrowd(
  lab: Lab,
  gate: Pick<Gate, 'list' | 'whoIs'>,
  from: Phone,
  count: number,
  /** With those who are there already. */
  inAll: number,
): Promise<FramePhone[]> {
  const macs = new Set(Array.from({ length: count }, randomMac));
  const socket = openPacketSocket(from.namespace);
  const leased = () => leasesOf(lab).filter(({ mac }) => macs.has(mac));
  try {
    // A frame that the radio did not take is sent again, as phones do.
    for (let round = 0; round < 10 && leased().length < macs.size; round++) {
      const has = new Set(leased().map(({ mac }) => mac));
      const waiting = [...macs].filter((mac) => !has.has(mac));
      for (const [index, mac] of waiting.entries()) {
        socket.send(dhcpFrame(mac, { type: 'discover', chaddr: mac, options: [rapid] }));
        if (index % 20 === 0) await pause(10);
      }
      await pause(1200);
    }
  } finally {
    socket.close();
  }
  const phones = leased();
  if (phones.length < macs.size) throw new Error(`${phones.length} of ${macs.size} phones have an address`);
  // With its answer dnsmasq puts most into the neighbour table; whoever had no room there speaks now that there is.
  const unseen: FramePhone[] = [];
  for (const phone of phones) if (!(await gate.whoIs(phone.ip))) unseen.push(phone);
  await flushNeighbours(lab);
  await greet(lab, gate, from, unseen, inAll);
  return phones;
}

const flushNeighbours = ({ plan }: Lab) => ipBatch(plan.kit, ['neigh flush dev lan0']);

/** They speak: whoever was away is there again. What the radio did not take is said once more, until the gate sees so many. */
export async function greet(
  lab: Lab,
  gate: Pick<Gate, 'list'>,
  from: Phone,
  phones: readonly FramePhone[],
  until = phones.length,
): Promise<void> {
  const { kitMac, kitAddress } = await knowledgeOf(lab, from);
  const socket = openPacketSocket(from.namespace);
  try {
    for (let round = 0; round < 6; round++) {
      for (let first = 0; first < phones.length; first += atOnce) {
        for (const { mac, ip } of phones.slice(first, first + atOnce))
          socket.send(
            arp({ fromMac: mac, toMac: kitMac }, 'asks', { mac, ip }, { mac: nobody, ip: kitAddress }),
          );
        await pause(lookMs);
        await flushNeighbours(lab);
      }
      if ((await gate.list()).length >= until) return;
    }
  } finally {
    socket.close();
  }
  throw new Error(`the gate sees ${(await gate.list()).length} phones, not ${until}`);
}
