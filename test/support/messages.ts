/** Messages, media and counts of views as the visitor's pages need them, on the kit's real store. */
import { createMediaLibrary, type MediaLibrary } from '../../src/kit/media/media-library.ts';
import {
  createMessageShelf,
  type MessageShelf,
  type MessageShelfParts,
} from '../../src/kit/messages/message-shelf.ts';
import { createViewTally, type ViewTally } from '../../src/kit/messages/view-tally.ts';
import { watchedFiles } from '../../src/kit/messages/watched-files.ts';
import { defaultContentFolder } from '../../src/platform/content.ts';
import { listMedia, loadMessages, loadSiteList } from '../../src/platform/message-content.ts';
import type { KitParts } from './kit-parts.ts';

export interface MessageParts {
  readonly shelf: MessageShelf;
  readonly views: ViewTally;
  readonly library: MediaLibrary;
}

export function makeMessageParts(
  { store, site, form, time }: KitParts,
  change: Partial<MessageShelfParts> = {},
): MessageParts {
  const messages = change.messages ?? loadMessages();
  const msSinceStart = () => time.ms;
  return {
    library: createMediaLibrary(listMedia(defaultContentFolder()), () => Date.now()),
    shelf: createMessageShelf({
      messages,
      siteList: change.siteList ?? loadSiteList(undefined, site.id, messages),
      pinnedAlert: undefined,
      timezone: site.timezone,
      timeKeeper: { estimateUtc: () => undefined, earliestUtcMs: () => undefined },
      shown: store.state.shownMessages,
      msSinceStart,
      ...change,
    }),
    views: createViewTally({ files: watchedFiles(messages), languages: form.languages, msSinceStart }),
  };
}
