/**
 * The lab itself, by its command: it stands side by side with another, says how to try it by hand, goes when told to, and leaves
 * nothing behind when it cannot come up or its owner is killed.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { makeLab } from '../../scripts/lab/lab.ts';
import { sweepLeftovers } from '../../scripts/lab/leftovers.ts';
import { namespacesOf } from '../../scripts/lab/namespaces.ts';
import { newLabName, planLab } from '../../scripts/lab/plan.ts';

const command = join(import.meta.dirname, '../../scripts/lab/command.ts');
const reason = whyNoLab();
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
