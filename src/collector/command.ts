/**
 * `dtm-wifi collector` and `dtm-wifi keys`: run the server, and what an administrator does at its machine. Every command
 * but `keys` works on the database of a configuration, also while the server runs.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type Command, InvalidArgumentError } from 'commander';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { systemClock } from '../platform/clock.ts';
import { readJsonFile } from '../platform/json-file.ts';
import { runUntilSignal } from '../platform/lifecycle.ts';
import { silentLog } from '../platform/log.ts';
import { Problem } from '../protocol/problems.ts';
import { siteSchema } from '../protocol/site.ts';
import { weekKeysFile } from '../protocol/week-key-files.ts';
import { createApiToken, createUser } from './accounts/create-account.ts';
import { type PasswordInput, readPassword } from './accounts/read-password.ts';
import { loadCollectorConfig } from './config.ts';
import { type CollectorContext, openContext } from './context.ts';
import { enrolKit, revokeKit, unrevokeKit } from './enrol-kit.ts';
import { rerunSetAside } from './ingest/rerun-set-aside.ts';
import { loadRecoveryKey, makeCollectorKeys } from './keys.ts';
import { startCollector } from './main.ts';
import { listCountKits, relayWeekKeys } from './publish/relay-week-keys.ts';
import { tellCountKits, tellRelayed } from './publish/tell-week-keys.ts';
import { recoverSubmissions } from './recover.ts';

type Env = NodeJS.ProcessEnv;
type Config = { config?: string };

export function addCollectorCommands(program: Command, env: Env): void {
  const withContext = async (
    file: string | undefined,
    work: (context: CollectorContext) => Promise<string>,
  ) => {
    const context = await openContext(loadCollectorConfig(file, env), systemClock(), silentLog);
    try {
      console.log(await work(context));
    } finally {
      await context.store.close();
    }
  };
  const configured = (command: Command) =>
    command.option('--config <file>', 'TOML or JSON; DTM_COLLECTOR__… variables go over it');

  const collector = configured(program.command('collector'))
    .description('run the collector: takes in what kits send, shows staff what it says')
    .action(({ config }: Config) =>
      runUntilSignal(async () => startCollector(loadCollectorConfig(config, env))),
    );

  // A subcommand's own --config; the parent has one as well, and commander gives a shared option to the parent.
  const add = (name: string, description: string) => collector.command(name).description(description);
  const file = () => collector.opts<Config>().config;

  add('enrol', 'register a site and a new kit there; writes the one file that the kit needs')
    .requiredOption('--site <file>', 'the site as JSON; see portal/content/demonstration/sites.json')
    .requiredOption('--url <url>', 'where the kit sends to, e.g. https://collector.example.org')
    .requiredOption('--out <file>', 'the enrolment file: it holds the kit’s signing key')
    .option('--round <number>', 'the collection round', wholeNumber, 1)
    .action((options: { site: string; url: string; out: string; round: number }) =>
      withContext(file(), async ({ store, keys, clock }) => {
        const site = readSite(options.site);
        const enrolment = await enrolKit({
          store,
          keys,
          site,
          clock,
          collectorUrl: options.url,
          round: options.round,
        });
        writeFileAtomically(options.out, `${JSON.stringify(enrolment, null, 2)}\n`, 0o600);
        return `Kit ${enrolment.kit_id} is enrolled at ${site.name}. Carry ${options.out} to it, then delete it here.`;
      }),
    );

  add('revoke', 'take nothing from this kit any more (stolen, seized); what it sent before stays')
    .argument('<kit>', 'the kit’s id')
    .action((kitId: string) =>
      withContext(file(), async ({ store, clock }) => {
        await revokeKit(store, kitId, clock);
        return `Kit ${kitId} is revoked.`;
      }),
    );

  add('unrevoke', 'take from this kit again')
    .argument('<kit>', 'the kit’s id')
    .action((kitId: string) =>
      withContext(file(), async ({ store }) => {
        await unrevokeKit(store, kitId);
        return `Kit ${kitId} may send again. "dtm-wifi collector rerun" takes what was refused meanwhile.`;
      }),
    );

  add('count-kits', 'the kits and their public keys, for the officer who makes week keys')
    .requiredOption('--out <file>', 'for "dtm-wifi count week-keys"')
    .action(({ out }: { out: string }) =>
      withContext(file(), async ({ store }) => {
        const listed = await listCountKits(store);
        writeFileAtomically(out, `${JSON.stringify(listed.file, null, 2)}\n`);
        return tellCountKits(listed, out);
      }),
    );

  add('week-keys', 'hand kits the week keys that the mission’s data-protection officer made')
    .argument('<file>', 'from "dtm-wifi count week-keys"')
    .action((path: string) =>
      withContext(file(), async ({ store, clock }) => {
        const made = readJsonFile(path, weekKeysFile, 'dtm-wifi count week-keys');
        return tellRelayed(await relayWeekKeys(store, made, clock.now()), path);
      }),
    );

  add('rerun', 'try again what was set aside').action(() =>
    withContext(file(), async ({ ingest }) => {
      const { tried, mended } = await rerunSetAside(ingest);
      return `${tried} tried again, ${mended} taken in.`;
    }),
  );

  add('user', 'make a staff login, or give it a new password, read from standard input')
    .argument('<email>')
    .action((email: string) =>
      withContext(file(), async ({ store, clock }) => {
        const password = await readPassword(email, standardInput());
        await createUser({ store, clock }, { email, password });
        return `${email} can sign in.`;
      }),
    );

  add('token', 'make a token for a program that reads the API; it is shown once')
    .argument('<name>', 'what it is for')
    .action((name: string) =>
      withContext(file(), ({ store, clock }) => createApiToken({ store, clock }, name)),
    );

  addKeysCommands(program);
}

const standardInput = (): PasswordInput => ({
  isTerminal: process.stdin.isTTY,
  // As a stream: a terminal may be non-blocking, and readFileSync does not wait on one.
  readAll: () => text(process.stdin),
  say: (line) => console.error(line),
});

function addKeysCommands(program: Command): void {
  const keys = program
    .command('keys')
    .description('make the collector’s keys; open an archive with the recovery key');

  keys
    .command('make')
    .description('make the operations, recovery and signing keys of a new collector')
    .requiredOption('--dir <folder>', 'the collector’s data folder')
    .action(({ dir }: { dir: string }) => {
      const { keysPath, recoveryKeyPath } = makeCollectorKeys(dir);
      console.log(`${keysPath}: stays here. Back it up.`);
      console.log(`${recoveryKeyPath}: carry it away, keep it offline, and delete it here.`);
    });

  keys
    .command('recover')
    .description('the operations key is lost: open every archived submission with the recovery key')
    .requiredOption('--data <folder>', 'the collector’s data folder')
    .requiredOption('--recovery-key <file>', 'the file that was kept offline')
    .requiredOption('--out <file>', 'JSON lines, one submission a line')
    .action(async (options: { data: string; recoveryKey: string; out: string }) => {
      const key = await loadRecoveryKey(options.recoveryKey);
      const { opened, failed } = await recoverSubmissions({ dataDir: options.data, key, out: options.out });
      console.log(`${opened} submissions opened, ${failed} could not be.`);
    });
}

function readSite(file: string) {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Problem('bad_config', `${file} cannot be read as JSON`, { cause });
  }
  const parsed = siteSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(top)'}: ${message}`);
  throw new Problem('bad_config', `${file}:\n  ${lines.join('\n  ')}`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('a whole number from 1 on.');
}
