/**
 * How many sealed submissions a collector takes in per second on one core: real bundles of real size to a real process, one after
 * the other as one kit sends them. Then the same work stage by stage in this process, to see which stage bounds it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectorConfigSchema } from '../../src/collector/config.ts';
import { openContext } from '../../src/collector/context.ts';
import { fileBundle } from '../../src/collector/ingest/file-bundle.ts';
import { readRecord } from '../../src/collector/ingest/read-record.ts';
import { prepareCollector } from '../../src/collector/prepare-collector.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { loadDemonstrationSites, loadLists } from '../../src/platform/content.ts';
import { silentLog } from '../../src/platform/log.ts';
import {
  type Bundle,
  bundleHash,
  decodeBundle,
  emptyBundleBytes,
  maxBundleBytes,
  recordBytes,
} from '../../src/protocol/bundle.ts';
import { type Enrolment, enrolmentSchema } from '../../src/protocol/enrolment.ts';
import { openEnvelope } from '../../src/protocol/envelope.ts';
import { newId } from '../../src/protocol/ids.ts';
import { signerFromSeed, verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { coreForm } from '../../test/support/kit-parts.ts';
import { type MadeBundle, makeKit } from '../../test/support/make-kit.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, ms, report, share, whole } from './figures.ts';
import { fullAnswers, seededRandom } from './full-answers.ts';
import { cpuSecondsOf, pinTo } from './process-usage.ts';

const count = 5000;

export async function collectorThroughput(): Promise<Figure[]> {
  return [...(await throughAProcess()), ...(await stageByStage())];
}

async function throughAProcess(): Promise<Figure[]> {
  const road = await makeRoad();
  const collector = await road.startCollector();
  try {
    const enrolment = enrolmentSchema.parse(
      JSON.parse(readFileSync(join(road.folder, 'enrolment.json'), 'utf8')),
    );
    const bundles = await makeBundles(enrolment, count);
    const isPinned = pinTo(collector.pid, 0);
    const before = { at: performance.now(), cpuSeconds: cpuSecondsOf(collector.pid) };
    for (const { bytes } of bundles) {
      const response = await fetch(`${road.collectorUrl}/api/v1/bundles`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'dtm-nonce': newId(16) },
        body: new Uint8Array(bytes),
      });
      if (response.status !== 200) throw new Error(`no receipt: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    }
    const seconds = (performance.now() - before.at) / 1000;
    const cpuSeconds = cpuSecondsOf(collector.pid) - before.cpuSeconds;
    const rows = (await road.exportRows()).length;
    if (rows !== count) throw new Error(`${rows} submissions in the export, not ${count}`);
    return [
      {
        what: `collector: submissions verified, opened, unified per second, ${isPinned ? 'one core' : 'all cores'}`,
        wanted: 'measured',
        seen: whole(count / seconds),
        peer: `${whole(count / cpuSeconds)} a CPU second; ${count} in ${bundles.length} bundles`,
      },
    ];
  } finally {
    await collector.end('SIGTERM');
    road.remove();
  }
}

async function stageByStage(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-collector-'));
  const sites = loadDemonstrationSites();
  const [kitSite] = sites;
  if (!kitSite) throw new Error('no demonstration site');
  const staff = { email: 'staff@example.org', password: 'a long enough password' };
  const collectorUrl = 'http://127.0.0.1:8090';
  const { enrolment } = await prepareCollector({ dataDir: folder, sites, kitSite, collectorUrl, staff });
  const config = collectorConfigSchema.parse({ data_dir: folder });
  const { ingest, store, clock } = await openContext(config, systemClock(), silentLog);
  try {
    const made = await makeBundles(enrolment, count);
    pinTo(process.pid, 0);
    const publicKey = signerFromSeed(
      new Uint8Array(Buffer.from(enrolment.kit_signing_key, 'base64')),
    ).publicKey;
    const verifier = verifierFromPublicKey(publicKey);

    const verified: { bundle: Bundle; bytes: Uint8Array; hash: string }[] = [];
    const verifyMs = await timed(async () => {
      for (const { bytes } of made)
        verified.push({ bundle: decodeBundle(bytes, verifier), bytes, hash: bundleHash(bytes) });
    });
    const openMs = await timed(async () => {
      for (const { bundle } of verified)
        await Promise.all(
          // What this bench has made: there is no other kind in it.
          bundle.records.map(({ recordId, formRef, envelope }) => {
            const { kitId, incarnation } = bundle;
            const binding = { kind: 'submission' as const, kitId, incarnation, recordId, formRef };
            return openEnvelope(envelope, binding, ingest.key);
          }),
        );
    });
    const reads: Awaited<ReturnType<typeof readRecord>>[][] = [];
    // Opens again: what is over and above the opening is decoding, checking and settling.
    const readMs = await timed(async () => {
      for (const { bundle } of verified)
        reads.push(await Promise.all(bundle.records.map((record) => readRecord(record, bundle, ingest))));
    });
    if (reads.flat().some(({ kind }) => kind !== 'submission')) throw new Error('not every record was read');
    const fileMs = await timed(async () => {
      for (const [index, each] of verified.entries())
        await store.transaction((writer) =>
          fileBundle(writer, { ...each, reads: reads[index] ?? [] }, clock.now()),
        );
    });
    const stages = {
      'signature, decoding of the bundle': verifyMs,
      'HPKE opening': openMs,
      'decoding and checking of answers': Math.max(0, readMs - openMs),
      'SQL, one transaction a bundle': fileMs,
    };
    const all = Object.values(stages).reduce((sum, one) => sum + one, 0);
    return Object.entries(stages).map(([stage, tookMs]) => ({
      what: `  ${stage}`,
      seen: share(tookMs, all),
      peer: `${ms(tookMs / count)} a submission`,
    }));
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** As full as a kit makes them. */
async function makeBundles(enrolment: Enrolment, submissions: number): Promise<MadeBundle[]> {
  const form = coreForm();
  const kit = await makeKit(enrolment, form);
  const lists = loadLists(undefined, enrolment.site.country);
  const random = seededRandom(7);
  const bundles: MadeBundle[] = [];
  let records: Awaited<ReturnType<typeof kit.submission>>[] = [];
  let bytes = emptyBundleBytes;
  for (let index = 0; index < submissions; index += 1) {
    const record = await kit.submission(fullAnswers(form, lists, enrolment.site, random));
    const more = recordBytes({ ...record, formRef: '' });
    if (bytes + more > maxBundleBytes - record.formRef.length) {
      bundles.push(kit.bundle(records));
      records = [];
      bytes = emptyBundleBytes;
    }
    records.push(record);
    bytes += more;
  }
  bundles.push(kit.bundle(records));
  return bundles;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

if (import.meta.main) report(await collectorThroughput());
