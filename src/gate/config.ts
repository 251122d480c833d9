/**
 * What the gate reads of the kit's one configuration file: the section `network`, and how much to log. The rest is the kit's
 * business. The only file of the gate that looks at the environment or at the machine's users.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { loadConfig } from '../platform/config.ts';
import { networkSchema } from '../platform/network-config.ts';

export const gateConfigSchema = z.looseObject({
  network: networkSchema,
  log_level: z.enum(['info', 'warn', 'error', 'silent']).default('info').meta({ example: 'info' }),
});
export type GateConfig = z.infer<typeof gateConfigSchema>;

/** Throws `bad_config`, one line an error. The variables over the file are the kit's: it is the kit's file. */
export const loadGateConfig = (
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): GateConfig => loadConfig({ program: 'kit', schema: gateConfigSchema, file, env });

/** Who may speak to the gate: root, the gate's own user, and the kit's where this machine has it. */
export function readAllowedUsers(kitUser: string, ownUser: number): ReadonlySet<number> {
  const kitUsers = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((row) => row.split(':'))
    .filter(([name]) => name === kitUser)
    .map(([, , user]) => Number(user));
  return new Set([0, ownUser, ...kitUsers]);
}
