/**
 * The operating systems a simulated phone may run: what each asks when it joins a Wi-Fi, how it judges the answers, and
 * what it opens when it sees a portal. Written from what those systems do, apart from the kit's own table, so that each
 * checks the other.
 */

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Verdict = 'online' | 'portal' | 'failed';

export interface Probe {
  readonly url: string;
  readonly userAgent: string;
  readonly judge: (answer: HttpAnswer) => Verdict;
}

export interface System {
  /** Asked in this order; the first verdict that is not 'failed' counts. */
  readonly probes: readonly Probe[];
  /** What the sign-in window opens; follows redirects from there. */
  readonly opens: string;
  readonly browser: string;
}

export type SystemName = 'android' | 'ios' | 'windows' | 'firefox' | 'chromebook' | 'linux' | 'kindle';
export type Mix = Readonly<Partial<Record<SystemName, number>>>;

export const defaultMix: Mix = { android: 60, ios: 25, windows: 10, firefox: 5 };

const chromeOn = (machine: string) =>
  `Mozilla/5.0 (${machine}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36`;
const androidProbe =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.32 Safari/537.36';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';

/**
 * AOSP NetworkMonitor: 204 is online, 200 to 399 is a portal, but a 200 with an empty or tiny body is a failure, and so
 * is everything from 400 up.
 */
function judgeAs204({ status, headers, body }: HttpAnswer): Verdict {
  if (status === 204) return 'online';
  if (status < 200 || status > 399) return 'failed';
  if (status === 200 && Number(headers['content-length'] ?? body.length) <= 4) return 'failed';
  return 'portal';
}

/** Systems that compare the body: exactly this is online, anything else is a portal. */
const judgeByBody =
  (online: string) =>
  ({ status, body }: HttpAnswer): Verdict =>
    status === 200 && body === online ? 'online' : 'portal';

const judgeApple = ({ status, body }: HttpAnswer): Verdict =>
  status === 200 && body.trim() === '<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>'
    ? 'online'
    : 'portal';

function android(...hosts: string[]): System {
  const [first = 'connectivitycheck.gstatic.com/generate_204'] = hosts;
  return {
    probes: hosts.map((host) => ({ url: `http://${host}`, userAgent: androidProbe, judge: judgeAs204 })),
    opens: `http://${first}`,
    browser: chromeOn('Linux; Android 14; K'),
  };
}

function apple(url: string): System {
  return {
    // The first is the system's own; on anything but success the sign-in window asks again as a browser.
    probes: [
      { url, userAgent: 'CaptiveNetworkSupport-443.120.1 wispr', judge: judgeApple },
      { url, userAgent: iphone, judge: judgeApple },
    ],
    opens: url,
    browser: iphone,
  };
}

/** Each name has one or more variants: makers and versions that ask elsewhere. */
export const systems: Readonly<Record<SystemName, readonly System[]>> = {
  android: [
    android(
      'connectivitycheck.gstatic.com/generate_204',
      'www.google.com/gen_204',
      'play.googleapis.com/generate_204',
    ),
    android('clients3.google.com/generate_204'),
    android('connect.rom.miui.com/generate_204', 'connectivitycheck.gstatic.com/generate_204'),
    android('connectivitycheck.platform.hicloud.com/generate_204'),
    android('g.cn/generate_204'),
  ],
  ios: [
    apple('http://captive.apple.com/hotspot-detect.html'),
    apple('http://captive.apple.com/hotspot-detect.html'),
    apple('http://www.apple.com/library/test/success.html'),
  ],
  windows: [
    {
      probes: [
        {
          url: 'http://www.msftconnecttest.com/connecttest.txt',
          userAgent: 'Microsoft NCSI',
          judge: judgeByBody('Microsoft Connect Test'),
        },
      ],
      opens: 'http://www.msftconnecttest.com/redirect',
      browser: `${chromeOn('Windows NT 10.0; Win64; x64')} Edg/138.0.0.0`,
    },
    {
      probes: [
        {
          url: 'http://www.msftncsi.com/ncsi.txt',
          userAgent: 'Microsoft NCSI',
          judge: judgeByBody('Microsoft NCSI'),
        },
      ],
      opens: 'http://go.microsoft.com/fwlink/?LinkID=219472',
      browser: 'Mozilla/5.0 (Windows NT 6.3; WOW64; Trident/7.0; rv:11.0) like Gecko',
    },
  ],
  firefox: [firefox('Windows NT 10.0; Win64; x64'), firefox('Android 14; Mobile')],
  chromebook: [
    {
      probes: [
        {
          url: 'http://www.gstatic.com/generate_204',
          userAgent: chromeOn('X11; CrOS x86_64 14541.0.0'),
          judge: judgeAs204,
        },
      ],
      opens: 'http://www.gstatic.com/generate_204',
      browser: chromeOn('X11; CrOS x86_64 14541.0.0'),
    },
  ],
  linux: [
    {
      probes: [
        {
          url: 'http://nmcheck.gnome.org/check_network_status.txt',
          userAgent: 'NetworkManager/1.48',
          judge: ({ status, headers, body }) =>
            status === 204 ||
            headers['x-networkmanager-status'] === 'online' ||
            (status === 200 && body.startsWith('NetworkManager is online'))
              ? 'online'
              : 'portal',
        },
      ],
      opens: 'http://nmcheck.gnome.org/check_network_status.txt',
      browser: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  ],
  kindle: [
    {
      probes: [
        {
          url: 'http://spectrum.s3.amazonaws.com/kindle-wifi/wifistub.html',
          userAgent: 'Kindle',
          judge: ({ status, body }) =>
            status === 200 && body.includes('81ce4465-7167-4dcb-835b-dcc9e44c112a') ? 'online' : 'portal',
        },
      ],
      opens: 'http://spectrum.s3.amazonaws.com/kindle-wifi/wifistub.html',
      browser:
        'Mozilla/5.0 (X11; U; Linux armv7l like Android) AppleWebKit/531.2+ (KHTML, like Gecko) Version/5.0 Safari/533.2+ Kindle/3.0+',
    },
  ],
};

function firefox(machine: string): System {
  const browser = `Mozilla/5.0 (${machine}; rv:140.0) Gecko/20100101 Firefox/140.0`;
  return {
    probes: [
      {
        url: 'http://detectportal.firefox.com/canonical.html',
        userAgent: browser,
        judge: judgeByBody(
          '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
        ),
      },
      {
        url: 'http://detectportal.firefox.com/success.txt?ipv4',
        userAgent: browser,
        judge: judgeByBody('success\n'),
      },
    ],
    opens: 'http://detectportal.firefox.com/canonical.html',
    browser,
  };
}
