/** When phones are told of the captive API: certificates made by openssl, times handed in, the file that dnsmasq reads. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAnnouncer } from '../../src/kit/access/announce-captive-api.ts';
import {
  judgeCertificate,
  type KnownTime,
  timeForCertificates,
} from '../../src/kit/access/captive-certificate.ts';
import { silentLog } from '../../src/platform/log.ts';
import { type MadeCertificate, makeCertificate } from '../support/certificates.ts';

const host = 'portal.example.org';
const dayMs = 86_400_000;
const inDays = (days: number): KnownTime => {
  const ms = Date.now() + days * dayMs;
  return { earliestMs: ms, latestMs: ms };
};

let folder: string;
let good: MadeCertificate;
let foreign: MadeCertificate;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kit-certificates-'));
  good = makeCertificate(folder, host);
  foreign = makeCertificate(folder, 'other.example.org');
});
afterAll(() => rmSync(folder, { recursive: true }));

const judge = (made: MadeCertificate, now: KnownTime) =>
  judgeCertificate({ certificate: made.certificate, privateKey: made.private_key }, host, now).kind;

describe('a certificate', () => {
  test.each([
    ['valid', 1],
    ['valid', 88.9],
    ['expires_soon', 89.1],
    ['expired', 90.1],
    ['not_yet_valid', -1],
  ])('is %s when it is %d days old', (kind, days) => {
    expect(judge(good, inDays(days))).toBe(kind);
  });

  test('is not believed while the time is not known, nor while the time may be beyond its end', () => {
    expect(judge(good, undefined)).toBe('time_unknown');
    const vague = { earliestMs: Date.now() + dayMs, latestMs: Date.now() + 400 * dayMs };
    expect(judge(good, vague)).toBe('expired');
  });

  test('of another host, of another key, or that cannot be read is of no use', () => {
    expect(judge(foreign, inDays(1))).toBe('other_host');
    expect(judge({ ...good, private_key: foreign.private_key }, inDays(1))).toBe('key_mismatch');
    expect(judge({ ...good, certificate: join(folder, 'nowhere.pem') }, inDays(1))).toBe('unreadable');
    const rubbish = join(folder, 'rubbish.pem');
    writeFileSync(rubbish, 'not a certificate');
    expect(judge({ ...good, certificate: rubbish }, inDays(1))).toBe('unreadable');
  });
});

describe('the time by which a certificate is judged', () => {
  const learned = { utcMs: Date.UTC(2027, 0, 1), uncertaintyMs: 500 };
  const later = Date.UTC(2027, 5, 1);

  test('is the learned one when there is one, whatever the system says', () => {
    expect(timeForCertificates(learned, undefined, 0)).toEqual({
      earliestMs: learned.utcMs - 500,
      latestMs: learned.utcMs + 500,
    });
  });
  test('is else the system’s', () => {
    expect(timeForCertificates(undefined, undefined, later)).toEqual({ earliestMs: later, latestMs: later });
  });
  test.each([
    ['before this program was written', undefined, Date.UTC(2020, 0, 1)],
    ['before what an earlier start has read', later, later - dayMs],
  ])('is not known while the system says a time %s', (_, earliestMs, systemMs) => {
    expect(timeForCertificates(undefined, earliestMs, systemMs)).toBeUndefined();
  });
});

describe('the file with the DHCP options', () => {
  const optionsFile = () => join(folder, 'run', 'dhcp-options');
  const announce = (api: MadeCertificate | undefined, now: KnownTime, campaign = 'round-2') => {
    const announcer = createAnnouncer({
      api: api && { host, ...api },
      campaign: () => campaign,
      optionsFile: optionsFile(),
      now: () => now,
      log: silentLog,
    });
    announcer.refresh();
    return readFileSync(optionsFile(), 'utf8');
  };

  test('names the API with the campaign while the certificate is valid', () => {
    const option = announce(good, inDays(1));
    expect(option).toBe('114,https://portal.example.org/captive-portal/api/round-2\n');
    expect(Buffer.byteLength(option)).toBeLessThan(255);
    expect(existsSync(`${optionsFile()}.new`)).toBe(false);
  });

  test('changes with the campaign, so that phones look again', () => {
    expect(announce(good, inDays(1), 'round-3')).toContain('/api/round-3\n');
  });

  test.each([
    ['has run out', 91],
    ['runs out within a day', 89.5],
    ['is not valid yet', -2],
  ])('is emptied once the certificate %s', (_, days) => {
    expect(announce(good, inDays(1))).not.toBe('');
    expect(announce(good, inDays(days))).toBe('');
  });

  test('is emptied when the time is not known, the certificate is of no use, or none is configured any more', () => {
    for (const [api, now] of [
      [good, undefined],
      [foreign, inDays(1)],
      [undefined, inDays(1)],
    ] as const) {
      expect(announce(good, inDays(1))).not.toBe('');
      expect(announce(api, now)).toBe('');
    }
  });

  test('that cannot be written is no reason to stop', () => {
    const announcer = createAnnouncer({
      api: { host, ...good },
      campaign: () => 'round-2',
      optionsFile: join(good.certificate, 'below-a-file'),
      now: () => inDays(1),
      log: silentLog,
    });
    expect(announcer.refresh()?.kind).toBe('valid');
  });
});
