/** What one phone may take of the kit's network, as the gate's rules bound it: pings here; the rest in real-gate.test.ts and test/lab. */
import { afterEach, describe, expect, test } from 'vitest';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { icmp } from '../../scripts/lab/frames.ts';
import { run } from '../../scripts/lab/namespaces.ts';
import { openPacketSocket, type PacketSocket } from '../../scripts/lab/packet-socket.ts';
import { until } from '../../scripts/lab/program.ts';
import { type GateNetwork, makeGateNetwork, phoneAddresses, phoneMacs } from '../support/gate-network.ts';

const cannot = whyNoLab(['curl', 'bash', 'setpriv']);
/** Where the protocol and the ICMP type stand in a frame. */
const [protocolAt, typeAt] = [23, 34];
const isPong = (frame: Buffer) => frame[protocolAt] === 1 && frame[typeAt] === 0;

describe.skipIf(cannot !== undefined)('with network namespaces', () => {
  let network: GateNetwork | undefined;
  const sockets: PacketSocket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    await network?.close();
  });

  test('a phone that pings without a pause is answered twenty times at once, then ten times a second; another as ever', async () => {
    network = await makeGateNetwork();
    const { phones, kit, greet } = network;
    await greet();
    const listed = await run('ip', ['-n', kit, '-j', 'link', 'show', 'dev', 'lan0']);
    const [lan] = JSON.parse(listed) as { address: string }[];
    const make = (index: 0 | 1) => {
      const socket = openPacketSocket(phones[index], 'wlan0');
      sockets.push(socket);
      let pongs = 0;
      const route = { fromMac: phoneMacs[index], toMac: lan?.address ?? '', from: phoneAddresses[index] };
      return {
        ping: () => socket.send(icmp({ ...route, to: '10.20.0.1' }, 8, 0, Buffer.alloc(8))),
        pongs: () => {
          pongs += socket.heard().filter(isPong).length;
          return pongs;
        },
      };
    };
    const [hostile, quiet] = [make(0), make(1)];
    const startedAt = performance.now();
    for (let round = 0; round < 20; round += 1) {
      for (let times = 0; times < 100; times += 1) hostile.ping();
      await new Promise((resolve) => setTimeout(resolve, 50));
      hostile.pongs();
    }
    const seconds = (performance.now() - startedAt) / 1000;
    expect(hostile.pongs()).toBeGreaterThanOrEqual(20);
    expect(hostile.pongs()).toBeLessThanOrEqual(21 + 10 * seconds);
    for (let times = 0; times < 10; times += 1) quiet.ping();
    await until('the quiet phone has ten answers', () => quiet.pongs() === 10);
  });
});
