/**
 * A part of an open file into an answer: read into pieces of memory, written, and read on only when the system has taken them.
 * So a slow phone holds a few pieces and no more, and one that goes away frees them. No web stream and no file stream: both cost more
 * than the reading.
 */
import { readv } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { type Pieces, pieceBytes } from './pieces.ts';

export interface Part {
  readonly first: number;
  /** Included. */
  readonly last: number;
}

/** Half a megabyte: each read is a way to another thread and back. */
const maxPiecesAtOnce = 2;

/** Resolves with how many bytes the system took: fewer than the part where the phone went away or the file fell short. */
export async function sendPart(
  fd: number,
  { first, last }: Part,
  response: ServerResponse,
  pieces: Pieces,
): Promise<number> {
  let at = first;
  const gone = new Promise<'gone'>((resolve) => response.once('close', () => resolve('gone')));
  while (at <= last && !response.destroyed) {
    const left = last + 1 - at;
    const taken = pieces.take(Math.min(maxPiecesAtOnce, Math.ceil(left / pieceBytes)));
    const bytes = await readInto(fd, fitted(taken, left), at).catch((error: unknown) => {
      pieces.give(taken);
      throw error;
    });
    if (bytes === 0 || response.destroyed) {
      pieces.give(taken);
      break;
    }
    if ((await Promise.race([gone, written(response, fitted(taken, bytes))])) === 'gone') {
      pieces.lose(taken);
      break;
    }
    pieces.give(taken);
    at += bytes;
  }
  // Shorter than announced: the phone must see that it is not whole.
  if (at <= last) response.destroy();
  else response.end();
  return at - first;
}

/** As much of the pieces as holds so many bytes. */
function fitted(pieces: readonly Buffer[], bytes: number): Buffer[] {
  return pieces.flatMap((piece, index) => {
    const left = bytes - index * pieceBytes;
    return left <= 0 ? [] : [left < pieceBytes ? piece.subarray(0, left) : piece];
  });
}

function readInto(fd: number, buffers: readonly Buffer[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    readv(fd, buffers, position, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}

/** One call to the system for all of them. */
function written(response: ServerResponse, buffers: readonly Buffer[]): Promise<'taken' | 'gone'> {
  return new Promise((resolve) => {
    response.cork();
    buffers.forEach((buffer, index) => {
      if (index < buffers.length - 1) response.write(buffer);
      else response.write(buffer, (error) => resolve(error ? 'gone' : 'taken'));
    });
    response.uncork();
  });
}
