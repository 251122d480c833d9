/**
 * What stands between a configuration and a running kit, said before anything is applied: a table of checks, each a
 * question to the plan and to the machine. "wrong" must be mended; "notice" is for a person to know.
 */
import { isIPv4 } from 'node:net';
import { newcomers, phoneRange } from '../../src/platform/network-config.ts';
import type { KitPlan } from './files.ts';
import { type Check, type Finding, interfacesInWords, notice, wrong } from './finding.ts';
import type { MachineFacts } from './machine.ts';
import { portChecks } from './port-checks.ts';
import { radioChecks } from './radio-checks.ts';

export const checkKit = (plan: KitPlan, machine: MachineFacts): readonly Finding[] =>
  checks.flatMap((check) => check(plan, machine));

const interfacesExist: Check = ({ network }, { interfaces }) => {
  const isHere = (name: string) => interfaces.some((entry) => entry.name === name);
  // A bridge over the kit's own radio is made by the kit itself.
  const isMade = network.radio !== undefined && network.radio.interface !== network.lan_interface;
  const findings: Finding[] = [];
  const missing = (key: string, name: string) =>
    wrong(
      `${key}: there is no interface ${name} on this machine.`,
      `${interfacesInWords(interfaces)} Plug it in, or put the right name into the configuration.`,
    );
  if (!isMade && !isHere(network.lan_interface))
    findings.push(missing('lan_interface', network.lan_interface));
  if (network.radio && isMade && !isHere(network.radio.interface))
    findings.push(missing('radio.interface', network.radio.interface));
  if (!isHere(network.field_interface)) findings.push(missing('field_interface', network.field_interface));
  const wans = network.wan_interfaces.filter((name) => !isHere(name));
  for (const name of wans)
    findings.push(
      notice(
        `wan_interfaces: ${name} is not there now.`,
        `The kit runs without an uplink; phones are online once it comes. ${interfacesInWords(interfaces)}`,
      ),
    );
  return findings;
};

const interfacesDiffer: Check = ({ network }) => {
  const { wan_interfaces, field_interface, radio } = network;
  const twice = wan_interfaces.filter((name, index) => wan_interfaces.indexOf(name) !== index);
  return [
    ...[...new Set(twice)].map((name) =>
      wrong(`wan_interfaces: ${name} is listed twice.`, 'Take one of the two out.'),
    ),
    ...(wan_interfaces.includes(field_interface)
      ? [
          wrong(
            `${field_interface} is both the field team’s interface and a way to the internet.`,
            'Give the field team an interface of its own, for example a USB network adapter.',
          ),
        ]
      : []),
    ...(radio && (wan_interfaces.includes(radio.interface) || radio.interface === field_interface)
      ? [
          wrong(
            `${radio.interface} is the phones’ radio and is used for something else as well.`,
            'A radio that phones join cannot also be an uplink or the field team’s: choose another interface.',
          ),
        ]
      : []),
  ];
};

const addressesFit: Check = ({ network }, { interfaces }) => {
  const phones = phoneRange(network).subnet;
  const field = phoneRange({ address: network.field_address, prefix: 24 }).subnet;
  const own = [
    { key: 'address', address: network.address, subnet: phones },
    { key: 'field_address', address: network.field_address, subnet: field },
  ];
  const inside = [network.lan_interface, network.field_interface];
  const edges = own
    .filter(({ address, subnet }) => isEdge(address, subnet))
    .map(({ key, address, subnet }) =>
      wrong(
        `${key}: ${address} is the first or last address of ${subnet}, which no machine can have.`,
        'Take the next one, such as the address that ends in 1.',
      ),
    );
  const overlaps = own.flatMap(({ key, subnet }) =>
    interfaces
      .filter(({ name }) => name !== 'lo' && !inside.includes(name))
      .flatMap(({ name, addresses }) =>
        addresses
          .filter((address) => overlap(address, subnet))
          .map((address) =>
            wrong(
              `${key}: ${subnet} overlaps the network of ${name} (${address}), so the kit could not tell the two apart.`,
              `Choose another ${key}, for example 10.77.0.1, and try again.`,
            ),
          ),
      ),
  );
  const both = overlap(field, phones)
    ? [
        wrong(
          `field_address: ${network.field_address} lies in the phones’ network ${phones}.`,
          'Choose an address outside of it, for example 10.21.0.1.',
        ),
      ]
    : [];
  return [...edges, ...overlaps, ...both];
};

