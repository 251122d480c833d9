/**
 * The lab itself, by its command: it stands side by side with another, says how to try it by hand, goes when told to, and leaves
 * nothing behind when it cannot come up or its owner is killed.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { makeLab } from '../../scripts/lab/lab.ts';
import { sweepLeftovers } from '../../scripts/lab/leftovers.ts';
import { namespacesOf, run } from '../../scripts/lab/namespaces.ts';
import { newLabName, planLab } from '../../scripts/lab/plan.ts';

const command = join(import.meta.dirname, '../../scripts/lab/command.ts');
const reason = whyNoLab(['curl']);
const lab = async (...words: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [command, ...words])).stdout;

interface Described {
  readonly name: string;
  readonly phones: readonly { readonly namespace: string; readonly address: string }[];
  readonly try: Readonly<Record<'probe' | 'goOnline', string>>;
}

const programsOf = (name: string): string[] =>
  readdirSync('/proc').filter((entry) => {
    try {
      return (
        /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(planLab(name).folder)
      );
    } catch {
      // It ended meanwhile.
      return false;
    }
  });

/** proc(5): /proc/PID/status, what stands behind each heading. */
const statusOf = (pid: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .map((line) => line.split(/:\s+(.*)/, 2) as [string, string]),
  );

const expectNothingLeft = (name: string) => {
  expect(namespacesOf(name)).toEqual([]);
  expect(existsSync(planLab(name).folder)).toBe(false);
  expect(readdirSync('/etc/netns').filter((entry) => entry.startsWith(name))).toEqual([]);
  expect(programsOf(name)).toEqual([]);
};

describe.skipIf(reason !== undefined)(
  `the lab${reason ? ` (none here: ${reason})` : ''}`,
  { timeout: 120_000 },
  () => {
    it('two stand side by side, can be tried by hand, and go one by one', async () => {
      const both = await Promise.all([lab('up', '--phones', '2'), lab('up', '--phones', '1')]);
      const [first, second] = both.map((text) => JSON.parse(text) as Described);
      if (!first || !second) throw new Error('no labs');
      try {
        expect(first.name).not.toBe(second.name);
        expect(first.phones.length).toBe(2);
        const byHand = (line: string) => execFileSync('sh', ['-c', line], { encoding: 'utf8' });
        expect(byHand(first.try.probe)).toMatch(/^HTTP\/1\.1 302 [\s\S]*wifi\.dtm/);
        // What stands is nobody's leftover.
        await sweepLeftovers();
        await lab('down', second.name);
        expectNothingLeft(second.name);
        expect(byHand(first.try.goOnline)).toMatch(/^HTTP\/1\.1 303 /);
        expect(byHand(first.try.probe)).toMatch(/^HTTP\/1\.1 204 /);
      } finally {
        for (const { name } of [first, second]) await lab('down', name);
      }
      expectNothingLeft(first.name);
    });

    it('without words walks one phone from probe to internet', async () => {
      const said = await lab();
      expect(said).toMatch(/its probe is answered 302/);
      expect(said).toMatch(/its probe is answered 204 by the real host/);
      const [, name = ''] = /lab (\S+) is up/.exec(said) ?? [];
      expectNothingLeft(name);
    });

    it('runs gate and kit as users of their own, with the rights of their units and no others', async () => {
      const usersBefore = readFileSync('/etc/passwd', 'utf8');
      const { plan, kit, remove } = await makeLab();
      try {
        const userOf = (name: string) => kit.users.get(name) ?? 0;
        for (const [pid, user, capabilities] of [
          // linux/capability.h: CAP_NET_ADMIN is bit 12.
          [kit.gate().pid, userOf('dtm-gate'), '0000000000001000'],
          [kit.kit().pid, userOf('dtm-kit'), '0000000000000000'],
        ] as const) {
          const status = statusOf(pid);
          for (const key of ['Uid', 'Gid']) expect(status[key]).toBe(Array(4).fill(user).join('\t'));
          for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
            expect([user, set, status[set]]).toEqual([user, set, capabilities]);
          expect(status.NoNewPrivs).toBe('1');
        }
        expect(new Set([0, userOf('dtm-gate'), userOf('dtm-kit')]).size).toBe(3);

        const owned = (path: string) => {
          const { mode, uid, gid } = statSync(join(plan.folder, path));
          return [path, (mode & 0o7777).toString(8), uid, gid];
        };
        const [group, names] = [userOf('dtm-wifi'), userOf('dtm-dnsmasq')];
        expect(owned('kit')).toEqual(['kit', '700', userOf('dtm-kit'), userOf('dtm-kit')]);
        expect(owned('enrolment.json')).toEqual(['enrolment.json', '640', 0, userOf('dtm-kit')]);
        expect(owned('run')).toEqual(['run', '3771', 0, group]);
        expect(owned('run/dnsmasq')).toEqual(['run/dnsmasq', '750', names, names]);
        expect(owned('run/gate.sock')).toEqual(['run/gate.sock', '660', userOf('dtm-gate'), group]);

        // What each may do with the firewall, tried with what the programs have.
        const as = (user: string, further: readonly string[], line: readonly string[]) =>
          run('ip', [
            ...['netns', 'exec', plan.kit, 'setpriv', `--reuid=${user}`, `--regid=${user}`, ...further],
            ...['--no-new-privs', ...line],
          ]);
        const nothing = ['--init-groups', '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all'];
        const nft = (...words: string[]) => ['nft', ...words, 'table', 'inet', 'dtm'];
        for (const word of ['list', 'delete'])
          await expect(as('dtm-kit', nothing, nft(word))).rejects.toThrow(/Operation not permitted/);
        const netAdmin = ['--init-groups', '--inh-caps=+net_admin', '--ambient-caps=+net_admin'];
        expect(await as('dtm-gate', netAdmin, nft('list'))).toContain('map granted');

        // The kit speaks to the gate; its group alone would let nobody in, for the gate looks at the user.
        expect((await kit.fieldStatus()).gateAnswers).toBe(true);
        const ask = ['curl', '-sS', '--http0.9', '--max-time', '1', '--unix-socket', kit.network.gate_socket];
        const answerTo = (user: string, groups: string) =>
          as(user, [groups, ...nothing.slice(1)], [...ask, 'http://gate/']).catch(
            ({ stdout }: { stdout: string }) => stdout,
          );
        expect(await answerTo('dtm-kit', '--init-groups')).toContain('malformed');
        expect(await answerTo('dtm-dnsmasq', `--groups=${group}`)).toBe('');
      } finally {
        await remove();
      }
      expectNothingLeft(plan.name);
      expect(readFileSync('/etc/passwd', 'utf8')).toBe(usersBefore);
    });

    it('that cannot come up leaves nothing', async () => {
      const name = newLabName();
      await expect(makeLab({ name, config: { session_seconds: -1 } })).rejects.toThrow(/session_seconds/);
      expectNothingLeft(name);
    });

    it('whose owner was killed is cleared away by the next one', async () => {
      const owner: ChildProcess = spawn(process.execPath, [command], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [said] = (await once(owner.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
      const [, name = ''] = /lab (\S+) is up/.exec(said.toString()) ?? [];
      owner.kill('SIGKILL');
      await once(owner, 'exit');
      expect(namespacesOf(name).length).toBeGreaterThan(0);
      await sweepLeftovers();
      expectNothingLeft(name);
    });
  },
);
