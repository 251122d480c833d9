/**
 * Starts a program of the kit's machine as its systemd unit says: its user, its capabilities and no others, its umask, its
 * environment and its command. What only systemd can set (which files and system calls there are) is proven by a boot, in
 * test/deploy. The program's folder is bound into the lab's own, so that those users reach it wherever it lies.
 */
import { mkdirSync } from 'node:fs';
import type { Unit } from '../../deploy/kit/units.ts';
import { type LabProgram, startInNamespace } from './program.ts';

export interface UnitStart {
  readonly unit: Unit;
  readonly namespace: string;
  readonly logFile: string;
  /** Where the program lies on this machine, and where the unit looks for it. */
  readonly program: { readonly from: string; readonly to: string };
  /** Holds what lies in /etc/dtm-wifi on a kit. */
  readonly configFolder: string;
  /** For Node, over those of the unit. */
  readonly nodeFlags?: readonly string[];
}

/** Seen by this program alone: `ip netns exec` gives it mounts of its own. Nothing that clears a lab away can follow it. */
const setUp = 'umask "$1" && mount -o bind,ro "$2" "$3" && shift 3 && exec "$@"';

export function startUnit(start: UnitStart): LabProgram {
  const { unit, namespace, logFile, program, configFolder, nodeFlags = [] } = start;
  const execStart = directive(unit, 'ExecStart').replace('/etc/dtm-wifi/', `${configFolder}/`);
  const words = execStart.split(' ');
  const script = words.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  const environment = directives(unit, 'Environment');
  mkdirSync(program.to, { recursive: true });
  const command = [
    ...['sh', '-c', setUp, 'sh', directive(unit, 'UMask', '0022'), program.from, program.to],
    ...['setpriv', ...privilegesOf(unit)],
    ...['env', '--ignore-environment', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', ...environment],
    ...words.slice(0, script),
    ...nodeFlags,
    ...words.slice(script),
  ];
  return startInNamespace({ namespace, command, logFile, cwd: '/' });
}

/** For setpriv: the sets that systemd gives a program with `User` and `AmbientCapabilities`. */
function privilegesOf(unit: Unit): string[] {
  const names = directive(unit, 'AmbientCapabilities').split(' ').filter(Boolean);
  const capabilities = ['-all', ...names.map((name) => `+${name.replace('CAP_', '').toLowerCase()}`)];
  const sets = ['inh-caps', 'ambient-caps', 'bounding-set'];
  return [
    `--reuid=${directive(unit, 'User')}`,
    `--regid=${directive(unit, 'Group')}`,
    '--init-groups',
    ...sets.map((set) => `--${set}=${capabilities.join(',')}`),
    '--no-new-privs',
  ];
}

const directives = ({ sections }: Unit, key: string): string[] =>
  (sections.Service ?? []).filter(([name]) => name === key).map(([, value]) => value);

function directive(unit: Unit, key: string, standard?: string): string {
  const value = directives(unit, key)[0] ?? standard;
  if (value === undefined) throw new Error(`${unit.name} has no ${key}`);
  return value;
}
