/**
 * Which messages are shown now, in the site's order, and which alert stands above all. A kit may not know the time: a message is
 * shown as long as its time may be, and hidden only when it has passed, or not begun, for certain. Days of running need no clock.
 */
import { type LocalClock, localClock } from '../../platform/local-clock.ts';
import {
  type AlertKind,
  type Message,
  messageRef,
  type SiteList,
  type Validity,
} from '../../protocol/message.ts';
import type { StateStore } from '../store/open-store.ts';
import type { TimeKeeper } from '../sync/time-keeper.ts';

export interface Shelf {
  readonly pinned: Message | undefined;
  /** Without the pinned one. */
  readonly messages: readonly Message[];
}

export interface MessageShelf {
  list(): Shelf;
  /** What stands on the shelf now: a message that is not shown is not there. */
  find(id: string): Message | undefined;
  /** Notes how long the messages that are shown for so many days have been shown. Called every few minutes. */
  note(): Promise<void>;
}

export interface MessageShelfParts {
  readonly messages: readonly Message[];
  readonly siteList: SiteList;
  /** Set at the kit: stands above what the site's list pins. */
  readonly pinnedAlert: AlertKind | undefined;
  readonly timezone: string;
  readonly timeKeeper: Pick<TimeKeeper, 'estimateUtc' | 'earliestUtcMs'>;
  readonly shown: StateStore['shownMessages'];
  readonly msSinceStart: () => number;
}

interface Place {
  readonly message: Message;
  readonly validity: Validity;
}

const dayMs = 86_400_000;

export function createMessageShelf(parts: MessageShelfParts): MessageShelf {
  const { messages, siteList, shown, timeKeeper, msSinceStart } = parts;
  // Made when a message is bound to a date: the calendars and time zones take 8 MB.
  let onTheWall: LocalClock | undefined;
  const clock: LocalClock = (utcMs) => {
    onTheWall ??= localClock(parts.timezone);
    return onTheWall(utcMs);
  };
  const byId = new Map(messages.map((message) => [message.id, message]));
  const kind = parts.pinnedAlert ?? siteList.pinned?.alert;
  const alert = kind && messages.find((message) => message.alert === kind);
  const ownValidity = parts.pinnedAlert === undefined ? siteList.pinned?.validity : undefined;
  const pinnedPlace = alert && { message: alert, validity: ownValidity ?? alert.validity ?? {} };
  const places: readonly Place[] = siteList.messages.flatMap((id) => {
    const message = byId.get(id);
    return message && message !== alert ? [{ message, validity: message.validity ?? {} }] : [];
  });
  let notedMs = msSinceStart();

  const isShown = ({ message, validity }: Place): boolean => {
    const { running_days: days } = validity;
    // Between two notes the running one counts as well.
    if (days !== undefined && ranMs(message) >= days * dayMs) return false;
    return mayBeNow(validity, timeKeeper, clock);
  };
  const ranMs = (message: Message): number => {
    const before = shown.findRanMs(messageRef(message));
    return before === 0 ? 0 : before + msSinceStart() - notedMs;
  };

  const list = (): Shelf => ({
    pinned: pinnedPlace && isShown(pinnedPlace) ? pinnedPlace.message : undefined,
    messages: places.filter(isShown).map(({ message }) => message),
  });
  return {
    list,
    find: (id) => {
      const { pinned, messages: others } = list();
      return pinned?.id === id ? pinned : others.find((message) => message.id === id);
    },
    note: async () => {
      const now = msSinceStart();
      const passedMs = now - notedMs;
      const counted = [...(pinnedPlace ? [pinnedPlace] : []), ...places].filter(
        // Also those whose days ended since the last note: or they would begin again with it.
        ({ message, validity: { running_days: days = 0, ...validity } }) =>
          shown.findRanMs(messageRef(message)) < days * dayMs && mayBeNow(validity, timeKeeper, clock),
      );
      // Before, or it would be added to itself.
      notedMs = now;
      for (const { message } of counted) shown.add(messageRef(message), Math.max(1, passedMs));
    },
  };
}

function mayBeNow(
  { from, until }: Validity,
  timeKeeper: MessageShelfParts['timeKeeper'],
  clock: LocalClock,
): boolean {
  const earliestMs = timeKeeper.earliestUtcMs();
  if (until !== undefined && earliestMs !== undefined && clock(earliestMs).date > until) return false;
  const now = timeKeeper.estimateUtc();
  // Without a reading of this start there is no telling how late it is: it may have begun.
  return from === undefined || now === undefined || clock(now.utcMs + now.uncertaintyMs).date >= from;
}
