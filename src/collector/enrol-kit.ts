/**
 * Enrolment: registers a site and a new kit that stands there, and makes the one file the kit needs. The kit's signing key is
 * in that file and nowhere else; here stay its public half, and that of the key for week keys that is derived from it. Revoking ends what the kit may send from now on.
 */
import type { Clock } from '../platform/clock.ts';
import type { Enrolment } from '../protocol/enrolment.ts';
import { newId, type RandomBytes, systemRandom } from '../protocol/ids.ts';
import { Problem } from '../protocol/problems.ts';
import { signerFromSeed } from '../protocol/signing.ts';
import { type Site, siteSchema } from '../protocol/site.ts';
import type { CollectorKeys } from './keys.ts';
import { insertKit, markRevoked } from './store/kits-table.ts';
import type { Store } from './store/open-store.ts';
import { saveSite } from './store/sites-table.ts';
import { deleteWeekKeys } from './store/week-keys-table.ts';

export interface EnrolRequest {
  readonly store: Store;
  readonly keys: CollectorKeys;
  readonly site: Site;
  /** Where the kit sends to, such as https://collector.example.org. */
  readonly collectorUrl: string;
  readonly round?: number;
  readonly clock: Clock;
  readonly random?: RandomBytes;
}

/** Throws `bad_config` where the site is not one. */
export async function enrolKit(request: EnrolRequest): Promise<Enrolment> {
  const { store, keys, clock, random = systemRandom } = request;
  const site = checkSite(request.site);
  const kitId = newId(8, random);
  const seed = random(32);
  const publicKey = signerFromSeed(seed).publicKey;
  await store.transaction(async (writer) => {
    await saveSite(writer, site);
    await insertKit(writer, { kitId, siteId: site.id, publicKey, enrolledAt: clock.now() });
  });
  return {
    format: 'dtm-wifi-enrolment/1',
    kit_id: kitId,
    kit_signing_key: toBase64(seed),
    collector_url: request.collectorUrl,
    collector_public_key: toBase64(keys.signer.publicKey),
    recipients: [
      { role: 'operations', public_key: toBase64(keys.operationsPublicKey) },
      { role: 'recovery', public_key: toBase64(keys.recoveryPublicKey) },
    ],
    round: request.round ?? 1,
    site,
  };
}

/** Registers a site, or brings it up to date, without a kit. Throws `bad_config` where it is not one. */
export async function registerSite(store: Store, site: Site): Promise<void> {
  const checked = checkSite(site);
  await store.transaction((writer) => saveSite(writer, checked));
}

/** From now on nothing of this kit is taken; what came before stays. Its week keys go: it may be in strange hands. Throws `not_found`. */
export async function revokeKit(store: Store, kitId: string, clock: Clock): Promise<void> {
  await setRevoked(store, kitId, clock.now());
  await store.transaction((writer) => deleteWeekKeys(writer, kitId));
  await store.forgetDeleted();
}

/** Throws `not_found`. What was refused meanwhile can be tried again. */
export async function unrevokeKit(store: Store, kitId: string): Promise<void> {
  await setRevoked(store, kitId, null);
}

async function setRevoked(store: Store, kitId: string, at: number | null): Promise<void> {
  if (!(await store.transaction((writer) => markRevoked(writer, kitId, at))))
    throw new Problem('not_found', `no kit ${kitId}`);
}

function checkSite(site: Site): Site {
  const parsed = siteSchema.safeParse(site);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Problem('bad_config', `site ${site.id}: ${lines.join('; ')}`);
  }
  if (!isTimezone(parsed.data.timezone))
    throw new Problem('bad_config', `site ${site.id}: timezone: an IANA name such as "America/Bogota"`);
  return parsed.data;
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
