/**
 * The systemd units of the kit. The order at boot: modules and sysctl, the closed table, the inside interfaces, the gate
 * (which opens what may be open), names and addresses, the kit. Nothing waits for an uplink. Users get the groups that
 * sysusers gave them. A unit that dies comes back; the gate's table stays in the kernel meanwhile.
 */

import { runPaths } from '../../src/platform/network-config.ts';
import { nodeStartOf, type SmallProgram } from '../../src/platform/node-flags.ts';
import { dnsmasqPaths } from './dnsmasq.ts';
import { header, type KitPlan } from './files.ts';
import { hostapdPath } from './hostapd.ts';
import { alwaysThere, type Directives, sandbox, withCapabilities, withoutCapabilities } from './sandbox.ts';
import { scriptPaths } from './scripts.ts';

export interface Unit {
  readonly name: string;
  readonly purpose: string;
  readonly sections: Readonly<Record<string, Directives>>;
}

export function kitUnits(plan: KitPlan): readonly Unit[] {
  const { network, programDir, configFile, dataDir } = plan;
  const { run_dir, radio } = network;
  const program = (command: SmallProgram): Directives => {
    const { flags, env } = nodeStartOf(command);
    const words = [
      `${programDir}/node_modules/.bin/node`,
      ...flags,
      `${programDir}/dist/dtm-wifi.mjs ${command} --config ${configFile}`,
    ];
    return [
      ...Object.entries(env).map(([name, value]) => ['Environment', `${name}=${value}`] as const),
      ['ExecStart', words.join(' ')],
    ];
  };
  const wanted: Directives = [['WantedBy', 'dtm-wifi.target']];
  const part: Directives = [['PartOf', 'dtm-wifi.target']];
  /** A start limit would leave a kit dark until somebody comes. */
  const unit = (description: string, after: string, more: Directives = []): Directives => [
    ['Description', description],
    ['After', after],
    ...part,
    ['StartLimitIntervalSec', '0'],
    ...more,
  ];
  const nameServer = (description: string, config: string, capabilities: Directives): Unit['sections'] => ({
    Unit: unit(description, 'dtm-inside.service'),
    Service: [
      ['Type', 'exec'],
      ['User', 'dtm-dnsmasq'],
      ['Group', 'dtm-dnsmasq'],
      ['ExecStart', `/usr/sbin/dnsmasq --conf-file=${config}`],
      ['ExecReload', '/bin/kill -HUP $MAINPID'],
      // Below "critical" dnsmasq names phones and what they ask for.
      ['LogLevelMax', 'crit'],
      ...alwaysThere,
      ...sandbox,
      ...capabilities,
      ['ReadWritePaths', `${run_dir}/dnsmasq`],
      ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET'],
    ],
    Install: wanted,
  });

  return [
    {
      name: 'dtm-wifi.target',
      purpose: 'everything of the kit, to start and stop together',
      sections: {
        Unit: [['Description', 'DTM Wi-Fi']],
        Install: [['WantedBy', 'multi-user.target']],
      },
    },
    {
      name: 'dtm-no-swap.service',
      purpose: 'no memory on a disk',
      sections: {
        Unit: [
          ['Description', 'DTM Wi-Fi: no swap'],
          ['After', 'swap.target dphys-swapfile.service'],
          ['Before', 'dtm-kit.service dtm-gate.service'],
          ...part,
        ],
        Service: [
          ['Type', 'oneshot'],
          ['RemainAfterExit', 'yes'],
          ['ExecStart', '/sbin/swapoff --all'],
        ],
        Install: wanted,
      },
    },
    {
      name: 'dtm-inside.service',
      purpose: 'addresses towards phones and field team',
      sections: {
        Unit: [
          ['Description', 'DTM Wi-Fi: the interfaces for phones and field team'],
          ['After', 'systemd-sysctl.service nftables.service'],
          ...part,
          // Somebody may have flushed all tables; this keeps the bridge's ports apart again.
          ['PartOf', 'nftables.service'],
        ],
        Service: [
          ['Type', 'oneshot'],
          ['RemainAfterExit', 'yes'],
          ['ExecStart', scriptPaths.inside],
        ],
        Install: wanted,
      },
    },
    {
      name: 'dtm-interface@.service',
      purpose: 'the same for an interface that comes later, such as a USB radio',
      sections: {
        Unit: [
          ['Description', 'DTM Wi-Fi: interface %I'],
          ['BindsTo', 'sys-subsystem-net-devices-%i.device'],
          ['After', 'sys-subsystem-net-devices-%i.device dtm-inside.service'],
        ],
        Service: [
          ['Type', 'oneshot'],
          ['RemainAfterExit', 'yes'],
          ['ExecStart', `${scriptPaths.inside} %I`],
        ],
        Install: [['WantedBy', 'sys-subsystem-net-devices-%i.device']],
      },
    },
    {
      name: 'dtm-queueing@.service',
      purpose: 'fair queues on an uplink, whenever it appears',
      sections: {
        Unit: [
          ['Description', 'DTM Wi-Fi: fair queues on %I'],
          ['BindsTo', 'sys-subsystem-net-devices-%i.device'],
          ['After', 'sys-subsystem-net-devices-%i.device'],
        ],
        Service: [
          ['Type', 'oneshot'],
          ['RemainAfterExit', 'yes'],
          ['ExecStart', `${scriptPaths.queueing} %I`],
        ],
        Install: [['WantedBy', 'sys-subsystem-net-devices-%i.device']],
      },
    },
    ...(radio
      ? [
          {
            name: 'dtm-hostapd.service',
            purpose: 'the access point',
            sections: {
              Unit: unit('DTM Wi-Fi: access point', 'dtm-inside.service', [
                ['BindsTo', `sys-subsystem-net-devices-${escapeUnitName(radio.interface)}.device`],
                ['After', `sys-subsystem-net-devices-${escapeUnitName(radio.interface)}.device`],
              ]),
              Service: [
                ['Type', 'exec'],
                ['ExecStart', `/usr/sbin/hostapd ${hostapdPath}`],
                // It writes hardware addresses there, whatever its log settings say.
                ['StandardOutput', 'null'],
                ...alwaysThere,
                ...sandbox,
                ['CapabilityBoundingSet', 'CAP_NET_ADMIN CAP_NET_RAW CAP_CHOWN CAP_FOWNER'],
                // It gives its control socket to the gate's group.
                ['SystemCallFilter', '@chown'],
                // It answers the gate over a socket that is the gate's.
                ['SupplementaryGroups', 'dtm-wifi'],
                ['ReadWritePaths', run_dir],
                ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_NETLINK AF_PACKET'],
              ],
              Install: [
                ...wanted,
                ['WantedBy', `sys-subsystem-net-devices-${escapeUnitName(radio.interface)}.device`],
              ],
            } satisfies Unit['sections'],
          },
        ]
      : []),
    {
      name: 'dtm-gate.service',
      purpose: 'the gate: the only program that may change the network’s rules',
      sections: {
        Unit: unit('DTM Wi-Fi: gate', 'nftables.service dtm-inside.service', [
          // Somebody may have flushed all tables; where nobody did, it finds everything as it left it.
          ['PartOf', 'nftables.service'],
        ]),
        Service: [
          ['Type', 'exec'],
          ['User', 'dtm-gate'],
          ['Group', 'dtm-gate'],
          ...program('gate'),
          // Its sockets are for the group: the kit speaks to one, hostapd answers on another.
          ['UMask', '0007'],
          ...alwaysThere,
          ...sandbox,
          ...withCapabilities('CAP_NET_ADMIN'),
          ['ReadWritePaths', run_dir],
          ['RestrictAddressFamilies', 'AF_UNIX AF_NETLINK'],
          ['IPAddressDeny', 'any'],
        ],
        Install: wanted,
      },
    },
    {
      name: 'dtm-dnsmasq.service',
      purpose: 'addresses and names for phones',
      sections: nameServer(
        'DTM Wi-Fi: addresses and names',
        dnsmasqPaths.online,
        withCapabilities('CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_NET_BIND_SERVICE'),
      ),
    },
    {
      name: 'dtm-dnsmasq-offline.service',
      purpose: 'names for phones while there is no uplink',
      // bind-dynamic ties each socket to its interface (SO_BINDTODEVICE).
      sections: nameServer(
        'DTM Wi-Fi: names without an uplink',
        dnsmasqPaths.offline,
        withCapabilities('CAP_NET_RAW'),
      ),
    },
    {
      name: 'dtm-dhcp-options.path',
      purpose: 'sees when the kit announces or withdraws the captive API',
      sections: {
        Unit: [
          ['Description', 'DTM Wi-Fi: DHCP options have changed'],
          // What the kit wrote before anybody looked would not be seen.
          ['Before', 'dtm-kit.service'],
          ...part,
        ],
        Path: [['PathChanged', runPaths(network).dhcpOptions]],
        Install: wanted,
      },
    },
    {
      name: 'dtm-dhcp-options.service',
      purpose: 'lets dnsmasq read them again',
      sections: {
        Unit: [['Description', 'DTM Wi-Fi: read DHCP options again']],
        Service: [
          ['Type', 'oneshot'],
          ['ExecStart', '/bin/systemctl reload dtm-dnsmasq.service'],
        ],
      },
    },
    {
      name: 'dtm-kit.service',
      purpose: 'the kit: portal, store, the road up',
      sections: {
        Unit: unit('DTM Wi-Fi: kit', 'dtm-gate.service dtm-inside.service', [['RequiresMountsFor', dataDir]]),
        Service: [
          ['Type', 'exec'],
          ['User', 'dtm-kit'],
          ['Group', 'dtm-kit'],
          ...program('kit'),
          // dnsmasq reads what the kit writes for it; the data folder itself is closed to all others.
          ['UMask', '0022'],
          // What was acknowledged is written before it ends.
          ['TimeoutStopSec', '30'],
          ...alwaysThere,
          ...sandbox,
          ...withoutCapabilities,
          ['ReadWritePaths', `${dataDir} ${run_dir}`],
          ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6 AF_NETLINK'],
        ],
        Install: wanted,
      },
    },
  ];
}

export const renderUnit = ({ purpose, sections }: Unit): string =>
  `${header(`${purpose[0]?.toUpperCase()}${purpose.slice(1)}.`)}${Object.entries(sections)
    .map(([name, rows]) => `\n[${name}]\n${rows.map(([key, value]) => `${key}=${value}\n`).join('')}`)
    .join('')}`;

/** As systemd-escape does for the letters that an interface's name may have. */
export const escapeUnitName = (name: string): string => name.replaceAll('-', '\\x2d');
