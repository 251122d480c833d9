/**
 * Small files that tell the rest of the machine to leave the kit's network, memory and privacy alone: users, folders on
 * tmpfs, the journal, core files, network managers.
 */
import { runPaths } from '../../src/platform/network-config.ts';
import { header, type KitPlan, type RenderedFile } from './files.ts';
import { closedTablePath } from './kernel.ts';

export function machineFiles({ network, dataDir, secrets }: KitPlan): readonly RenderedFile[] {
  const { run_dir, lan_interface, field_interface, radio } = network;
  const ours = [...new Set([lan_interface, field_interface, ...(radio ? [radio.interface] : [])])];
  const file = (path: string, purpose: string, body: string): RenderedFile => ({
    path,
    purpose,
    mode: 0o644,
    text: `${header(`${purpose[0]?.toUpperCase()}${purpose.slice(1)}.`)}${body}`,
  });
  return [
    file(
      '/etc/sysusers.d/dtm-wifi.conf',
      'a user for each program',
      `g dtm-wifi - -
u dtm-gate - "DTM Wi-Fi gate" - -
u dtm-kit - "DTM Wi-Fi kit" - -
u dtm-dnsmasq - "DTM Wi-Fi addresses and names" - -
# Where gate and kit meet: the gate's socket.
m dtm-gate dtm-wifi
m dtm-kit dtm-wifi
# The gate alone reads the leases.
m dtm-gate dtm-dnsmasq
`,
    ),
    file(
      '/etc/tmpfiles.d/dtm-wifi.conf',
      'folders on tmpfs, the kit’s data folder, and who may read its keys',
      `# What is made here belongs to the group; nobody removes what another made.
d ${run_dir} 3771 root dtm-wifi -
d ${run_dir}/dnsmasq 0750 dtm-dnsmasq dtm-dnsmasq -
f ${runPaths(network).dhcpOptions} 0644 dtm-kit dtm-wifi -
d ${dataDir} 0700 dtm-kit dtm-kit -
# Where they are there: keys for the kit alone.
${secrets.map((path) => `z ${path} 0640 root dtm-kit -\n`).join('')}`,
    ),
    file(
      '/etc/systemd/journald.conf.d/dtm-wifi.conf',
      'the journal in memory only',
      '[Journal]\nStorage=volatile\nRuntimeMaxUse=32M\nForwardToSyslog=no\n',
    ),
    file(
      '/etc/systemd/coredump.conf.d/dtm-wifi.conf',
      'no core files kept',
      '[Coredump]\nStorage=none\nProcessSizeMax=0\n',
    ),
    file('/etc/systemd/system.conf.d/dtm-wifi.conf', 'no core files made', '[Manager]\nDefaultLimitCORE=0\n'),
    // As Debian has it a restart, which every upgrade of the package does, flushes all tables: the kit would stand open for a
    // moment, with no grant and no port of the bridge kept apart after it.
    file(
      '/etc/systemd/system/nftables.service.d/dtm-wifi.conf',
      'stopping or restarting nftables leaves the tables as they are; where there are none it closes',
      `[Service]\nExecStop=\nExecStart=\nExecStart=${closeIfOpen}\nExecReload=\nExecReload=${closeIfOpen}\n`,
    ),
    file(
      '/etc/NetworkManager/conf.d/dtm-wifi.conf',
      'NetworkManager, where there is one, leaves the inside interfaces alone',
      `[keyfile]\nunmanaged-devices=${ours.map((name) => `interface-name:${name}`).join(';')}\n`,
    ),
    file(
      '/etc/systemd/network/10-dtm-wifi.network',
      'systemd-networkd, where there is one, leaves the inside interfaces alone',
      `[Match]\nName=${ours.join(' ')}\n\n[Link]\nUnmanaged=yes\n`,
    ),
  ];
}

/** The chain that forwards is the closed table's or the gate's: either is left alone. */
const closeIfOpen = `/bin/sh -c '/usr/sbin/nft list chain inet dtm pass >/dev/null 2>&1 || exec /usr/sbin/nft -f ${closedTablePath}'`;
