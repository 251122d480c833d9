/**
 * Whether the portal's certificate may be shown to phones, and whether they may be told of it. A kit's clock may be wrong, so
 * the time comes in as what is known of it. Reads two files; judges without side effects.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

/** The time as an interval; the truth lies in it. undefined: nothing believable is known. */
export type KnownTime = { readonly earliestMs: number; readonly latestMs: number } | undefined;

export type CertificateFinding =
  | { readonly kind: 'valid'; readonly credentials: Credentials }
  /** Still shown to who comes, but nobody is sent here: phones refuse it. */
  | {
      readonly kind: 'expired' | 'expires_soon' | 'not_yet_valid' | 'time_unknown';
      readonly credentials: Credentials;
    }
  /** Cannot be used at all. */
  | { readonly kind: 'unreadable' | 'other_host' | 'key_mismatch' };

/** A phone keeps what it was told at its last lease renewal: it must not outlive the certificate. */
const withdrawBeforeMs = 24 * 3_600_000;

export function judgeCertificate(
  files: { readonly certificate: string; readonly privateKey: string },
  host: string,
  now: KnownTime,
): CertificateFinding {
  let credentials: Credentials;
  let certificate: X509Certificate;
  let key: KeyObject;
  try {
    credentials = {
      cert: readFileSync(files.certificate, 'utf8'),
      key: readFileSync(files.privateKey, 'utf8'),
    };
    certificate = new X509Certificate(credentials.cert);
    key = createPrivateKey(credentials.key);
  } catch {
    return { kind: 'unreadable' };
  }
  if (!certificate.checkPrivateKey(key)) return { kind: 'key_mismatch' };
  // Names in the subject are not looked at: no phone does (RFC 6125 §6.4.4).
  if (certificate.checkHost(host, { subject: 'never' }) === undefined) return { kind: 'other_host' };
  if (!now) return { kind: 'time_unknown', credentials };
  const until = certificate.validToDate.getTime();
  if (now.latestMs >= until) return { kind: 'expired', credentials };
  if (now.latestMs >= until - withdrawBeforeMs) return { kind: 'expires_soon', credentials };
  if (now.earliestMs < certificate.validFromDate.getTime()) return { kind: 'not_yet_valid', credentials };
  return { kind: 'valid', credentials };
}

/** This program was written later than this: a clock that says less is wrong. */
const writtenAtMs = Date.UTC(2026, 10, 1);

/**
 * @param learned by a signed receipt of this start
 * @param earliestMs what must have passed, from the readings of earlier starts
 * @param systemMs what the system's clock says; believed only for want of better, and never against the other two
 */
export function timeForCertificates(
  learned: { readonly utcMs: number; readonly uncertaintyMs: number } | undefined,
  earliestMs: number | undefined,
  systemMs: number,
): KnownTime {
  if (learned)
    return {
      earliestMs: learned.utcMs - learned.uncertaintyMs,
      latestMs: learned.utcMs + learned.uncertaintyMs,
    };
  const isBelievable = systemMs >= Math.max(writtenAtMs, earliestMs ?? 0);
  return isBelievable ? { earliestMs: systemMs, latestMs: systemMs } : undefined;
}
