import { describe, expect, test } from 'vitest';
import type { AccessState } from './access-state.ts';
import { answerForeignRequest } from './answer-foreign-request.ts';
import { captiveDocument } from './captive-api.ts';
import { probes } from './probes.ts';

const portalUrl = 'http://wifi.example/';
const granted: AccessState = { kind: 'granted', secondsRemaining: 60, internet: 'up' };
/** Every state but the one that is online. */
const captiveStates: readonly AccessState[] = [
  ...(['up', 'down'] as const).flatMap((internet) =>
    (['unknown', 'captive', 'expired'] as const).map((kind) => ({ kind, internet })),
  ),
  { ...granted, internet: 'down' },
];
const ask = (state: AccessState, host: string, path: string, { method = 'GET', playsInternet = true } = {}) =>
  answerForeignRequest(state, { method, host, path }, { portalUrl, playsInternet });

/** One line a host and path of the table. */
const rows = probes.flatMap((probe) =>
  probe.hosts.flatMap((host) => probe.paths.map((path) => ({ ...probe, host, path }))),
);

/** domain knowledge written down a second time, apart from the table: what each host says to who is online. */
const known: readonly [url: string, status: number, body: string | RegExp][] = [
  ['connectivitycheck.gstatic.com/generate_204', 204, ''],
  ['www.google.com/generate_204', 204, ''],
  ['www.google.com/gen_204', 204, ''],
  ['play.googleapis.com/generate_204', 204, ''],
  ['clients3.google.com/generate_204', 204, ''],
  ['connectivitycheck.android.com/generate_204', 204, ''],
  ['g.cn/generate_204', 204, ''],
  ['www.google.cn/generate_204', 204, ''],
  ...[
    'captive.apple.com/hotspot-detect.html',
    'www.apple.com/library/test/success.html',
    'netcts.cdn-apple.com/hotspot-detect.html',
    'gsp1.apple.com/library/test/success.html',
    'www.thinkdifferent.us/library/test/success.html',
  ].map((url): [string, number, string] => [
    url,
    200,
    '<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>',
  ]),
  ['www.msftconnecttest.com/connecttest.txt', 200, 'Microsoft Connect Test'],
  ['ipv6.msftconnecttest.com/connecttest.txt', 200, 'Microsoft Connect Test'],
  ['www.msftconnecttest.com/redirect', 302, ''],
  ['www.msftncsi.com/ncsi.txt', 200, 'Microsoft NCSI'],
  ['detectportal.firefox.com/success.txt?ipv4', 200, 'success\n'],
  ['detectportal.firefox.com/success.txt?ipv6', 200, 'success\n'],
  [
    'detectportal.firefox.com/canonical.html',
    200,
    '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
  ],
  ['www.gstatic.com/generate_204', 204, ''],
  ['edge.microsoft.com/captiveportal/generate_204', 204, ''],
  ['www.play.googleapis.com/generate_204', 204, ''],
  ['safebrowsing.google.com/generate_204', 204, ''],
  ['www.googleapis.com/generate_204', 204, ''],
  ['nmcheck.gnome.org/check_network_status.txt', 200, /^NetworkManager is online/],
  ['fedoraproject.org/static/hotspot.txt', 200, 'OK'],
  ['connectivity-check.ubuntu.com/', 204, ''],
  ['networkcheck.kde.org/', 200, 'OK'],
  ['ping.archlinux.org/', 200, /connectivity checking/],
  ['spectrum.s3.amazonaws.com/kindle-wifi/wifistub.html', 200, /81ce4465-7167-4dcb-835b-dcc9e44c112a/],
  ['fireoscaptiveportal.com/generate_204', 204, ''],
  ['freetimecaptiveportal.com/generate_204', 204, ''],
  ['tabletcaptiveportal.com/generate204', 204, ''],
  ['connectivitycheck.platform.hicloud.com/generate_204', 204, ''],
  ['connectivitycheck.cbg-app.huawei.com/generate_204', 204, ''],
  ['connect.rom.miui.com/generate_204', 204, ''],
  ['wifi.vivo.com.cn/generate_204', 204, ''],
  ['connectivitycheck.oppomobile.com/generate_204', 204, ''],
  ['wifi.coloros.com/generate_204', 204, ''],
  ['connectivity.samsung.com.cn/generate_204', 204, ''],
  ['d2uzsrnmmf6tds.cloudfront.net/generate_204', 204, ''],
  ['captive.roku.com/ok', 200, 'ok'],
];

