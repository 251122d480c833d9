/** The readers of what the machine says about phones: neighbour table, leases, hostapd's lines. */
import { expect, test } from 'vitest';
import { changedOwners, readLeases, renewedLeases } from './leases.ts';
import { asMac, readArpTable } from './neighbours.ts';
import { readStationLine } from './stations.ts';

const arp = `IP address       HW type     Flags       HW address            Mask     Device
10.20.0.17       0x1         0x2         02:00:00:00:00:17     *        lan0
10.20.0.18       0x1         0x0         00:00:00:00:00:00     *        lan0
10.20.0.19       0x1         0x6         02:00:00:00:00:1A     *        lan0
10.20.0.20       0x1         0x0         02:00:00:00:00:20     *        lan0
192.0.2.1        0x1         0x2         02:00:00:00:00:99     *        wan0
`;

test('of the neighbour table only the complete entries of the phones’ interface count', () => {
  expect(readArpTable(arp, 'lan0')).toEqual([
    { ip: '10.20.0.17', mac: '02:00:00:00:00:17' },
    { ip: '10.20.0.19', mac: '02:00:00:00:00:1a' },
  ]);
  expect(readArpTable('', 'lan0')).toEqual([]);
});

test('what is not one machine’s address is none', () => {
  expect(asMac('02:AB:00:00:00:01')).toBe('02:ab:00:00:00:01');
  for (const text of [
    undefined,
    '',
    '00:00:00:00:00:00',
    'ff:ff:ff:ff:ff:ff',
    '01:00:5e:00:00:01',
    '02:00:00:00:00',
    '02:00:00:00:00:01:02:03',
    '02:00:00:00:00:01 }',
  ])
    expect(asMac(text), text).toBeUndefined();
});

test('a lease that is new or renewed is a sighting, one that only lies there is not', () => {
  const before = readLeases(
    '1700007200 02:00:00:00:00:01 10.20.0.17 * 01:02:00:00:00:00:01\n1700007200 02:00:00:00:00:02 10.20.0.18 * *\n',
  );
  const now = readLeases(
    '1700007200 02:00:00:00:00:01 10.20.0.17 * *\n1700009999 02:00:00:00:00:02 10.20.0.18 * *\n1700009999 02:00:00:00:00:03 10.20.0.19 a b\nduid 00:01\n\n',
  );
  expect(renewedLeases(before, now)).toEqual(['02:00:00:00:00:02', '02:00:00:00:00:03']);
  expect(renewedLeases(now, now)).toEqual([]);
});

test('an address is its lease’s, and changes hands with it; a row that is no lease owns none', () => {
  const [first, second] = ['02:00:00:00:00:01', '02:00:00:00:00:02'];
  const before = readLeases(`100 ${first} 10.20.0.17 * *\n100 ${second} 10.20.0.18 * *\n`);
  const now = readLeases(
    `200 ${first} 10.20.0.17 * *\n200 ${first} 10.20.0.18 * *\n200 ${second} 10.20.0.19; * *\n200 x 10.20.0.20 * *\n200 ${second} 10.20.0`,
  );
  expect(changedOwners(before, now)).toMatchObject({
    lost: [{ ip: '10.20.0.18', mac: second }],
    gained: [{ ip: '10.20.0.18', mac: first }],
  });
  expect(changedOwners(now, now)).toEqual({ lost: [], gained: [] });
});

test('hostapd’s lines say who is held, as they were recorded', () => {
  const mac = '02:00:00:00:00:01';
  const lines: readonly (readonly [string, unknown])[] = [
    [`<3>AP-STA-CONNECTED ${mac}`, { kind: 'connected', mac }],
    [`> <3>AP-STA-CONNECTED ${mac} auth_alg=open`, { kind: 'connected', mac }],
    [`<3>AP-STA-DISCONNECTED ${mac}`, { kind: 'disconnected', mac }],
    [`> ${mac}`, { kind: 'connected', mac }],
    [mac.toUpperCase(), { kind: 'connected', mac }],
    ['> PONG', { kind: 'answered' }],
    ['Connection to hostapd lost - trying to reconnect', { kind: 'stopped' }],
    ['<3>AP-DISABLED ', { kind: 'stopped' }],
    ['<3>CTRL-EVENT-TERMINATING ', { kind: 'stopped' }],
    [`<3>AP-STA-POLL-OK ${mac}`, undefined],
    [`<3>CTRL-EVENT-EAP-STARTED ${mac}`, undefined],
    ['flags=[AUTH][ASSOC][AUTHORIZED]', undefined],
    ['rx_packets=12', undefined],
    [`dot11RSNAStatsSTAAddress=${mac}`, undefined],
    ['hostapd_cli v2.10', undefined],
    ['Interactive mode', undefined],
    ['', undefined],
    ['<3>AP-STA-CONNECTED ff:ff:ff:ff:ff:ff', undefined],
  ];
  for (const [line, event] of lines) expect(readStationLine(line), line).toEqual(event);
});
