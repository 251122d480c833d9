/**
 * `dtm-wifi form preview`: the form of one file on loopback, as phones would see it, walked through with the same code. It holds
 * one visit in memory and keeps nothing. When the file changes the page follows; what of the answers still fits stays.
 */
import { readFile, stat } from 'node:fs/promises';
import { createAdaptorServer } from '@hono/node-server';
import { loadDemonstrationSites, loadLists, loadPhrases } from '../platform/content.ts';
import { loadDirectory } from '../platform/directory-content.ts';
import { closeServer, listen, type Running } from '../platform/lifecycle.ts';
import { type Checked, checkFile } from './check-file.ts';
import { previewApp } from './preview-app.tsx';
import type { VisitorRules } from './preview-rules.ts';

export interface PreviewOptions {
  readonly file: string;
  /** 0: any free one. */
  readonly port: number;
  readonly rules: VisitorRules;
}

export interface Shown extends Checked {
  /** Changes with the file. */
  readonly version: string;
}

export async function startPreview({
  file,
  port,
  rules,
}: PreviewOptions): Promise<Running & { url: string }> {
  const [site] = loadDemonstrationSites();
  if (!site) throw new Error('the demonstration country has no site');
  const app = previewApp({
    file,
    rules,
    site,
    lists: loadLists(undefined, site.country),
    directory: loadDirectory(undefined, site.id),
    phrases: loadPhrases().tables,
    read: readWhenChanged(file),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  const bound = await listen(server as never, { host: '127.0.0.1', port, key: '--port' });
  return { url: `http://127.0.0.1:${bound.port}/`, close: () => closeServer(server as never) };
}

/** The form as the file has it now; read again only when the file was written. */
function readWhenChanged(file: string): () => Promise<Shown> {
  let last: Promise<Shown> | undefined;
  let version = '';
  return async () => {
    const now = await versionOf(file);
    if (!last || now !== version) {
      version = now;
      last = checkNow(file, now);
    }
    return last;
  };
}

async function checkNow(file: string, version: string): Promise<Shown> {
  try {
    return { version, ...(await checkFile(file, await readFile(file))) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    // A spreadsheet program that saves takes the file away for a moment.
    const text = 'The file cannot be read just now.';
    return { version, form: undefined, findings: [{ severity: 'refuse', code: 'unreadable', text }] };
  }
}

async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(file);
    return `${mtimeMs}-${size}`;
  } catch {
    return 'gone';
  }
}
