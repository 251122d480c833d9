/**
 * The queues on an uplink. Which commands are given is seen with a `tc` and an `ip` that only write down what they are asked
 * and refuse what a kernel may lack; then the script runs for real in a network namespace, with what this kernel has.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderQueueing } from '../../deploy/kit/scripts.ts';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { externalAccessPoint, makePlan } from '../support/network-plans.ts';
import { runAlone, runTool } from '../support/run-tool.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-queueing-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const script = (fairness: object) => {
  const path = join(folder, 'queueing');
  writeFileSync(path, renderQueueing(makePlan({ ...externalAccessPoint, fairness }).network), {
    mode: 0o755,
  });
  return path;
};

/** Runs the script on `lo` with tools that refuse every command in which one of `lacking` stands. */
function commandsOf(fairness: object, lacking: string) {
  const said = join(folder, 'said');
  writeFileSync(said, '');
  for (const tool of ['tc', 'ip'])
    writeFileSync(
      join(folder, tool),
      `#!/bin/sh\ncase "$*" in *delete*|${lacking}|"link show"*) exit 1 ;; esac\necho "${tool} $*" >>'${said}'\n`,
      { mode: 0o755 },
    );
  const { status, said: told } = runTool('env', [`PATH=${folder}:/usr/bin:/bin`, script(fairness), 'lo']);
  expect(status, told).toBe(0);
  return { commands: readFileSync(said, 'utf8').trim().split('\n'), told };
}

const fast = { uplink_up_kbit: 2000, uplink_down_kbit: 8000 };
const nothing = '"no such command"';

describe('an uplink', () => {
  it('of a known speed is queued by cake both ways, each phone counting for one', () => {
    const { commands } = commandsOf(fast, nothing);
    expect(commands).toContain('tc qdisc add dev lo root cake bandwidth 2000kbit dual-srchost nat');
    expect(commands.some((line) => /root cake bandwidth 8000kbit dual-dsthost nat ingress$/.test(line))).toBe(
      true,
    );
    expect(commands.at(-1)).toMatch(
      /^tc filter add dev lo parent ffff: .* action mirred egress redirect dev ifb\d+$/,
    );
  });

  it('without cake gets htb and fq_codel', () => {
    const { commands } = commandsOf(fast, '*cake*');
    expect(commands.filter((line) => line.includes('htb rate'))).toHaveLength(2);
    expect(commands.filter((line) => line.endsWith('fq_codel'))).toHaveLength(2);
    expect(commands.join()).not.toContain('cake');
  });

  it('without any of them stays as it is, and says so', () => {
    const { told } = commandsOf(fast, '*cake*|*fq_codel*');
    expect(told).toMatch(/neither cake nor fq_codel/);
  });

  it('without an ifb device is queued on the way out only, and says so', () => {
    const { commands, told } = commandsOf(fast, '*"type ifb"*');
    expect(told).toMatch(/no ifb device/);
    expect(commands).toEqual(['tc qdisc add dev lo root cake bandwidth 2000kbit dual-srchost nat']);
  });

  it('of an unknown speed gets a fair queue on the way out, and nothing on the way in', () => {
    const { commands } = commandsOf({}, nothing);
    expect(commands).toEqual(['tc qdisc add dev lo root cake unlimited dual-srchost nat']);
  });
});

it.skipIf(whyNoLab() !== undefined)('the script runs twice in a row on a real uplink', () => {
  const { status, said } = runAlone('sh', [
    '-c',
    'mount -t sysfs none /sys && ip link add wan0 type veth peer name out0 && ip link set wan0 up && "$1" wan0 && "$1" wan0 && tc qdisc show dev wan0',
    'sh',
    script(fast),
  ]);
  expect(status, said).toBe(0);
  expect(said).toMatch(/qdisc (cake|htb)/);
});
