/**
 * What a kit can be told from outside: one TOML or JSON file and `DTM_KIT__…` variables over it. The only file of the
 * kit that looks at either. Every key that is not set has the value a kit in the field should have.
 */
import { z } from 'zod';
import { loadConfig } from '../platform/config.ts';
import { type NetworkConfig, networkSchema } from '../platform/network-config.ts';
import { countProfile } from '../protocol/counts.ts';
import { alertKinds } from '../protocol/message.ts';
import { siteModules } from '../protocol/site.ts';

const host = z.string().min(1);
const port = z.int().min(0).max(65_535);
const ms = (standard: number) => z.int().min(1).max(86_400_000).default(standard).meta({ example: standard });

const everyAddress = ['0.0.0.0', '::'];

/** Absent keys of both faces come from `network` where the gate is real, and are loopback's in a demonstration. */
const visitorKeys = z.strictObject({
  host: host.optional().meta({ example: '10.20.0.1' }),
  port: port.optional().meta({ example: 8080 }),
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
  if (host !== undefined && everyAddress.includes(host) && public_url === undefined)
    context.addIssue({
      code: 'custom',
      path: ['public_url'],
      message: 'needed with this host',
      input: undefined,
    });
});

const field = z.strictObject({
  host: host.optional().meta({ example: '10.21.0.1' }),
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
  /** How often replies to feedback are asked for. */
  replies_ms: ms(600_000),
});

/** Where the internet is asked for, over plain HTTP: what a login page or a dead upstream cannot answer rightly. */
const expected = z
  .strictObject({
    url: z.url({ protocol: /^http$/ }).meta({ example: 'http://connectivitycheck.gstatic.com/generate_204' }),
    status: z.int().min(200).max(299).default(204).meta({ example: 204 }),
    /** The whole answer; needed where the status is not 204. */
    body: z.string().min(1).max(4096).optional().meta({ example: 'success\n' }),
  })
  .refine(({ status, body }) => status === 204 || body !== undefined, {
    path: ['body'],
    message: 'needed where the status is not 204: any login page answers 200',
  });

const uplinkCheck = z.strictObject({
  /** One right answer is enough; the first is asked alone while it is right. */
  urls: z
    .array(expected)
    .min(1)
    .max(8)
    .default([
      { url: 'http://connectivitycheck.gstatic.com/generate_204', status: 204 },
      { url: 'http://detectportal.firefox.com/success.txt', status: 200, body: 'success\n' },
      { url: 'http://www.msftconnecttest.com/connecttest.txt', status: 200, body: 'Microsoft Connect Test' },
    ]),
  every_ms: ms(15_000),
  timeout_ms: ms(5000),
});

/** What is asked. Forms are files of the content folder. */
const questions = z.strictObject({
  form: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, 'a form’s name')
    .default('dtm-wifi-core')
    .meta({ example: 'dtm-wifi-followup' }),
  /** Further questions of the form that are switched on at this site. */
  modules: z
    .array(z.enum(siteModules))
    .default([])
    .meta({ example: ['transport'] }),
});

/** A certificate for the portal's public name: only with one may phones be told of the captive API. */
const captiveApi = z.strictObject({
  host: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a name that the certificate holds')
    .meta({ example: 'portal.example.org' }),
  certificate: z.string().min(1).meta({ example: '/etc/dtm-wifi/portal-certificate.pem' }),
  private_key: z.string().min(1).meta({ example: '/etc/dtm-wifi/portal-key.pem' }),
  /** How often files and time are looked at: a renewed certificate is shown, one that ends is taken back. */
  look_every_ms: z.int().min(100).max(3_600_000).default(60_000).meta({ example: 60_000 }),
});

/** What one phone and all together may ask of the portal's server. */
const limits = z.strictObject({
  connections: z.int().min(16).max(65_536).default(512).meta({ example: 512 }),
  /** Standard: `network.fairness.portal_connections`, else 8. */
  connections_per_phone: z.int().min(2).max(65_536).optional().meta({ example: 8 }),
  requests_per_second: z.int().min(1).max(1_000_000).default(30).meta({ example: 30 }),
  request_burst: z.int().min(1).max(1_000_000).default(60).meta({ example: 60 }),
  submissions_per_hour: z.int().min(1).max(1000).default(3).meta({ example: 3 }),
  /** Of all phones together: more than the busiest terminal gives, and too few to fill a card within months. */
  submissions_per_hour_in_all: z.int().min(1).max(1_000_000).default(2000).meta({ example: 2000 }),
  /** Codes of tickets that one phone may look up in the long run; ten at once. */
  ticket_tries_per_hour: z.int().min(1).max(1_000_000).default(60).meta({ example: 60 }),
  /** From here on no new form is begun; open ones may end. */
  disk_full_percent: z.int().min(50).max(99).default(95).meta({ example: 95 }),
});

