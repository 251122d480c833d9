/**
 * The collector's signed answer to a bundle: what it holds of one incarnation of one kit. Only what a verified
 * receipt covers may be deleted on the kit. The nonce is the request's, so that an old receipt cannot be played again;
 * nonce and time together let a kit without a clock learn the time.
 *
 *   magic "DTMR" │ version 1 │ kit_id 8 │ incarnation 8 │ contiguous seq varint │ ranges n varint ≤ 16
 *   n × (first varint, last varint) │ head bundle number varint │ head hash 32 │ server time, ms since 1970, varint
 *   nonce 16 │ Ed25519 signature 64
 */
import { ByteReader, ByteWriter } from './bytes.ts';
import { fromHex, type Incarnation, type KitId, toHex } from './ids.ts';
import { Problem } from './problems.ts';
import { type Signer, signatureLength, type Verifier } from './signing.ts';

export const maxReceiptBytes = 1024;
export const maxRanges = 16;
export const receiptContext = 'dtm-wifi/receipt/1';

const magic = new TextEncoder().encode('DTMR');
const version = 1;

export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

export interface Receipt {
  readonly kitId: KitId;
  readonly incarnation: Incarnation;
  /** Every seq from 1 to this one is held; 0: none. */
  readonly contiguousSeq: number;
  /** Further held ranges beyond it, rising, at most 16; that of the bundle answered is always among them. */
  readonly ranges: readonly SeqRange[];
  readonly headNumber: number;
  /** Hexadecimal SHA-256 of the bundle with the highest number held. */
  readonly headHash: string;
  /** Milliseconds since 1970, UTC. */
  readonly serverTime: number;
  /** Hexadecimal, 16 bytes. */
  readonly nonce: string;
}

/** Whether the receipt says that `seq` is held. */
export const covers = (receipt: Pick<Receipt, 'contiguousSeq' | 'ranges'>, seq: number): boolean =>
  seq <= receipt.contiguousSeq || receipt.ranges.some(({ first, last }) => first <= seq && seq <= last);

export function encodeReceipt(receipt: Receipt, signer: Signer): Uint8Array {
  const out = new ByteWriter().raw(magic).u8(version);
  out.raw(fromHex(receipt.kitId)).raw(fromHex(receipt.incarnation));
  out.varint(receipt.contiguousSeq).varint(receipt.ranges.length);
  for (const { first, last } of receipt.ranges) out.varint(first).varint(last);
  out.varint(receipt.headNumber).raw(fromHex(receipt.headHash)).varint(receipt.serverTime);
  const body = out.raw(fromHex(receipt.nonce)).finish();
  return out.raw(signer.sign(receiptContext, body)).finish();
}

/** Verifies and reads. Throws `too_large`, `truncated`, `malformed`, `unsupported_version` or `bad_signature`. */
export function decodeReceipt(bytes: Uint8Array, verifier: Verifier): Receipt {
  if (bytes.length > maxReceiptBytes) throw new Problem('too_large', 'receipt');
  if (bytes.length < signatureLength) throw new Problem('truncated');
  const body = bytes.subarray(0, bytes.length - signatureLength);
  const reader = new ByteReader(body);
  if (toHex(reader.raw(magic.length)) !== toHex(magic)) throw new Problem('malformed', 'not a receipt');
  if (reader.u8() !== version) throw new Problem('unsupported_version', 'receipt');
  if (!verifier.verify(receiptContext, body, bytes.subarray(body.length))) throw new Problem('bad_signature');
  const kitId = toHex(reader.raw(8));
  const incarnation = toHex(reader.raw(8));
  const contiguousSeq = reader.varint();
  const count = reader.varint();
  if (count > maxRanges) throw new Problem('malformed', `${count} ranges`);
  const ranges: SeqRange[] = [];
  for (let index = 0, before = contiguousSeq; index < count; index++) {
    const range = { first: reader.varint(), last: reader.varint() };
    if (range.first <= before || range.last < range.first) throw new Problem('malformed', 'ranges');
    before = range.last;
    ranges.push(range);
  }
  const headNumber = reader.varint();
  const headHash = toHex(reader.raw(32));
  const serverTime = reader.varint();
  const nonce = toHex(reader.raw(16));
  reader.end();
  return { kitId, incarnation, contiguousSeq, ranges, headNumber, headHash, serverTime, nonce };
}
