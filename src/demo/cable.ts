/**
 * The cable between the demonstration's kit and its collector: a TCP relay on loopback that can be unplugged and plugged in
 * again, so that a newcomer sees what the kit does without an uplink while the staff's pages go on.
 */
import { connect, createServer, type Socket } from 'node:net';

export interface Cable {
  /** What the kit takes for the collector's address. */
  readonly url: string;
  isPlugged(): boolean;
  unplug(): void;
  plug(): void;
  close(): void;
}

/** @param target port of the collector on loopback. */
export function layCable(host: string, target: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isPlugged = true;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    if (!isPlugged) return near.destroy();
    const far = connect(target, host);
    for (const socket of [near, far]) keep(socket);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  return new Promise((laid, refuse) => {
    server.once('error', refuse);
    server.listen(0, host, () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      laid({
        url: `http://${host}:${port}`,
        isPlugged: () => isPlugged,
        unplug: () => {
          isPlugged = false;
          cut();
        },
        plug: () => {
          isPlugged = true;
        },
        close: () => {
          server.close();
          cut();
        },
      });
    });
  });
}
