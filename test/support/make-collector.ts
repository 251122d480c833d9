/** A collector in a temporary folder: real keys, real database, real HTTP app without a socket, and a clock that is set. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { collectorApp } from '../../src/collector/app.ts';
import { collectorConfigSchema } from '../../src/collector/config.ts';
import { type CollectorContext, openContext } from '../../src/collector/context.ts';
import { enrolKit } from '../../src/collector/enrol-kit.ts';
import { makeCollectorKeys } from '../../src/collector/keys.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { loadDemonstrationSites, loadForms } from '../../src/platform/content.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Enrolment } from '../../src/protocol/enrolment.ts';
import type { Form } from '../../src/protocol/form.ts';
import { newId } from '../../src/protocol/ids.ts';
import { decodeReceipt, type Receipt } from '../../src/protocol/receipt.ts';
import { verifierFromPublicKey } from '../../src/protocol/signing.ts';
import type { Site } from '../../src/protocol/site.ts';
import { type MadeBundle, makeKit, type TestKit } from './make-kit.ts';

export interface SetClock extends Clock {
  set(utcMs: number): void;
}

export interface TestCollector {
  readonly folder: string;
  readonly context: CollectorContext;
  readonly app: Hono;
  readonly clock: SetClock;
  readonly sites: readonly Site[];
  readonly form: Form;
  enrol(site?: Site): Promise<Enrolment>;
  /** Enrolled at the first site, or another. */
  kit(site?: Site): Promise<TestKit>;
  send(bundle: Pick<MadeBundle, 'bytes'>, nonce?: string): Promise<Response>;
  /** Sends and reads the receipt; fails where there is none. */
  receipt(bundle: Pick<MadeBundle, 'bytes'>): Promise<Receipt>;
  /** As after a restart of the program, on the same files. */
  reopen(): Promise<TestCollector>;
  close(): Promise<void>;
}

/** 1 March 2026, 15:00 UTC: 10:00 in the demonstration country. */
export const startTime = Date.parse('2026-03-01T15:00:00Z');

export async function makeCollector(): Promise<TestCollector> {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-collector-'));
  makeCollectorKeys(folder);
  return openCollector(folder, settableClock(startTime));
}

async function openCollector(folder: string, clock: SetClock): Promise<TestCollector> {
  const config = collectorConfigSchema.parse({ data_dir: folder, log_level: 'silent' });
  const context = await openContext(config, clock, silentLog);
  const app = collectorApp(context);
  const sites = loadDemonstrationSites();
  const form = loadForms().find(({ name }) => name === 'dtm-wifi-core') as Form;
  const { store, keys } = context;
  const enrol = (site = sites[0] as Site) =>
    enrolKit({ store, keys, site, clock, collectorUrl: 'http://127.0.0.1:8090' });
  const send = async ({ bytes }: Pick<MadeBundle, 'bytes'>, nonce = newId(16)) =>
    app.request('/api/v1/bundles', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'dtm-nonce': nonce },
      body: new Uint8Array(bytes),
    });
  return {
    folder,
    context,
    app,
    clock,
    sites,
    form,
    enrol,
    kit: async (site) => makeKit(await enrol(site), form),
    send,
    receipt: async (bundle) => {
      const response = await send(bundle);
      if (response.status !== 200) throw new Error(`no receipt: ${response.status} ${await response.text()}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return decodeReceipt(bytes, verifierFromPublicKey(keys.signer.publicKey));
    },
    reopen: async () => {
      await store.close();
      return openCollector(folder, clock);
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function settableClock(utcMs: number): SetClock {
  let now = utcMs;
  return {
    now: () => now,
    msSinceStart: () => now - utcMs,
    set: (value) => {
      now = value;
    },
  };
}
