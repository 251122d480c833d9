/**
 * What the field team is told before anything is applied: for each thing that can be wrong with a machine, the sentence and
 * what to do; and nothing for a machine that is right.
 */
import { describe, expect, it } from 'vitest';
import { checkKit } from '../../deploy/kit/check.ts';
import type { KitPlan } from '../../deploy/kit/files.ts';
import type { MachineFacts } from '../../deploy/kit/machine.ts';
import { externalAccessPoint, makePlan, piRadio } from '../support/network-plans.ts';

const wired = { isWireless: false, driver: 'r8152', addresses: [] };
/** As `iw phy phy0 info` begins on a Raspberry Pi. */
const radioInfo =
  'Wiphy phy0\n\tmax # scan SSIDs: 10\n\tSupported interface modes:\n\t\t * IBSS\n\t\t * managed\n\t\t * AP\n\t\t * P2P-client\n\tBand 1:\n';

const pi: MachineFacts = {
  interfaces: [
    { name: 'lo', isWireless: false, driver: undefined, addresses: ['127.0.0.1/8'] },
    { name: 'eth0', ...wired, addresses: ['192.168.1.20/24'] },
    { name: 'eth1', ...wired },
    { name: 'wlan0', isWireless: true, driver: 'brcmfmac', addresses: [] },
  ],
  listeners: [
    { protocol: 'udp', address: '127.0.0.53', port: 53, program: 'systemd-resolve', isOurs: false },
    { protocol: 'udp', address: '10.20.0.1', port: 53, program: 'dnsmasq', isOurs: true },
    { protocol: 'tcp', address: '0.0.0.0', port: 22, program: 'sshd', isOurs: false },
  ],
  blockedRadios: [],
  radioInfo,
  channelTable: undefined,
  nameServers: ['192.168.1.1'],
  missingPrograms: [],
  swaps: [],
  ifupdownInterfaces: ['lo'],
  hasRandomDevice: true,
};

const told = (network: object, machine: Partial<MachineFacts> = {}, more: Partial<KitPlan> = {}) =>
  checkKit(makePlan(network, more), { ...pi, ...machine })
    // Said of every machine without a table of channels; test/deploy/regulatory.test.ts is about that.
    .filter(({ sentence }) => !/^Whether channel/.test(sentence))
    .map(({ weight, sentence, whatToDo }) => `${weight}: ${sentence} ${whatToDo}`);
const without = (name: string) => pi.interfaces.filter((entry) => entry.name !== name);
const plainPi = { ...piRadio, radio: { ...piRadio.radio, max_stations: 20 } };
const listener = (
  port: number,
  program: string | undefined,
  protocol: 'tcp' | 'udp' = 'tcp',
  address = '0.0.0.0',
) => ({
  listeners: [{ protocol, address, port, program, isOurs: false }],
});

