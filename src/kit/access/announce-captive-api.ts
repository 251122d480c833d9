/**
 * Tells phones of the captive API by DHCP option 114 (RFC 8910 §2.1), through a file that dnsmasq reads (`dhcp-optsfile`) and
 * reads again when it changes. What must stay true: the option stands there only while a valid certificate is on the kit, and
 * is taken back a day before that one ends; without it systems fall back to their probes.
 */
import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../../platform/atomic-file.ts';
import { failureFields, type Log } from '../../platform/log.ts';
import { captiveApiUrl } from './captive-api.ts';
import { type CertificateFinding, judgeCertificate, type KnownTime } from './captive-certificate.ts';

export interface AnnouncerParts {
  /** undefined: no certificate is configured; an option left by an earlier start is still taken back. */
  readonly api:
    | { readonly host: string; readonly certificate: string; readonly private_key: string }
    | undefined;
  readonly campaign: () => string;
  readonly optionsFile: string;
  readonly now: () => KnownTime;
  readonly log: Log;
}

export interface Announcer {
  /** Looks at certificate and time again, and writes the file where that changes it. undefined: nothing is configured. */
  refresh(): CertificateFinding | undefined;
  /** What the last look found. */
  finding(): CertificateFinding['kind'] | undefined;
}

export function createAnnouncer({ api, campaign, optionsFile, now, log }: AnnouncerParts): Announcer {
  let last: CertificateFinding['kind'] | undefined;
  return {
    refresh: () => {
      const finding =
        api &&
        judgeCertificate({ certificate: api.certificate, privateKey: api.private_key }, api.host, now());
      if (finding && finding.kind !== last)
        log.info({ certificate: finding.kind }, 'the portal’s certificate');
      last = finding?.kind;
      const option = api && finding?.kind === 'valid' ? `114,${captiveApiUrl(api.host, campaign())}\n` : '';
      try {
        if (readText(optionsFile) !== option) writeFileAtomically(optionsFile, option);
      } catch (error) {
        log.warn(failureFields(error), 'the file with the DHCP options cannot be written');
      }
      return finding;
    },
    finding: () => last,
  };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
