/**
 * Journey: phones that attack the giving of addresses. One asks for thousands it has no use for, gives back those of others, or
 * plays the server; whoever comes meanwhile or afterwards gets an address and the portal.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { firstPage } from '../../scripts/lab/bus.ts';
import { startFlood } from '../../scripts/lab/flood.ts';
import { arp, type DhcpMessage, dhcpFrame, ipBytes, macBytes, macText } from '../../scripts/lab/frames.ts';
import { openPacketSocket } from '../../scripts/lab/packet-socket.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { randomMac } from '../../scripts/lab/plan.ts';
import { runPaths } from '../../src/platform/network-config.ts';
import { countPackets } from '../support/count-packets.ts';
import { knowledgeOf } from '../support/hostile-phone.ts';
import { describeInLab } from '../support/lab-bench.ts';

/** Of the 4079 addresses, and what refills in a minute or two. */
const half = 2200;
/** RFC 4039: with option 80 one message is enough for a lease. */
const rapid = [80, Buffer.alloc(0)] as const;

describeInLab('a phone that attacks addresses', {}, (journey) => {
  const leases = () =>
    readFileSync(runPaths(journey().lab.kit.network).leases, 'utf8')
      .split('\n')
      .filter((row) => row !== '');
  const joinOne = async (): Promise<Phone> => {
    const [phone] = await journey().lab.phones.join(1);
    if (!phone) throw new Error('no phone');
    return phone;
  };
  const isServed = async (phone: Phone) => {
    expect(phone.lease.nameServer).toBe(journey().lab.kit.network.address);
    expect((await firstPage(phone)).status).toBe(200);
  };
  /** Five at most, of one phone: further ones the gate would drop for their number alone. */
  const sayAll = async (phone: Phone, messages: readonly DhcpMessage[], from?: string) => {
    const socket = openPacketSocket(phone.namespace);
    for (const message of messages) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      socket.send(dhcpFrame(phone.mac, message, from));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.close();
  };

  it('asking for thousands of others that do not exist gets none, and who comes meanwhile is served', async () => {
    const { lab } = journey();
    const hostile = await joinOne();
    const before = leases().length;
    const flood = await startFlood({
      ...(await knowledgeOf(lab, hostile)),
      kind: 'inventedClients',
      framesPerSecond: 2000,
      leastFrames: 500,
      seconds: 60,
    });
    for (let newcomers = 0; newcomers < 3; newcomers += 1) await isServed(await joinOne());
    await flood.stop();
    expect(leases()).toHaveLength(before + 3);
    await expect.poll(() => firstPage(hostile).then(({ status }) => status), { timeout: 20_000 }).toBe(200);
  });

  it('gets one address, whatever it calls itself', async () => {
    const hostile = await joinOne();
    const before = leases().length;
    const toRelays = await countPackets(journey().lab.plan.kit, 'output', 'udp sport 67 udp dport 67');
    const asked = { type: 'discover', chaddr: hostile.mac } as const;
    await sayAll(hostile, [
      { ...asked, options: [rapid, [61, randomBytes(8)]] },
      { ...asked, options: [rapid, [61, randomBytes(8)]] },
      { ...asked, options: [rapid], hlen: 16, chaddrTail: randomBytes(10) },
      { ...asked, options: [rapid], hlen: 7, chaddrTail: randomBytes(1) },
      { ...asked, options: [rapid], giaddr: '10.20.7.7' },
    ]);
    expect(leases()).toHaveLength(before);
    expect(leases().filter((row) => row.includes(hostile.mac))).toHaveLength(1);
    // Nor is the kit made to send to whomever the phone names as its relay.
    expect(await toRelays()).toBe(0);
  });

  it('gives nobody else’s address back, neither by its MAC nor by its client id', async () => {
    const { kit } = journey().lab;
    const hostile = await joinOne();
    const number = await journey().lab.phones.prepare(1);
    const victim = await journey().lab.phones.joinOne(number);
    const server = [54, ipBytes(kit.network.address)] as const;
    // What udhcpc, and most systems, call themselves.
    const id = [61, Buffer.concat([Buffer.of(1), macBytes(victim.mac)])] as const;
    const wanted = [50, ipBytes(victim.address)] as const;
    const own = { chaddr: hostile.mac, ciaddr: victim.address } as const;
    await sayAll(hostile, [
      { type: 'release', chaddr: victim.mac, ciaddr: victim.address, options: [server] },
      { type: 'decline', chaddr: victim.mac, options: [server, wanted] },
      { ...own, type: 'release', options: [server, id] },
      { type: 'decline', chaddr: hostile.mac, options: [server, id, wanted] },
      { type: 'request', chaddr: hostile.mac, options: [id, wanted] },
    ]);
    expect(leases().find((row) => row.includes(` ${victim.address} `))).toMatch(
      new RegExp(`^\\d+ ${victim.mac} `),
    );
    expect((await journey().lab.phones.joinOne(number)).address).toBe(victim.address);
    await isServed(victim);
  });

  it('hears nobody else ask for an address, and reaches nobody with an answer of its own', async () => {
    const { lab } = journey();
    const hostile = await joinOne();
    const victim = await joinOne();
    const { kitAddress } = await knowledgeOf(lab, hostile);
    const ears = openPacketSocket(hostile.namespace);
    const victimEars = openPacketSocket(victim.namespace);
    const newcomer = await joinOne();
    const between = { fromMac: hostile.mac, toMac: victim.mac };
    const victimClaim = { mac: victim.mac, ip: victim.address };
    ears.send(arp(between, 'answers', { mac: hostile.mac, ip: kitAddress }, victimClaim));
    ears.send(dhcpFrame(hostile.mac, { type: 'offer', chaddr: victim.mac, yiaddr: '10.20.9.9' }));
    await isServed(newcomer);
    await isServed(victim);
    const senders = (frames: readonly Buffer[]) => frames.map((frame) => macText(frame.subarray(6, 12)));
    expect(senders(ears.heard())).not.toContain(newcomer.mac);
    expect(senders(victimEars.heard())).not.toContain(hostile.mac);
    ears.close();
    victimEars.close();
  });

  it('as thousands of phones takes half of the addresses at most, and who comes afterwards is served', async () => {
    const { lab } = journey();
    const hostile = await joinOne();
    const number = await lab.phones.prepare(1);
    const settled = await lab.phones.joinOne(number);
    const flood = await startFlood({
      ...(await knowledgeOf(lab, hostile)),
      kind: 'inventedPhones',
      framesPerSecond: 2000,
      // More than there are addresses.
      leastFrames: 4200,
      seconds: 60,
    });
    await new Promise((resolve) => setTimeout(resolve, 4000));
    // Who is there already renews its address in the middle of it.
    expect((await lab.phones.joinOne(number)).address).toBe(settled.address);
    await isServed(settled);
    await flood.stop();
    expect(leases().length).toBeGreaterThan(100);
    expect(leases().length).toBeLessThan(half);
    await isServed(await joinOne());
    await isServed(await joinOne());
  });

  it('as more phones than the gate’s sets have room for leaves the others their addresses and their portal', async () => {
    const hostile = await joinOne();
    const socket = openPacketSocket(hostile.namespace);
    for (let sent = 0; sent < 70_000; sent += 1) {
      const mac = randomMac();
      socket.send(dhcpFrame(mac, { type: 'discover', chaddr: mac, options: [rapid] }));
      if (sent % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    socket.close();
    expect(leases().length).toBeLessThan(half);
    await isServed(await joinOne());
    await isServed(await joinOne());
    await isServed(hostile);
  });
});
