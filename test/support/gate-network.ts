/**
 * A network for a real gate, in namespaces of its own: the internet, a kit with a gate (the built program, with CAP_NET_ADMIN only),
 * and two phones with fixed addresses on the kit's bridge. Everything is gone after close(), and nothing leaves the namespaces.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ipBatch, namespacesOf, removeNamespaces, run } from '../../scripts/lab/namespaces.ts';
import { makeNeighbourRoom } from '../../scripts/lab/neighbour-room.ts';
import { until } from '../../scripts/lab/program.ts';
import { createGateClient, type GateClient } from '../../src/kit/access/gate-client.ts';
import { silentLog } from '../../src/platform/log.ts';
import { nodeStartOf } from '../../src/platform/node-flags.ts';
import { countPackets } from './count-packets.ts';

const program = join(import.meta.dirname, '../../dist/dtm-wifi.mjs');
export const internetAddress = '198.18.1.10';
export const phoneAddresses = ['10.20.0.20', '10.20.0.21'] as const;
export const phoneMacs = ['02:00:5e:00:53:20', '02:00:5e:00:53:21'] as const;

export type GateNetwork = Awaited<ReturnType<typeof makeGateNetwork>>;

interface Namespaces {
  readonly kit: string;
  readonly internet: string;
  readonly phones: readonly [string, string];
}

export async function makeGateNetwork(fairness: Readonly<Record<string, number>> = {}, logLevel = 'info') {
  makeNeighbourRoom();
  await sweep();
  const name = `gate-${process.pid}-${randomBytes(3).toString('hex')}`;
  const spaces: Namespaces = {
    kit: `${name}-kit`,
    internet: `${name}-net`,
    phones: [`${name}-p1`, `${name}-p2`],
  };
  const { kit, internet, phones } = spaces;
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const socketPath = join(folder, 'gate.sock');
  const leaseFile = join(folder, 'dnsmasq', 'leases');
  const configFile = join(folder, 'kit.json');
  const gateCommand = [
    process.execPath,
    ...nodeStartOf('gate').flags,
    program,
    'gate',
    '--config',
    configFile,
  ];
  const children: ChildProcess[] = [];
  let gateProcess: ChildProcess | undefined;
  let gateLog = '';
  let client: GateClient | undefined;
  let lastNumber = 0;

  const start = (namespace: string, command: string, args: readonly string[]) => {
    const child = spawn('ip', ['netns', 'exec', namespace, command, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  };
  const startServer = async (namespace: string, file: string) => {
    const child = start(namespace, process.execPath, [join(import.meta.dirname, file), internetAddress]);
    child.stderr.resume();
    await once(child.stdout, 'data');
  };
  const startGate = async () => {
    const child = start(kit, 'setpriv', [...asGateUser, ...gateCommand]);
    gateProcess = child;
    for (const said of [child.stdout, child.stderr])
      said.on('data', (chunk: Buffer) => {
        gateLog += chunk.toString();
      });
    // What it logs depends on its level: it runs when it takes connections.
    await until('the gate runs', async () => {
      if (child.exitCode !== null) throw new Error(`the gate ended: ${gateLog}`);
      return isListening(socketPath);
    });
  };
  const close = async () => {
    client?.disconnect();
    for (const child of children) child.kill('SIGKILL');
    await removeNamespaces([kit, internet, ...phones]);
    rmSync(folder, { recursive: true, force: true });
  };

  mkdirSync(join(folder, 'dnsmasq'));
  const network = {
    lan_interface: 'lan0',
    wan_interfaces: ['wan0'],
    field_interface: 'fld0',
    run_dir: folder,
    gate_socket: socketPath,
    fairness,
  };
  writeFileSync(configFile, JSON.stringify({ network, log_level: logLevel }));
  chownSync(folder, gateUser, gateUser);
  try {
    await lay(spaces);
    await startGate();
    client = createGateClient({ path: socketPath, log: silentLog });
  } catch (error) {
    await close();
    throw error;
  }

  return {
    kit,
    internet,
    phones,
    socketPath,
    /** The command that starts a gate, as its unit does. */
    gateCommand: ['setpriv', ...asGateUser, ...gateCommand],
    leaseFile,
    gate: client.gate,
    gatePid: () => gateProcess?.pid ?? 0,
    gateLog: () => gateLog,
    close,
    startServers: () =>
      Promise.all([startServer(internet, 'internet-host.ts'), startServer(kit, 'portal-host.ts')]),
    /** Phones without a machine behind them: entries of the kit's neighbour table. */
    arrive: async (count: number): Promise<readonly string[]> => {
      const numbers = Array.from({ length: count }, () => ++lastNumber);
      const mac = (number: number) => `02:00:5e:10:00:${number.toString(16).padStart(2, '0')}`;
      await ipBatch(
        kit,
        numbers.map(
          (number) => `neigh replace 10.20.1.${number} lladdr ${mac(number)} dev lan0 nud permanent`,
        ),
      );
      return numbers.map((number) => `10.20.1.${number}`);
    },
    /** Both phones say something to the kit, so that it has them for neighbours. */
    greet: async () => {
      const hello = ['bash', '-c', 'echo > /dev/udp/10.20.0.1/53; true'];
      await Promise.all(phones.map((phone) => run('ip', ['netns', 'exec', phone, ...hello])));
    },
    killGate: async () => {
      const ended = gateProcess && once(gateProcess, 'exit');
      gateProcess?.kill('SIGKILL');
      await ended;
    },
    restartGate: startGate,
    /** What a page request from there brings: its text, or what became of it ("refused", "cut", "no answer"). */
    get: (from: string, url: string, further: readonly string[] = []): Promise<string> =>
      run('ip', ['netns', 'exec', from, 'curl', '-sS', '--max-time', '10', ...further, url]).then(
        (text) => text.trim(),
        ({ code }: { code: number }) => curlReasons[code] ?? `curl ended with ${code}`,
      ),
    /** So many connections of a phone at once: "8 stand, 4 refused, 0 wait". */
    connectMany: (phone: string, host: string, port: number, count: number): Promise<string> => {
      const file = join(import.meta.dirname, 'many-connections.ts');
      const args = ['netns', 'exec', phone, process.execPath, file, host, String(port), String(count)];
      return run('ip', args).then((text) => text.trim());
    },
    /** Names of the sets of the gate's table that hold anything. */
    filledSets: async (): Promise<readonly string[]> => {
      const listed = await run('ip', [
        'netns',
        'exec',
        kit,
        'nft',
        '-j',
        'list',
        'sets',
        'table',
        'inet',
        'dtm',
      ]);
      const { nftables } = JSON.parse(listed) as { nftables: { set?: { name: string; elem?: unknown[] } }[] };
      return nftables.flatMap(({ set }) => (set?.elem ? [set.name] : []));
    },
    /** Counts packets that the gate has let through: `hook` and the rule's match as nft writes them. */
    count: (hook: string, match: string) => countPackets(kit, hook, match),
    /** A program in a phone that goes on until it ends by itself. */
    follow: (phone: string, command: string, args: readonly string[]) => {
      const child = start(phone, command, args);
      let bytes = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      child.stderr.resume();
      return { bytes: () => bytes, ended: once(child, 'exit').then(([code]) => Number(code)) };
    },
  };
}

