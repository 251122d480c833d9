/**
 * `dtm-wifi kit`: runs the appliance. The gate is handed in by the command's root, which alone knows the real one and the
 * demonstration's.
 */
import type { Command } from 'commander';
import { runUntilSignal } from '../platform/lifecycle.ts';
import type { Gate } from '../protocol/gate.ts';
import { loadKitConfig } from './config.ts';
import { startKit } from './main.ts';

export interface KitCommandParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly createGate: () => Gate;
}

export function addKitCommand(program: Command, { env, createGate }: KitCommandParts): void {
  program
    .command('kit')
    .description('run a kit: the portal for phones, the page for the field team, the road up')
    .option('--config <file>', 'TOML or JSON; DTM_KIT__… variables go over it')
    .action(({ config }: { config?: string }) =>
      runUntilSignal(async () => startKit(loadKitConfig(config, env), { gate: createGate() })),
    );
}