/** People of one bus, who arrive together. */
const busload = 60;

const aBusGetsAddresses: Check = ({ network }) => {
  const { atOnce, perDay } = newcomers(network);
  const perHour = Math.floor(perDay / 24);
  return Math.min(atOnce, perHour) >= busload
    ? []
    : [
        notice(
          `With prefix ${network.prefix} and lease_minutes ${network.lease_minutes}, ${atOnce} phones get an address at once and ${perHour} an hour after them: of a bus with ${busload} people some wait.`,
          'Take prefix 20, where the network has room for it, or a shorter lease_minutes.',
        ),
      ];
};

const namesCanBeAsked: Check = ({ network }, { nameServers }) =>
  network.upstream_dns.length > 0 ||
  nameServers.length === 0 ||
  nameServers.some((server) => !/^(127\.|::1$)/.test(server))
    ? []
    : [
        wrong(
          'The name server in /etc/resolv.conf is this machine itself, so phones’ names would go in a circle.',
          'Set upstream_dns, for example to ["9.9.9.9", "1.1.1.1"].',
        ),
      ];

const programsAreHere: Check = (_, { missingPrograms }) =>
  missingPrograms.map((program) =>
    wrong(
      `${program} is missing.`,
      'On Debian or Raspberry Pi OS: sudo apt-get install dnsmasq-base hostapd nftables iproute2',
    ),
  );

const machineIsQuiet: Check = ({ network }, { swaps, ifupdownInterfaces, hasRandomDevice }) => [
  ...swaps.map((swap) =>
    notice(
      `${swap} is used as swap: what is in memory could reach the card.`,
      'The kit switches it off when it starts. For good: sudo systemctl disable dphys-swapfile, or take it out of /etc/fstab.',
    ),
  ),
  ...ifupdownInterfaces
    .filter((name) => [network.lan_interface, network.field_interface].includes(name))
    .map((name) =>
      wrong(
        `/etc/network/interfaces sets up ${name} as well.`,
        `Take the lines about ${name} out of that file: the kit gives it its address.`,
      ),
    ),
  ...(hasRandomDevice
    ? []
    : [
        wrong(
          'This machine has no /dev/urandom: keys could not be made safely.',
          'Use another machine or image.',
        ),
      ]),
];

/** Services run with /home hidden from them (systemd: ProtectHome), and /tmp is another for each. */
const pathsAreOpen: Check = ({ programDir, configFile, dataDir }) =>
  Object.entries({ 'the program': programDir, 'the configuration': configFile, data_dir: dataDir })
    .filter(([, path]) => /^\/(home|root|run\/user|tmp|var\/tmp)(\/|$)/.test(path))
    .map(([what, path]) =>
      wrong(
        `${what}: ${path} cannot be seen by the kit’s services.`,
        'Use /opt for the program, /etc/dtm-wifi for the configuration and /var/lib/dtm-wifi for data.',
      ),
    );

const checks: readonly Check[] = [
  interfacesExist,
  interfacesDiffer,
  ...radioChecks,
  addressesFit,
  aBusGetsAddresses,
  ...portChecks,
  namesCanBeAsked,
  programsAreHere,
  pathsAreOpen,
  machineIsQuiet,
];

const isEdge = (address: string, subnet: string): boolean => {
  const [from, to] = bounds(subnet);
  return toNumber(address) === from || toNumber(address) === to;
};

const overlap = (a: string, b: string): boolean => {
  const [fromA, toA] = bounds(a);
  const [fromB, toB] = bounds(b);
  return fromA <= toB && fromB <= toA;
};

/** First and last number of 'a.b.c.d/n'. */
function bounds(cidr: string): readonly [number, number] {
  const [address = '', prefix = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  const number = isIPv4(address) ? toNumber(address) : 0;
  const from = number - (number % size);
  return [from, from + size - 1];
}

const toNumber = (address: string): number =>
  address.split('.').reduce((value, octet) => value * 256 + Number(octet), 0);
