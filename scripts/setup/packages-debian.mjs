/**
 * What the tests need besides Chromium: the programs a kit is made of, two more browsers, a server to compare with, and what films and
 * voices are made with. Debian's own packages, installed where the machine allows it. Elsewhere nothing stops: the tests that miss
 * something are skipped by name at the end of `npm test`, with what is missing.
 */
import { accessSync, constants } from 'node:fs';
import { run, tell } from './tell.mjs';

/** Package → a program of it. */
const needed = {
  nftables: 'nft',
  'dnsmasq-base': 'dnsmasq',
  iproute2: 'ip',
  udhcpc: 'udhcpc',
  hostapd: 'hostapd',
  conntrack: 'conntrack',
  curl: 'curl',
  systemd: 'systemd-analyze',
  shellcheck: 'shellcheck',
  openssl: 'openssl',
  'firefox-esr': 'firefox-esr',
  'webkit2gtk-driver': 'WebKitWebDriver',
  xvfb: 'Xvfb',
  'nginx-light': 'nginx',
  ffmpeg: 'ffmpeg',
  'espeak-ng': 'espeak-ng',
};
const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export async function ensureDebianPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const isRootOnDebian = process.getuid?.() === 0 && isThere('apt-get');
  if (!isRootOnDebian) {
    tell(`not installed, so some journeys will be skipped: ${missing.join(', ')} (Debian's names)`);
    return;
  }
  // Another apt may be at work; a service that a package would start is none of this machine's.
  const apt = (args, doing) =>
    run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
      doing,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    });
  await apt(['update'], 'asking Debian for its list of packages');
  await apt(
    ['install', '-y', '--no-install-recommends', ...missing],
    `installing for the lab: ${missing.join(', ')}`,
  );
  const left = missingPackages();
  if (left.length === 0) tell('the lab’s packages are in place');
  else tell(`could not be installed, so some journeys will be skipped: ${left.join(', ')}`);
}

const missingPackages = () =>
  Object.entries(needed)
    .filter(([, program]) => !isThere(program))
    .map(([name]) => name);

function isThere(program) {
  return folders.some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
