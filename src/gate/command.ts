/**
 * `dtm-wifi gate`: runs the gate. Whatever goes wrong, nothing is printed but codes and the places in our own program: an
 * error's message may hold an address.
 */
import type { Command } from 'commander';
import { endUnnamed, runUntilSignal } from '../platform/lifecycle.ts';
import { createLog } from '../platform/log.ts';
import { Problem } from '../protocol/problems.ts';
import { loadGateConfig } from './config.ts';
import { startGate } from './main.ts';

export interface GateCommandParts {
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function addGateCommand(program: Command, { env }: GateCommandParts): void {
  program
    .command('gate')
    .description(
      'run the gate: opens and closes the network for phones; needs CAP_NET_ADMIN and nothing else',
    )
    .requiredOption('--config <file>', 'the kit’s TOML or JSON file; its section "network" is read')
    .action(({ config: file }: { config: string }) => {
      const end = endUnnamed(createLog('gate', 'error'), 'the gate ends: what it met should not happen');
      return runUntilSignal(async () => {
        try {
          return await startGate(loadGateConfig(file, env));
        } catch (error) {
          if (Problem.is(error)) throw error;
          return end(error);
        }
      });
    });
}
