/**
 * Journey: a phone under another's address. It says by ARP that it is that other, sends under its IP address, spoils its
 * connections: it gets nothing of the other's grant, and the other's connections go on.
 */
import { expect, it } from 'vitest';
import { startFlood } from '../../scripts/lab/flood.ts';
import { tcp } from '../../scripts/lab/frames.ts';
import { ipBatch, run } from '../../scripts/lab/namespaces.ts';
import { openPacketSocket } from '../../scripts/lab/packet-socket.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { echoPort, internetAddresses } from '../../scripts/lab/plan.ts';
import { until } from '../../scripts/lab/program.ts';
import { countPackets } from '../support/count-packets.ts';
import { knowledgeOf } from '../support/hostile-phone.ts';
import { describeInLab, handleOf } from '../support/lab-bench.ts';

describeInLab('a phone under another’s address', { programs: ['conntrack'] }, (journey) => {
  const joinTwo = async () => (await journey().lab.phones.join(2)) as [Phone, Phone];
  const goOnline = async (phone: Phone) => {
    await until('the kit knows of the internet', async () => (await phone.resolve('example.org')).code === 0);
    expect((await phone.post(`${journey().lab.kit.portalUrl}en/online`)).status).toBe(303);
  };
  /** The kernel hears of a lease with the gate's next look. */
  const isOwned = (phone: Phone) =>
    until('the kernel knows whose the address is', async () => {
      const set = ['list', 'set', 'inet', 'dtm', 'owners'];
      const listed = await run('ip', ['netns', 'exec', journey().lab.plan.kit, 'nft', ...set]);
      return listed.includes(`${phone.address} . ${phone.mac}`);
    });
  /** A conversation that never rests: a byte to the internet and back, again and again. */
  const talk = (phone: Phone) => {
    const socket = phone.connect(internetAddresses.host, echoPort);
    let echoes = 0;
    let isCut = false;
    socket.on('connect', () => socket.write('x'));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      isCut = true;
    });
    socket.on('data', () => {
      echoes += 1;
      setTimeout(() => socket.write('x'), 20);
    });
    return {
      localPort: () => socket.localPort ?? 0,
      goesOn: async () => {
        const before = echoes;
        await until('the conversation goes on', () => isCut || echoes > before + 20);
        expect(isCut).toBe(false);
      },
      end: () => socket.destroy(),
    };
  };

  it('cannot say by ARP that it is the other, so the other’s packets still reach the other', async () => {
    const [victim, hostile] = await joinTwo();
    await goOnline(victim);
    await isOwned(victim);
    const conversation = talk(victim);
    await conversation.goesOn();
    const flood = await startFlood({
      ...(await knowledgeOf(journey().lab, hostile)),
      kind: 'claims',
      claimed: victim.address,
      framesPerSecond: 200,
      seconds: 60,
    });
    for (let times = 0; times < 4; times += 1) await conversation.goesOn();
    expect((await flood.stop()).frames).toBeGreaterThan(200);
    conversation.end();
  });

  it('by taking its IP address as its own gets neither its grant nor its answers', async () => {
    const [victim, hostile] = await joinTwo();
    await goOnline(victim);
    await isOwned(victim);
    const conversation = talk(victim);
    await conversation.goesOn();
    const through = await countPackets(
      journey().lab.plan.kit,
      'input',
      `ether saddr ${hostile.mac} ip saddr ${victim.address}`,
    );
    await ipBatch(hostile.namespace, [
      `addr flush dev wifi0`,
      `addr add ${victim.address}/20 dev wifi0`,
      `route add default via ${journey().lab.kit.network.address}`,
    ]);
    expect(await hostile.attempt(internetAddresses.host, 443, 2000)).not.toMatchObject({
      outcome: 'connected',
    });
    expect(await hostile.attempt(journey().lab.kit.network.address, 80, 2000)).not.toMatchObject({
      outcome: 'connected',
    });
    await conversation.goesOn();
    expect(await through()).toBe(0);
    conversation.end();
  });

  it('granted itself, cannot make the other’s connections its own, nor end them', async () => {
    const { lab, gate } = journey();
    const [victim, hostile] = await joinTwo();
    await goOnline(victim);
    await goOnline(hostile);
    await isOwned(victim);
    const conversation = talk(victim);
    await conversation.goesOn();
    const { kitMac } = await knowledgeOf(lab, hostile);
    const socket = openPacketSocket(hostile.namespace);
    const as = { fromMac: hostile.mac, toMac: kitMac, from: victim.address, to: internetAddresses.host };
    const [syn, rst] = [2, 4];
    for (const flags of [syn, rst]) socket.send(tcp(as, conversation.localPort(), echoPort, flags));
    // What the kernel remembers of the connection is still the victim's.
    const own = await handleOf(journey(), victim.address);
    const listed = await run('ip', [
      'netns',
      'exec',
      lab.plan.kit,
      'conntrack',
      '-L',
      '-s',
      victim.address,
      '-p',
      'tcp',
      '--dport',
      String(echoPort),
    ]);
    expect(listed).toContain(`mark=${Number.parseInt(own.slice(0, 8), 16)} `);
    await gate.close(await handleOf(journey(), hostile.address));
    await conversation.goesOn();
    socket.close();
    conversation.end();
  });
});
