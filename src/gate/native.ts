/**
 * The two things that Node has no call for: nftables' own library, and who is at the other end of a unix socket. Both by
 * foreign function calls, in this process. Measured on the development machine: a grant through the library 0.1 ms, through a
 * started `nft` 16 ms and twenty times the processor time; and a gate that starts no `nft` needs nobody's privilege but its own.
 * What must stay true: what the library says about an error carries addresses and goes nowhere.
 */
import type { Socket } from 'node:net';
import koffi from 'koffi';
import { Problem } from '../protocol/problems.ts';

/** undefined: the firewall refused all of it, and nothing has changed. Otherwise what it printed. */
export type RunNft = (commands: string) => string | undefined;

/** Opens nftables for this process. Throws `bad_config` where the library is not installed. */
export function openNftables(): { readonly run: RunNft; close(): void } {
  const library = load('libnftables.so.1', 'The gate needs nftables: install the package "nftables".');
  const newContext = library.func('void *nft_ctx_new(uint32_t flags)');
  const freeContext = library.func('void nft_ctx_free(void *context)');
  const bufferOutput = library.func('int nft_ctx_buffer_output(void *context)');
  const bufferError = library.func('int nft_ctx_buffer_error(void *context)');
  const readOutput = library.func('const char *nft_ctx_get_output_buffer(void *context)');
  const readError = library.func('const char *nft_ctx_get_error_buffer(void *context)');
  const setFormat = library.func('void nft_ctx_output_set_flags(void *context, unsigned int flags)');
  const runCommands = library.func('int nft_run_cmd_from_buffer(void *context, const char *commands)');

  const context: unknown = newContext(0);
  if (context === null) throw new Problem('bad_config', 'nftables could not be opened');
  bufferOutput(context);
  bufferError(context);
  setFormat(context, outputJson);
  return {
    run: (commands) => {
      const status: unknown = runCommands(context, commands);
      const output: unknown = readOutput(context);
      // Read so that it is emptied, and dropped: it quotes the commands.
      readError(context);
      return status === 0 ? String(output ?? '') : undefined;
    },
    close: () => {
      freeContext(context);
    },
  };
}

/** The user at the other end of a connected unix socket, as the kernel knows it; undefined: it would not say. */
export type PeerUser = (socket: Socket) => number | undefined;

export function peerCredentials(): PeerUser {
  const getsockopt = load('libc.so.6', 'The gate runs on Linux with the GNU C library.').func(
    'int getsockopt(int fd, int level, int name, void *value, void *length)',
  );
  return (socket) => {
    // Node shows the descriptor of a pipe on its handle and nowhere else.
    const { fd } = (socket as Socket & { _handle?: { fd?: number } })._handle ?? {};
    if (fd === undefined || fd < 0) return undefined;
    // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
    const credentials = Buffer.alloc(12);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(credentials.length);
    const status: unknown = getsockopt(fd, solSocket, soPeercred, credentials, length);
    return status === 0 && length.readUInt32LE() === credentials.length
      ? credentials.readUInt32LE(4)
      : undefined;
  };
}

/** NFT_CTX_OUTPUT_JSON in nftables/libnftables.h. */
const outputJson = 1 << 4;
/** asm-generic/socket.h: x64, arm64 and arm alike. */
const solSocket = 1;
const soPeercred = 17;

function load(name: string, sentence: string) {
  try {
    return koffi.load(name);
  } catch (cause) {
    throw new Problem('bad_config', sentence, { cause });
  }
}
