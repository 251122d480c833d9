/**
 * What a mission's data-protection officer does, on a machine that need not ever be online: make a key to sign with, make week keys,
 * compare a kit's key. Each command says what to do with what it wrote.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { readJsonFile } from '../platform/json-file.ts';
import { publicKeyOf } from '../protocol/envelope.ts';
import { systemRandom } from '../protocol/ids.ts';
import { Problem } from '../protocol/problems.ts';
import { signerFromSeed } from '../protocol/signing.ts';
import {
  type CountKitsFile,
  countKeyFile,
  countKeyFileName,
  countKitsFile,
  fingerprint,
  fromBase64,
  type OfficerKeyFile,
  officerKeyFile,
  toBase64,
} from '../protocol/week-key-files.ts';
import { maxWeeks } from '../protocol/week-keys.ts';
import { type Week, weekAt, weekNamed } from '../protocol/weeks.ts';
import { makeWeekKeys, weeksFrom } from './make-week-keys.ts';

interface WeekKeysOptions {
  readonly kits: string;
  readonly officer: string;
  readonly weeks: number;
  readonly from?: string;
  readonly out: string;
}

export function addOfficerCommands(count: Command, now: () => number = Date.now): void {
  count
    .command('officer-key')
    .description('make the key with which a data-protection officer signs week keys')
    .requiredOption('--out <file>', 'the officer’s key: kept offline')
    .action(({ out }: { out: string }) => console.log(makeOfficerKey(out)));

  count
    .command('week-keys')
    .description(
      'make the mission’s keys for weeks to come, sealed to each kit (profiles linked and high-risk)',
    )
    .requiredOption('--kits <file>', 'from "dtm-wifi collector count-kits"')
    .requiredOption('--officer <file>', 'from "dtm-wifi count officer-key"')
    .requiredOption('--weeks <number>', `how many, from 1 to ${maxWeeks}`, weeksNumber)
    .option('--from <week>', 'the first, such as 2026-W48; standard: the next one')
    .requiredOption('--out <file>', 'for the collector')
    .action(async (options: WeekKeysOptions) => console.log(await writeWeekKeys(options, now())));

  count
    .command('kit-key')
    .description('the public half of a kit’s own key, and how it looks in the officer’s list; on the kit')
    .requiredOption('--data <folder>', 'the kit’s data folder')
    .action(({ data }: { data: string }) => console.log(tellKitKey(data)));
}

function tellKitKey(folder: string): string {
  const path = join(folder, countKeyFileName);
  if (!existsSync(path))
    throw new Problem(
      'invalid_request',
      `${path} is not there: a kit makes its key when it first starts under the profile linked or high-risk`,
    );
  const { kit_id, private_key } = readJsonFile(path, countKeyFile, 'dtm-wifi kit');
  const publicKey = publicKeyOf(fromBase64(private_key));
  return `${kit_id}  ${fingerprint(publicKey)}  ${toBase64(publicKey)}`;
}

function makeOfficerKey(out: string): string {
  refuseToOverwrite(out);
  const seed = systemRandom(32);
  const publicKey = toBase64(signerFromSeed(seed).publicKey);
  const file: OfficerKeyFile = {
    format: 'dtm-wifi-officer-key/1',
    private_key: toBase64(seed),
    public_key: publicKey,
  };
  seed.fill(0);
  writeFileAtomically(out, `${JSON.stringify(file, null, 2)}\n`, 0o600);
  return [
    publicKey,
    `This public key goes into the configuration of each kit of the mission: counting.officer_public_key = "${publicKey}"`,
    `${out}: whoever has it can give kits keys of their own. Keep it offline, with a copy in another place, never at the collector.`,
  ].join('\n');
}

async function writeWeekKeys(options: WeekKeysOptions, utcMs: number): Promise<string> {
  refuseToOverwrite(options.out);
  const { kits } = readJsonFile(options.kits, countKitsFile, 'dtm-wifi collector count-kits');
  const { private_key } = readJsonFile(options.officer, officerKeyFile, 'dtm-wifi count officer-key');
  const current = weekAt(utcMs);
  const first = options.from === undefined ? weekAt(current.untilUtcMs) : weekNamed(options.from);
  const weeks = weeksFrom(first, options.weeks);
  const officer = signerFromSeed(fromBase64(private_key));
  const file = await makeWeekKeys({ kits, officer, weeks, utcMs, random: systemRandom });
  writeFileAtomically(options.out, `${JSON.stringify(file, null, 2)}\n`, 0o600);
  return [...report(kits, weeks, current), ...advice(options.out)].join('\n');
}

function report(kits: CountKitsFile['kits'], weeks: readonly Week[], current: Week): readonly string[] {
  const names = weeks.map(({ name }) => name).join(', ');
  return [
    `Keys of ${weeks.length === 1 ? 'the week' : 'the weeks'} ${names} for ${kits.length} kits:`,
    ...kits.map(
      ({ kit_id, public_key, site_name }) =>
        `  ${kit_id}  ${fingerprint(fromBase64(public_key))}  ${site_name}`,
    ),
    ...(weeks[0]?.name === current.name
      ? [
          `${current.name} has begun: a kit that holds another key of it changes to this one, and what it counted before is not linked with what comes.`,
        ]
      : []),
  ];
}

const advice = (out: string): readonly string[] => [
  'Compare each line with what that kit’s page for the field team shows ("This kit’s counting key"), or what you noted of it before. A key that somebody else wrote into the list would open the weeks’ keys to them.',
  `${out}: take it to the collector, "dtm-wifi collector week-keys ${out}", then delete it on every machine and stick it was on.`,
  'The keys themselves are stored nowhere. They cannot be made again: for a kit that joins later, make new ones for all kits from a week that has not begun.',
];

function refuseToOverwrite(path: string): void {
  if (existsSync(path))
    throw new Problem('invalid_request', `${path} exists and is not overwritten: move it away first`);
}

function weeksNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= maxWeeks) return value;
  throw new InvalidArgumentError(`a whole number from 1 to ${maxWeeks}.`);
}
