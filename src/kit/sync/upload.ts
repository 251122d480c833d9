/**
 * A bundle's bytes up, a verified receipt down. What must stay true: only an answer that carries the collector's
 * signature, this kit, this incarnation and this very request's nonce counts as received; everything else, whatever its
 * status says, is a failure with a name.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type ExchangeFailure, type ExchangeLimits, exchange } from '../../platform/bounded-exchange.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Incarnation, type KitId, newId, type RandomBytes } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import { decodeReceipt, maxReceiptBytes, type Receipt } from '../../protocol/receipt.ts';
import type { Verifier } from '../../protocol/signing.ts';

export type UploadFailure =
  | ExchangeFailure
  /** The collector, or something before it, said no. `code`: from the collector's problem, or empty. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** Somebody answers in the collector's place, or what it says cannot be trusted. */
  | {
      readonly kind: 'garbage';
      readonly reason: 'redirect' | 'not_a_receipt' | 'bad_signature' | 'not_for_us';
    };

export interface Received {
  readonly kind: 'received';
  readonly receipt: Receipt;
  /** Milliseconds since this program's start. */
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
}

export type UploadResult = Received | UploadFailure;

export interface Uploader {
  send(bytes: Uint8Array, incarnation: Incarnation): Promise<UploadResult>;
  /** Whether the collector's health address answers as only the collector does. */
  isReachable(): Promise<boolean>;
  /** Breaks off what is under way. */
  close(): void;
}

export interface UploaderParts {
  readonly collectorUrl: string;
  readonly kitId: KitId;
  readonly collector: Verifier;
  readonly random: RandomBytes;
  readonly clock: Clock;
  readonly limits: ExchangeLimits;
}

export function createUploader({
  collectorUrl,
  kitId,
  collector,
  random,
  clock,
  limits,
}: UploaderParts): Uploader {
  const address = (path: string) => new URL(`${collectorUrl.replace(/\/+$/, '')}${path}`);
  const bundles = address('/api/v1/bundles');
  const health = address('/api/v1/health');
  // One connection, kept, for bundles that follow each other.
  const options = { keepAlive: true, maxSockets: 1 };
  const agent = bundles.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  const closing = new AbortController();
  const common = { agent, limits, signal: closing.signal, maxAnswerBytes: maxReceiptBytes };

  return {
    send: async (body, incarnation) => {
      const nonce = newId(16, random);
      const headers = {
        'content-type': 'application/octet-stream',
        'content-length': String(body.length),
        'dtm-nonce': nonce,
      };
      const sentAtMs = clock.msSinceStart();
      const answer = await exchange({ ...common, url: bundles, method: 'POST', headers, body });
      if (answer.kind !== 'answered') return answer;
      const answeredAtMs = clock.msSinceStart();
      if (answer.status !== 200) return refusal(answer.status, answer.bytes);
      const receipt = readReceipt(answer.bytes, collector);
      if ('kind' in receipt) return receipt;
      const isOurs =
        receipt.kitId === kitId && receipt.incarnation === incarnation && receipt.nonce === nonce;
      if (!isOurs) return { kind: 'garbage', reason: 'not_for_us' };
      return { kind: 'received', receipt, sentAtMs, answeredAtMs };
    },
    isReachable: async () => {
      const answer = await exchange({ ...common, url: health, method: 'GET', headers: {} });
      // A login page in between answers 200 or 302, never 204.
      return answer.kind === 'answered' && answer.status === 204;
    },
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
}

function refusal(status: number, body: Uint8Array): UploadFailure {
  if (status < 400) return { kind: 'garbage', reason: status >= 300 ? 'redirect' : 'not_a_receipt' };
  const code = /"code"\s*:\s*"([a-z_]{1,40})"/.exec(new TextDecoder().decode(body))?.[1];
  return { kind: 'refused', status, code: code ?? '' };
}

function readReceipt(bytes: Uint8Array, collector: Verifier): Receipt | UploadFailure {
  try {
    return decodeReceipt(bytes, collector);
  } catch (error) {
    if (!Problem.is(error)) throw error;
    return { kind: 'garbage', reason: error.code === 'bad_signature' ? 'bad_signature' : 'not_a_receipt' };
  }
}
