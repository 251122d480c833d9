/**
 * The demonstration: one collector and one kit with a fake gate, each a process of its own, on this machine only. What it
 * shows is real: it begins empty, and everything in it came in through the portal. The state outlives it.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import type { Running } from '../platform/lifecycle.ts';
import { nodeStartOf } from '../platform/node-flags.ts';
import type { RandomBytes } from '../protocol/ids.ts';
import { type Cable, layCable } from './cable.ts';
import type { DemoConfig } from './config.ts';
import {
  type Access,
  type DemoState,
  ensureDemoState,
  type PrepareCollector,
  writeSecret,
} from './demo-state.ts';
import { type Kept, keepRunning } from './keep-running.ts';
import { assertFree, holdFolder, untilAnswering } from './ports.ts';

export interface DemoTools {
  readonly prepareCollector: PrepareCollector;
  readonly random: RandomBytes;
  /** The command and arguments that start this program again; 'kit' or 'collector' and --config come after. */
  readonly program: readonly [string, ...string[]];
  readonly tell: (line: string) => void;
}

export interface RunningDemo extends Running {
  /** Between kit and collector. */
  readonly cable: Cable;
  /** As a field worker does it: what the kit has counted until then goes up. */
  restartKit(): void;
  /** Resolves with a sentence if a program had to be given up. */
  readonly givenUp: Promise<string>;
}

interface Addresses {
  readonly visitorUrl: string;
  readonly fieldUrl: string;
  readonly collectorUrl: string;
}

const host = '127.0.0.1';

/** Resolves when all three addresses answer. Throws `port_taken`, `bad_config` or a storage problem. */
export async function startDemo(config: DemoConfig, tools: DemoTools): Promise<RunningDemo> {
  await holdFolder(config.folder);
  await assertFree([config.visitor, config.field, config.collector]);
  const addresses = {
    visitorUrl: `http://${host}:${config.visitor.port}`,
    fieldUrl: `http://${host}:${config.field.port}`,
    collectorUrl: `http://${host}:${config.collector.port}`,
  };
  const cable = await layCable(host, config.collector.port);
  const announcement = join(config.folder, 'demo.json');
  rmSync(announcement, { force: true });
  const state = await ensureDemoState(config.folder, cable.url, tools.prepareCollector, tools.random);

  const kit = keep('kit', kitConfig(config, state), config, tools);
  const programs = [keep('collector', collectorConfig(config, state), config, tools), kit];
  const close = async () => {
    await Promise.all(programs.map((program) => program.stop()));
    cable.close();
  };
  const givenUp = Promise.race(programs.map((program) => program.givenUp));
  const waiting = new AbortController();
  const failure = await Promise.race([
    givenUp,
    Promise.all(Object.values(addresses).map((url) => untilAnswering(url, waiting.signal))).then(
      () => undefined,
    ),
  ]);
  waiting.abort();
  if (failure === undefined) {
    writeSecret(announcement, { ...addresses, ...state.access });
    for (const line of welcome(addresses, state.access, config)) tools.tell(line);
  }
  return { cable, restartKit: kit.restart, givenUp, close };
}

function keep(name: 'kit' | 'collector', content: object, config: DemoConfig, tools: DemoTools): Kept {
  const file = join(config.folder, `${name}.json`);
  writeFileAtomically(file, `${JSON.stringify(content, null, 2)}\n`);
  const [command, ...program] = tools.program;
  const { flags, env } = name === 'kit' ? nodeStartOf('kit') : { flags: [], env: {} };
  const args = [...flags, ...program, name, '--config', file];
  return keepRunning({ name, command, args, env, tell: tools.tell });
}

function collectorConfig({ collector }: DemoConfig, state: DemoState): object {
  return { data_dir: state.collectorDir, host, port: collector.port, log_level: 'warn' };
}

function kitConfig({ visitor, field }: DemoConfig, state: DemoState): object {
  return {
    data_dir: state.kitDir,
    enrolment: state.enrolmentFile,
    gate: 'fake',
    visitor: { host, port: visitor.port },
    field: { host, port: field.port },
    // One browser plays many visitors here, one after the other.
    limits: { submissions_per_hour: 1000, submissions_per_hour_in_all: 1_000_000 },
    // In the field a kit waits longer; here somebody is looking on.
    sync: { backoff_min_ms: 2000, backoff_max_ms: 30_000, uplink_check_ms: 2000, replies_ms: 5000 },
    log_level: 'warn',
  };
}

function welcome(
  { visitorUrl, fieldUrl, collectorUrl }: Addresses,
  { staff }: Access,
  config: DemoConfig,
): string[] {
  const simulated = config.visitor.port === 8080 ? '' : ` --portal ${visitorUrl}`;
  return [
    '',
    'DTM Wi-Fi, the demonstration. Everything stays on this machine.',
    '',
    `  A visitor's phone      ${visitorUrl}`,
    `  The field team, at it  ${fieldUrl}`,
    `  The staff, far away    ${collectorUrl}`,
    `                         sign in as ${staff.email} with ${staff.password}`,
    '',
    `The same is in ${join(config.folder, 'demo.json')}. What you enter is kept in that folder; delete it to begin anew.`,
    `Only real input shows: answer on the visitor's page, or play phones with`,
    `  npm run simulate -- --phones 200 --minutes 1${simulated}`,
    "Type u and Enter to unplug the kit's uplink, and again to plug it in. A kit sends what it has counted when its day or",
    'its run ends: type r and Enter to start it anew, and see the page of flows. Stop with Ctrl-C.',
    '',
  ];
}