/** How phones are counted: src/counting/profiles.ts. The mission's data-protection officer decides. */
const counting = z
  .strictObject({
    profile: countProfile.default('local').meta({ example: 'local' }),
    /** Ed25519: only week's keys signed with the private one are taken. */
    officer_public_key: z
      .base64()
      .refine((text) => Buffer.from(text, 'base64').length === 32, '32 bytes in base64')
      .optional()
      .meta({ example: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=' }),
  })
  .refine(({ profile, officer_public_key }) => profile === 'local' || officer_public_key !== undefined, {
    path: ['officer_public_key'],
    message: 'needed with this profile: the officer’s key, from "dtm-wifi count officer-key"',
  });

const kitFile = z.strictObject({
  data_dir: z.string().min(1).meta({ example: '/var/lib/dtm-wifi/kit' }),
  enrolment: z.string().min(1).meta({ example: '/etc/dtm-wifi/enrolment.json' }),
  visitor: visitor.prefault({}),
  field: field.prefault({}),
  /** socket: the real gate, a program of its own, at `network.gate_socket`. fake: the demonstration's. */
  gate: z.enum(['fake', 'socket']).default('fake').meta({ example: 'socket' }),
  /** Read by the gate and by the command that renders system files as well. */
  network: networkSchema.optional(),
  captive_api: captiveApi.optional(),
  /** Another one shows the portal's questions again. Standard: the round's number. */
  campaign: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/, 'at most 32 letters, digits, "_", "-"')
    .optional()
    .meta({ example: 'round-2' }),
  /** Without it a demonstration looks for no internet. */
  uplink_check: uplinkCheck.optional(),
  limits: limits.prefault({}),
  questions: questions.prefault({}),
  counting: counting.prefault({}),
  session_seconds: z.int().min(60).max(604_800).default(86_400).meta({ example: 86_400 }),
  /** A form that is quiet for so long is queued as it is. */
  idle_seconds: z.int().min(10).max(3600).default(600).meta({ example: 600 }),
  /**
   * So long after its last sign of life a form, or feedback, can go on. Till then its answers can be read in memory, by who seizes a
   * running kit or copies the phone's address: an hour at the most, which the page about privacy promises.
   */
  resume_seconds: z.int().min(10).max(3600).default(3600).meta({ example: 3600 }),
  /** After the receipt. Privacy sets the upper end. */
  retention_days: z.int().min(1).max(30).default(14).meta({ example: 14 }),
  /** Stands above all messages, until it is taken out again; else what the site's list pins. */
  pinned_alert: z.enum(alertKinds).optional().meta({ example: 'weather' }),
  /** Counted from the start: a kit may have no clock to have an hour of the day by. */
  health_minutes: z.int().min(1).max(1440).default(15).meta({ example: 15 }),
  sync: sync.prefault({}),
  content_dir: z.string().min(1).optional().meta({ example: '/var/lib/dtm-wifi/content' }),
  log_level: z.enum(['info', 'warn', 'error', 'silent']).default('info').meta({ example: 'info' }),
});
type KitFile = z.infer<typeof kitFile>;

export const kitConfigSchema = kitFile.superRefine(({ gate, network, captive_api }, context) => {
  const missing = (key: string, message: string) =>
    context.addIssue({ code: 'custom', path: [key], message, input: undefined });
  if (gate === 'socket' && network === undefined) missing('network', 'needed with the gate "socket"');
  if (captive_api && network === undefined) missing('network', 'needed with captive_api');
});

export type Limits = z.infer<typeof limits> & { readonly connections_per_phone: number };

/** The file with what follows from it filled in. */
export type KitConfig = Omit<KitFile, 'visitor' | 'field' | 'limits'> & {
  readonly limits: Limits;
  readonly visitor: {
    readonly host: string;
    readonly port: number;
    readonly public_url: string | undefined;
    readonly hosts: readonly string[];
  };
  readonly field: { readonly host: string; readonly port: number };
};

/** Throws `bad_config`, one line an error. */
export function loadKitConfig(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): KitConfig {
  const read = loadConfig({ program: 'kit', schema: kitConfigSchema, file, env });
  return read.gate === 'socket' && read.network ? onNetwork(read, read.network) : onLoopback(read);
}

const onLoopback = (read: KitFile): KitConfig => ({
  ...read,
  visitor: {
    host: read.visitor.host ?? '127.0.0.1',
    port: read.visitor.port ?? 8080,
    public_url: read.visitor.public_url,
    hosts: read.visitor.hosts,
  },
  field: { host: read.field.host ?? '127.0.0.1', port: read.field.port },
  limits: withPhoneLimit(read.limits, 8),
});

/** Phones see port 80 and know the kit by its name and its address; the field team has a wire of its own. */
const onNetwork = (read: KitFile, network: NetworkConfig): KitConfig => ({
  ...read,
  visitor: {
    host: read.visitor.host ?? network.address,
    port: read.visitor.port ?? network.portal_port,
    public_url: read.visitor.public_url ?? `http://${network.name}`,
    hosts: [...read.visitor.hosts, network.name, network.address],
  },
  field: { host: read.field.host ?? network.field_address, port: read.field.port },
  uplink_check: read.uplink_check ?? uplinkCheck.parse({}),
  limits: withPhoneLimit(read.limits, network.fairness.portal_connections),
});

const withPhoneLimit = (read: KitFile['limits'], standard: number): Limits => ({
  ...read,
  connections_per_phone: read.connections_per_phone ?? standard,
});
