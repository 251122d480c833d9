/**
 * How a kit asks for its week keys: signed with the kit's own key, at a time that the collector can check. What is asked for is sealed,
 * but who gathers sealed keys can open them all once a kit is in their hands; so nobody else gets them, and an old request gets nothing.
 *
 *   GET /api/v1/kits/:kit/week-keys?after=N      dtm-time: ms since 1970      dtm-signature: base64
 *   signed: kit_id 8 │ after varint │ time varint
 */
import { ByteWriter } from './bytes.ts';
import { fromHex, type KitId } from './ids.ts';
import { Problem } from './problems.ts';
import type { Signer, Verifier } from './signing.ts';

const context = 'dtm-wifi/week-keys-request/1';
/** The kit's time comes from this collector's receipts. */
const maxOffMs = 600_000;

export interface WeekKeysRequest {
  readonly kitId: KitId;
  /** The number of those the kit has; 0: none. */
  readonly after: number;
  readonly utcMs: number;
}

export function requestHeaders(request: WeekKeysRequest, kit: Signer): Readonly<Record<string, string>> {
  const signature = kit.sign(context, messageOf(request));
  return { 'dtm-time': String(request.utcMs), 'dtm-signature': Buffer.from(signature).toString('base64') };
}

export interface ReceivedRequest {
  readonly kitId: KitId;
  readonly after: string | undefined;
  readonly time: string | undefined;
  readonly signature: string | undefined;
}

/** Returns `after`. Throws `invalid_request`, `bad_signature`, or `out_of_time`. */
export function checkRequest(received: ReceivedRequest, kit: Verifier, nowUtcMs: number): number {
  const [after, utcMs] = [received.after ?? '0', received.time ?? ''].map(wholeNumber);
  if (after === undefined || utcMs === undefined)
    throw new Problem('invalid_request', 'needed: after=N, dtm-time, dtm-signature');
  const signature = new Uint8Array(Buffer.from(received.signature ?? '', 'base64'));
  if (!kit.verify(context, messageOf({ kitId: received.kitId, after, utcMs }), signature))
    throw new Problem('bad_signature');
  if (Math.abs(nowUtcMs - utcMs) > maxOffMs) throw new Problem('out_of_time');
  return after;
}

const messageOf = ({ kitId, after, utcMs }: WeekKeysRequest): Uint8Array =>
  new ByteWriter().raw(fromHex(kitId)).varint(after).varint(utcMs).finish();

const wholeNumber = (text: string): number | undefined =>
  /^\d{1,15}$/.test(text) ? Number(text) : undefined;
