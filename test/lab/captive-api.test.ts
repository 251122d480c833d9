/**
 * Journey: the captive portal API over TLS. A phone is told of it by DHCP (RFC 8910), finds its host by the kit's own names, trusts its
 * certificate and reads how things stand (RFC 8908). Certificates come, are renewed, end, and are taken for what they are, while the
 * kit runs.
 */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { beforeAll, expect, it } from 'vitest';
import { run } from '../../scripts/lab/namespaces.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { until } from '../../scripts/lab/program.ts';
import { type Authority, makeAuthority } from '../support/certificates.ts';
import { describeInLab, handleOf } from '../support/lab-bench.ts';

const portalHost = 'portal.example.org';
const apiUrl = (campaign: string) => `https://${portalHost}/captive-portal/api/${campaign}`;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const programs = ['curl', 'install'];

describeInLab('the captive API', { portalHost, programs, config: { campaign: 'round-1' } }, (journey) => {
  let authority: Authority;
  let phone: Phone;
  beforeAll(() => {
    authority = makeAuthority(join(journey().lab.plan.folder, 'authority'));
  });

  const newcomer = async (): Promise<Phone> => {
    const [joined] = await journey().lab.phones.join(1);
    if (!joined) throw new Error('no phone');
    return joined;
  };
  const untilTold = (uri: string | undefined) =>
    until(`who comes is told of ${uri}`, async () => (await newcomer()).lease.captiveApi === uri);
  /** What a field team types; the key is for the kit alone. */
  const install = async (fromMs: number, untilMs: number) => {
    const { plan, kit } = journey().lab;
    const made = authority.issue(portalHost, Date.now() + fromMs, Date.now() + untilMs);
    const put = (...words: string[]) => run('ip', ['netns', 'exec', plan.kit, 'install', ...words]);
    await put('-m', '640', '-g', 'dtm-kit', made.private_key, kit.certificateFiles.private_key);
    await put('-m', '644', made.certificate, kit.certificateFiles.certificate);
  };
  const curl = (from: Phone, ...words: string[]) => {
    const always = ['curl', '-sS', '--max-time', '10', '--cacert', authority.root];
    return run('ip', ['netns', 'exec', from.namespace, ...always, ...words]);
  };
  const documentFor = async (from: Phone, url = apiUrl('round-1'), ...further: string[]) => {
    const answer = await curl(from, '--include', ...further, url);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head).toContain('Content-Type: application/captive+json');
    expect(head).toMatch(/Cache-Control: private/);
    // What Android takes.
    expect(answer.length).toBeLessThanOrEqual(4096);
    return JSON.parse(body) as Record<string, unknown>;
  };
  const shownSerial = async (): Promise<string> => {
    const socket = connect({
      socket: phone.connect(journey().lab.kit.network.address, 443),
      servername: portalHost,
      ca: readFileSync(authority.root),
    });
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };

  const whileCaptive = {
    captive: true,
    'user-portal-url': `https://${portalHost}/`,
    'venue-info-url': `https://${portalHost}/`,
    'can-extend-session': true,
  };

  it('is not spoken of without a certificate, and there is nothing on 443', async () => {
    phone = await newcomer();
    expect(phone.lease.captiveApi).toBeUndefined();
    const { address } = journey().lab.kit.network;
    expect(await phone.attempt(address, 443)).toMatchObject({ outcome: 'refused' });
    expect((await phone.fetch(`${journey().lab.kit.portalUrl}en`)).status).toBe(200);
  });

  it('is announced with one, and says of each phone how things stand: before a grant, with it, after it', async () => {
    await install(-hourMs, 30 * dayMs);
    await untilTold(apiUrl('round-1'));
    // A phone that was there before hears of it when it renews its lease.
    phone = await journey().lab.phones.joinOne(1);
    expect(phone.lease.captiveApi).toBe(apiUrl('round-1'));
    const other = await newcomer();
    expect(await documentFor(phone)).toEqual(whileCaptive);

    // As a system does: the portal over TLS, and the tap there.
    expect(await curl(phone, `https://${portalHost}/en`)).toContain('action="/en/online"');
    const tap = ['--data', '', '--output', '/dev/null', '--write-out', '%{http_code} %{remote_ip}'];
    expect(await curl(phone, ...tap, `https://${portalHost}/en/online`)).toBe(
      `303 ${journey().lab.kit.network.address}`,
    );
    await until('the phone is online', async () => (await documentFor(phone)).captive === false);
    const { 'seconds-remaining': left, ...rest } = await documentFor(phone);
    expect(rest).toEqual({ ...whileCaptive, captive: false });
    expect(left).toBeGreaterThan(86_000);
    expect(left).toBeLessThanOrEqual(86_400);
    expect(await documentFor(other)).toEqual(whileCaptive);

    await journey().gate.open(await handleOf(journey(), phone.address), 2);
    await until('the grant has run out', async () => (await documentFor(phone)).captive === true);
    expect(await documentFor(phone)).toEqual(whileCaptive);
    expect((await journey().gate.whoIs(phone.address))?.state.kind).toBe('expired');
  });

  it('says captive to a granted phone while there is no uplink, and is found by its name all the same', async () => {
    // Asked again and again, and a captive phone’s names are limited.
    const known = ['--resolve', `${portalHost}:443:${journey().lab.kit.network.address}`];
    const isCaptive = async () => (await documentFor(phone, apiUrl('round-1'), ...known)).captive === true;
    await journey().gate.open(await handleOf(journey(), phone.address), 600);
    await until('the phone is online', async () => !(await isCaptive()));
    await journey().lab.internet.setCable(false);
    await until('the phone is captive', isCaptive);
    expect(await documentFor(phone)).toEqual(whileCaptive);
    await journey().lab.internet.setCable(true);
    await until('the phone is online again', async () => !(await isCaptive()));
    await journey().gate.close(await handleOf(journey(), phone.address));
    await until('the phone is captive', isCaptive);
  });

  it('shows a renewed certificate without a restart, and is announced as before', async () => {
    const before = await shownSerial();
    const { pid } = journey().lab.kit.kit();
    await install(-hourMs, 60 * dayMs);
    await until('the new certificate is shown', async () => (await shownSerial()) !== before);
    await untilTold(apiUrl('round-1'));
    expect(await documentFor(phone)).toEqual(whileCaptive);
    expect([journey().lab.kit.kit().pid, journey().lab.kit.kit().hasEnded()]).toEqual([pid, false]);
  });

  it('is taken back a day before the certificate ends, and while it is not valid, and comes again with a good one', async () => {
    const refused = /certificate has expired|certificate is not yet valid/;
    for (const [finding, fromMs, untilMs, isTrusted] of [
      ['expires_soon', -hourMs, 23 * hourMs, true],
      ['expired', -2 * hourMs, -hourMs, false],
      ['not_yet_valid', hourMs, 30 * dayMs, false],
    ] as const) {
      await install(-hourMs, 30 * dayMs);
      await untilTold(apiUrl('round-1'));
      await install(fromMs, untilMs);
      await until(
        `the field team reads "${finding}"`,
        async () => (await journey().lab.kit.fieldStatus()).certificate === finding,
      );
      await untilTold(undefined);
      // Who was told before is not cut off while the certificate lasts; after that no phone would take it.
      if (isTrusted) expect(await documentFor(phone)).toEqual(whileCaptive);
      else await expect(documentFor(phone)).rejects.toThrow(refused);
      expect((await phone.fetch('http://captive.apple.com/hotspot-detect.html')).status).toBe(302);
    }
    phone = await journey().lab.phones.joinOne(1);
    expect(phone.lease.captiveApi).toBeUndefined();
    await install(-hourMs, 30 * dayMs);
    await untilTold(apiUrl('round-1'));
  });

  it('has another address in a new round, and answers under the old one too', async () => {
    const { kit, phones } = journey().lab;
    const config = JSON.parse(readFileSync(kit.configFile, 'utf8')) as object;
    await kit.kit().end('SIGTERM');
    writeFileSync(kit.configFile, JSON.stringify({ ...config, campaign: 'round-2' }));
    await kit.startKit();
    await untilTold(apiUrl('round-2'));
    phone = await phones.joinOne(1);
    expect(phone.lease.captiveApi).toBe(apiUrl('round-2'));
    for (const round of ['round-1', 'round-2'])
      expect(await documentFor(phone, apiUrl(round))).toEqual(whileCaptive);
  });
});
