/** Which file belongs to which message, in which language: what a phone was sent is counted by it. */
import { type Message, messageRef } from '../../protocol/message.ts';
import type { WatchedFile } from './view-tally.ts';

/** Voices have no length of their own in a message: theirs is the film's, or a short one's. */
const shortestSeconds = 10;

export function watchedFiles(messages: readonly Message[]): Map<string, WatchedFile> {
  const files = new Map<string, WatchedFile>();
  for (const message of messages) {
    const ref = messageRef(message);
    const tracks = message.video?.tracks ?? {};
    for (const [language, { renditions, seconds }] of Object.entries(tracks))
      for (const file of Object.values(renditions))
        if (file !== undefined) files.set(file, { message: ref, language, seconds });
    for (const [language, { file }] of Object.entries(message.audio ?? {}))
      files.set(file, { message: ref, language, seconds: tracks[language]?.seconds ?? shortestSeconds });
  }
  return files;
}
