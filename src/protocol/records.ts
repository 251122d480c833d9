/**
 * What is inside an envelope, before sealing and after opening.
 *
 * submission:
 *   version 1 │ flags 1 │ boot number varint │ boot id 4 │ minutes since boot varint │ language 2 │ site id text
 *   round varint │ answers (to the end; raw DEFLATE with the form's dictionary where flag 2 says so)
 *   flags: 1 = complete, 2 = answers compressed
 *
 * health, clock, withdrawal, tally, count: JSON, raw DEFLATE. They are few; their fields may grow, and unknown ones are ignored.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { CountRecord } from './counts.ts';
import { paddingBytes } from './envelope.ts';
import { fromHex, recordId, toHex } from './ids.ts';
import { Problem } from './problems.ts';

const version = 1;
const isComplete = 1;
const isCompressed = 2;
const maxAnswerBytes = 24 * 1024;

/** When something happened, for a machine whose clock is not to be trusted: counted from its start. */
export interface BootTime {
  readonly bootNumber: number;
  /** Hexadecimal, 4 bytes, random for each start. */
  readonly bootId: string;
  readonly msSinceBoot: number;
}

export interface SubmissionRecord {
  readonly isComplete: boolean;
  /** When the visit began, to the minute. */
  readonly begun: BootTime;
  /** Two letters: the language of the pages. */
  readonly language: string;
  readonly siteId: string;
  readonly round: number;
  /** As survey/encode-answers.ts makes them. */
  readonly answers: Uint8Array;
}

/** @param dictionary made from the form by survey/dictionary.ts; the same bytes are needed to read it back. */
export function encodeSubmission(record: SubmissionRecord, dictionary: Uint8Array): Uint8Array {
  const { answers, begun } = record;
  const head = new ByteWriter()
    .varint(begun.bootNumber)
    .raw(fromHex(begun.bootId))
    .varint(Math.floor(begun.msSinceBoot / 60_000))
    .raw(new TextEncoder().encode(record.language.slice(0, 2).padEnd(2)))
    .text(record.siteId)
    .varint(record.round)
    .finish();
  // What fits into one block of the envelope's padding gets no shorter by compressing.
  const isOneBlock = 2 + head.length + answers.length < paddingBytes;
  const compressed = isOneBlock ? answers : deflateRawSync(answers, { level: 9, dictionary });
  const saves = compressed.length < answers.length;
  return new ByteWriter()
    .u8(version)
    .u8((record.isComplete ? isComplete : 0) | (saves ? isCompressed : 0))
    .raw(head)
    .raw(saves ? compressed : answers)
    .finish();
}

export function decodeSubmission(bytes: Uint8Array, dictionary: Uint8Array): SubmissionRecord {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== version) throw new Problem('unsupported_version', 'submission');
  const flags = reader.u8();
  const bootNumber = reader.varint();
  const bootId = toHex(reader.raw(4));
  const msSinceBoot = reader.varint() * 60_000;
  const language = new TextDecoder().decode(reader.raw(2)).trim();
  const siteId = reader.text(12);
  const round = reader.varint();
  const rest = reader.raw(reader.left);
  return {
    isComplete: (flags & isComplete) !== 0,
    begun: { bootNumber, bootId, msSinceBoot },
    language,
    siteId,
    round,
    answers: flags & isCompressed ? inflate(rest, dictionary) : rest,
  };
}

export const bootTime = z.object({
  bootNumber: z.int().min(1),
  bootId: z.string().regex(/^[0-9a-f]{8}$/),
  msSinceBoot: z.number().min(0),
});

/** One reading of the world's time. `source` says who told: a signed receipt, NTP, a field worker's phone. */
export const clockRecord = z.object({
  at: bootTime,
  utcMs: z.number().min(0),
  uncertaintyMs: z.number().min(0),
  source: z.enum(['receipt', 'ntp', 'phone', 'modem']),
});
export type ClockRecord = z.infer<typeof clockRecord>;

export const healthRecord = z.object({
  at: bootTime,
  version: z.string().max(40),
  uptimeSeconds: z.number().min(0),
  /** null: the machine has no sensor. */
  temperatureC: z.number().nullable(),
  /** null here and below: it could not be read in time. */
  memoryUsedMb: z.number().min(0).nullable(),
  memoryTotalMb: z.number().min(0).nullable(),
  kitMemoryMb: z.number().min(0),
  diskFreeMb: z.number().min(0).nullable(),
  diskUsedPercent: z.number().min(0).max(100).nullable(),
  uplink: z.enum(['up', 'down', 'unknown']),
  outboxDepth: z.int().min(0),
  visitsOpen: z.int().min(0),
  /** What staff should know: a damaged file set aside, rows carried over. Codes and counts, never content. */
  incidents: z.array(z.object({ code: z.string().max(40), detail: z.string().max(200) })).max(20),
  /** X25519, base64: what the mission's week keys are sealed to for this kit. Missing: it has none. */
  countPublicKey: z
    .base64()
    .refine((text) => Buffer.from(text, 'base64').length === 32, '32 bytes in base64')
    .optional(),
});
export type HealthRecord = z.infer<typeof healthRecord>;

export const withdrawalRecord = z.object({ recordId });
export type WithdrawalRecord = z.infer<typeof withdrawalRecord>;

const viewCounts = z.object({
  opened: z.int().min(0),
  started: z.int().min(0),
  quarter: z.int().min(0),
  half: z.int().min(0),
  three_quarters: z.int().min(0),
  finished: z.int().min(0),
});
export type ViewCounts = z.infer<typeof viewCounts>;

const viewSum = viewCounts.extend({
  /** 'help-is-free/1': its name and version. */
  message: z.string().regex(/^[a-z][a-z0-9-]{0,47}\/\d{1,6}$/),
  language: z.string().regex(/^[a-z]{2,3}$/),
});
export type ViewSum = z.infer<typeof viewSum>;

/** All languages of some twenty messages; more would not fit into a record. */
export const maxViewSums = 150;

/** How often messages were opened and watched within the hour from `at` on. Sums of phones: nothing in it is one phone's. */
export const tallyRecord = z.object({
  at: bootTime,
  siteId: z.string().max(12),
  round: z.int().min(0),
  views: z.array(viewSum).max(maxViewSums),
});
export type TallyRecord = z.infer<typeof tallyRecord>;

export const encodeJsonRecord = (
  record: ClockRecord | HealthRecord | WithdrawalRecord | TallyRecord | CountRecord,
): Uint8Array => new Uint8Array(deflateRawSync(JSON.stringify(record), { level: 9 }));

export function decodeJsonRecord<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  const text = new TextDecoder().decode(inflate(bytes));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem('malformed', 'record is not JSON', { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Problem('malformed', z.prettifyError(parsed.error));
  return parsed.data;
}

function inflate(bytes: Uint8Array, dictionary?: Uint8Array): Uint8Array {
  try {
    const options = { maxOutputLength: maxAnswerBytes, ...(dictionary ? { dictionary } : {}) };
    return new Uint8Array(inflateRawSync(bytes, options));
  } catch (cause) {
    throw new Problem('malformed', 'record does not decompress', { cause });
  }
}
