/**
 * The gate as the kit sees it: the interface of protocol/gate.ts over the gate's unix socket (protocol/gate-lines.ts). One
 * connection, many requests under way. Every request may be repeated without harm, so a connection that breaks is made anew and
 * whatever still waits is asked again; what is not answered in two seconds fails as `gate_silent`.
 */
import { connect, isIPv4, type Socket } from 'node:net';
import type { Log } from '../../platform/log.ts';
import type { Gate, GatePhone, Handle, PresenceEvent } from '../../protocol/gate.ts';
import {
  formatRequest,
  type GateRequest,
  type GateResponse,
  maxGrantSeconds,
  maxLineBytes,
  parseCounted,
  parsePresence,
  parseResponse,
} from '../../protocol/gate-lines.ts';
import { Problem } from '../../protocol/problems.ts';
import { createCountedPhones } from './counted-phones.ts';

export interface GateClientOptions {
  readonly path: string;
  readonly log: Log;
  readonly answerWithinMs?: number;
}

export interface GateClient {
  readonly gate: Gate;
  /** Lets go of the gate for good; what still waits fails. */
  disconnect(): void;
}

interface Asked {
  readonly line: string;
  readonly verb: GateRequest['verb'];
  readonly phones: GatePhone[];
  readonly timer: NodeJS.Timeout;
  readonly settle: (response: GateResponse, phones: readonly GatePhone[]) => void;
  readonly fail: (problem: Problem) => void;
}

interface Answer {
  readonly response: GateResponse;
  readonly phones: readonly GatePhone[];
}

const firstRetryMs = 50;
const lastRetryMs = 2000;
const maxAsked = 10_000;