describe('the check', () => {
  it('has nothing to say of a machine that fits, also while the kit runs on it', () => {
    expect(told(plainPi)).toEqual([]);
  });

  it.each<[string, object, Partial<MachineFacts>, RegExp]>([
    [
      'a radio that is not there',
      plainPi,
      { interfaces: without('wlan0') },
      /^wrong: lan_interface: there is no interface wlan0 .* This machine has eth0, eth1\./,
    ],
    [
      'a field interface that is not there',
      plainPi,
      { interfaces: without('eth1') },
      /^wrong: field_interface: .*wlan0 \(looks like the radio\)/,
    ],
    [
      'an uplink that is not there yet',
      { ...plainPi, wan_interfaces: ['eth0', 'wwan0'] },
      {},
      /^notice: wan_interfaces: wwan0 is not there now/,
    ],
    [
      'a bridge over a radio that is not there',
      { ...plainPi, lan_interface: 'br0' },
      { interfaces: without('wlan0') },
      /^wrong: radio\.interface: there is no interface wlan0/,
    ],
    [
      'a network so small that a bus waits',
      { ...plainPi, prefix: 26 },
      {},
      /^notice: With prefix 26 and lease_minutes 60, 23 phones get an address at once and 22 an hour after them: of a bus with 60/,
    ],
    [
      'leases so long that the third bus waits',
      { ...plainPi, prefix: 24, lease_minutes: 1440 },
      {},
      /^notice: With prefix 24 and lease_minutes 1440, \d+ phones get an address at once and 4 an hour/,
    ],
    [
      'an uplink listed twice',
      { ...plainPi, wan_interfaces: ['eth0', 'eth0'] },
      {},
      /^wrong: wan_interfaces: eth0 is listed twice/,
    ],
    [
      'the field team on the uplink',
      { ...plainPi, field_interface: 'eth0' },
      {},
      /^wrong: eth0 is both the field team’s interface and a way/,
    ],
    [
      'the radio as an uplink',
      { ...plainPi, lan_interface: 'br0', wan_interfaces: ['wlan0'] },
      {},
      /^wrong: wlan0 is the phones’ radio and is used/,
    ],
    [
      'a cable taken for a radio',
      { ...plainPi, radio: { ...plainPi.radio, interface: 'eth5' }, lan_interface: 'br0' },
      { interfaces: [...pi.interfaces, { name: 'eth5', ...wired }] },
      /^wrong: radio\.interface: eth5 is not a radio/,
    ],
    [
      'a radio that cannot be an access point',
      plainPi,
      { radioInfo: radioInfo.replace('* AP\n', '* AP/VLAN\n') },
      /^wrong: wlan0 cannot be an access point/,
    ],
    [
      'a radio that nobody could ask',
      plainPi,
      { radioInfo: undefined },
      /^notice: Whether wlan0 can be an access point .*Install "iw"/,
    ],
    [
      'a radio that is switched off',
      plainPi,
      { blockedRadios: [{ name: 'phy0', bySwitch: true }] },
      /^wrong: The radio phy0 is switched off by a switch/,
    ],
    [
      'a radio that is blocked',
      plainPi,
      { blockedRadios: [{ name: 'phy0', bySwitch: false }] },
      /^notice: The radio phy0 is blocked/,
    ],
    [
      'more phones than a Pi’s radio carries',
      { ...plainPi, radio: { ...plainPi.radio, max_stations: 60 } },
      {},
      /^notice: radio\.max_stations is 60; .* carries 8 to 20/,
    ],
    [
      'an uplink in the phones’ network',
      { ...plainPi, address: '192.168.0.1', prefix: 20 },
      {},
      /^wrong: address: 192\.168\.0\.0\/20 overlaps the network of eth0 \(192\.168\.1\.20\/24\)/,
    ],
    [
      'an uplink in the field team’s network',
      { ...plainPi, field_address: '192.168.1.1' },
      {},
      /^wrong: field_address: 192\.168\.1\.0\/24 overlaps/,
    ],
    [
      'the field team’s address among the phones’',
      { ...plainPi, field_address: '10.20.7.1' },
      {},
      /^wrong: field_address: 10\.20\.7\.1 lies in the phones’ network/,
    ],
    [
      'an address that no machine can have',
      { ...plainPi, address: '10.20.0.0' },
      {},
      /^wrong: address: 10\.20\.0\.0 is the first or last/,
    ],
    [
      'two ports that are one',
      { ...plainPi, portal_tls_port: 8080 },
      {},
      /^wrong: portal_port and portal_tls_port are both 8080/,
    ],
    [
      'a portal port that is taken',
      plainPi,
      listener(8080, 'apache2'),
      /^wrong: Port 8080 \(tcp\), needed for the portal, is taken by apache2\. .*another portal_port/,
    ],
    [
      'another DHCP server',
      plainPi,
      listener(67, 'dhcpd', 'udp'),
      /^wrong: Port 67 .* taken by dhcpd\. .*isc-dhcp-server/,
    ],
    [
      'another dnsmasq',
      plainPi,
      listener(53, 'dnsmasq', 'udp'),
      /^wrong: Port 53 .*disable --now dnsmasq.*NetworkManager/,
    ],
    [
      'a name server at the kit’s address',
      plainPi,
      listener(53, 'systemd-resolve', 'tcp', '10.20.0.1'),
      /^wrong: Port 53 .*systemd-resolved/,
    ],
    [
      'a program that only root could name',
      plainPi,
      listener(53, undefined),
      /^wrong: Port 53 .* another program\. Stop that program\./,
    ],
    [
      'names that go in a circle',
      plainPi,
      { nameServers: ['127.0.0.53'] },
      /^wrong: The name server in \/etc\/resolv\.conf is this machine itself/,
    ],
    [
      'a program that is missing',
      plainPi,
      { missingPrograms: ['/usr/sbin/hostapd'] },
      /^wrong: \/usr\/sbin\/hostapd is missing\. .*apt-get install/,
    ],
    ['swap', plainPi, { swaps: ['/var/swap'] }, /^notice: \/var\/swap is used as swap/],
    [
      'another that sets the interface up',
      plainPi,
      { ifupdownInterfaces: ['wlan0'] },
      /^wrong: \/etc\/network\/interfaces sets up wlan0/,
    ],
    ['no source of random numbers', plainPi, { hasRandomDevice: false }, /^wrong: .*\/dev\/urandom/],
  ])('sees %s', (_, network, machine, sentence) => {
    const sentences = told(network, machine);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(sentence);
  });

  it('tells a machine with no interface at all that it has none', () => {
    const sentences = told(plainPi, { interfaces: [] });
    expect(sentences).toHaveLength(3);
    for (const sentence of sentences) expect(sentence).toMatch(/This machine has no interface but lo\./);
  });

  it('leaves names alone where they are asked elsewhere', () => {
    expect(told({ ...plainPi, upstream_dns: ['9.9.9.9'] }, { nameServers: ['127.0.0.53'] })).toEqual([]);
  });

  it('asks no radio of a kit with an external access point', () => {
    const machine = {
      interfaces: [...without('wlan0'), { name: 'wwan0', ...wired }, { name: 'usb-lte0', ...wired }],
    };
    const sentences = told(externalAccessPoint, {
      ...machine,
      radioInfo: undefined,
      blockedRadios: [{ name: 'phy0', bySwitch: true }],
    });
    expect(sentences).toEqual([]);
  });

  it.each(['programDir', 'configFile', 'dataDir'])('sees a %s that the services could not see', (key) => {
    const sentences = told(plainPi, {}, { [key]: '/home/pi/dtm-wifi' });
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(/^wrong: .*\/home\/pi\/dtm-wifi cannot be seen by the kit’s services/);
  });
});
