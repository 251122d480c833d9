#!/usr/bin/env node
/**
 * The one command, and the roof of the house: the only file that knows kit, gate and collector. Each program adds its own
 * subcommands; here they get what they may not know of each other.
 */
import { Command } from 'commander';
import { addCollectorCommands } from './collector/command.ts';
import { prepareCollector } from './collector/prepare-collector.ts';
import { addDemoCommand } from './demo/command.ts';
import { createFakeGate } from './gate/fake-gate.ts';
import { addKitCommand } from './kit/command.ts';
import { systemClock } from './platform/clock.ts';
import { Problem } from './protocol/problems.ts';
import { addSimulateCommand } from './simulate/command.ts';

const { env, execPath, argv } = process;

const program = new Command('dtm-wifi')
  .description(
    'Free Wi-Fi at transit sites: an offline captive portal that asks, and a collector that adds up.',
  )
  .showHelpAfterError('Type "dtm-wifi --help" to see what there is.');

addDemoCommand(program, { env, prepareCollector, program: [execPath, argv[1] ?? ''] });
addKitCommand(program, { env, createGate: () => createFakeGate({ clock: systemClock() }) });
addCollectorCommands(program, env);
addSimulateCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!Problem.is(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
