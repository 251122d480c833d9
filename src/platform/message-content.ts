/**
 * Reads the messages, a site's list and the media that portal/content holds. Everything is checked here, at the edge, and said
 * with the file that is wrong. A film that is not there keeps nobody from the words: it is reported, and not shown.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, type Message, messageSchema, type SiteList, siteListSchema } from '../protocol/message.ts';
import { Problem } from '../protocol/problems.ts';
import { defaultContentFolder, jsonFiles, readJson } from './content.ts';

/** By name, of each its newest version. A content folder without messages is one of a kit that shows none. */
export function loadMessages(folder: string = defaultContentFolder()): Message[] {
  if (!existsSync(join(folder, 'messages'))) return [];
  const newest = new Map<string, Message>();
  for (const file of jsonFiles(join(folder, 'messages'))) {
    const message = readJson(file, messageSchema);
    const known = newest.get(message.id);
    if (!known || known.version < message.version) newest.set(message.id, message);
  }
  return [...newest.values()].sort((a, b) => a.id.localeCompare(b.id));
}

/** site-lists/<site>.json where a site has its own, else site-list.json; else every message that is no alert. */
export function loadSiteList(
  folder: string = defaultContentFolder(),
  siteId: string,
  messages: readonly Message[],
): SiteList {
  const file = [join(folder, 'site-lists', `${siteId}.json`), join(folder, 'site-list.json')].find(
    existsSync,
  );
  if (file === undefined)
    return { messages: messages.filter(({ alert }) => alert === undefined).map(({ id }) => id) };
  const list = readJson(file, siteListSchema);
  const unknown = list.messages.filter((id) => !messages.some((message) => message.id === id));
  if (unknown.length > 0) throw new Problem('bad_config', `${file}: no message ${unknown.join(', ')}`);
  return list;
}

/** Files that messages name and no folder holds. */
export function missingMedia(messages: readonly Message[], media: readonly MediaFile[]): string[] {
  const there = new Set(media.map(({ name }) => name));
  return messages.flatMap(filesOf).filter((name) => !there.has(name));
}

export interface MediaFile {
  /** As phones ask for it, below /media/. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** What may be in a media folder: anything else in it is not shown to anybody. */
const mediaName = /^[a-z0-9][a-z0-9._-]{0,99}\.(mp4|m4a|mp3|ogg|vtt|jpg|webp)$/;

/** media/ as it is, audio/ and its folders by their names. */
export function listMedia(folder: string): MediaFile[] {
  return [...filesIn(join(folder, 'media'), ''), ...filesIn(join(folder, 'audio'), 'audio/')];
}

function filesIn(folder: string, prefix: string): MediaFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path, `${prefix}${entry.name}/`);
    // A link would lead out of the folder.
    if (!entry.isFile() || !mediaName.test(entry.name)) return [];
    return [{ name: prefix + entry.name, path, bytes: statSync(path).size }];
  });
}
