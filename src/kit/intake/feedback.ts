/**
 * Feedback being told: the answers of the feedback form, in memory, until the last is given; then sealed and committed as one record.
 * What must stay true: before that nothing of it is on the disk; where the form ends `safe` (a complaint about staff) nothing ever
 * is, nor in memory; a ticket's code is in memory only, until the phone has noted it or has been quiet for a while. A page that comes
 * when its draft is forgotten is given back with what was typed, never dropped without a word.
 */

import { encodeFeedback } from '../../protocol/feedback.ts';
import type { Answers, Form, FormRef, Lists } from '../../protocol/form.ts';
import type { Handle } from '../../protocol/gate.ts';
import { newId, type RecordId } from '../../protocol/ids.ts';
import type { BootTime } from '../../protocol/records.ts';
import type { KitSite } from '../../protocol/site.ts';
import { newTicketCode, showTicketCode, ticketKeys } from '../../protocol/tickets.ts';
import { compressionDictionary } from '../../survey/dictionary.ts';
import { encodeAnswers } from '../../survey/encode-answers.ts';
import { endingOf, nextStep, settle } from '../../survey/order.ts';
import { createHourlyAllowance, type HourlyLimits } from './hourly-allowance.ts';
import { type TakeBackParts, takeBack } from './take-back.ts';
import type { Visit } from './visit.ts';

export interface FeedbackOptions extends TakeBackParts {
  readonly form: Form;
  readonly formRef: FormRef;
  readonly lists: Lists;
  readonly site: KitSite;
  readonly round: number;
  readonly hourly: HourlyLimits;
  readonly bootTime: () => BootTime;
  /** A code that nobody noted is forgotten after so long. */
  readonly idleMs: number;
  /** So long after its last sign of life a draft can go on. */
  readonly resumeMs: number;
  /** So long what was sent can be taken back from the same phone. */
  readonly rememberMs: number;
  /** Something is in the outbox. */
  readonly onQueued: () => void;
}

export type Told =
  /** There is more to ask. */
  | { readonly kind: 'open'; readonly draft: Visit }
  | { readonly kind: 'sent' }
  /** Every question was skipped. */
  | { readonly kind: 'nothing' }
  /** About staff: nothing was kept. */
  | { readonly kind: 'safe' }
  /** No draft: it was ended before, in another tab or by a double tap. */
  | { readonly kind: 'over' };

export interface Sent {
  /** As it is to be written down. */
  readonly code: string | undefined;
}

export interface Feedback {
  readonly form: Form;
  /** The draft, as a visit of the feedback form. */
  find(handle: Handle): Visit | undefined;
  hasRoom(handle: Handle): boolean;
  begin(handle: Handle, language: string): Visit;
  /**
   * For a page whose draft is forgotten: a draft that stands at it, those before it skipped. undefined: there is no such page, or its
   * draft was not forgotten but sent (a double tap).
   */
  beginAt(handle: Handle, language: string, page: string): Visit | undefined;
  /** Resolves, for the last page, after the record is durably committed. Throws `storage_full` or `storage_failed`: the draft stays. */
  answer(handle: Handle, language: string, page: string, answers: Answers): Promise<Told>;
  /** The visitor stops: the draft is gone. */
  stop(handle: Handle): void;
  /** What this phone has told and can still take back. */
  findSent(handle: Handle): Sent | undefined;
  /** The code was written down. */
  forgetCode(handle: Handle): void;
  /** Everything this phone has told, as far as it is remembered. */
  remove(handle: Handle): Promise<void>;
}

export interface RunningFeedback extends Feedback {
  sweep(): Promise<void>;
  /** Resolves when everything told so far is durable. */
  drain(): Promise<void>;
}

interface Entry {
  draft: Visit | undefined;
  begun: BootTime;
  /** A draft was forgotten since the last was sent. */
  hasLapsed: boolean;
  sent: RecordId[];
  code: string | undefined;
  lastMs: number;
  /** The phone's writes, one after the other. */
  turn: Promise<unknown>;
}

/** Beyond so many remembered phones the one longest quiet is forgotten. */
const maxEntries = 5000;

