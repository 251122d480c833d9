/**
 * The world outside the kit's sync tests: a small collector on a real port that verifies bundles, keeps their records and
 * signs receipts. Its `behaviour` can be replaced while it runs: away, slow, foreign, broken.
 */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Bundle,
  type BundleRecord,
  bundleHash,
  decodeBundle,
  noHash,
} from '../../src/protocol/bundle.ts';
import type { Incarnation } from '../../src/protocol/ids.ts';
import { encodeReceipt, type Receipt, type SeqRange } from '../../src/protocol/receipt.ts';
import { type Signer, signerFromSeed, type Verifier } from '../../src/protocol/signing.ts';

interface Held {
  readonly records: Map<number, BundleRecord>;
  headNumber: number;
  headHash: string;
}

export interface FakeCollector {
  readonly url: string;
  readonly publicKey: Uint8Array;
  readonly signer: Signer;
  /** Every bundle that arrived and verified, repeats included, in order of arrival. */
  readonly arrived: { readonly bundle: Bundle; readonly bytes: Uint8Array }[];
  /** Requests of any kind to the bundles' address. */
  posts: number;
  serverTime: () => number;
  /** What it does with a bundle; `keepAndSign` by default. */
  behaviour: RequestListener;
  isHealthy: boolean;
  keepAndSign: RequestListener;
  held(incarnation: Incarnation): Map<number, BundleRecord>;
  /** The receipt it would sign for this bundle now. */
  receiptFor(bundle: Bundle, nonce: string): Receipt;
  /** Goes away: connections are refused until `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeCollector(kit: Verifier): Promise<FakeCollector> {
  const signer = signerFromSeed(new Uint8Array(32).fill(7));
  const byIncarnation = new Map<Incarnation, Held>();
  const heldOf = (incarnation: Incarnation): Held => {
    const held = byIncarnation.get(incarnation) ?? { records: new Map(), headNumber: 0, headHash: noHash };
    byIncarnation.set(incarnation, held);
    return held;
  };
  let server: Server;
  let port = 0;

  const open = async () => {
    server = createServer((request, response) => {
      if (request.url === '/api/v1/health') response.writeHead(collector.isHealthy ? 204 : 503).end();
      else {
        collector.posts++;
        void collector.behaviour(request, response);
      }
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const shut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };

  const collector: FakeCollector = {
    url: '',
    publicKey: signer.publicKey,
    signer,
    arrived: [],
    posts: 0,
    serverTime: () => 1_800_000_000_000,
    isHealthy: true,
    behaviour: (request, response) => collector.keepAndSign(request, response),
    keepAndSign: async (request, response) => {
      const bytes = await readBody(request);
      const bundle = decodeBundle(bytes, kit);
      const held = heldOf(bundle.incarnation);
      collector.arrived.push({ bundle, bytes });
      bundle.records.forEach((record, index) => {
        const seq = bundle.firstSeq + index;
        if (!held.records.has(seq)) held.records.set(seq, record);
      });
      if (bundle.number > held.headNumber) {
        held.headNumber = bundle.number;
        held.headHash = bundleHash(bytes);
      }
      answer(response, encodeReceipt(collector.receiptFor(bundle, nonceOf(request)), signer));
    },
    held: (incarnation) => heldOf(incarnation).records,
    receiptFor: ({ kitId, incarnation }, nonce) => {
      const { records, headNumber, headHash } = heldOf(incarnation);
      const [first, ...rest] = rangesOf([...records.keys()]);
      const startsAtOne = first?.first === 1;
      const ranges = startsAtOne ? rest : first ? [first, ...rest] : [];
      const contiguousSeq = startsAtOne ? first.last : 0;
      const serverTime = collector.serverTime();
      return { kitId, incarnation, contiguousSeq, ranges, headNumber, headHash, serverTime, nonce };
    },
    goAway: shut,
    comeBack: open,
    close: shut,
  };
  await open();
  return Object.assign(collector, { url: `http://127.0.0.1:${port}` });
}

export const nonceOf = (request: IncomingMessage): string => String(request.headers['dtm-nonce']);

export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}

export const answer = (response: ServerResponse, bytes: Uint8Array | string, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/octet-stream' }).end(bytes);

function rangesOf(seqs: readonly number[]): SeqRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const seq of [...seqs].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && seq === last.last + 1) last.last = seq;
    else ranges.push({ first: seq, last: seq });
  }
  return ranges;
}
