/**
 * A gate that starts where an earlier one has left its table: its own, an older layout, or the closed one of the boot. Grants that
 * are still valid go on, and while one table follows the other no packet meets none.
 */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { renderClosedTable } from '../../deploy/kit/kernel.ts';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { tcp, udp } from '../../scripts/lab/frames.ts';
import { run } from '../../scripts/lab/namespaces.ts';
import { openPacketSocket } from '../../scripts/lab/packet-socket.ts';
import { until } from '../../scripts/lab/program.ts';
import { networkSchema } from '../../src/platform/network-config.ts';
import {
  type GateNetwork,
  internetAddress,
  makeGateNetwork,
  phoneAddresses,
  phoneMacs,
} from '../support/gate-network.ts';

const olderTable = join(import.meta.dirname, '../vectors/gate-table-before-owners.nft');
const cannot = whyNoLab(['curl', 'bash', 'setpriv']);
const asConfigured = networkSchema.parse({
  lan_interface: 'lan0',
  wan_interfaces: ['wan0'],
  field_interface: 'fld0',
});
const page = `http://${internetAddress}/`;

describe.skipIf(cannot !== undefined)('a gate over an earlier one’s table', () => {
  let network: GateNetwork | undefined;
  afterEach(() => network?.close());

  const makeNetwork = async (hasUplink = true) => {
    const made = await makeGateNetwork();
    network = made;
    await made.startServers();
    await made.greet();
    if (hasUplink) await made.gate.setUplink(true);
    const nft = (...words: string[]) => run('ip', ['netns', 'exec', made.kit, 'nft', ...words]);
    const met = async (index: 0 | 1) => {
      const phone = await made.gate.whoIs(phoneAddresses[index]);
      if (!phone) throw new Error('the phone is not there');
      return phone;
    };
    return { ...made, nft, met };
  };

  /** A captive phone that never stops trying, to the internet and to what is not a phone's on the kit; and what gets through. */
  const probe = async ({ phones, kit, count }: GateNetwork) => {
    const listed = await run('ip', ['-n', kit, '-j', 'link', 'show', 'dev', 'lan0']);
    const [lan] = JSON.parse(listed) as { address: string }[];
    const as = { fromMac: phoneMacs[1], toMac: lan?.address ?? '', from: phoneAddresses[1] };
    const outward = { ...as, to: internetAddress };
    const [forwarded, reached] = await Promise.all([
      count('forward', `ether saddr ${phoneMacs[1]}`),
      count('input', `ether saddr ${phoneMacs[1]} tcp dport { 22, 8081 }`),
    ]);
    const socket = openPacketSocket(phones[1], 'wlan0');
    let sent = 0;
    const timer = setInterval(() => {
      for (let times = 0; times < 5; times += 1) {
        sent += 1;
        const port = 1024 + (sent % 60_000);
        socket.send(udp(outward, port, 5000, Buffer.from('x')));
        socket.send(tcp(outward, port, 443, 2));
        for (const field of [22, 8081]) socket.send(tcp({ ...as, to: '10.20.0.1' }, port, field, 2));
      }
    }, 1);
    return async () => {
      clearInterval(timer);
      socket.close();
      return { sent, got: (await forwarded()) + (await reached()) };
    };
  };

  test('of its own layout lets nothing through meanwhile, and a granted phone’s download goes on', async () => {
    const made = await makeNetwork();
    const { phones, gate, follow, met, killGate, restartGate } = made;
    const { handle } = await met(0);
    await gate.open(handle, 600);
    const download = follow(phones[0], 'curl', ['-sSN', '--max-time', '25', `${page}stream`]);
    await until('the download runs', () => download.bytes() > 20);
    const probed = await probe(made);
    for (let times = 0; times < 3; times += 1) {
      await killGate();
      await restartGate();
    }
    const { sent, got } = await probed();
    expect(sent).toBeGreaterThan(200);
    expect(got).toBe(0);
    expect((await met(0)).handle).toBe(handle);
    const bytes = download.bytes();
    await until('the download goes on', () => download.bytes() > bytes);
  });

  test('of an older layout keeps phones, grants and the uplink’s state, and lets nothing through meanwhile', async () => {
    const made = await makeNetwork();
    const { phones, gate, get, follow, met, nft, killGate, restartGate } = made;
    await killGate();
    const [granted, known, ended] = ['11111111aaaaaaaa', '22222222bbbbbbbb', '33333333cccccccc'];
    await nft('delete', 'table', 'inet', 'dtm');
    await nft('-f', olderTable);
    await nft(`add element inet dtm granted { ${phoneMacs[0]} timeout 500s comment "${granted}" : 0x11111111 }
add element inet dtm online { 0x11111111 timeout 500s }
add element inet dtm known { ${phoneMacs[0]} comment "${granted} granted", ${phoneMacs[1]} comment "${known}", 02:00:5e:00:53:99 comment "${ended} granted" }
add set inet dtm of_long_ago { type ether_addr; flags timeout; }
add chain inet dtm of_long_ago { type filter hook forward priority 10; policy drop; }
add rule inet dtm of_long_ago accept`);
    const download = follow(phones[0], 'curl', ['-sSN', '--max-time', '25', `${page}stream`]);
    await until('the download runs', () => download.bytes() > 20);
    const probed = await probe(made);
    await restartGate();
    const { sent, got } = await probed();
    expect(sent).toBeGreaterThan(100);
    expect(got).toBe(0);

    const { state, handle } = await met(0);
    expect(handle).toBe(granted);
    expect(state.kind === 'granted' && state.secondsRemaining).toBeGreaterThan(450);
    expect(state.kind === 'granted' && state.secondsRemaining).toBeLessThanOrEqual(500);
    expect(await met(1)).toEqual({ handle: known, state: { kind: 'captive' } });
    expect(await gate.list()).toContainEqual({ handle: ended, state: { kind: 'expired' } });
    const bytes = download.bytes();
    await until('the download goes on', () => download.bytes() > bytes);
    expect(await get(phones[0], page)).toBe('the internet');
    expect(await get(phones[1], page)).toBe('portal');
    expect(await nft('list', 'table', 'inet', 'dtm')).not.toContain('of_long_ago');
    // The kernel still ends what it was to end, by its own clock.
    expect(await nft('list', 'map', 'inet', 'dtm', 'granted')).toMatch(/timeout (8m20s|8m1\ds|7m\d+s)/);
  });

  test('of the boot, closed, is told of no uplink, and opens for who is granted then', async () => {
    // The client says again what it was told, as soon as the gate is back; here it has nothing to say.
    const { phones, gate, get, kit, nft, killGate, restartGate, greet, met } = await makeNetwork(false);
    await killGate();
    await nft('delete', 'table', 'inet', 'dtm');
    await nft(renderClosedTable(asConfigured).replace(/^#.*$/gm, ''));
    expect(await get(phones[0], page, ['--max-time', '1'])).toBe('no answer');
    await restartGate();
    await greet();
    expect(await get(phones[0], `http://${internetAddress}:53/`)).toBe('offline names');
    await gate.setUplink(true);
    await gate.open((await met(0)).handle, 600);
    expect(await get(phones[0], page)).toBe('the internet');
    expect(await get(kit, page)).toBe('the internet');
  });

  test('that still runs ends at once, and leaves everything to it', async () => {
    const { gateCommand, kit, nft } = await makeNetwork();
    await nft('add rule inet dtm refuse counter comment "untouched"');
    const second = run('ip', ['netns', 'exec', kit, ...gateCommand]);
    await expect(second).rejects.toMatchObject({ stderr: expect.stringContaining('another gate answers') });
    expect(await nft('list', 'table', 'inet', 'dtm')).toContain('untouched');
  });
});
