/**
 * The kit's machine in a lab: the files that `dtm-wifi network render` makes for it, and its programs as their units start them,
 * each as a user of its own with the privileges it has in the field: the gate CAP_NET_ADMIN, the kit none.
 */
import { join } from 'node:path';
import { dnsmasqPaths } from '../../deploy/kit/dnsmasq.ts';
import type { KitPlan } from '../../deploy/kit/files.ts';
import { renderIsolation, sysctlRows } from '../../deploy/kit/kernel.ts';
import { renderKit } from '../../deploy/kit/render.ts';
import { kitUnits } from '../../deploy/kit/units.ts';
import { probes } from '../../src/kit/access/probes.ts';
import { type NetworkConfig, networkSchema, runPaths } from '../../src/platform/network-config.ts';
import { root, write } from './internet.ts';
import { ipBatch, run } from './namespaces.ts';
import { Phone } from './phone.ts';
import { internetAddresses as addresses, type LabPlan } from './plan.ts';
import { type LabProgram, startInNamespace, until } from './program.ts';
import { startUnit } from './unit.ts';
import { makePlaces, makeUsers, type Users } from './users.ts';

export interface KitMachine {
  readonly network: NetworkConfig;
  readonly portalUrl: string;
  readonly configFile: string;
  /** By their numbers they are known outside the kit's namespace. */
  readonly users: Users;
  /** Where the kit looks for the certificate of `portalHost`; nothing is there at first. */
  readonly certificateFiles: { readonly certificate: string; readonly private_key: string };
  gate(): LabProgram;
  kit(): LabProgram;
  /** Starts it, or again after its end, and waits until it answers. */
  startGate(): Promise<void>;
  startKit(): Promise<void>;
  /** The field team's status page, read over its own wire. */
  fieldStatus(): Promise<Record<string, unknown>>;
}

export interface KitMachineOptions {
  readonly enrolmentFile: string;
  /** Keys of the kit's configuration, over those of the lab. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly fairness?: Readonly<Record<string, number>>;
  /** For Node, in gate and kit, besides those of the field. */
  readonly nodeFlags?: readonly string[];
  /** The name of a portal over TLS, which phones are told of (RFC 8910) once there is a certificate for it. */
  readonly portalHost?: string;
}

