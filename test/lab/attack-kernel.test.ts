/**
 * Journey: a phone that attacks the kit's kernel: its memory of connections, and what it believes about addresses. Others are
 * served meanwhile, and what it can fill stays small.
 */
import { expect, it } from 'vitest';
import { firstPage } from '../../scripts/lab/bus.ts';
import { type FloodOrders, startFlood } from '../../scripts/lab/flood.ts';
import { arp, tcp, udp } from '../../scripts/lab/frames.ts';
import { run } from '../../scripts/lab/namespaces.ts';
import { openPacketSocket } from '../../scripts/lab/packet-socket.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { echoPort, fieldTeam, internetAddresses } from '../../scripts/lab/plan.ts';
import { until } from '../../scripts/lab/program.ts';
import { countPackets } from '../support/count-packets.ts';
import { knowledgeOf } from '../support/hostile-phone.ts';
import { describeInLab } from '../support/lab-bench.ts';

const kinds: readonly FloodOrders['kind'][] = [
  'connections',
  'portalConnections',
  'datagrams',
  'datagramsToTheKit',
  'pings',
  'names',
];

describeInLab('a phone that attacks the kernel', { programs: ['conntrack'] }, (journey) => {
  const inKit = (...line: string[]) => run('ip', ['netns', 'exec', journey().lab.plan.kit, ...line]);
  const join = async (count: number): Promise<Phone[]> => {
    const phones = await journey().lab.phones.join(count);
    const [first] = phones;
    if (!first) throw new Error('no phones');
    await until('the kit knows of the internet', async () => (await first.resolve('example.org')).code === 0);
    return phones;
  };
  const goOnline = async (phone: Phone) =>
    expect((await phone.post(`${journey().lab.kit.portalUrl}en/online`)).status).toBe(303);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 300));

  it.each(['captive', 'granted'] as const)(
    '%s, makes it remember a few hundred connections, whatever it sends',
    async (state) => {
      const { lab, gate } = journey();
      const [hostile, quiet] = (await join(2)) as [Phone, Phone];
      if (state === 'granted') await goOnline(hostile);
      expect((await gate.whoIs(hostile.address))?.state.kind).toBe(state);
      const knowledge = await knowledgeOf(lab, hostile);
      const floods = await Promise.all(
        kinds.map((kind) =>
          startFlood({ ...knowledge, kind, framesPerSecond: 700, leastFrames: 1000, seconds: 60 }),
        ),
      );
      for (let times = 0; times < 3; times += 1) {
        expect((await firstPage(quiet)).status).toBe(200);
        await settle();
      }
      await goOnline(quiet);
      expect(await quiet.attempt(internetAddresses.host, 443)).toMatchObject({ outcome: 'connected' });
      await Promise.all(floods.map((flood) => flood.stop()));
      const listed = await inKit('conntrack', '-L', '-s', hostile.address);
      const remembered = listed.split('\n').length - 1;
      expect(remembered).toBeGreaterThan(50);
      // Names, pings and portal: some hundreds; granted, two hundred connections more and more names.
      expect(remembered).toBeLessThan(state === 'captive' ? 500 : 1000);
    },
  );

  it('sends under addresses of no phone, and none of it is let in or passed on', async () => {
    const { lab } = journey();
    const [hostile] = (await join(1)) as [Phone];
    await goOnline(hostile);
    const { kitMac, kitAddress } = await knowledgeOf(lab, hostile);
    const passed = await countPackets(lab.plan.kit, 'forward', `ether saddr ${hostile.mac}`);
    const taken = await countPackets(lab.plan.kit, 'input', `ether saddr ${hostile.mac} ip protocol tcp`);
    const socket = openPacketSocket(hostile.namespace);
    const between = { fromMac: hostile.mac, toMac: kitMac };
    for (const from of [
      internetAddresses.gateway,
      '203.0.113.7',
      fieldTeam.address,
      '127.0.0.1',
      kitAddress,
    ]) {
      socket.send(udp({ ...between, from, to: internetAddresses.host }, 4000, echoPort, Buffer.from('x')));
      socket.send(tcp({ ...between, from, to: kitAddress }, 4000, 80, 2));
      socket.send(tcp({ ...between, from, to: lab.kit.network.field_address }, 4000, 8081, 2));
    }
    await settle();
    expect([await passed(), await taken()]).toEqual([0, 0]);
    // Under its own it is.
    const own = { ...between, from: hostile.address };
    socket.send(udp({ ...own, to: internetAddresses.host }, 4000, echoPort, Buffer.from('x')));
    socket.send(tcp({ ...own, to: kitAddress }, 4000, 80, 2));
    await until('both arrive', async () => (await passed()) > 0 && (await taken()) > 0);
    socket.close();
  });

  it('is no neighbour under an address that is no phone’s', async () => {
    const { lab } = journey();
    const [hostile] = (await join(1)) as [Phone];
    const { kitMac, kitAddress } = await knowledgeOf(lab, hostile);
    const socket = openPacketSocket(hostile.namespace);
    const say = (ip: string) => {
      const between = { fromMac: hostile.mac, toMac: kitMac };
      socket.send(arp(between, 'asks', { mac: hostile.mac, ip }, { mac: kitMac, ip: kitAddress }));
    };
    for (const ip of [internetAddresses.gateway, '203.0.113.7', fieldTeam.address, '10.20.9.9']) say(ip);
    const neighbours = () => inKit('ip', '-4', 'neigh', 'show', 'dev', lab.kit.network.lan_interface);
    // The last of them could be a phone's.
    await until('that one is known', async () => (await neighbours()).includes('10.20.9.9 '));
    for (const ip of [internetAddresses.gateway, '203.0.113.7', fieldTeam.address])
      expect(await neighbours()).not.toContain(`${ip} `);
    socket.close();
  });
});
