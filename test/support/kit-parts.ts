/** The kit's store and intake as the kit builds them, in a folder of their own, with keys that can open what they seal. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFunnel, type Funnel } from '../../src/kit/counts/funnel.ts';
import { createSealer, type GrowingSealer } from '../../src/kit/intake/sealer.ts';
import { createVisits, type RunningVisits } from '../../src/kit/intake/visits.ts';
import { openStore, type Store } from '../../src/kit/store/open-store.ts';
import type { OutboxRecord } from '../../src/kit/store/outbox-table.ts';
import {
  defaultContentFolder,
  loadDemonstrationSites,
  loadForms,
  loadLists,
} from '../../src/platform/content.ts';
import { silentLog } from '../../src/platform/log.ts';
import { type KeyRing, keyRing, openEnvelope, openingKey, publicKeyOf } from '../../src/protocol/envelope.ts';
import { type Answers, type Form, formRef } from '../../src/protocol/form.ts';
import { type RandomBytes, systemRandom } from '../../src/protocol/ids.ts';
import { decodeSubmission, type SubmissionRecord } from '../../src/protocol/records.ts';
import type { KitSite, SiteModule } from '../../src/protocol/site.ts';
import { compressionDictionary } from '../../src/survey/dictionary.ts';
import { decodeAnswers } from '../../src/survey/encode-answers.ts';

export const testKitId = '0102030405060708';
const operations = new Uint8Array(randomBytes(32));

export interface KitParts {
  readonly folder: string;
  readonly store: Store;
  readonly sealer: GrowingSealer;
  readonly visits: RunningVisits;
  readonly funnel: Funnel;
  readonly form: Form;
  readonly site: KitSite;
  /** Moved by the test. */
  readonly time: { ms: number };
  open(record: Omit<OutboxRecord, 'kind'>): Promise<SubmissionRecord & { readonly decoded: Answers }>;
  /** What is in a record's envelope, of whatever kind. */
  openBytes(record: OutboxRecord): Promise<Uint8Array>;
  /** Ends without closing in order, as a power cut would leave the files; the same folder can be opened again. */
  cut(): void;
  remove(): void;
}

export const coreForm = (): Form => {
  const [form] = loadForms(defaultContentFolder());
  if (!form) throw new Error('no form in portal/content');
  return form;
};

export interface KitPartsOptions {
  readonly folder?: string;
  readonly form?: Form;
  readonly idleMs?: number;
  readonly bootNumber?: number;
  readonly campaign?: () => string;
  readonly submissionsPerHour?: number;
  /** Of the sealer. */
  readonly random?: RandomBytes;
  /** Switched on at the site. */
  readonly modules?: readonly SiteModule[];
}

export async function makeKitParts(options: KitPartsOptions = {}): Promise<KitParts> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'dtm-kit-'));
  const form = options.form ?? coreForm();
  const [place] = loadDemonstrationSites();
  if (!place) throw new Error('no demonstration site');
  const site: KitSite = { ...place, modules: options.modules ?? [] };
  const store = openStore({ folder, random: systemRandom });
  const ring: KeyRing = await keyRing([publicKeyOf(operations), publicKeyOf(new Uint8Array(32).fill(2))]);
  const incarnation = () => store.submissions.incarnation();
  const random = options.random ?? systemRandom;
  const sealer = createSealer({ ring, kitId: testKitId, incarnation, random });
  const time = { ms: 0 };
  const campaign = options.campaign ?? (() => 'round-1');
  const funnel = createFunnel(campaign);
  const visits = createVisits({
    submissions: store.submissions,
    sealer,
    form,
    formRef: formRef(form),
    site,
    round: 1,
    campaign,
    funnel,
    hourly: { perPhone: options.submissionsPerHour ?? 1000, inAll: 100_000 },
    bootTime: () => ({ bootNumber: options.bootNumber ?? 1, bootId: 'aabbccdd', msSinceBoot: time.ms }),
    random: systemRandom,
    idleMs: options.idleMs ?? 600_000,
    resumeMs: 3_600_000,
    rememberMs: 86_400_000,
    lists: loadLists(defaultContentFolder(), site.country),
    log: silentLog,
    onQueued: () => undefined,
  });
  const key = await openingKey(operations);
  return {
    folder,
    store,
    sealer,
    visits,
    funnel,
    form,
    site,
    time,
    open: async (record) => {
      const binding = {
        ...record,
        kind: 'submission' as const,
        kitId: testKitId,
        incarnation: record.sealedUnder,
      };
      const bytes = await openEnvelope(record.envelope, binding, key);
      const submission = decodeSubmission(bytes, compressionDictionary(form));
      return { ...submission, decoded: decodeAnswers(form, submission.answers) };
    },
    openBytes: (record) =>
      openEnvelope(record.envelope, { ...record, kitId: testKitId, incarnation: record.sealedUnder }, key),
    cut: () => store.close(),
    remove: () => {
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
