/**
 * A phone that costs the measuring side as little as possible: it keeps one connection from its own loopback address, knows the
 * form and reads no page. Whether pages are right is for the tests; here only their cost counts.
 */
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answers, Form } from '../../src/protocol/form.ts';
import { addressOf } from '../../src/simulate/phone-http.ts';

export interface Reply {
  readonly path: string;
  readonly status: number;
  readonly location: string;
  /** As sent: compressed. */
  readonly bodyBytes: number;
  /** From sending the request until the head of the answer was there. */
  readonly tookMs: number;
}

export interface LeanPhone {
  get(path: string): Promise<Reply>;
  post(path: string, fields: URLSearchParams): Promise<Reply>;
  close(): void;
}

/** @param number each phone of a run its own. */
export function leanPhone(portal: URL, number: number, language = 'es'): LeanPhone {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: addressOf(number, 0) });
  const send = (method: string, path: string, body?: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const headers: Record<string, string> = { 'Accept-Encoding': 'gzip', 'Accept-Language': language };
      if (body !== undefined) {
        headers['Content-Type'] = 'application/x-www-form-urlencoded';
        headers['Content-Length'] = String(Buffer.byteLength(body));
      }
      const began = performance.now();
      const outgoing = request({ agent, host: portal.hostname, port: portal.port, method, path, headers });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // As browsers do with a kept connection that the server has closed meanwhile.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET')
          send(method, path, body).then(resolve, reject);
        else reject(error);
      });
      outgoing.on('response', (incoming: IncomingMessage) => {
        const tookMs = performance.now() - began;
        let bodyBytes = 0;
        incoming.on('data', (chunk: Buffer) => {
          bodyBytes += chunk.length;
        });
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode: status = 0, headers: got } = incoming;
          resolve({ path, status, location: got.location ?? '', bodyBytes, tookMs });
        });
      });
      outgoing.end(body);
    });
  return {
    get: (path) => send('GET', path),
    post: (path, fields) => send('POST', path, fields.toString()),
    close: () => agent.destroy(),
  };
}

export interface Walk {
  readonly form: Form;
  readonly answers: Answers;
  readonly language?: string;
  /** Loads every page before answering it, as a phone does. */
  readonly isLoadingPages: boolean;
  /** A person reads so long before an answer; none: the next step follows at once. */
  readonly readingMs?: () => number;
  /** Each answer that was kept. */
  readonly onAnswer?: (reply: Reply) => void;
  readonly onPage?: (reply: Reply) => void;
}

/** From the consent to the closing page, the whole form; throws where the kit answers otherwise than a full visit should see. */
export async function walkForm(phone: LeanPhone, walk: Walk): Promise<void> {
  const { form, answers, language = 'es', isLoadingPages, readingMs, onAnswer, onPage } = walk;
  const load = async (path: string) => {
    if (isLoadingPages) onPage?.(expectStatus(await phone.get(path), 200));
  };
  await load(`/${language}/consent`);
  let place = expectStatus(
    await phone.post(`/${language}/consent`, fieldsOf({ consent: 'yes' })),
    303,
  ).location;
  // Every page once, and the offer.
  for (let step = 0; step <= form.pages.length; step += 1) {
    await load(place);
    const page = form.pages.find(({ name }) => place === `/${language}/q/${name}`);
    if (page) {
      if (readingMs) await sleep(readingMs());
      const given = page.questions.map((name) => [name, answers[name] ?? []] as const);
      const reply = expectStatus(await phone.post(place, fieldsOf(Object.fromEntries(given))), 303);
      onAnswer?.(reply);
      place = reply.location;
    } else if (place === `/${language}/more`)
      place = expectStatus(await phone.post(place, fieldsOf({ more: 'yes' })), 303).location;
    else break;
  }
  // Who knows no help is led to it.
  const ends = [`/${language}/thanks`, `/${language}/help?from=form`];
  if (!ends.includes(place)) throw new Error(`the form ended at ${place}`);
  await load(place);
}

function fieldsOf(values: Readonly<Record<string, string | number | readonly string[]>>): URLSearchParams {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)]),
  );
  return new URLSearchParams(pairs);
}

function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status === status) return reply;
  throw new Error(`${reply.path} answered ${reply.status}, not ${status}`);
}
