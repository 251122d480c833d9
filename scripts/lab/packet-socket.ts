/**
 * A socket that sends and hears whole frames on one interface of a namespace (packet(7)). Node has none; made by foreign function
 * calls. It never blocks: what the interface does not take is lost, as on a radio.
 */
import koffi from 'koffi';
import { within } from './namespaces.ts';

export interface PacketSocket {
  /** Where it sends from, unless a frame says otherwise. */
  send(frame: Buffer): void;
  /** Everything heard since the last call, own frames left out. */
  heard(): Buffer[];
  close(): void;
}

const libc = koffi.load('libc.so.6');
const makeSocket = libc.func('int socket(int domain, int type, int protocol)');
const bindSocket = libc.func('int bind(int fd, const void *address, uint32_t length)');
const sendBytes = libc.func('intptr_t send(int fd, const void *data, size_t length, int flags)');
const receiveBytes = libc.func(
  'intptr_t recvfrom(int fd, void *data, size_t length, int flags, void *address, void *addressLength)',
);
const indexOf = libc.func('uint32_t if_nametoindex(const char *name)');
const closeSocket = libc.func('int close(int fd)');

/** linux/if_packet.h, linux/if_ether.h, asm-generic/socket.h */
const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const ETH_P_ALL = 3;
const PACKET_OUTGOING = 4;
const addressBytes = 20;

export function openPacketSocket(namespace: string, device = 'wifi0'): PacketSocket {
  const fd = within(namespace, () => {
    const index = Number(indexOf(device));
    // The protocol stands in network order.
    const made = Number(makeSocket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, ETH_P_ALL << 8));
    // struct sockaddr_ll { family 2 | protocol 2 | ifindex 4 | hatype 2 | pkttype 1 | halen 1 | addr 8 }
    const address = Buffer.alloc(addressBytes);
    address.writeUInt16LE(AF_PACKET, 0);
    address.writeUInt16BE(ETH_P_ALL, 2);
    address.writeInt32LE(index, 4);
    if (index === 0 || made < 0 || bindSocket(made, address, address.length) !== 0)
      throw new Error(`no packet socket on ${device} of ${namespace}`);
    return made;
  });
  const frame = Buffer.alloc(2048);
  const from = Buffer.alloc(addressBytes);
  const fromLength = Buffer.alloc(4);
  return {
    send: (bytes) => {
      sendBytes(fd, bytes, bytes.length, 0);
    },
    heard: () => {
      const frames: Buffer[] = [];
      for (;;) {
        fromLength.writeUInt32LE(addressBytes);
        const length = Number(receiveBytes(fd, frame, frame.length, 0, from, fromLength));
        if (length < 0) return frames;
        if (from[10] !== PACKET_OUTGOING) frames.push(Buffer.from(frame.subarray(0, length)));
      }
    },
    close: () => {
      closeSocket(fd);
    },
  };
}
