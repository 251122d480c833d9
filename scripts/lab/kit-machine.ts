/**
 * The kit's machine in a lab: the files that `dtm-wifi network render` makes for its dnsmasq, firewall and kernel, and the gate and
 * the kit as programs of their own, each with the privileges it has in the field: CAP_NET_ADMIN, and none.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { renderDnsmasq, renderOfflineDnsmasq } from '../../deploy/kit/dnsmasq.ts';
import { renderClosedTable, sysctlRows } from '../../deploy/kit/kernel.ts';
import { probes } from '../../src/kit/access/probes.ts';
import { type NetworkConfig, networkSchema, runPaths } from '../../src/platform/network-config.ts';
import { kitNodeStart } from '../../src/platform/node-flags.ts';
import { command, root, write } from './internet.ts';
import { ipBatch, run } from './namespaces.ts';
import { Phone } from './phone.ts';
import { internetAddresses as addresses, type LabPlan } from './plan.ts';
import { type LabProgram, startInNamespace, until } from './program.ts';

export interface KitMachine {
  readonly network: NetworkConfig;
  readonly portalUrl: string;
  readonly configFile: string;
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
}

export async function startKitMachine(plan: LabPlan, options: KitMachineOptions): Promise<KitMachine> {
  const network = networkSchema.parse({
    lan_interface: 'lan0',
    wan_interfaces: ['wan0'],
    field_interface: 'fld0',
    upstream_dns: [addresses.gateway],
    run_dir: join(plan.folder, 'run'),
    gate_socket: join(plan.folder, 'run/gate.sock'),
    ...(options.fairness ? { fairness: options.fairness } : {}),
  });
  const file = (name: string) => join(plan.folder, name);
  const paths = runPaths(network);
  for (const folder of [network.run_dir, join(network.run_dir, 'dnsmasq'), file('kit')]) mkdirSync(folder);
  write(paths.leases, '');
  write(paths.dhcpOptions, '');

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
  await inKit(['nft', '-f', write(file('closed.nft'), renderClosedTable(network))]);

  const probeHosts = probes.flatMap(({ hosts }) => hosts);
  const nameServers = {
    'dnsmasq.conf': renderDnsmasq({ network, certificateHost: undefined }),
    'dnsmasq-offline.conf': renderOfflineDnsmasq({ network, certificateHost: undefined, probeHosts }),
  };
  for (const [name, text] of Object.entries(nameServers))
    startInNamespace({
      namespace: plan.kit,
      command: ['dnsmasq', `--conf-file=${write(file(name), text)}`, '--user=root'],
      logFile: file(`${name}.log`),
    });

  const configFile = write(
    file('kit.json'),
    JSON.stringify({
      data_dir: file('kit'),
      enrolment: options.enrolmentFile,
      gate: 'socket',
      network,
      uplink_check: { every_ms: 500, timeout_ms: 1000 },
      sync: { coalesce_ms: 150, backoff_min_ms: 100, backoff_max_ms: 600, uplink_check_ms: 200 },
      log_level: 'warn',
      ...options.config,
    }),
  );
  const node = kitNodeStart();
  const start = (name: 'gate' | 'kit', privileges: readonly string[]) =>
    startInNamespace({
      namespace: plan.kit,
      command: [
        'setpriv',
        ...privileges,
        process.execPath,
        ...(options.nodeFlags ?? []),
        command,
        name,
        '--config',
        configFile,
      ],
      logFile: file(`${name}.log`),
      cwd: root,
      env: node.env,
    });
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
    configFile,
    gate: () => running(gate),
    kit: () => running(kit),
    startGate: async () => {
      gate = start('gate', netAdminOnly);
      await untilThere('the gate', running(gate), async () => (await inKit(listTable)).includes('granted'));
    },
    startKit: async () => {
      kit = start('kit', nothing);
      await untilThere('the kit', running(kit), () => fieldStatus().then(() => true));
    },
    fieldStatus,
  };
  await machine.startGate();
  await machine.startKit();
  return machine;
}

const listTable = ['nft', 'list', 'table', 'inet', 'dtm'];
const netAdminOnly = ['--bounding-set=-all,+net_admin', '--inh-caps=-all,+net_admin', '--no-new-privs'];
const nothing = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];

/** Those that belong to a namespace; the others are the whole machine's, which is not the lab's to change. */
const ownSysctl = (network: NetworkConfig): string =>
  sysctlRows(network)
    .filter(([key]) => /^net\/ipv[46]\/(ip_forward|conf\/|tcp_syncookies)/.test(key))
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
