/**
 * Sets up the internet of a lab: its namespace's addresses, a name server where every name exists, the hosts, and a collector.
 * It speaks IPv6 too, so that a way around the gate would be found.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { prepareCollector } from '../../src/collector/prepare-collector.ts';
import { loadDemonstrationSites } from '../../src/platform/content.ts';
import type { Mood } from './internet-hosts.ts';
import { ipBatch, run } from './namespaces.ts';
import { internetAddresses as addresses, collectorAddress, type LabPlan } from './plan.ts';
import { type LabProgram, startInNamespace, until } from './program.ts';

export const root = join(import.meta.dirname, '../..');
export const command = join(root, 'dist/dtm-wifi.mjs');

export interface Internet {
  readonly collector: LabProgram;
  readonly staff: { readonly email: string; readonly password: string };
  /** For the kit. */
  readonly enrolmentFile: string;
  setMood(mood: Mood): Promise<void>;
  /** Pulls the cable between kit and internet, or plugs it in again. */
  setCable(isIn: boolean): Promise<void>;
}

export async function startInternet(plan: LabPlan, isCableIn: boolean): Promise<Internet> {
  const namespace = plan.internet;
  const file = (name: string) => join(plan.folder, name);
  await ipBatch(namespace, [
    'link set lo up',
    `addr add ${addresses.gateway}/${addresses.prefix} dev kit0`,
    `addr add ${addresses.gateway6}/64 dev kit0 nodad`,
    `link set kit0 ${isCableIn ? 'up' : 'down'}`,
    // Every address of the network is this machine's.
    `route add local ${addresses.hosts} dev lo`,
  ]);
  startInNamespace({
    namespace,
    command: [
      'dnsmasq',
      '--keep-in-foreground',
      `--conf-file=${write(file('internet-names.conf'), nameServer)}`,
    ],
    logFile: file('internet-names.log'),
  });
  await makeCertificate(file('internet.key'), file('internet.pem'));
  const control = file('internet.sock');
  const hosts = join(import.meta.dirname, 'internet-hosts.ts');
  startInNamespace({
    namespace,
    command: [process.execPath, hosts, control, file('internet.key'), file('internet.pem')],
    logFile: file('internet-hosts.log'),
  });
  const collector = await startCollector(plan);
  const setMood = (mood: Mood) => ask(control, `/${mood}`);
  await until('the hosts of the internet answer', () =>
    setMood('open').then(
      () => true,
      () => false,
    ),
  );
  return {
    ...collector,
    setMood,
    setCable: async (isIn) => {
      // At the far end: the kit sees a cable without a signal, and keeps its addresses.
      await run('ip', ['-n', namespace, 'link', 'set', 'kit0', isIn ? 'up' : 'down']);
    },
  };
}

const nameServer = `no-resolv
no-hosts
pid-file
user=root
bind-dynamic
interface=kit0
address=/${collectorAddress.name}/${addresses.gateway}
address=/dns.msftncsi.com/131.107.255.255
address=/#/${addresses.host}
# A record of type HTTPS: a phone that read it would never try port 80.
dns-rr=https.lab,65,000100
# Names whose server takes every question and answers none.
server=/silent.lab/${addresses.host}
dns-forward-max=10000
# An answer of fifty thousand bytes.
${`txt-record=huge.lab,${'x'.repeat(240)}\n`.repeat(200)}`;

async function startCollector(plan: LabPlan) {
  const dataDir = join(plan.folder, 'collector');
  mkdirSync(dataDir);
  const sites = loadDemonstrationSites();
  const [kitSite] = sites;
  if (!kitSite) throw new Error('no demonstration site');
  const collectorUrl = `http://${collectorAddress.name}:${collectorAddress.port}`;
  const staff = { email: 'staff@example.org', password: 'a long enough password' };
  const { enrolment } = await prepareCollector({ dataDir, sites, kitSite, collectorUrl, staff });
  const config = {
    data_dir: dataDir,
    host: '0.0.0.0',
    port: collectorAddress.port,
    public_url: collectorUrl,
  };
  const configFile = write(join(plan.folder, 'collector.json'), JSON.stringify(config));
  const collector = startInNamespace({
    namespace: plan.internet,
    command: [process.execPath, command, 'collector', '--config', configFile],
    logFile: join(plan.folder, 'collector.log'),
    cwd: root,
  });
  const enrolmentFile = write(join(plan.folder, 'enrolment.json'), JSON.stringify(enrolment));
  return { collector, staff, enrolmentFile };
}

async function makeCertificate(key: string, certificate: string): Promise<void> {
  const subject = ['-subj', '/CN=lab', '-days', '2'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', certificate]);
}

export function write(file: string, text: string): string {
  writeFileSync(file, text);
  return file;
}

const ask = (socketPath: string, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    request({ socketPath, path, method: 'POST' }, (response) => {
      response.resume();
      response.on('end', resolve);
    })
      .on('error', reject)
      .end();
  });
