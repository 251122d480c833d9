/**
 * `dtm-wifi simulate`: the options as a person types them, progress to standard error once a second, and what was seen.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../platform/clock.ts';
import { runSimulation, type SimulationProgress, type SimulationResult } from './run-simulation.ts';
import { defaultMix, type Mix, type SystemName, systems } from './systems.ts';

interface Given {
  phones: number;
  minutes: number;
  seed: string;
  mix: Mix;
  portal: string;
  truth?: string;
}

export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('play phones and people against a portal on this machine, over real HTTP')
    .option('--phones <n>', 'how many phones', whole(1, 1_000_000), 100)
    .option(
      '--minutes <m>',
      'they arrive within so many minutes and take their time; 0: as fast as it goes',
      minutes,
      1,
    )
    .option('--seed <s>', 'the same seed plays the same phones again; another seed, other phones', '1')
    .addOption(
      new Option('--mix <shares>', `of ${Object.keys(systems).join(', ')}`).argParser(mix).default(
        defaultMix,
        Object.entries(defaultMix)
          .map((share) => share.join('='))
          .join(','),
      ),
    )
    .option('--portal <url>', "the portal's address, on loopback", portal, 'http://127.0.0.1:8080/')
    .option('--truth <file>', 'write what was played, one JSON line a visit')
    .addHelpText(
      'after',
      '\nExample:\n  dtm-wifi simulate --phones 200 --minutes 2 --seed 7 --mix android=70,ios=30 --truth truth.jsonl',
    )
    .action(async (given: Given) => {
      const { truth, ...options } = given;
      const result = await runSimulation({
        ...options,
        clock: systemClock(),
        onProgress: (progress) => console.error(progressLine(progress)),
        ...(truth === undefined ? {} : { truthFile: truth }),
      });
      for (const line of summary(result)) console.log(line);
      if (Object.keys(result.faults).length > 0) process.exitCode = 1;
    });
}

function progressLine(progress: SimulationProgress): string {
  const { seconds, arrived, phones, done, kept, brokenConnections } = progress;
  const broken = brokenConnections > 0 ? `, ${brokenConnections} broken connections` : '';
  return `${Math.round(seconds)} s: ${arrived} of ${phones} phones arrived, ${done} done, ${kept} answers kept${broken}`;
}

function summary({ visits, faults, requests, seconds }: SimulationResult): string[] {
  const of = (status: string) => visits.filter((visit) => visit.status === status).length;
  return [
    `${visits.length} visits: ${of('complete')} complete, ${of('abandoned')} abandoned, ${of('deleted')} deleted, ${of('none')} without an answer`,
    `${visits.filter(({ online }) => online).length} went online; ${requests} requests in ${seconds.toFixed(1)} s`,
    ...Object.entries(faults).map(([what, times]) => `FAULT, ${times} times: ${what}`),
  ];
}

function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}, e.g. 100.`);
  };
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 24 * 60) return value;
  throw new InvalidArgumentError('It must be a number of minutes from 0 to 1440, e.g. 2.');
}

function mix(text: string): Mix {
  const shares: Partial<Record<SystemName, number>> = {};
  for (const part of text.split(',')) {
    const [name = '', share = ''] = part.split('=');
    if (!isSystem(name) || !(Number(share) > 0))
      throw new InvalidArgumentError(
        `"${part}" is not a system and its share. Systems: ${Object.keys(systems).join(', ')}. Example: android=60,ios=40`,
      );
    shares[name] = Number(share);
  }
  return shares;
}

const isSystem = (name: string): name is SystemName => Object.hasOwn(systems, name);

function portal(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Each phone is a source address of its own, and only loopback has millions of them.
  if (url?.protocol === 'http:' && /^(127(\.\d+){3}|localhost)$/.test(url.hostname)) return url.href;
  throw new InvalidArgumentError('It must be an http address on this machine, e.g. http://127.0.0.1:8080/');
}
