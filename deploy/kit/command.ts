/**
 * `dtm-wifi network render` and `dtm-wifi network check`: from the kit's one configuration file to the files of its
 * network, and what stands in the way on this machine. Neither changes anything outside the folder it is given.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { writeFileAtomically } from '../../src/platform/atomic-file.ts';
import { plainPath } from '../../src/platform/network-config.ts';
import { checkKit } from './check.ts';
import { renderedBy } from './files.ts';
import { lookAtMachine } from './machine.ts';
import { loadPlan } from './plan.ts';
import { renderKit, unitsToEnable } from './render.ts';

export interface NetworkCommandParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the kit's probe table, which this command may not know. */
  readonly probeHosts: readonly string[];
}

interface Options {
  readonly config: string;
  readonly configOnKit: string;
  readonly program: string;
}

export function addNetworkCommand(program: Command, { env, probeHosts }: NetworkCommandParts): void {
  const network = program
    .command('network')
    .description('the kit’s network: render its files, check the machine before they are applied');
  const plan = ({ config, configOnKit, program: programDir }: Options) =>
    loadPlan({ env, probeHosts, config, configOnKit, programDir });
  const add = (name: string, description: string) =>
    network
      .command(name)
      .description(description)
      .requiredOption('--config <file>', 'the kit’s TOML or JSON; DTM_KIT__… variables go over it')
      .option('--config-on-kit <path>', 'where that file lies on the kit', path, '/etc/dtm-wifi/kit.toml')
      .option('--program <folder>', 'where the program is on the kit', path, '/opt/dtm-wifi');

  add('render', 'write the files of hostapd, dnsmasq, nftables, sysctl and systemd into a folder')
    .requiredOption('--out <folder>', 'gets etc/… as it is to be copied to /')
    .action(({ out, ...options }: Options & { out: string }) => {
      const kitPlan = plan(options);
      const files = renderKit(kitPlan);
      // Nothing here is secret, and the services that read it are not root.
      process.umask(0o022);
      for (const { path, text, mode } of files) writeFileAtomically(join(out, path), text, mode);
      const width = Math.max(...files.map(({ path }) => path.length));
      for (const { path, purpose } of files) console.log(`${path.padEnd(width)}  ${purpose}`);
      console.log(`
${files.length} files are in ${out}. As root, on the kit:
  cp -r ${join(out, 'etc')} /
  systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload
  systemctl enable nftables.service ${unitsToEnable(kitPlan).join(' ').replaceAll('\\', '\\\\')}
  reboot
After the reboot nothing is let in from an uplink, SSH neither: the way in is ${kitPlan.network.field_interface}, ${kitPlan.network.field_address}.`);
      const left = renderedIn(out).filter((path) => !files.some((file) => file.path === path));
      if (left.length > 0)
        console.log(`
In ${out}, but no longer part of this configuration. Delete these here and on the kit, and disable the services among them:
  ${left.join('\n  ')}`);
    });

  add('check', 'say what is wrong with the configuration on this machine, before anything is applied').action(
    async (options: Options) => {
      const kitPlan = plan(options);
      const findings = checkKit(kitPlan, await lookAtMachine(kitPlan.network));
      for (const { weight, sentence, whatToDo } of findings)
        console.log(`${weight === 'wrong' ? 'WRONG  ' : 'NOTICE '} ${sentence}\n        ${whatToDo}`);
      const wrong = findings.filter(({ weight }) => weight === 'wrong').length;
      console.log(
        wrong > 0
          ? `${wrong} to mend before the kit can run here.`
          : 'Nothing stands in the way of this network on this machine.',
      );
      if (wrong > 0) process.exitCode = 1;
    },
  );
}

/** Paths on the kit of the files in `out` that this command once wrote. */
const renderedIn = (out: string): string[] =>
  readdirSync(join(out, 'etc'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'utf8').includes(renderedBy))
    .map((file) => file.slice(join(out, '.').length))
    .sort();

function path(text: string): string {
  const parsed = plainPath.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? '');
}
