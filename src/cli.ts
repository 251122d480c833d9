#!/usr/bin/env node
/**
 * The one command, and the roof of the house: the only file that knows kit, gate and collector. Each program adds its own
 * subcommands; here they get what they may not know of each other. Only the program that is called is loaded: a kit has little
 * memory.
 */
import { Command } from 'commander';
import { Problem } from './protocol/problems.ts';

const { env, execPath, argv } = process;

const program = new Command('dtm-wifi')
  .description(
    'Free Wi-Fi at transit sites: an offline captive portal that asks, and a collector that adds up.',
  )
  .showHelpAfterError('Type "dtm-wifi --help" to see what there is.');

/** By the first word of the command. */
const programs: readonly { readonly words: readonly string[]; readonly add: () => Promise<void> }[] = [
  {
    words: ['demo'],
    add: async () => {
      const { addDemoCommand } = await import('./demo/command.ts');
      const { prepareCollector } = await import('./collector/prepare-collector.ts');
      addDemoCommand(program, { env, prepareCollector, program: [execPath, argv[1] ?? ''] });
    },
  },
  {
    words: ['kit'],
    add: async () => {
      const { addKitCommand } = await import('./kit/command.ts');
      const { createGateClient } = await import('./kit/access/gate-client.ts');
      const { createFakeGate } = await import('./gate/fake-gate.ts');
      const { systemClock } = await import('./platform/clock.ts');
      addKitCommand(program, {
        env,
        createGate: ({ network, gate }, log) =>
          gate === 'socket' && network
            ? createGateClient({ path: network.gate_socket, log })
            : { gate: createFakeGate({ clock: systemClock() }), disconnect: () => undefined },
      });
    },
  },
  {
    words: ['gate'],
    add: async () => (await import('./gate/command.ts')).addGateCommand(program, { env }),
  },
  {
    words: ['network'],
    add: async () => {
      const { addNetworkCommand } = await import('../deploy/kit/command.ts');
      const { probes } = await import('./kit/access/probes.ts');
      addNetworkCommand(program, { env, probeHosts: probes.flatMap(({ hosts }) => hosts) });
    },
  },
  {
    words: ['collector', 'keys'],
    add: async () => (await import('./collector/command.ts')).addCollectorCommands(program, env),
  },
  {
    words: ['content'],
    add: async () => (await import('./content/command.ts')).addContentCommand(program),
  },
  {
    words: ['form'],
    add: async () => {
      const { addFormCommand } = await import('./forms/command.ts');
      addFormCommand(program, {
        // The preview judges and shows as a kit does.
        rules: async () => {
          const { fieldsOfAnswers, judgeFields, questionProps } = await import(
            './kit/routes/question-state.ts'
          );
          const assets = { namesOfList: () => undefined };
          return {
            judge: judgeFields,
            fieldsOf: fieldsOfAnswers,
            props: (place, shown) => questionProps({ ...place, assets }, shown),
          };
        },
      });
    },
  },
  {
    words: ['count'],
    add: async () => (await import('./count/command.ts')).addCountCommand(program),
  },
  {
    words: ['simulate'],
    add: async () => (await import('./simulate/command.ts')).addSimulateCommand(program),
  },
];

try {
  const called = programs.filter(({ words }) => words.includes(argv[2] ?? ''));
  for (const { add } of called.length > 0 ? called : programs) await add();
  await program.parseAsync();
} catch (error) {
  if (!Problem.is(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
