/**
 * POST /api/v1/bundles: where kits send. The signature is on the bundle, so there is no other sign-in; the answer is a signed
 * receipt, or a problem and no receipt. What must stay true: the receipt is made after the commit.
 */
import { Hono } from 'hono';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { maxBundleBytes } from '../../protocol/bundle.ts';
import { Problem } from '../../protocol/problems.ts';
import { encodeReceipt } from '../../protocol/receipt.ts';
import type { Signer } from '../../protocol/signing.ts';
import { type IngestTools, ingestBundle } from '../ingest/ingest-bundle.ts';

export interface BundleRoutes {
  readonly ingest: IngestTools;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
}

export function bundleRoutes({ ingest, signer, clock, log }: BundleRoutes): Hono {
  return new Hono().post('/api/v1/bundles', async (c) => {
    const nonce = c.req.header('dtm-nonce') ?? '';
    if (!/^[0-9a-f]{32}$/.test(nonce))
      throw new Problem('invalid_request', 'header DTM-Nonce: 32 hexadecimal digits, lower case');
    if (c.req.header('content-type') !== 'application/octet-stream')
      throw new Problem('invalid_request', 'header Content-Type: application/octet-stream');
    const bytes = await readBody(c.req.raw, maxBundleBytes);
    const outcome = await ingestBundle(ingest, bytes, clock.now());
    if (outcome.kind === 'refused') {
      log.warn({ code: outcome.problem.code, isSetAside: outcome.isSetAside }, 'bundle refused');
      throw outcome.problem;
    }
    if (outcome.kind === 'quarantined') log.warn({ reason: outcome.reason }, 'bundle quarantined');
    const receipt = encodeReceipt({ ...outcome.holding, serverTime: clock.now(), nonce }, signer);
    return c.body(new Uint8Array(receipt), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
    });
  });
}

/** Counts while reading: what a header says of the length is not believed. Throws `too_large` or `truncated`. */
async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of request.body ?? []) {
      size += part.length;
      if (size > maxBytes) throw new Problem('too_large', `at most ${maxBytes} bytes`);
      parts.push(part);
    }
  } catch (cause) {
    // The sender went away in the middle.
    throw Problem.is(cause) ? cause : new Problem('truncated', undefined, { cause });
  }
  return new Uint8Array(Buffer.concat(parts));
}
