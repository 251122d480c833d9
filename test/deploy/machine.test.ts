/** What the check sees of a machine: a small tree of /sys, /proc and /etc that stands for a Raspberry Pi, and this machine. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readListeners } from '../../deploy/kit/listeners.ts';
import { lookAtMachine } from '../../deploy/kit/machine.ts';
import { plans } from '../support/network-plans.ts';

let root: string;
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const link = (path: string, target: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
};
const socketLine = (local: string, state: string, inode: number) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 0000000000000000 0\n`;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dtm-machine-'));
  for (const name of ['lo', 'eth0', 'wlan0']) put(`sys/class/net/${name}/ifindex`, '1\n');
  put('sys/class/net/wlan0/phy80211/name', 'phy0\n');
  link('sys/class/net/wlan0/device/driver', '../../../bus/sdio/drivers/brcmfmac');
  for (const [name, type, soft, hard] of [
    ['rfkill0', 'wlan', 1, 0],
    ['rfkill1', 'bluetooth', 1, 0],
    ['rfkill2', 'wlan', 0, 1],
    ['rfkill3', 'wlan', 0, 0],
  ] as const)
    for (const [key, value] of Object.entries({ type, soft, hard, name: `radio-${name}` }))
      put(`sys/class/rfkill/${name}/${key}`, `${value}\n`);
  put(
    'proc/net/udp',
    `  sl  local_address …\n${socketLine('00000000:0043', '07', 77)}${socketLine('3500007F:0035', '07', 78)}`,
  );
  put(
    'proc/net/tcp',
    `  sl\n${socketLine('00000000:1F90', '0A', 79)}${socketLine('0100007F:1F91', '01', 80)}`,
  );
  put(
    'proc/net/tcp6',
    `  sl\n${socketLine(`${'0'.repeat(32)}:0050`, '0A', 81)}${socketLine(`${'0'.repeat(31)}1:0051`, '0A', 82)}`,
  );
  put('proc/412/comm', 'dnsmasq\n');
  put('proc/412/cmdline', '/usr/sbin/dnsmasq\0--conf-file=/etc/dnsmasq.conf\0');
  link('proc/412/fd/4', 'socket:[77]');
  put('proc/413/comm', 'MainThread\n');
  put('proc/413/cmdline', 'node\0/opt/dtm-wifi/dist/dtm-wifi.mjs\0kit\0');
  link('proc/413/fd/9', 'socket:[79]');
  put('proc/swaps', 'Filename Type Size Used Priority\n/var/swap file 102396 0 -2\n');
  put('etc/resolv.conf', '# by hand\nnameserver 127.0.0.53\nnameserver 9.9.9.9\nsearch lan\n');
  put('etc/network/interfaces', 'auto lo\niface lo inet loopback\niface eth0 inet dhcp\n');
  put('usr/sbin/nft', '');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('a machine', () => {
  it('is seen as its files tell', async () => {
    const { interfaces, ...seen } = await lookAtMachine(plans['pi-radio'].network, root);
    expect(interfaces.map(({ name, isWireless, driver }) => [name, isWireless, driver])).toEqual([
      ['eth0', false, undefined],
      ['lo', false, undefined],
      ['wlan0', true, 'brcmfmac'],
    ]);
    expect(seen).toMatchObject({
      blockedRadios: [
        { name: 'radio-rfkill0', bySwitch: false },
        { name: 'radio-rfkill2', bySwitch: true },
      ],
      channelTable: undefined,
      nameServers: ['127.0.0.53', '9.9.9.9'],
      missingPrograms: ['/usr/sbin/dnsmasq', '/sbin/ip', '/sbin/tc', '/usr/sbin/hostapd'],
      swaps: ['/var/swap'],
      ifupdownInterfaces: ['lo', 'eth0'],
      hasRandomDevice: false,
    });
  });

  it('is seen with who listens where, and what of it is the kit’s own', async () => {
    const { listeners } = await lookAtMachine(plans['pi-radio'].network, root);
    expect(listeners).toEqual([
      { protocol: 'tcp', address: '0.0.0.0', port: 8080, program: 'MainThread', isOurs: true },
      { protocol: 'tcp', address: '0.0.0.0', port: 80, program: undefined, isOurs: false },
      { protocol: 'udp', address: '0.0.0.0', port: 67, program: 'dnsmasq', isOurs: false },
      { protocol: 'udp', address: '127.0.0.53', port: 53, program: undefined, isOurs: false },
    ]);
  });

  it('with nothing to read is seen as empty', async () => {
    const { interfaces, listeners, swaps, nameServers } = await lookAtMachine(
      plans['external-access-point'].network,
      join(root, 'none'),
    );
    expect({ interfaces, listeners, swaps, nameServers }).toEqual({
      interfaces: [],
      listeners: [],
      swaps: [],
      nameServers: [],
    });
  });
});

it.skipIf(process.platform !== 'linux')(
  'a socket of this very process is found in the real /proc',
  async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const found = readListeners('/proc').filter((listener) => listener.port === port);
    server.close();
    expect(found).toEqual([expect.objectContaining({ protocol: 'tcp', address: '127.0.0.1', port })]);
    expect(found[0]?.program).toBeTruthy();
  },
);
