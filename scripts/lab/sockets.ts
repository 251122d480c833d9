/**
 * Sockets that are made before the call returns, so that they can be made within another namespace. Node looks a name up, or
 * waits for the next turn, before it makes a socket, save where it is handed a look-up that answers at once.
 */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { connect, isIPv6, type LookupFunction, type Socket } from 'node:net';

/** The socket exists when this returns; it connects later. */
export function connectNow(address: string, port: number): Socket {
  const family = isIPv6(address) ? 6 : 4;
  const lookup: LookupFunction = (_, options, answer) =>
    options.all ? answer(null, [{ address, family }]) : answer(null, address, family);
  return connect({ host: 'lab', port, lookup, autoSelectFamily: false });
}

/** Bound when this returns. */
export function datagramsNow(): DatagramSocket {
  const socket = createSocket({ type: 'udp4', lookup: (host, _, answer) => answer(null, host, 4) });
  return socket.bind(0, '0.0.0.0');
}