export function createFeedback(options: FeedbackOptions): RunningFeedback {
  const { submissions, sealer, random, form, formRef, lists, site, bootTime } = options;
  const dictionary = compressionDictionary(form);
  const entries = new Map<Handle, Entry>();
  const nowMs = () => bootTime().msSinceBoot;
  const allowance = createHourlyAllowance(options.hourly, nowMs);

  const enter = (handle: Handle): Entry => {
    const entry = entries.get(handle) ?? {
      draft: undefined,
      begun: bootTime(),
      hasLapsed: false,
      sent: [],
      code: undefined,
      lastMs: 0,
      turn: Promise.resolve(),
    };
    entry.lastMs = nowMs();
    entries.delete(handle);
    const oldest = entries.size >= maxEntries ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
    entries.set(handle, entry);
    return entry;
  };

  const inTurn = <T>(entry: Entry, work: () => Promise<T>): Promise<T> => {
    const turn = entry.turn.then(work);
    entry.turn = turn.catch(() => undefined);
    return turn;
  };

  const send = async (handle: Handle, entry: Entry, language: string, answers: Answers) => {
    const code = answers.reply_wanted === 'yes' ? newTicketCode(random) : undefined;
    const record = {
      ticket: code === undefined ? undefined : await ticketKeys(code),
      submission: {
        isComplete: true,
        begun: entry.begun,
        language,
        siteId: site.id,
        round: options.round,
        answers: encodeAnswers(form, answers),
      },
    };
    const recordId = newId(16, random);
    const sealed = await sealer.seal('feedback', recordId, formRef, encodeFeedback(record, dictionary));
    await submissions.commits.write(() => submissions.outbox.insert(sealed));
    allowance.note(handle);
    entry.sent.push(recordId);
    entry.code = code && showTicketCode(code);
    options.onQueued();
  };

  const begin = (handle: Handle, language: string, pagesDone: readonly string[] = []): Visit => {
    const entry = enter(handle);
    if (entry.draft) return entry.draft;
    entry.begun = bootTime();
    entry.hasLapsed = false;
    entry.draft = {
      campaign: '',
      language,
      form,
      answers: {},
      pagesDone,
      wantsMore: true,
      state: 'open',
      rotation: 0,
    };
    return entry.draft;
  };

  return {
    form,
    find: (handle) => entries.get(handle)?.draft,
    hasRoom: (handle) => allowance.hasRoom(handle),
    begin: (handle, language) => begin(handle, language),

    beginAt: (handle, language, page) => {
      const entry = entries.get(handle);
      const wasSent = entry !== undefined && entry.sent.length > 0 && !entry.hasLapsed;
      const pages = form.pages.map(({ name }) => name);
      if (wasSent || !pages.includes(page)) return undefined;
      return begin(handle, language, pages.slice(0, pages.indexOf(page)));
    },

    answer: (handle, language, page, given) => {
      const entry = enter(handle);
      return inTurn(entry, async (): Promise<Told> => {
        const { draft } = entry;
        if (!draft) return { kind: 'over' };
        const answers = settle(form, { ...draft.answers, ...given }, lists, site);
        if (endingOf(form, answers, site) === 'safe') {
          forget(handle, entry);
          return { kind: 'safe' };
        }
        const pagesDone = [...new Set([...draft.pagesDone, page])];
        if (nextStep(form, answers, pagesDone, true, site).kind !== 'end') {
          entry.draft = { ...draft, language, answers, pagesDone };
          return { kind: 'open', draft: entry.draft };
        }
        if (!saysSomething(answers)) {
          forget(handle, entry);
          return { kind: 'nothing' };
        }
        await send(handle, entry, language, answers);
        entry.draft = undefined;
        return { kind: 'sent' };
      });
    },

    stop: (handle) => {
      const entry = entries.get(handle);
      if (entry) forget(handle, entry);
    },

    findSent: (handle) => {
      const entry = entries.get(handle);
      return entry && entry.sent.length > 0 ? { code: entry.code } : undefined;
    },

    forgetCode: (handle) => {
      const entry = entries.get(handle);
      if (entry) entry.code = undefined;
    },

    remove: async (handle) => {
      const entry = entries.get(handle);
      if (!entry) return;
      await inTurn(entry, async () => {
        for (const recordId of [...entry.sent]) {
          await takeBack(options, recordId, true);
          entry.sent = entry.sent.filter((each) => each !== recordId);
        }
        entry.code = undefined;
        options.onQueued();
      });
    },

    sweep: async () => {
      const now = nowMs();
      for (const [handle, entry] of entries) {
        const quietMs = now - entry.lastMs;
        if (quietMs >= options.idleMs) entry.code = undefined;
        if (quietMs >= options.resumeMs && entry.draft) {
          entry.draft = undefined;
          entry.hasLapsed = true;
        }
        const isEmpty = entry.sent.length === 0 && entry.draft === undefined;
        if (isEmpty || quietMs >= options.rememberMs) entries.delete(handle);
      }
    },

    drain: async () => {
      await Promise.all([...entries.values()].map(({ turn }) => turn));
      await submissions.commits.drain();
    },
  };

  /** Not even that this phone has begun is remembered, unless it has told something else before. */
  function forget(handle: Handle, entry: Entry): void {
    entry.draft = undefined;
    if (entry.sent.length === 0) entries.delete(handle);
  }
}

/** That a reply is wanted says nothing by itself. */
const saysSomething = (answers: Answers): boolean =>
  Object.entries(answers).some(([name, answer]) => name !== 'reply_wanted' && answer !== null);
