/**
 * The socket between kit and gate with both ends real and a fake gate behind it, for the tests of one file: what is made is ended
 * after each test, the last first.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { peerCredentials } from '../../src/gate/native.ts';
import { serveGate } from '../../src/gate/socket-server.ts';
import { createGateClient } from '../../src/kit/access/gate-client.ts';
import { type Log, silentLog } from '../../src/platform/log.ts';
import type { Gate } from '../../src/protocol/gate.ts';

export const ownUser = process.getuid?.() ?? 0;

export function gateSockets() {
  const endings: (() => unknown)[] = [];
  const atEnd = <T>(value: T, end: () => unknown): T => {
    endings.push(end);
    return value;
  };
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });

  const makeFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'dtm-gate-socket-'));
    return atEnd(folder, () => rmSync(folder, { recursive: true, force: true }));
  };

  function makeBench() {
    let ms = 0;
    let last = 0;
    const clock = { now: () => ms, msSinceStart: () => ms };
    const path = join(makeFolder(), 'gate.sock');
    const serve = (gate: Gate, { allowed = ownUser, log = silentLog }: ServeOptions = {}) =>
      serveGate({ path, gate, clock, log, peerUser: peerCredentials(), allowedUsers: new Set([allowed]) });
    const newClient = (answerWithinMs = 2000) => {
      const client = createGateClient({ path, log: silentLog, answerWithinMs });
      return atEnd(client.gate, client.disconnect);
    };
    return {
      path,
      serve,
      newClient,
      newGate: () => createFakeGate({ clock }),
      pass: async (seconds: number) => {
        ms += seconds * 1000;
      },
      arrive: async (count: number) => Array.from({ length: count }, () => `127.0.1.${++last}`),
    };
  }
  return { atEnd, makeBench };
}

interface ServeOptions {
  readonly allowed?: number;
  readonly log?: Log;
}

/** Waits for something that must come; the test's own limit ends the wait. */
export const untilSo = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};
