/**
 * Phones of a lab: namespaces with a cable into the kit's bridge, made in two batches, and an address each from the kit's own
 * dnsmasq by udhcpc. Two hundred of them arrive as fast as a bus empties.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ipBatch, within } from './namespaces.ts';
import { type Lease, Phone } from './phone.ts';
import { type LabPlan, randomMac } from './plan.ts';

/** udhcpc calls it with what the server said in the environment. Option 114 is unknown to it and comes in hexadecimal digits. */
const dhcpScript = `#!/bin/sh
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip addr replace "$ip/$mask" dev "$interface"
ip route replace default via "\${router%% *}"
echo "$ip \${dns%% *} $opt114" > "$LEASE_FILE"
`;

/** Many at once would only wait for each other. */
const atOnce = 24;

export interface Phones {
  /** Namespaces and cables; the phones are not on the network yet. The number of the first of them. */
  prepare(count: number): Promise<number>;
  /** So many new phones, each with an address. */
  join(count: number): Promise<Phone[]>;
  /** One prepared phone joins, or joins again (a renewed lease shows what is announced now). */
  joinOne(number: number): Promise<Phone>;
}

export function createPhones(plan: LabPlan): Phones {
  const folder = join(plan.folder, 'phones');
  mkdirSync(folder);
  const script = join(folder, 'dhcp.sh');
  writeFileSync(script, dhcpScript, { mode: 0o755 });
  const macs: string[] = [];

  const prepare = async (count: number): Promise<number> => {
    const first = macs.length + 1;
    const numbers = Array.from({ length: count }, (_, index) => first + index);
    macs.push(...numbers.map(randomMac));
    await ipBatch(
      undefined,
      numbers.map((number) => `netns add ${plan.phone(number)}`),
    );
    const wire = (number: number) =>
      `link add ph${number} master lan0 type veth peer name wifi0 address ${macs[number - 1]} netns ${plan.phone(number)}`;
    await ipBatch(
      plan.kit,
      numbers.flatMap((number) => [wire(number), `link set ph${number} up`]),
    );
    return first;
  };

  const joinOne = async (number: number): Promise<Phone> => {
    const namespace = plan.phone(number);
    const leaseFile = join(folder, `lease-${number}`);
    // An address in one try a second, and an end when there is none.
    const client = `exec udhcpc -i wifi0 -f -q -n -t 10 -T 1 -O 114 -s ${script}`;
    const child = within(namespace, () =>
      spawn('sh', ['-c', `ip link set lo up; ip link set wifi0 up; ${client}`], {
        env: { ...process.env, LEASE_FILE: leaseFile },
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    );
    let said = '';
    child.stderr?.on('data', (part: Buffer) => {
      said += part.toString();
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`${namespace} got no address: ${said}`);
    const lease = readLease(leaseFile);
    const resolvers = `/etc/netns/${namespace}`;
    mkdirSync(resolvers, { recursive: true });
    writeFileSync(join(resolvers, 'resolv.conf'), `nameserver ${lease.nameServer}\n`);
    return new Phone(namespace, macs[number - 1] ?? '', lease);
  };

  return {
    prepare,
    joinOne,
    join: async (count) => {
      const first = await prepare(count);
      const waiting = Array.from({ length: count }, (_, index) => first + index);
      const phones: Phone[] = [];
      const worker = async () => {
        for (let number = waiting.shift(); number !== undefined; number = waiting.shift())
          phones.push(await joinOne(number));
      };
      await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
      return phones;
    },
  };
}

function readLease(file: string): Lease {
  const [address = '', nameServer = '', option = ''] = readFileSync(file, 'utf8').trim().split(' ');
  return {
    address,
    nameServer,
    captiveApi: option === '' ? undefined : Buffer.from(option, 'hex').toString('utf8'),
  };
}
