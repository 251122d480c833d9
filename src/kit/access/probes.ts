/**
 * How operating systems ask whether they are online, and what the real hosts answer to a phone that is. All are plain
 * HTTP GETs, the query string ignored. The kit shows these answers only where it plays the internet (the demonstration);
 * elsewhere a granted phone reaches the real hosts. One row a host family and answer.
 */
export interface OnlineAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Probe {
  readonly system: string;
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly online: OnlineAnswer;
}

const noContent: OnlineAnswer = { status: 204, headers: {}, body: '' };
const text = (body: string, headers: Record<string, string> = {}): OnlineAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain', ...headers },
  body,
});
const html = (body: string): OnlineAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body,
});
/** Read by NetworkManager before the body. */
const networkManagerOnline = { 'X-NetworkManager-Status': 'online' };

export const probes: readonly Probe[] = [
  {
    system: 'Android (AOSP)',
    hosts: ['connectivitycheck.gstatic.com', 'www.google.com', 'play.googleapis.com'],
    paths: ['/generate_204'],
    online: noContent,
  },
  {
    system: 'Android, ChromeOS, fallback',
    hosts: ['www.google.com'],
    paths: ['/gen_204'],
    online: noContent,
  },
  {
    system: 'Android, older and in China',
    hosts: ['clients3.google.com', 'connectivitycheck.android.com', 'g.cn', 'www.google.cn'],
    paths: ['/generate_204'],
    online: noContent,
  },
  {
    system: 'iOS, iPadOS, macOS',
    hosts: [
      'captive.apple.com',
      'www.apple.com',
      'apple.com',
      'www.appleiphonecell.com',
      'www.airport.us',
      'www.ibook.info',
      'www.itools.info',
      'www.thinkdifferent.us',
      'gsp1.apple.com',
      'iphone-ld.apple.com',
      'netcts.cdn-apple.com',
    ],
    paths: ['/hotspot-detect.html', '/library/test/success.html'],
    online: html('<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>'),
  },
  {
    system: 'Windows 10, 11',
    hosts: ['www.msftconnecttest.com', 'ipv6.msftconnecttest.com'],
    paths: ['/connecttest.txt'],
    online: text('Microsoft Connect Test'),
  },
  {
    system: 'Windows 10, 11, the page its browser opens',
    hosts: ['www.msftconnecttest.com'],
    paths: ['/redirect'],
    online: {
      status: 302,
      headers: { Location: 'http://go.microsoft.com/fwlink/?LinkID=219472&clcid=0x409' },
      body: '',
    },
  },
  {
    system: 'Windows up to 8.1',
    hosts: ['www.msftncsi.com'],
    paths: ['/ncsi.txt'],
    online: text('Microsoft NCSI'),
  },
  {
    system: 'Firefox',
    hosts: ['detectportal.firefox.com'],
    paths: ['/canonical.html'],
    online: html(
      '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
    ),
  },
  {
    system: 'Firefox, IPv4 and IPv6',
    hosts: ['detectportal.firefox.com'],
    paths: ['/success.txt'],
    online: text('success\n'),
  },
  { system: 'Chrome', hosts: ['www.gstatic.com'], paths: ['/generate_204'], online: noContent },
  {
    system: 'Edge',
    hosts: ['edge.microsoft.com'],
    paths: ['/captiveportal/generate_204'],
    online: noContent,
  },
  {
    system: 'ChromeOS, fallback',
    hosts: ['www.play.googleapis.com', 'safebrowsing.google.com', 'www.googleapis.com'],
    paths: ['/generate_204'],
    online: noContent,
  },
  {
    system: 'NetworkManager, GNOME',
    hosts: ['nmcheck.gnome.org'],
    paths: ['/check_network_status.txt'],
    online: text('NetworkManager is online\n', networkManagerOnline),
  },
  {
    system: 'NetworkManager, Fedora',
    hosts: ['fedoraproject.org'],
    paths: ['/static/hotspot.txt'],
    online: text('OK', networkManagerOnline),
  },
  {
    system: 'NetworkManager, Ubuntu',
    hosts: ['connectivity-check.ubuntu.com'],
    paths: ['/'],
    online: { status: 204, headers: networkManagerOnline, body: '' },
  },
  {
    system: 'NetworkManager, KDE',
    hosts: ['networkcheck.kde.org'],
    paths: ['/'],
    online: text('OK', networkManagerOnline),
  },
  {
    system: 'NetworkManager, Arch',
    hosts: ['ping.archlinux.org'],
    paths: ['/'],
    online: text(
      'This domain is used for connectivity checking (captive portal detection).\n',
      networkManagerOnline,
    ),
  },
  {
    system: 'Kindle',
    hosts: ['spectrum.s3.amazonaws.com'],
    paths: ['/kindle-wifi/wifistub.html'],
    online: html(
      '<html><head><title>Kindle Reachability Probe Page</title></head><body><!--81ce4465-7167-4dcb-835b-dcc9e44c112a--></body></html>',
    ),
  },
  {
    system: 'Fire OS',
    hosts: ['fireoscaptiveportal.com', 'freetimecaptiveportal.com'],
    paths: ['/generate_204'],
    online: noContent,
  },
  {
    system: 'Fire tablets',
    hosts: ['tabletcaptiveportal.com'],
    paths: ['/generate204'],
    online: noContent,
  },
  {
    system: 'Huawei',
    hosts: ['connectivitycheck.platform.hicloud.com', 'connectivitycheck.cbg-app.huawei.com'],
    paths: ['/generate_204'],
    online: noContent,
  },
  {
    system: 'Xiaomi, Vivo, Oppo, Samsung',
    hosts: [
      'connect.rom.miui.com',
      'wifi.vivo.com.cn',
      'connectivitycheck.oppomobile.com',
      'wifi.coloros.com',
      'connectivity.samsung.com.cn',
      'd2uzsrnmmf6tds.cloudfront.net',
    ],
    paths: ['/generate_204'],
    online: noContent,
  },
  { system: 'Roku', hosts: ['captive.roku.com'], paths: ['/ok'], online: text('ok') },
];

const byUrl = new Map(
  probes.flatMap((probe) =>
    probe.hosts.flatMap((host) => probe.paths.map((path) => [`${host}${path}`, probe] as const)),
  ),
);

/** @param host lower-case, without port. @param path without query. */
export const findProbe = (host: string, path: string): Probe | undefined => byUrl.get(`${host}${path}`);
