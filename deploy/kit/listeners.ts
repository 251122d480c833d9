/**
 * Who listens on which port of this machine: /proc/net/{tcp,udp} and, for the program's name, the open files of every
 * process. Addresses there are hexadecimal in the machine's byte order; Linux on a kit is little-endian.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  /** IPv4; "0.0.0.0" also stands for every IPv6 address, because such a socket takes IPv4 along. */
  readonly address: string;
  readonly port: number;
  /** undefined where only root could see it. */
  readonly program: string | undefined;
  /** A program of this kit, which may be running already. */
  readonly isOurs: boolean;
}

/** include/net/tcp_states.h: TCP_LISTEN, and TCP_CLOSE for a UDP socket without a peer. */
const waiting = { tcp: '0A', udp: '07' } as const;

/** @param proc the folder, normally "/proc". */
export function readListeners(proc: string): readonly Listener[] {
  const owners = socketOwners(proc);
  return (['tcp', 'udp'] as const).flatMap((protocol) =>
    ['', '6'].flatMap((family) =>
      lines(join(proc, 'net', `${protocol}${family}`)).flatMap((line) => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
        const [address = '', port = ''] = local.split(':');
        if (state !== waiting[protocol] || (family === '6' && /[^0]/.test(address))) return [];
        const owner = owners.get(inode);
        return [
          {
            protocol,
            address: family === '6' ? '0.0.0.0' : readAddress(address),
            port: Number.parseInt(port, 16),
            program: owner?.program,
            isOurs: /dtm-wifi/.test(owner?.commandLine ?? ''),
          },
        ];
      }),
    ),
  );
}

const readAddress = (hex: string): string => [...Buffer.from(hex, 'hex')].reverse().join('.');

interface Owner {
  readonly program: string;
  readonly commandLine: string;
}

function socketOwners(proc: string): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const pid of attempt(() => readdirSync(proc)) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    const files = attempt(() => readdirSync(join(proc, pid, 'fd'))) ?? [];
    for (const file of files) {
      const inode = /^socket:\[(\d+)\]$/.exec(
        attempt(() => readlinkSync(join(proc, pid, 'fd', file))) ?? '',
      )?.[1];
      if (inode === undefined) continue;
      const read = (name: string) => attempt(() => readFileSync(join(proc, pid, name), 'utf8')) ?? '';
      owners.set(inode, { program: read('comm').trim(), commandLine: read('cmdline').replaceAll('\0', ' ') });
    }
  }
  return owners;
}

const lines = (file: string): string[] =>
  (attempt(() => readFileSync(file, 'utf8')) ?? '').split('\n').slice(1).filter(Boolean);

/** Processes end while one looks at them. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