export function createGateClient({ path, log, answerWithinMs = 2000 }: GateClientOptions): GateClient {
  const asked = new Map<string, Asked>();
  const listeners = new Set<(event: PresenceEvent) => void>();
  const counted = createCountedPhones();
  let present: Set<Handle> | undefined;
  let uplink: boolean | undefined;
  let lastId = 0;
  /** The connection that stands; undefined while there is none. */
  let socket: Socket | undefined;
  let attempt: Socket | undefined;
  let retry: NodeJS.Timeout | undefined;
  let retryMs = firstRetryMs;
  let isClosed = false;

  const nextId = (): string => {
    lastId = (lastId % 999_999_999) + 1;
    return String(lastId);
  };

  const ask = (request: GateRequest, id = nextId()): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (isClosed || asked.size >= maxAsked) return reject(new Problem('gate_silent'));
      const line = formatRequest(id, request);
      const timer = setTimeout(() => {
        asked.delete(id);
        reject(new Problem('gate_silent'));
      }, answerWithinMs);
      const settle = (response: GateResponse, phones: readonly GatePhone[]) => resolve({ response, phones });
      asked.set(id, { line, verb: request.verb, phones: [], timer, settle, fail: reject });
      socket?.write(line);
    });

  const finish = (id: string, response: Exclude<GateResponse, { readonly kind: 'present' }>) => {
    // Also when nobody waits any more: the gate counts all the same.
    if (response.kind === 'end' || response.kind === 'done') counted.finish(id);
    const waiting = asked.get(id);
    // Answered too late, or for the second time after a new connection.
    if (!waiting) return;
    if (response.kind === 'phone') waiting.phones.push(response.phone);
    if (response.kind === 'phone' && waiting.verb === 'list') return;
    asked.delete(id);
    clearTimeout(waiting.timer);
    if (response.kind === 'error') waiting.fail(new Problem('gate_failed'));
    else waiting.settle(response, waiting.phones);
  };

  const tell = (event: PresenceEvent) => {
    if (!present) return;
    const isNews =
      event.kind === 'joined'
        ? !present.has(event.handle) && present.add(event.handle)
        : present.delete(event.handle);
    if (isNews) for (const listener of listeners) listener(event);
  };

  /** Who came or went without a connection is told now; the first time there is nothing to compare with. */
  const subscribe = async () => {
    const before = present;
    const [, { phones }] = await Promise.all([ask({ verb: 'watch' }), ask({ verb: 'list' })]);
    const now = new Set(phones.map(({ handle }) => handle));
    present ??= now;
    if (!before) return;
    for (const handle of now) tell({ kind: 'joined', handle });
    for (const handle of [...before].filter((known) => !now.has(known))) tell({ kind: 'left', handle });
  };

  const greet = (connection: Socket) => {
    const waiting = [...asked.values()];
    socket = connection;
    retryMs = firstRetryMs;
    // First of all, so that nobody who comes from now on is missed.
    subscribe().catch(() => log.warn({ code: 'gate_silent' }, 'the gate does not say who comes and goes'));
    if (uplink !== undefined) setUplink(uplink).catch(() => {});
    const count = counted.askAgain();
    if (count) connection.write(formatRequest(count.id, count.body));
    for (const { line, verb, phones } of waiting) {
      phones.length = 0;
      // The last one alone is asked for, and was just now.
      if (verb !== 'count') connection.write(line);
    }
  };

  const open = () => {
    const connection = connect(path);
    attempt = connection;
    let rest = '';
    connection.setEncoding('latin1');
    connection.on('connect', () => greet(connection));
    connection.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length <= maxLineBytes && lines.every(take)) return;
      log.error({ code: 'malformed' }, 'the gate said what it may not say');
      connection.destroy();
    });
    // The close that follows is what matters.
    connection.on('error', () => {});
    connection.on('close', () => {
      if (isClosed) return;
      if (socket) log.warn({ code: 'gate_silent' }, 'the connection to the gate is gone');
      socket = undefined;
      retry = setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    });
  };

  const take = (line: string): boolean => {
    const event = parsePresence(line);
    if (event) {
      tell(event);
      return true;
    }
    const news = parseCounted(line);
    if (news) return counted.take(news);
    const response = parseResponse(line);
    if (!response) return false;
    const { id, body } = response;
    // A gate that knows no counting serves phones all the same.
    if (id === '-') return counted.isWaiting();
    if (body.kind === 'present') return counted.list(id, body.counted);
    finish(id, body);
    return true;
  };

  const setUplink = async (isUp: boolean): Promise<void> => {
    // Kept: a gate that starts later hears it then.
    uplink = isUp;
    await ask({ verb: 'uplink', isUp });
  };

  const gate: Gate = {
    whoIs: async (ip) => {
      const v4 = ip.toLowerCase().startsWith('::ffff:') ? ip.slice('::ffff:'.length) : ip;
      return isIPv4(v4) ? (await ask({ verb: 'who', ip: v4 })).phones[0] : undefined;
    },
    open: async (handle, seconds) => {
      const whole = Math.ceil(seconds);
      if (!(whole >= 1 && whole <= maxGrantSeconds))
        throw new Problem('invalid_request', 'seconds of a grant');
      return (
        isHandle(handle) && (await ask({ verb: 'open', handle, seconds: whole })).response.kind === 'done'
      );
    },
    close: async (handle) =>
      isHandle(handle) && (await ask({ verb: 'close', handle })).response.kind === 'done',
    list: async () => (await ask({ verb: 'list' })).phones,
    setUplink,
    count: async (key, listener) => {
      const id = nextId();
      // Kept: a gate that starts later, or anew, hears it then.
      counted.change(id, key, listener);
      await ask({ verb: 'count', key: listener && key }, id);
    },
    onPresence: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };

  const disconnect = () => {
    isClosed = true;
    counted.change('', undefined, undefined);
    clearTimeout(retry);
    attempt?.destroy();
    for (const { timer, fail } of asked.values()) {
      clearTimeout(timer);
      fail(new Problem('gate_silent'));
    }
    asked.clear();
  };

  open();
  return { gate, disconnect };
}

const isHandle = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);
