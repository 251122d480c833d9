/**
 * The kit's HTTP servers, before anything is shown on them: for phones on port 80, for phones over TLS once there is a
 * certificate, for the field team. Each has a phone network's limits: many slow and broken clients, nothing large to read.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type ListenAddress, listen } from '../platform/lifecycle.ts';
import type { Credentials } from './access/captive-certificate.ts';

export interface Face {
  readonly server: Server;
  show(listener: RequestListener): void;
}

export interface SecureFace extends Face {
  /** Takes this certificate from now on; with the first one the port opens. Throws `port_taken` or `bad_config`. */
  offer(credentials: Credentials, address: ListenAddress): Promise<void>;
}

const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5000,
  requestTimeout: 15_000,
  // For phones limit-connections.ts decides.
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 2000,
  // Every GET is answered: the listener decides what a request without a host is.
  requireHostHeader: false,
  // Node's standard. Said here, because Node otherwise looks it up among its command line's options for every answer: 3 % of a visit.
  insecureHTTPParser: false,
};
/** A phone that takes nothing of its answer for so long is let go. */
const silentSocketMs = 20_000;

export function createFace(): Face {
  const shown = createShown();
  const server = createServer(limits, shown.listener);
  // RFC 9110 §10.1.1 allows 417; a phone that asks so is led to the portal like any other.
  server.on('checkExpectation', shown.listener);
  server.setTimeout(silentSocketMs);
  return { server, show: shown.show };
}

export function createSecureFace(): SecureFace {
  const shown = createShown();
  const server = createTlsServer({ ...limits, handshakeTimeout: limits.headersTimeout }, shown.listener);
  server.setTimeout(silentSocketMs);
  let offered: Credentials | undefined;
  return {
    server,
    show: shown.show,
    offer: async (credentials, address) => {
      if (offered?.cert === credentials.cert && offered.key === credentials.key) return;
      server.setSecureContext(credentials);
      if (!server.listening) await listen(server, address);
      offered = credentials;
    },
  };
}

function createShown() {
  let current: RequestListener = (_, response) => {
    // Still starting: the store is being checked.
    response.writeHead(503, { 'Retry-After': '2', 'Content-Length': '0' }).end();
  };
  return {
    listener: ((request, response) => {
      // RFC 9110 §6.6.1: no Date from a server without a clock. (It would cost this one 8 MB of time zones.)
      response.sendDate = false;
      current(request, response);
    }) satisfies RequestListener,
    show: (next: RequestListener) => {
      current = next;
    },
  };
}
