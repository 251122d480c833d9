/**
 * The damaged files of submissions that were set aside: one folder each below the data folder's `quarantine`, and a row that says when it
 * was first noticed. Retention deletes them; nothing reads them again after their rows were carried over.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../../platform/atomic-file.ts';
import type { Sqlite } from '../../platform/sqlite.ts';
import { newId, type RandomBytes } from '../../protocol/ids.ts';

const folderName = 'quarantine';

/** The file goes with its WAL: without it the newest rows would be gone. Returns where it is now. */
export function moveAside(dataFolder: string, path: string, random: RandomBytes): string {
  const target = join(dataFolder, folderName, newId(8, random));
  mkdirSync(target, { recursive: true });
  for (const part of [path, `${path}-wal`, `${path}-shm`])
    if (existsSync(part)) renameSync(part, join(target, basename(part)));
  syncFolder(target);
  syncFolder(dataFolder);
  return join(target, basename(path));
}

/** Not kept: nobody carries anything over from it, and what cannot be read cannot be searched for keys. Filled with zeros first. */
export function discardFile(path: string): void {
  for (const part of [path, `${path}-wal`, `${path}-shm`]) {
    if (!existsSync(part)) continue;
    const file = openSync(part, 'r+');
    try {
      writeSync(file, new Uint8Array(fstatSync(file).size));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    rmSync(part);
  }
  syncFolder(dirname(path));
}

export interface Noted {
  readonly utcMs: number;
  /** False: the time itself was not known, only that this one had passed. */
  readonly isExact: boolean;
}

export interface Quarantine {
  list(): { readonly name: string; readonly noted: Noted | undefined }[];
  mark(name: string, noted: Noted): void;
  /** The files and their row. */
  delete(name: string): void;
}

export function openQuarantine(dataFolder: string, state: Sqlite): Quarantine {
  const folder = join(dataFolder, folderName);
  const find = state.prepare<[string], { utcMs: number; isExact: number }>(
    'SELECT noted_utc_ms AS utcMs, is_exact AS isExact FROM quarantined WHERE name = ?',
  );
  const upsert = state.prepare(
    `INSERT INTO quarantined (name, noted_utc_ms, is_exact) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET noted_utc_ms = excluded.noted_utc_ms, is_exact = excluded.is_exact`,
  );
  const remove = state.prepare('DELETE FROM quarantined WHERE name = ?');
  return {
    list: () =>
      (existsSync(folder) ? readdirSync(folder) : []).map((name) => {
        const row = find.get(name);
        return { name, noted: row && { utcMs: row.utcMs, isExact: row.isExact === 1 } };
      }),
    mark: (name, { utcMs, isExact }) => void upsert.run(name, Math.round(utcMs), isExact ? 1 : 0),
    delete: (name) => {
      rmSync(join(folder, name), { recursive: true, force: true });
      syncFolder(folder);
      remove.run(name);
    },
  };
}
