/**
 * The kit's one configuration file, as far as its network needs it: the section `network` in full, of the others only the
 * keys that a rendered file names, or without which the kit would start and nobody see a portal. The kit checks its own keys when
 * it starts.
 */
import { z } from 'zod';
import { loadConfig } from '../../src/platform/config.ts';
import { hostName, networkSchema, plainPath } from '../../src/platform/network-config.ts';
import type { KitPlan } from './files.ts';

const schema = z.looseObject({
  network: networkSchema.meta({ example: { lan_interface: 'wlan0' } }),
  /** The other one is the demonstration's: with it phones would find nothing. */
  gate: z.literal('socket', 'on a kit it must be "socket"').meta({ example: 'socket' }),
  data_dir: plainPath.meta({ example: '/var/lib/dtm-wifi/kit' }),
  enrolment: plainPath.meta({ example: '/etc/dtm-wifi/enrolment.json' }),
  captive_api: z
    .looseObject({
      host: hostName.meta({ example: 'portal.example.org' }),
      private_key: plainPath.meta({ example: '/etc/dtm-wifi/portal-key.pem' }),
    })
    .optional(),
});

export interface PlanOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly probeHosts: readonly string[];
  /** The configuration file to read now. */
  readonly config: string;
  /** Where that file will lie on the kit. */
  readonly configOnKit: string;
  /** Where the program will be installed on the kit. */
  readonly programDir: string;
}

/** Throws `bad_config`. */
export function loadPlan({ env, probeHosts, config, configOnKit, programDir }: PlanOptions): KitPlan {
  const { network, data_dir, enrolment, captive_api } = loadConfig({
    program: 'kit',
    schema,
    file: config,
    env,
  });
  return {
    network,
    probeHosts,
    certificateHost: captive_api?.host,
    programDir,
    configFile: configOnKit,
    dataDir: data_dir,
    secrets: [enrolment, ...(captive_api ? [captive_api.private_key] : [])],
  };
}