const isListening = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** "nobody" with one capability, as the gate's systemd unit starts it. */
const gateUser = 65_534;
const asGateUser = [
  `--reuid=${gateUser}`,
  `--regid=${gateUser}`,
  '--clear-groups',
  '--no-new-privs',
  '--inh-caps=-all,+net_admin',
  '--ambient-caps=-all,+net_admin',
  '--bounding-set=-all,+net_admin',
];

/** curl's exit codes, as far as they matter here. */
const curlReasons: Readonly<Record<number, string>> = { 7: 'refused', 28: 'no answer', 52: 'cut', 56: 'cut' };

/** What a run that was killed has left. */
async function sweep(): Promise<void> {
  const isOrphan = (name: string) => !existsSync(`/proc/${name.split('-')[1]}`);
  await removeNamespaces(namespacesOf('gate').filter(isOrphan));
}

/** Namespaces, wires, addresses. The kit's own settings forward IPv6 as well: the gate alone must hold it back. */
async function lay({ kit, internet, phones }: Namespaces): Promise<void> {
  await ipBatch(
    undefined,
    [kit, internet, ...phones].map((each) => `netns add ${each}`),
  );
  await ipBatch(undefined, [
    `link add wan0 netns ${kit} type veth peer name eth0 netns ${internet}`,
    ...phones.map(
      (phone, index) =>
        `link add ph${index} netns ${kit} type veth peer name wlan0 address ${phoneMacs[index]} netns ${phone}`,
    ),
  ]);
  await ipBatch(kit, [
    'link set lo up',
    'link add name lan0 type bridge',
    ...phones.map((_, index) => `link set ph${index} master lan0 up`),
    'link set lan0 up',
    'link set wan0 up',
    'addr add 10.20.0.1/20 dev lan0',
    'addr add 198.18.0.2/24 dev wan0',
    'route add default via 198.18.0.1',
    'addr add 2001:db8:1::1/64 dev lan0 nodad',
    'addr add 2001:db8:2::1/64 dev wan0 nodad',
  ]);
  await ipBatch(internet, [
    'link set lo up',
    'link set eth0 up',
    'addr add 198.18.0.1/24 dev eth0',
    `addr add ${internetAddress}/32 dev lo`,
    'addr add 2001:db8:2::10/64 dev eth0 nodad',
    'route add 2001:db8:1::/64 via 2001:db8:2::1',
  ]);
  for (const [index, phone] of phones.entries())
    await ipBatch(phone, [
      'link set lo up',
      'link set wlan0 up',
      `addr add ${phoneAddresses[index]}/20 dev wlan0`,
      'route add default via 10.20.0.1',
      `addr add 2001:db8:1::${index + 20}/64 dev wlan0 nodad`,
      'route add default via 2001:db8:1::1',
    ]);
  for (const key of ['ipv4/ip_forward', 'ipv6/conf/all/forwarding'])
    await run('ip', ['netns', 'exec', kit, 'sh', '-c', `echo 1 > /proc/sys/net/${key}`]);
}
