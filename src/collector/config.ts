/** The collector's configuration: one file, overridden by DTM_COLLECTOR__… in the environment. Read here and nowhere else. */
import { z } from 'zod';
import { loadConfig } from '../platform/config.ts';

export const collectorConfigSchema = z.strictObject({
  /** Database and keys. On a disk that honours fsync. */
  data_dir: z.string().min(1).meta({ example: '/var/lib/dtm-wifi-collector' }),
  host: z.string().min(1).default('127.0.0.1').meta({ example: '127.0.0.1' }),
  /** 0: any free port. */
  port: z.int().min(0).max(65535).default(8090).meta({ example: 8090 }),
  /** What browsers and kits call it: decides the origin that forms are accepted from. Default: host and port. */
  public_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ example: 'https://collector.example.org' }),
  /** Cookies over HTTPS only. Default: as public_url says. */
  cookie_secure: z.boolean().optional().meta({ example: true }),
  log_level: z.enum(['info', 'warn', 'error', 'silent']).default('info').meta({ example: 'info' }),
  /** Forms and lists. Default: those that come with the program. */
  content_dir: z.string().min(1).optional().meta({ example: '/etc/dtm-wifi/content' }),
});
export type CollectorConfig = z.infer<typeof collectorConfigSchema>;

/** Throws `bad_config`, one line an error. */
export function loadCollectorConfig(file: string | undefined, env: NodeJS.ProcessEnv): CollectorConfig {
  return loadConfig({ program: 'collector', schema: collectorConfigSchema, file, env });
}
