/**
 * The media a kit shows, by the exact names that phones may ask for: nothing else is ever looked up on the disk, so there is no
 * path to trick. Open files are kept for a while, a bounded number of them, because a phone asks for one film many times.
 */
import { createHash } from 'node:crypto';
import { close, fstat, open, read, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import type { MediaFile } from '../../platform/message-content.ts';
import type { Version } from './conditions.ts';

export interface Medium extends MediaFile {
  readonly type: string;
  /** Its name holds its digest: it never changes, and phones may keep it. */
  readonly isForGood: boolean;
}

export interface OpenMedium {
  readonly fd: number;
  readonly version: Version;
}

export interface MediaLibrary {
  find(name: string): Medium | undefined;
  /** Each use ends with `release`. Rejects where the file cannot be opened any more. */
  acquire(medium: Medium): Promise<OpenMedium>;
  release(medium: Medium, opened: OpenMedium): void;
  /** Open files, for tests. */
  countOpen(): number;
  close(): void;
}

const types: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  vtt: 'text/vtt; charset=utf-8',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

const digestInName = /\.([0-9a-f]{8,64})\.[a-z0-9]+$/;

/** Of a film two renditions, for each language; far more than are watched at once. */
const maxKeptOpen = 24;

interface Kept extends OpenMedium {
  users: number;
  isLetGo: boolean;
}

const openFile = promisify(open);
const statFile = promisify<number, Stats>(fstat);

export function createMediaLibrary(files: readonly MediaFile[], now: () => number): MediaLibrary {
  const media = new Map(files.map((file) => [file.name, describe(file)]));
  /** In the order of their last use, the longest unused first. */
  const kept = new Map<string, Promise<Kept>>();
  const digests = new Map<string, string>();
  let openFiles = 0;

  const openNow = async (medium: Medium): Promise<Kept> => {
    const fd = await openFile(medium.path, 'r');
    openFiles += 1;
    try {
      const stats = await statFile(fd);
      return { fd, version: await versionOf(medium, fd, stats), users: 0, isLetGo: false };
    } catch (error) {
      shut(fd);
      throw error;
    }
  };

  const versionOf = async (medium: Medium, fd: number, stats: Stats): Promise<Version> => {
    const known = digestInName.exec(medium.name)?.[1];
    const state = `${medium.name} ${stats.size} ${stats.mtimeMs}`;
    const digest = known ?? digests.get(state) ?? (await digestOf(fd));
    if (known === undefined) digests.set(state, digest);
    const modifiedMs = Math.floor(stats.mtimeMs / 1000) * 1000;
    // RFC 9110 §8.8.2.1: no date later than the message's own. A kit's clock may stand anywhere.
    return {
      etag: `"${digest}"`,
      modifiedMs: modifiedMs < now() ? modifiedMs : undefined,
      bytes: stats.size,
    };
  };

  const shut = (fd: number) => {
    openFiles -= 1;
    // There is nobody to tell, and nothing was written.
    close(fd, () => undefined);
  };

  const letGo = (name: string, opened: Promise<Kept>) => {
    kept.delete(name);
    opened.then(
      (entry) => {
        entry.isLetGo = true;
        if (entry.users === 0) shut(entry.fd);
      },
      () => undefined,
    );
  };

  return {
    find: (name) => media.get(name),
    acquire: async (medium) => {
      const { name } = medium;
      // What may change is looked at anew each time.
      const opening = (medium.isForGood ? kept.get(name) : undefined) ?? openNow(medium);
      if (medium.isForGood) {
        kept.delete(name);
        kept.set(name, opening);
        opening.catch(() => kept.delete(name));
      }
      const entry = await opening;
      entry.users += 1;
      if (!medium.isForGood) entry.isLetGo = true;
      for (const [oldest, opened] of kept) {
        if (kept.size <= maxKeptOpen) break;
        letGo(oldest, opened);
      }
      return entry;
    },
    release: (_, opened) => {
      const entry = opened as Kept;
      entry.users -= 1;
      if (entry.isLetGo && entry.users === 0) shut(entry.fd);
    },
    countOpen: () => openFiles,
    close: () => {
      for (const [name, opened] of kept) letGo(name, opened);
    },
  };
}

function describe(file: MediaFile): Medium {
  const extension = file.name.slice(file.name.lastIndexOf('.') + 1);
  return {
    ...file,
    type: types[extension] ?? 'application/octet-stream',
    isForGood: digestInName.test(file.name),
  };
}

const readFile = promisify(read);

async function digestOf(fd: number): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(64 * 1024);
  for (let at = 0; ; ) {
    const { bytesRead } = await readFile(fd, buffer, 0, buffer.length, at);
    if (bytesRead === 0) return hash.digest('hex').slice(0, 32);
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}
