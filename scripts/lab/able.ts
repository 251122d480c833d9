/**
 * Whether this machine can carry a lab: Linux, root, network namespaces, and the programs a kit is made of. Where it cannot,
 * the journeys say why and are named as skipped; they never pass by not running.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

const programs = ['ip', 'nft', 'dnsmasq', 'udhcpc', 'setpriv', 'unshare', 'openssl'];
const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export const hasProgram = (name: string): boolean =>
  folders.some((folder) => {
    try {
      accessSync(`${folder}/${name}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** What is missing for a lab, for people; undefined: nothing. */
export function whyNoLab(further: readonly string[] = []): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const missing = [...programs, ...further].filter((name) => !hasProgram(name));
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  try {
    execFileSync('unshare', ['--net', 'true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this machine lets nobody make a network namespace';
  }
}