export async function startKitMachine(plan: LabPlan, options: KitMachineOptions): Promise<KitMachine> {
  const file = (name: string) => join(plan.folder, name);
  const network = networkSchema.parse({
    lan_interface: 'lan0',
    wan_interfaces: ['wan0'],
    field_interface: 'fld0',
    upstream_dns: [addresses.gateway],
    run_dir: file('run'),
    gate_socket: file('run/gate.sock'),
    ...(options.fairness ? { fairness: options.fairness } : {}),
  });
  const certificateFiles = { certificate: file('portal.pem'), private_key: file('portal.key') };
  const kitPlan: KitPlan = {
    network,
    probeHosts: probes.flatMap(({ hosts }) => hosts),
    certificateHost: options.portalHost,
    programDir: file('program'),
    configFile: file('kit.json'),
    dataDir: file('kit'),
    secrets: [options.enrolmentFile, certificateFiles.private_key],
  };
  const rendered = renderKit(kitPlan);
  const textOf = (path: string) => rendered.find((one) => one.path === path)?.text ?? '';
  const users = makeUsers(plan.kit, textOf('/etc/sysusers.d/dtm-wifi.conf'));
  makePlaces(textOf('/etc/tmpfiles.d/dtm-wifi.conf'), users);

  await ipBatch(plan.kit, [
    'link set lo up',
    `addr add ${network.address}/${network.prefix} dev lan0`,
    `addr add ${network.field_address}/24 dev fld0`,
    `addr add ${addresses.kit}/${addresses.prefix} dev wan0`,
    `addr add ${addresses.kit6}/64 dev wan0 nodad`,
    ...['lan0', 'fld0', 'wan0'].map((name) => `link set ${name} up`),
    `route add default via ${addresses.gateway}`,
  ]);
  const inKit = (line: readonly string[]) => run('ip', ['netns', 'exec', plan.kit, ...line]);
  await inKit(['sysctl', '-q', '-p', write(file('sysctl.conf'), ownSysctl(network))]);
  await inKit(['nft', '-f', write(file('closed.nft'), textOf('/etc/nftables.conf'))]);
  await inKit(['nft', '-f', write(file('isolation.nft'), renderIsolation())]);

  const units = kitUnits(kitPlan);
  const start = (name: string) => {
    const unit = units.find((one) => one.name === `dtm-${name}.service`);
    if (!unit) throw new Error(`no unit for ${name}`);
    return startUnit({
      unit,
      namespace: plan.kit,
      logFile: file(`${name}.log`),
      program: { from: root, to: kitPlan.programDir },
      configFolder: plan.folder,
      ...(options.nodeFlags && (name === 'gate' || name === 'kit') ? { nodeFlags: options.nodeFlags } : {}),
    });
  };
  write(file('dnsmasq.conf'), textOf(dnsmasqPaths.online));
  write(file('dnsmasq-offline.conf'), textOf(dnsmasqPaths.offline));
  const names = start('dnsmasq');
  start('dnsmasq-offline');
  if (options.portalHost !== undefined) await watchDhcpOptions(plan, network, names);

  write(
    kitPlan.configFile,
    JSON.stringify({
      data_dir: kitPlan.dataDir,
      enrolment: options.enrolmentFile,
      gate: 'socket',
      network,
      uplink_check: { every_ms: 500, timeout_ms: 1000 },
      sync: { coalesce_ms: 150, backoff_min_ms: 100, backoff_max_ms: 600, uplink_check_ms: 200 },
      log_level: 'warn',
      ...(options.portalHost === undefined
        ? {}
        : { captive_api: { host: options.portalHost, ...certificateFiles, look_every_ms: 200 } }),
      ...options.config,
    }),
  );
  let gate: LabProgram | undefined;
  let kit: LabProgram | undefined;
  const running = (program: LabProgram | undefined): LabProgram => {
    if (!program) throw new Error('not started yet');
    return program;
  };
  const fieldStatus = () => readJson(plan.field, network.field_address, 8081, '/status.json');
  const machine: KitMachine = {
    network,
    portalUrl: `http://${network.name}/`,
    configFile: kitPlan.configFile,
    users,
    certificateFiles,
    gate: () => running(gate),
    kit: () => running(kit),
    startGate: async () => {
      gate = start('gate');
      await untilThere('the gate', running(gate), async () => (await inKit(listTable)).includes('granted'));
    },
    startKit: async () => {
      kit = start('kit');
      await untilThere('the kit', running(kit), () => fieldStatus().then(() => true));
    },
    fieldStatus,
  };
  await machine.startGate();
  await machine.startKit();
  return machine;
}

const listTable = ['nft', 'list', 'table', 'inet', 'dtm'];

/** In the place of dtm-dhcp-options.path and .service. Started before the kit, which writes what is watched. */
async function watchDhcpOptions(plan: LabPlan, network: NetworkConfig, names: LabProgram): Promise<void> {
  const watching = startInNamespace({
    namespace: plan.kit,
    command: [
      process.execPath,
      join(import.meta.dirname, 'watch-dhcp-options.ts'),
      runPaths(network).dhcpOptions,
      String(names.pid),
    ],
    logFile: join(plan.folder, 'watch-dhcp-options.log'),
  });
  await until('the DHCP options are watched', () => watching.said().includes('watching'));
}
/** Those that belong to a namespace; the others are the whole machine's, which is not the lab's to change. */
const ownSysctl = (network: NetworkConfig): string =>
  sysctlRows(network)
    .filter(([key]) =>
      /^net\/(ipv[46]\/(ip_forward|conf\/|tcp_syncookies)|netfilter\/nf_conntrack_\w+_timeout)/.test(key),
    )
    .map(([key, value]) => `-${key} = ${value}\n`)
    .join('');

async function untilThere(what: string, program: LabProgram, isThere: () => Promise<boolean>): Promise<void> {
  await until(`${what} is there`, async () => {
    if (program.hasEnded()) throw new Error(`${what} ended: ${program.said()}`);
    return isThere().catch(() => false);
  }).catch((error: Error) => {
    throw new Error(`${error.message}\n${program.said()}`);
  });
}

/** From the namespace of somebody else than a phone. */
async function readJson(
  namespace: string,
  host: string,
  port: number,
  path: string,
): Promise<Record<string, unknown>> {
  const reader = new Phone(namespace, '', { address: '', nameServer: '', captiveApi: undefined });
  const { status, body } = await reader.fetch(`http://${host}:${port}${path}`, { limitMs: 5000 });
  if (status !== 200) throw new Error(`${path}: ${status}`);
  return JSON.parse(body) as Record<string, unknown>;
}
