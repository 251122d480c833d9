/**
 * Which phones the kit's own radio holds, told by hostapd: `hostapd_cli` is attached to its control socket and its lines are
 * read. Without a radio of the kit's own there is nothing of this. The lines hold hardware addresses and go nowhere.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { asMac, type Mac } from './neighbours.ts';

export type StationEvent =
  | { readonly kind: 'connected' | 'disconnected'; readonly mac: Mac }
  /** hostapd answers, and has said whom it holds. */
  | { readonly kind: 'answered' }
  /** The radio has stopped, or hostapd has. */
  | { readonly kind: 'stopped' };

/**
 * A line of hostapd_cli: an event ("<3>AP-STA-CONNECTED 02:00:00:00:00:01"); in the answer to `all_sta` a station's address alone;
 * the answer to `ping`. The prompt "> " may stand before each.
 */
export function readStationLine(line: string): StationEvent | undefined {
  const text = line.replace(/^(> ?)+/, '').trim();
  const [, name, address] = /^<\d>([A-Z0-9-]+)(?: ([0-9A-Fa-f:]{17}))?(?: .*)?$/.exec(text) ?? [];
  if (text === 'PONG') return { kind: 'answered' };
  if (
    name === 'AP-DISABLED' ||
    name === 'CTRL-EVENT-TERMINATING' ||
    text.startsWith('Connection to hostapd lost')
  )
    return { kind: 'stopped' };
  const mac = asMac(address ?? text);
  if (mac === undefined) return undefined;
  if (name === undefined || name === 'AP-STA-CONNECTED') return { kind: 'connected', mac };
  return name === 'AP-STA-DISCONNECTED' ? { kind: 'disconnected', mac } : undefined;
}

export interface Stations {
  /** undefined: hostapd does not answer now, so nothing is known. */
  held(): ReadonlySet<Mac> | undefined;
  close(): void;
}

export interface StationsOptions {
  readonly radioInterface: string;
  readonly controlFolder: string;
  /** Where hostapd_cli puts its own end: hostapd must be able to answer there. */
  readonly runFolder: string;
}

const restartAfterMs = 5000;
const pingEveryMs = 1000;

export function watchStations({ radioInterface, controlFolder, runFolder }: StationsOptions): Stations {
  let held: Set<Mac> | undefined;
  let isClosed = false;
  let restart: NodeJS.Timeout | undefined;
  let end = () => {};

  const attach = () => {
    const child = spawn('hostapd_cli', ['-p', controlFolder, '-s', runFolder, '-i', radioInterface], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const heard = new Set<Mac>();
    end = () => child.kill();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = readStationLine(line);
      if (event?.kind === 'connected') heard.add(event.mac);
      else if (event?.kind === 'disconnected') heard.delete(event.mac);
      else if (event?.kind === 'answered') held = heard;
      // Attached anew, so that the list is asked for again: who left meanwhile is told by nobody.
      else if (event?.kind === 'stopped') child.kill();
    });
    child.stdin.on('error', () => {});
    child.stdin.write('all_sta\nping\n');
    // hostapd_cli keeps its events in a buffer until it answers something.
    const pings = setInterval(() => child.stdin.write('ping\n'), pingEveryMs);
    const again = () => {
      clearInterval(pings);
      held = undefined;
      end = () => {};
      if (!isClosed) restart ??= setTimeout(reattach, restartAfterMs);
    };
    // Not installed, or hostapd is not up yet: again later.
    child.on('error', again);
    child.on('close', again);
  };
  const reattach = () => {
    restart = undefined;
    attach();
  };
  attach();

  return {
    held: () => held,
    close: () => {
      isClosed = true;
      clearTimeout(restart);
      end();
    },
  };
}
