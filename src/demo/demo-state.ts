/**
 * What the demonstration keeps between starts, and how it is made the first time: keys, a staff login, all demonstration
 * sites, one kit enrolled at the first of them. Made beside and renamed at the end, so that an interrupted first start
 * leaves nothing half.
 *
 *   var/ ── collector/       keys and unified database
 *     ├──── kit/             the kit's files
 *     ├──── enrolment.json   what makes the kit this kit
 *     ├──── access.json      staff login and API token
 *     └──── demo.json        the addresses and the access, while it runs
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { loadDemonstrationSites } from '../platform/content.ts';
import { type Enrolment, enrolmentSchema } from '../protocol/enrolment.ts';
import type { RandomBytes } from '../protocol/ids.ts';
import { Problem } from '../protocol/problems.ts';
import type { Site } from '../protocol/site.ts';

const accessSchema = z.strictObject({
  staff: z.strictObject({ email: z.string(), password: z.string() }),
  apiToken: z.string(),
});
export type Access = z.infer<typeof accessSchema>;

export interface PrepareRequest {
  /** Empty; becomes the collector's data_dir. */
  readonly dataDir: string;
  readonly sites: readonly Site[];
  /** One of them: where the kit stands. */
  readonly kitSite: Site;
  readonly collectorUrl: string;
  readonly staff: Access['staff'];
}

/** Makes a collector's keys, registers the sites, enrols a kit, makes the user and an API token. Given by the command. */
export type PrepareCollector = (
  request: PrepareRequest,
) => Promise<{ readonly enrolment: Enrolment; readonly apiToken: string }>;

export interface DemoState {
  readonly access: Access;
  readonly collectorDir: string;
  readonly kitDir: string;
  readonly enrolmentFile: string;
}

/** Finds the state in `folder`, or makes it. Throws `bad_config` where it is there in part only. */
export async function ensureDemoState(
  folder: string,
  collectorUrl: string,
  prepare: PrepareCollector,
  random: RandomBytes,
): Promise<DemoState> {
  const state = {
    collectorDir: join(folder, 'collector'),
    kitDir: join(folder, 'kit'),
    enrolmentFile: join(folder, 'enrolment.json'),
  };
  const accessFile = join(folder, 'access.json');
  if (!existsSync(state.collectorDir)) {
    if (existsSync(state.kitDir)) throw incomplete(folder);
    await makeState(folder, collectorUrl, prepare, random);
  }
  const enrolment = read(state.enrolmentFile, enrolmentSchema, folder);
  // The port may be another one this time.
  if (enrolment.collector_url !== collectorUrl)
    writeSecret(state.enrolmentFile, { ...enrolment, collector_url: collectorUrl });
  return { ...state, access: read(accessFile, accessSchema, folder) };
}

async function makeState(
  folder: string,
  collectorUrl: string,
  prepare: PrepareCollector,
  random: RandomBytes,
): Promise<void> {
  const sites = loadDemonstrationSites();
  const [kitSite] = sites;
  if (!kitSite) throw new Problem('bad_config', 'portal/content/demonstration/sites.json names no site');
  const dataDir = join(folder, 'collector.new');
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const staff = { email: 'staff@example.org', password: passwordFrom(random) };
  const { enrolment, apiToken } = await prepare({ dataDir, sites, kitSite, collectorUrl, staff });
  writeSecret(join(folder, 'enrolment.json'), enrolment);
  writeSecret(join(folder, 'access.json'), { staff, apiToken });
  renameSync(dataDir, join(folder, 'collector'));
}

export function writeSecret(path: string, content: object): void {
  writeFileAtomically(path, `${JSON.stringify(content, null, 2)}\n`, 0o600);
}

/** 'k7mq-x2hp-…': 100 bits, without letters and digits that look alike. */
function passwordFrom(random: RandomBytes): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const text = [...random(20)].map((byte) => letters[byte % letters.length]).join('');
  return text.replace(/.{4}(?=.)/g, '$&-');
}

function read<T>(path: string, schema: z.ZodType<T>, folder: string): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw incomplete(folder, cause);
  }
}

const incomplete = (folder: string, cause?: unknown) =>
  new Problem(
    'bad_config',
    `the demonstration's folder ${folder} is incomplete; move it away and start anew`,
    { cause },
  );
