/**
 * The visitors' voice, wired together: feedback being told, replies fetched, tickets looked up. Apart from the rest of the kit: a content
 * folder without a feedback form has none of it.
 */
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { FormRef } from '../protocol/form.ts';
import { formRef } from '../protocol/form.ts';
import type { RandomBytes } from '../protocol/ids.ts';
import type { BootTime } from '../protocol/records.ts';
import type { Replies } from '../protocol/replies.ts';
import { maxPhones } from './access/limit-connections.ts';
import { createTokenBuckets } from './access/token-buckets.ts';
import type { KitConfig } from './config.ts';
import type { KitContext } from './context.ts';
import { createFeedback, type Feedback, type RunningFeedback } from './intake/feedback.ts';
import { createTicketLookup, type TicketLookup } from './intake/look-up-ticket.ts';
import type { Sealer } from './intake/sealer.ts';
import type { Job } from './jobs.ts';
import type { Store } from './store/open-store.ts';
import { createReplyFetcher } from './sync/fetch-replies.ts';
import { openReplyBook } from './sync/reply-book.ts';

/** What the pages know of it. */
export interface Voice {
  readonly feedback: Feedback;
  readonly replies: () => Replies | undefined;
  readonly lookUp: TicketLookup;
}

export interface RunningVoice extends Voice {
  readonly feedback: RunningFeedback;
  readonly jobs: readonly Job[];
  /** Breaks off what is under way towards the collector. */
  close(): void;
}

export interface VoiceParts {
  readonly config: KitConfig;
  readonly context: KitContext;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly bootTime: () => BootTime;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly onQueued: () => void;
}

/** For who mistypes; a phone that guesses gets nowhere, with 54 bits and few tries an hour. */
const triesAtOnce = 10;
/** Each try takes this machine some tens of milliseconds. */
const triesOfAll = { perSecond: 2, burst: 60 };

/** undefined: the content has no feedback form. */
export function createVoice(parts: VoiceParts): RunningVoice | undefined {
  const { config, context, store, sealer, bootTime, clock, random, log, onQueued } = parts;
  const { enrolment, feedbackForm: form } = context;
  if (!form) return undefined;
  const ref: FormRef = formRef(form);
  const feedback = createFeedback({
    submissions: store.submissions,
    sealer,
    random,
    form,
    formRef: ref,
    lists: context.lists,
    site: context.site,
    round: enrolment.round,
    hourly: {
      perPhone: config.limits.submissions_per_hour,
      inAll: config.limits.submissions_per_hour_in_all,
    },
    bootTime,
    idleMs: config.idle_seconds * 1000,
    resumeMs: config.resume_seconds * 1000,
    rememberMs: Math.min(config.session_seconds, 86_400) * 1000,
    onQueued,
  });
  const book = openReplyBook(store.state.replies, context.collector);
  const fetcher = createReplyFetcher({
    collectorUrl: enrolment.collector_url,
    kitId: enrolment.kit_id,
    book,
    limits: {
      connectTimeoutMs: config.sync.connect_timeout_ms,
      idleTimeoutMs: config.sync.idle_timeout_ms,
      deadlineMs: config.sync.deadline_ms,
    },
    log,
  });
  const tries = createTokenBuckets({
    perSecond: config.limits.ticket_tries_per_hour / 3600,
    burst: triesAtOnce,
    maxKeys: maxPhones,
    clock,
  });
  const allTries = createTokenBuckets({ ...triesOfAll, maxKeys: 1, clock });
  return {
    feedback,
    replies: book.current,
    lookUp: createTicketLookup({
      replies: book.current,
      mayTry: (phone) => tries.take(phone) && allTries.take(''),
    }),
    jobs: [
      {
        name: 'feedback',
        everyMs: Math.min(30_000, config.idle_seconds * 100),
        run: () => feedback.sweep(),
      },
      {
        name: 'replies',
        firstAfterMs: Math.min(15_000, config.sync.replies_ms),
        everyMs: config.sync.replies_ms,
        run: () => fetcher.fetch(),
      },
    ],
    close: fetcher.close,
  };
}
