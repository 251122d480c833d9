/**
 * A port of this machine that leads on to the portal from a loopback address of its own: whoever comes through it is a phone of its
 * own to the fake gate. Counts what goes through, as it is on the line: heads, bodies, both directions.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Relay {
  /** http://127.0.0.1:<port> */
  readonly url: string;
  /** Bytes so far: to the portal, and from it. */
  readonly counted: { readonly up: number; readonly down: number };
  close(): Promise<void>;
}

export interface RelayOptions {
  /** The kit must answer to it: "127.0.0.1:<port>" is among its hosts. */
  readonly port: number;
  readonly portal: string;
  /** 127.x.y.z */
  readonly address: string;
}

export async function openRelay({ port, portal, address }: RelayOptions): Promise<Relay> {
  const { hostname, port: portalPort } = new URL(portal);
  const counted = { up: 0, down: 0 };
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(portalPort), localAddress: address });
    near.on('data', (bytes) => {
      counted.up += bytes.length;
    });
    far.on('data', (bytes) => {
      counted.down += bytes.length;
    });
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    counted,
    close: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
