/**
 * What goes down to all kits of a collector: how far each ticket is, the replies, and the public board "you said, we did".
 * Signed by the collector, numbered; a kit takes a higher number only. A reply is sealed under its ticket's own key, so that
 * whoever takes a kit away reads none. The board is public.
 *
 *   magic "DTMA" │ version 1 │ number varint │ made at, ms since 1970, varint
 *   tickets n varint │ n × ( lookup id 16 │ status 1 │ sealed reply: length varint, bytes; empty: none yet ), by lookup id
 *   board: length varint, raw DEFLATE of JSON │ Ed25519 signature 64
 *
 *   sealed reply = nonce 12 │ AES-256-GCM of the text, padded to a multiple of 64 bytes │ tag 16;  bound to the lookup id
 */
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { ByteReader, ByteWriter } from './bytes.ts';
import { type FeedbackStatus, feedbackStatuses } from './feedback.ts';
import { fromHex, type RandomBytes, systemRandom, toHex } from './ids.ts';
import { Problem } from './problems.ts';
import { type Signer, signatureLength, type Verifier } from './signing.ts';
import type { TicketKeys } from './tickets.ts';

export const maxRepliesBytes = 256 * 1024;
export const maxReplyCharacters = 1000;
export const repliesContext = 'dtm-wifi/replies/1';

const boardText = z.record(z.string().regex(/^[a-z]{2,3}$/), z.string().min(1).max(400));

export const boardEntrySchema = z.object({
  id: z.string().min(1).max(64),
  /** A choice of the form's question `sector`. */
  sector: z.string().max(64),
  /** Absent: for all sites. */
  site: z.string().max(12).optional(),
  /** The month at which it was put up: 'YYYY-MM'. */
  month: z.string().regex(/^\d{4}-\d{2}$/),
  said: boardText,
  did: boardText,
});
export type BoardEntry = z.infer<typeof boardEntrySchema>;

export interface TicketState {
  readonly status: FeedbackStatus;
  /** undefined: nobody has written one yet. */
  readonly sealedReply: Uint8Array | undefined;
}

export interface Replies {
  readonly number: number;
  /** Milliseconds since 1970, UTC. */
  readonly madeAt: number;
  /** By lookup id. */
  readonly tickets: ReadonlyMap<string, TicketState>;
  readonly board: readonly BoardEntry[];
}

const magic = new TextEncoder().encode('DTMA');
const version = 1;
const nonceLength = 12;
const tagLength = 16;
const padTo = 64;
const maxSealedBytes = 8 * 1024;

/** Throws `too_large` where it comes out larger than kits take. */
export function encodeReplies({ number, madeAt, tickets, board }: Replies, signer: Signer): Uint8Array {
  const out = new ByteWriter().raw(magic).u8(version).varint(number).varint(madeAt);
  out.varint(tickets.size);
  // By lookup id, which is random: the order says nothing of when each was written.
  for (const [lookup, { status, sealedReply }] of [...tickets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    out.raw(fromHex(lookup)).u8(feedbackStatuses.indexOf(status));
    out.bytes(sealedReply ?? new Uint8Array());
  }
  const body = out.bytes(new Uint8Array(deflateRawSync(JSON.stringify(board), { level: 9 }))).finish();
  if (body.length + signatureLength > maxRepliesBytes) throw new Problem('too_large', 'replies');
  return out.raw(signer.sign(repliesContext, body)).finish();
}

/** Verifies and reads. Throws `too_large`, `truncated`, `malformed`, `unsupported_version` or `bad_signature`. */
export function decodeReplies(bytes: Uint8Array, verifier: Verifier): Replies {
  if (bytes.length > maxRepliesBytes) throw new Problem('too_large', 'replies');
  if (bytes.length < signatureLength) throw new Problem('truncated');
  const body = bytes.subarray(0, bytes.length - signatureLength);
  const reader = new ByteReader(body);
  if (toHex(reader.raw(magic.length)) !== toHex(magic)) throw new Problem('malformed', 'not replies');
  if (reader.u8() !== version) throw new Problem('unsupported_version', 'replies');
  if (!verifier.verify(repliesContext, body, bytes.subarray(body.length))) throw new Problem('bad_signature');
  const number = reader.varint();
  const madeAt = reader.varint();
  const count = reader.varint();
  if (count > maxRepliesBytes / 18) throw new Problem('malformed', `${count} tickets`);
  const tickets = new Map<string, TicketState>();
  for (let index = 0; index < count; index++) {
    const lookup = toHex(reader.raw(16));
    const status = feedbackStatuses[reader.u8()];
    const sealed = reader.bytes(maxSealedBytes);
    if (!status || tickets.has(lookup)) throw new Problem('malformed', 'tickets');
    tickets.set(lookup, { status, sealedReply: sealed.length > 0 ? Uint8Array.from(sealed) : undefined });
  }
  const board = readBoard(reader.bytes(maxRepliesBytes));
  reader.end();
  return { number, madeAt, tickets, board };
}

function readBoard(bytes: Uint8Array): readonly BoardEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(inflateRawSync(bytes, { maxOutputLength: 4 * maxRepliesBytes }).toString('utf8'));
  } catch (cause) {
    throw new Problem('malformed', 'the board cannot be read', { cause });
  }
  const parsed = z.array(boardEntrySchema).safeParse(value);
  if (!parsed.success) throw new Problem('malformed', z.prettifyError(parsed.error));
  return parsed.data;
}

/** For the holder of the ticket alone. */
export function sealReply(
  text: string,
  { lookup, replyKey }: TicketKeys,
  random: RandomBytes = systemRandom,
): Uint8Array {
  const nonce = random(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(replyKey), nonce).setAAD(fromHex(lookup));
  const plain = new TextEncoder().encode(text);
  // A full stop of zeros: text has none.
  const padded = new Uint8Array((Math.floor(plain.length / padTo) + 1) * padTo);
  padded.set(plain);
  const sealed = Buffer.concat([nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()]);
  if (sealed.length > maxSealedBytes) throw new Problem('too_large', 'reply');
  return new Uint8Array(sealed);
}

/** Throws `cannot_open` for another ticket's reply, or a changed one. */
export function openReply(sealed: Uint8Array, { lookup, replyKey }: TicketKeys): string {
  try {
    const nonce = sealed.subarray(0, nonceLength);
    const end = sealed.length - tagLength;
    const decipher = createDecipheriv('aes-256-gcm', createSecretKey(replyKey), nonce, {
      authTagLength: tagLength,
    });
    decipher.setAAD(fromHex(lookup)).setAuthTag(sealed.subarray(end));
    const padded = Buffer.concat([decipher.update(sealed.subarray(nonceLength, end)), decipher.final()]);
    const stop = padded.indexOf(0);
    return padded.toString('utf8', 0, stop < 0 ? padded.length : stop);
  } catch (cause) {
    throw new Problem('cannot_open', 'reply', { cause });
  }
}
