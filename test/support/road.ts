/**
 * The whole road for journeys: one collector and one kit as processes of their own, in a folder of their own, on free
 * ports. Both can be killed and started again at any moment; what they left on the disk is what they find.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCollector } from '../../src/collector/prepare-collector.ts';
import { openStore, type Store } from '../../src/collector/store/open-store.ts';
import { loadDemonstrationSites } from '../../src/platform/content.ts';
import type { SiteModule } from '../../src/protocol/site.ts';
import { freePort, type Program, startProgram } from './programs.ts';

export interface Road {
  readonly folder: string;
  readonly kitFolder: string;
  readonly collectorFolder: string;
  readonly visitorUrl: string;
  readonly fieldUrl: string;
  readonly collectorUrl: string;
  readonly staff: { readonly email: string; readonly password: string };
  readonly apiToken: string;
  startKit(): Promise<Program>;
  startCollector(): Promise<Program>;
  /** The CSV export of the kit's form, as rows of columns by header. */
  exportRows(): Promise<Record<string, string>[]>;
  /** Resolves when `isThere` is true, looking every 200 ms; throws after `limitMs` with what was awaited. */
  until(what: string, isThere: () => Promise<boolean>, limitMs?: number): Promise<void>;
  fieldStatus(): Promise<Record<string, unknown>>;
  openCollectorStore(): Store;
  remove(): void;
}

export interface RoadOptions {
  /** Forms, lists and phrases of the test's own. */
  readonly contentDir?: string;
  readonly idleSeconds?: number;
  /** The demonstration site where the kit stands; none: the first. */
  readonly siteId?: string;
  /** The kit's form and what is switched on there. */
  readonly questions?: { readonly form?: string; readonly modules?: readonly SiteModule[] };
  /** Further addresses, with port, at which the kit's pages are asked for. */
  readonly visitorHosts?: readonly string[];
}

/** In the field the kit waits 30 s and more between tries; a test has less time. */
const sync = {
  coalesce_ms: 150,
  backoff_min_ms: 100,
  backoff_max_ms: 600,
  uplink_check_ms: 200,
  deadline_ms: 8000,
  replies_ms: 300,
};

export async function makeRoad(options: RoadOptions = {}): Promise<Road> {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-road-'));
  const [visitor, field, collector] = [await freePort(), await freePort(), await freePort()];
  const collectorUrl = `http://127.0.0.1:${collector}`;
  const collectorFolder = join(folder, 'collector');
  const kitFolder = join(folder, 'kit');
  mkdirSync(collectorFolder);
  const sites = loadDemonstrationSites();
  const kitSite = sites.find(({ id }) => options.siteId === undefined || id === options.siteId);
  if (!kitSite) throw new Error('no demonstration site');
  const staff = { email: 'staff@example.org', password: 'a long enough password' };
  const { enrolment, apiToken } = await prepareCollector({
    dataDir: collectorFolder,
    sites,
    kitSite,
    collectorUrl,
    staff,
  });
  const write = (name: string, value: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const content = options.contentDir === undefined ? {} : { content_dir: options.contentDir };
  const kitConfig = write('kit.json', {
    data_dir: kitFolder,
    enrolment: write('enrolment.json', enrolment),
    visitor: { port: visitor, hosts: options.visitorHosts ?? [] },
    field: { port: field },
    questions: options.questions ?? {},
    idle_seconds: options.idleSeconds ?? 600,
    sync,
    // One address plays many phones here.
    limits: {
      connections_per_phone: 512,
      requests_per_second: 1_000_000,
      request_burst: 1_000_000,
      submissions_per_hour: 1000,
      submissions_per_hour_in_all: 1_000_000,
      ticket_tries_per_hour: 1_000_000,
    },
    log_level: 'warn',
    ...content,
  });
  const collectorConfig = write('collector.json', {
    data_dir: collectorFolder,
    port: collector,
    log_level: 'warn',
    ...content,
  });
  const visitorUrl = `http://127.0.0.1:${visitor}`;
  const fieldUrl = `http://127.0.0.1:${field}`;

  return {
    folder,
    kitFolder,
    collectorFolder,
    visitorUrl,
    fieldUrl,
    collectorUrl,
    staff,
    apiToken,
    startKit: () => startProgram(['kit', '--config', kitConfig], `${fieldUrl}/status.json`),
    startCollector: () =>
      startProgram(['collector', '--config', collectorConfig], `${collectorUrl}/api/v1/health`),
    exportRows: async () => {
      const form = options.questions?.form ?? (options.contentDir === undefined ? 'dtm-wifi-core' : '');
      const response = await fetch(`${collectorUrl}/api/v1/submissions.csv?form=${form}`, {
        headers: { authorization: `Bearer ${apiToken}` },
      });
      if (!response.ok) throw new Error(`export: ${response.status} ${await response.text()}`);
      return parseCsv(await response.text());
    },
    until: async (what, isThere, limitMs = 60_000) => {
      const end = performance.now() + limitMs;
      while (!(await isThere())) {
        if (performance.now() > end) {
          const status = await fetch(`${fieldUrl}/status.json`).then((answer) => answer.text(), String);
          throw new Error(`waited ${limitMs} ms in vain: ${what}; the kit says ${status}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    fieldStatus: async () =>
      (await fetch(`${fieldUrl}/status.json`)).json() as Promise<Record<string, unknown>>,
    openCollectorStore: () => openStore(collectorFolder),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** RFC 4180: quotes doubled within quotes, CRLF or LF between rows. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (let match = cell.exec(text); match && cell.lastIndex <= text.length; match = cell.exec(text)) {
    row.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] !== ',') {
      rows.push(row);
      row = [];
    }
    if (cell.lastIndex === text.length) break;
  }
  const [header = [], ...body] = rows;
  return body.map((values) => Object.fromEntries(header.map((name, index) => [name, values[index] ?? ''])));
}
