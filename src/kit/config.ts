/**
 * What a kit can be told from outside: one TOML or JSON file and `DTM_KIT__…` variables over it. The only file of the
 * kit that looks at either. Every key that is not set has the value a kit in the field should have.
 */
import { validate as isCronExpression } from 'node-cron';
import { z } from 'zod';
import { loadConfig } from '../platform/config.ts';

const host = z.string().min(1);
const port = z.int().min(0).max(65_535);
const ms = (standard: number) => z.int().min(1).max(86_400_000).default(standard).meta({ example: standard });

const everyAddress = ['0.0.0.0', '::'];

const visitorKeys = z.strictObject({
  host: host.default('127.0.0.1').meta({ example: '10.20.0.1' }),
  port: port.default(8080).meta({ example: 80 }),
  /** How phones name the portal, when it is not `http://host:port`. */
  public_url: z
    .url({ protocol: /^http$/ })
    .optional()
    .meta({ example: 'http://wifi.dtm' }),
  /** Further exact host names, with port where it is not 80, under which the pages answer. */
  hosts: z
    .array(z.string().min(1))
    .default([])
    .meta({ example: ['wifi.dtm', '10.20.0.1'] }),
});

const visitor = visitorKeys.superRefine(({ host, public_url }, context) => {
  // Phones are sent to this address: "every address" is none that a phone could open.
  if (everyAddress.includes(host) && public_url === undefined)
    context.addIssue({
      code: 'custom',
      path: ['public_url'],
      message: 'needed with this host',
      input: undefined,
    });
});

const field = z.strictObject({
  host: host.default('127.0.0.1').meta({ example: '10.20.1.1' }),
  port: port.default(8081).meta({ example: 8081 }),
});

const sync = z.strictObject({
  /** Submissions that come within this time share a bundle. */
  coalesce_ms: ms(2000),
  backoff_min_ms: ms(30_000),
  backoff_max_ms: ms(900_000),
  connect_timeout_ms: ms(15_000),
  /** No byte for so long: given up. */
  idle_timeout_ms: ms(30_000),
  /** One upload in all, however slowly it drips. */
  deadline_ms: ms(60_000),
  /** While backing off: how often to look whether the uplink is back. */
  uplink_check_ms: ms(30_000),
});

export const kitConfigSchema = z.strictObject({
  data_dir: z.string().min(1).meta({ example: '/var/lib/dtm-wifi/kit' }),
  enrolment: z.string().min(1).meta({ example: '/etc/dtm-wifi/enrolment.json' }),
  visitor: visitor.prefault({}),
  field: field.prefault({}),
  /** The gate over nftables is a program of its own, still to be built: until then only the demonstration's exists. */
  gate: z.literal('fake').default('fake').meta({ example: 'fake' }),
  session_seconds: z.int().min(60).max(604_800).default(86_400).meta({ example: 86_400 }),
  idle_seconds: z.int().min(10).max(86_400).default(600).meta({ example: 600 }),
  /** After the receipt. Privacy sets the upper end. */
  retention_days: z.int().min(1).max(30).default(14).meta({ example: 14 }),
  health_cron: z
    .string()
    .refine(isCronExpression, 'not a schedule in cron’s form')
    .default('*/15 * * * *')
    .meta({ example: '*/15 * * * *' }),
  sync: sync.prefault({}),
  content_dir: z.string().min(1).optional().meta({ example: '/var/lib/dtm-wifi/content' }),
  log_level: z.enum(['info', 'warn', 'error', 'silent']).default('info').meta({ example: 'info' }),
});
export type KitConfig = z.infer<typeof kitConfigSchema>;
export type SyncTimings = KitConfig['sync'];

/** Throws `bad_config`, one line an error. */
export const loadKitConfig = (
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): KitConfig => loadConfig({ program: 'kit', schema: kitConfigSchema, file, env });
