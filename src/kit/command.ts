/**
 * `dtm-wifi kit`: runs the appliance. The gate is handed in by the command's root, which alone knows the real one and the
 * demonstration's; whatever connects to it is let go when the kit has stopped. What it did not expect it tells without the error's
 * message, which may hold an address.
 */
import type { Command } from 'commander';
import { endUnnamed, runUntilSignal } from '../platform/lifecycle.ts';
import { createLog, type Log } from '../platform/log.ts';
import type { Gate } from '../protocol/gate.ts';
import { Problem } from '../protocol/problems.ts';
import { type KitConfig, loadKitConfig } from './config.ts';
import { startKit } from './main.ts';

export interface GateConnection {
  readonly gate: Gate;
  disconnect(): unknown;
}

export interface KitCommandParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly createGate: (config: KitConfig, log: Log) => GateConnection;
}

export function addKitCommand(program: Command, { env, createGate }: KitCommandParts): void {
  program
    .command('kit')
    .description('run a kit: the portal for phones, the page for the field team, the road up')
    .option('--config <file>', 'TOML or JSON; DTM_KIT__… variables go over it')
    .action(({ config: file }: { config?: string }) => {
      const end = endUnnamed(createLog('kit', 'error'), 'the kit ends: what it met should not happen');
      const start = async () => {
        const config = loadKitConfig(file, env);
        const log = createLog('kit', config.log_level);
        const { gate, disconnect } = createGate(config, log);
        const kit = await startKit(config, { gate, log });
        return {
          close: () =>
            kit
              .close()
              .then(disconnect)
              .then(() => undefined, end),
        };
      };
      return runUntilSignal(() =>
        start().catch((error: unknown) => {
          if (Problem.is(error)) throw error;
          return end(error);
        }),
      );
    });
}
