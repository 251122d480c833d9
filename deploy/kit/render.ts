/**
 * All files of a kit's network, in one list: what `dtm-wifi network render` writes. Pure; the same plan gives the same
 * bytes.
 */
import { dnsmasqPaths, renderDnsmasq, renderOfflineDnsmasq } from './dnsmasq.ts';
import type { KitPlan, RenderedFile } from './files.ts';
import { hostapdPath, renderHostapd } from './hostapd.ts';
import { closedTablePath, renderClosedTable, renderModules, renderSysctl, sysctlPath } from './kernel.ts';
import { machineFiles } from './machine-files.ts';
import { renderInsideUp, renderQueueing, scriptPaths } from './scripts.ts';
import { escapeUnitName, kitUnits, renderUnit } from './units.ts';

export function renderKit(plan: KitPlan): readonly RenderedFile[] {
  const { network } = plan;
  const file = (path: string, purpose: string, text: string, mode = 0o644): RenderedFile => ({
    path,
    purpose,
    text,
    mode,
  });
  return [
    file(dnsmasqPaths.online, 'addresses and names for phones', renderDnsmasq(plan)),
    file(dnsmasqPaths.offline, 'names while there is no uplink', renderOfflineDnsmasq(plan)),
    ...(network.radio ? [file(hostapdPath, 'the access point', renderHostapd(network, network.radio))] : []),
    file(scriptPaths.inside, 'brings the inside interfaces up', renderInsideUp(network), 0o755),
    file(scriptPaths.queueing, 'fair queues on an uplink', renderQueueing(network), 0o755),
    file(closedTablePath, 'closed until the gate has loaded its rules', renderClosedTable(network), 0o755),
    file(sysctlPath, 'what the kernel is told', renderSysctl(network)),
    file('/etc/modules-load.d/dtm-wifi.conf', 'a kernel module the settings need', renderModules()),
    ...machineFiles(plan),
    ...kitUnits(plan).map((unit) => file(`/etc/systemd/system/${unit.name}`, unit.purpose, renderUnit(unit))),
  ];
}

/** The units to enable: all that may be, the templates once an interface. */
export function unitsToEnable(plan: KitPlan): readonly string[] {
  const { lan_interface, field_interface, wan_interfaces } = plan.network;
  const instances: Readonly<Record<string, readonly string[]>> = {
    'dtm-interface@.service': [lan_interface, field_interface],
    'dtm-queueing@.service': wan_interfaces,
  };
  return kitUnits(plan)
    .filter(({ sections }) => sections.Install !== undefined)
    .flatMap(({ name }) =>
      (instances[name] ?? ['']).map((instance) =>
        name.replace('@', instance && `@${escapeUnitName(instance)}`),
      ),
    );
}