describe.each(captiveStates)('a phone that is $kind, the internet $internet,', (state) => {
  test.each(rows)('is sent to the portal by $host$path', ({ host, path }) => {
    const { status, headers, body } = ask(state, host, path);
    expect(status).toBe(302);
    expect(headers.Location).toBe(portalUrl);
    expect(headers['Cache-Control']).toBe('no-store');
    expect(body).not.toMatch(/success|microsoft|networkmanager|81ce4465/i);
    // Android takes four bytes and fewer for a broken network.
    expect(body.length).toBeGreaterThan(4);
  });

  test.each([
    'neverheard.example',
    'CAPTIVE.APPLE.COM',
    'captive.apple.com:80',
    'wifi.example.evil.example',
    '203.0.113.9',
  ])('is sent to the portal by the unknown host %s', (host) => {
    expect(ask(state, host, '/any/thing?x=1')).toMatchObject({
      status: 302,
      headers: { Location: portalUrl },
    });
  });

  test('is sent to the portal by GET after another method', () => {
    expect(ask(state, 'api.example', '/', { method: 'POST' })).toMatchObject({
      status: 303,
      headers: { Location: portalUrl, Connection: 'close' },
    });
    expect(ask(state, 'api.example', '/', { method: 'HEAD' }).status).toBe(302);
  });
});

describe('a phone that is granted, the internet up,', () => {
  test.each(known)('hears from %s what the real host says: %i', (url, status, body) => {
    const slash = url.indexOf('/');
    const answer = ask(granted, url.slice(0, slash), url.slice(slash));
    expect(answer.status).toBe(status);
    if (typeof body === 'string') expect(answer.body).toBe(body);
    else expect(answer.body).toMatch(body);
  });

  test.each(rows)('is not sent to the portal by $host$path', ({ host, path, online }) => {
    const answer = ask(granted, host, path);
    expect(answer.body).toBe(online.body);
    expect(answer.headers.Location).not.toBe(portalUrl);
    // RFC 9110 §8.6
    expect('Content-Length' in answer.headers).toBe(answer.status !== 204);
  });

  test('hears it under any way to write the host', () => {
    expect(ask(granted, 'Captive.Apple.Com:80', '/hotspot-detect.html').body).toContain('Success');
    expect(ask(granted, 'captive.apple.com:8080', '/hotspot-detect.html').body).not.toContain('Success');
  });

  test('learns from the header that NetworkManager reads first', () => {
    for (const host of ['connectivity-check.ubuntu.com', 'networkcheck.kde.org', 'ping.archlinux.org'])
      expect(ask(granted, host, '/').headers['X-NetworkManager-Status'], host).toBe('online');
  });

  test('gets a plain page from any other host of the demonstration', () => {
    const answer = ask(granted, 'news.example', '/today');
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('Demonstration internet');
  });

  test('sees the portal where the kit plays no internet', () => {
    const answer = ask(granted, 'captive.apple.com', '/hotspot-detect.html', { playsInternet: false });
    expect(answer).toMatchObject({ status: 302, headers: { Location: portalUrl } });
  });
});

test.each([...captiveStates, granted])(
  'a phone that is $kind, the internet $internet, hears the same from the captive API as from a probe',
  (state) => {
    const probe = ask(state, 'connectivitycheck.gstatic.com', '/generate_204');
    expect(captiveDocument(state, 'https://wifi.example').captive).toBe(probe.status !== 204);
    const unknown = ask(state, 'neverheard.example', '/');
    expect(unknown.headers.Location === portalUrl).toBe(probe.headers.Location === portalUrl);
  },
);

test('no host and path stand in the table twice with different answers', () => {
  const urls = rows.map(({ host, path }) => host + path);
  expect(urls.filter((url, index) => urls.indexOf(url) !== index)).toEqual([]);
});
