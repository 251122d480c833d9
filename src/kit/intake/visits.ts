/**
 * The visits now going on. On the road: routes hand in checked answers; each is sealed into the visit's own row and
 * committed before the promise resolves; when the form ends the row gets its seq and enters the outbox. What must stay
 * true: one phone has at most one open visit; its writes happen one after the other; memory changes only after the commit.
 *
 *   open ── quiet: idleMs ──▶ idle, queued ── quiet: resumeMs, or sent ──▶ lapsed ── quiet: rememberMs ──▶ forgotten
 *    ▲───── comes back: out of the queue ┘         complete, stopped, removed ────────┘
 */
import type { Log } from '../../platform/log.ts';
import type { Answers, Lists, Page } from '../../protocol/form.ts';
import type { Handle } from '../../protocol/gate.ts';
import { Problem } from '../../protocol/problems.ts';
import type { BootTime } from '../../protocol/records.ts';
import { endingOf, nextStep, questionBefore, settle } from '../../survey/order.ts';
import { createHourlyAllowance, type HourlyLimits } from './hourly-allowance.ts';
import { takeBack } from './take-back.ts';
import type { Visit, VisitState, Visits } from './visit.ts';
import { createVisitRecords, type StoredVisit, type VisitRecordsParts } from './visit-records.ts';

export interface VisitsOptions extends VisitRecordsParts {
  readonly lists: Lists;
  /** Another one asks the phones anew. */
  readonly campaign: () => string;
  readonly hourly: HourlyLimits;
  /** Where this start of the kit stands in its own count of time. */
  readonly bootTime: () => BootTime;
  readonly idleMs: number;
  /** So long after its last sign of life a visit can go on, its answers readable in memory. */
  readonly resumeMs: number;
  /** So long an ended visit is remembered: then a phone's handle leads to nothing any more, and it may be asked again. */
  readonly rememberMs: number;
  readonly log: Log;
  readonly funnel: VisitSteps;
  /** Something is in the outbox. */
  readonly onQueued: () => void;
}

/** How far visits come, told without saying whose. Once a visit each; the last two exclude each other. */
export interface VisitSteps {
  consented(): void;
  begun(): void;
  finished(): void;
  /** @param question that was open. */
  abandoned(question: string): void;
}

export interface RunningVisits extends Visits {
  /** Queues visits quiet for longer than `idleMs`, and lets go what is older. Called on a timer. */
  sweep(): Promise<void>;
  countOpen(): number;
  /** Resolves when every answer taken so far is durable. */
  drain(): Promise<void>;
}

/** Beyond so many remembered phones the one longest quiet is let go; an open visit of it is kept as abandoned. */
const maxEntries = 5000;

interface Entry {
  visit: Visit;
  readonly stored: StoredVisit;
  lastMs: number;
  /** It was on the disk once: it counts towards what one phone may give in an hour. */
  isCounted: boolean;
  /** The phone's writes, one after the other. */
  turn: Promise<unknown>;
}

export function createVisits(options: VisitsOptions): RunningVisits {
  const { submissions, form, lists, site, campaign, bootTime, funnel, log } = options;
  const records = createVisitRecords(options);
  /** In the order of the last sign of life, oldest first. */
  const entries = new Map<Handle, Entry>();
  const allowance = createHourlyAllowance(options.hourly, () => bootTime().msSinceBoot);
  const leaving = new Set<Promise<unknown>>();

  const touch = (handle: Handle, entry: Entry) => {
    entry.lastMs = bootTime().msSinceBoot;
    entries.delete(handle);
    entries.set(handle, entry);
  };

  const inTurn = <T>(entry: Entry, work: () => Promise<T>): Promise<T> => {
    const turn = entry.turn.then(work);
    entry.turn = turn.catch(() => undefined);
    return turn;
  };

  const count = (handle: Handle, entry: Entry) => {
    if (entry.isCounted) return;
    allowance.note(handle);
    funnel.begun();
    entry.isCounted = true;
  };

  /** What a new visit would take the place of. */
  const isOver = ({ visit }: Entry): boolean =>
    visit.state === 'removed' || (visit.state !== 'open' && visit.campaign !== campaign());

  const noteAbandoned = ({ visit: { answers, pagesDone, wantsMore } }: Entry) =>
    funnel.abandoned(questionBefore(form, answers, pagesDone, wantsMore, site));

  /** Ended: what was answered, the way through the form that tells of it, and the key it was sealed with leave memory. */
  const end = (entry: Entry, state: Exclude<VisitState, 'open' | 'idle'>) => {
    if (state === 'stopped' || state === 'lapsed') noteAbandoned(entry);
    if (state === 'complete') funnel.finished();
    const isKept = entry.stored.wasQueued && state !== 'removed';
    entry.visit = { ...entry.visit, state, answers: {}, pagesDone: [], isKept };
    entry.stored.growing.rest();
    options.onQueued();
  };

  const complete = async (entry: Entry, answers: Answers) => {
    await records.complete(entry.stored, entry.visit.language, answers);
    entry.visit = { ...entry.visit, ending: endingOf(form, answers, site) };
    end(entry, 'complete');
  };

  /** An idle visit is open again, unless what it gave may be on its way: nothing can be added to that. */
  const wake = async (entry: Entry) => {
    if (entry.visit.state !== 'idle') return;
    if (await records.reopen(entry.stored)) entry.visit = { ...entry.visit, state: 'open' };
    else end(entry, 'lapsed');
  };

  const withEntry = async (
    handle: Handle,
    work: (entry: Entry) => Promise<void>,
  ): Promise<Visit | undefined> => {
    const entry = entries.get(handle);
    if (!entry) return undefined;
    touch(handle, entry);
    await inTurn(entry, () => work(entry));
    return entry.visit;
  };

  const change = (handle: Handle, patch: Partial<Visit>): Visit | undefined => {
    const entry = entries.get(handle);
    if (!entry) return undefined;
    touch(handle, entry);
    entry.visit = { ...entry.visit, ...patch };
    return entry.visit;
  };

  /** Without anybody who waits for it. */
  const aside = (entry: Entry, work: () => Promise<void>): Promise<void> => {
    const done = inTurn(entry, work).catch((error) => {
      // The row stays in `visits`: a later sweep, or the next start of the kit, turns it into a submission.
      log.error({ code: Problem.is(error) ? error.code : 'internal' }, 'an idle visit could not be queued');
    });
    leaving.add(done);
    return done.finally(() => leaving.delete(done));
  };

  const letGo = (handle: Handle, entry: Entry): void => {
    entries.delete(handle);
    void aside(entry, async () => {
      if (entry.visit.state === 'open') await records.abandon(entry.stored);
      if (entry.visit.state === 'open' || entry.visit.state === 'idle') noteAbandoned(entry);
    });
  };

  /** Unless the phone has begun anew meanwhile. */
  const forget = (handle: Handle, entry: Entry) => {
    if (entries.get(handle) === entry) entries.delete(handle);
  };

  /** One step further for a visit that is quiet. */
  const age = async (handle: Handle, entry: Entry): Promise<void> => {
    const quietMs = bootTime().msSinceBoot - entry.lastMs;
    switch (entry.visit.state) {
      case 'open':
        if (quietMs <= options.idleMs) return;
        await records.abandon(entry.stored);
        entry.visit = { ...entry.visit, state: 'idle' };
        return options.onQueued();
      case 'idle':
        if (quietMs <= options.resumeMs) return;
        if (entry.stored.wasQueued) return end(entry, 'lapsed');
        // Nothing given, nothing to take back: the phone is as new.
        noteAbandoned(entry);
        return forget(handle, entry);
      default:
        if (quietMs > options.rememberMs) forget(handle, entry);
    }
  };

  return {
    find: (handle) => entries.get(handle)?.visit,
    hasRoom: (handle) => allowance.hasRoom(handle),
    mayBegin: (handle) => {
      const known = entries.get(handle);
      return known === undefined || isOver(known);
    },

    begin: (handle, language) => {
      const known = entries.get(handle);
      if (known && !isOver(known)) return known.visit;
      for (const [oldest, entry] of entries) {
        if (entries.size < maxEntries) break;
        letGo(oldest, entry);
      }
      const [rotation = 0] = options.random(1);
      const visit: Visit = {
        campaign: campaign(),
        language,
        form,
        // Some calculations need no answer.
        answers: settle(form, {}, lists, site),
        pagesDone: [],
        wantsMore: false,
        state: 'open',
        rotation,
      };
      const begun = bootTime();
      funnel.consented();
      entries.set(handle, {
        visit,
        stored: records.begin(begun),
        lastMs: begun.msSinceBoot,
        isCounted: false,
        turn: Promise.resolve(),
      });
      return visit;
    },

    resume: (handle) => {
      const state = entries.get(handle)?.visit.state;
      // An ended one is remembered from its end, however often its page is looked at.
      return state === 'open' || state === 'idle'
        ? withEntry(handle, wake)
        : Promise.resolve(entries.get(handle)?.visit);
    },
    setLanguage: (handle, language) => change(handle, { language }),
    wantMore: (handle) => change(handle, { wantsMore: true }),

    answer: (handle, page, given) =>
      withEntry(handle, async (entry) => {
        await wake(entry);
        const { visit } = entry;
        if (visit.state !== 'open') return;
        const answers = settle(form, { ...visit.answers, ...given }, lists, site);
        const pagesDone = pagesDoneAfter(visit, page, answers);
        const isLast = nextStep(form, answers, pagesDone, visit.wantsMore, site).kind === 'end';
        if (isLast) {
          await complete(entry, answers);
          return count(handle, entry);
        }
        // What was answered before may still be in the write-ahead log: the key in memory does not open it.
        if (visit.pagesDone.includes(page)) entry.stored.growing.rest();
        await records.keep(entry.stored, visit.language, answers);
        count(handle, entry);
        entry.visit = { ...entry.visit, answers, pagesDone };
      }),

    finish: (handle) =>
      withEntry(handle, async (entry) => {
        await wake(entry);
        if (entry.visit.state === 'open') await complete(entry, entry.visit.answers);
      }),

    stop: (handle) =>
      withEntry(handle, async (entry) => {
        const { state } = entry.visit;
        if (state === 'open') await records.abandon(entry.stored);
        if (state === 'open' || state === 'idle') end(entry, 'stopped');
      }),

    remove: (handle) =>
      withEntry(handle, async (entry) => {
        if (entry.visit.state === 'removed') return;
        await takeBack(options, entry.stored.recordId, entry.stored.wasQueued);
        end(entry, 'removed');
      }),

    sweep: async () => {
      await Promise.all([...entries].map(([handle, entry]) => aside(entry, () => age(handle, entry))));
    },

    countOpen: () => [...entries.values()].filter(({ visit }) => visit.state === 'open').length,

    drain: async () => {
      await Promise.all([...entries.values()].map(({ turn }) => turn));
      await Promise.all(leaving);
      await submissions.commits.drain();
    },
  };
}

/** Without the pages whose answer has gone with the one it hung on: they are asked again. */
function pagesDoneAfter({ form, answers: before, pagesDone }: Visit, page: string, after: Answers): string[] {
  const lost = (name: string) => Object.hasOwn(before, name) && !Object.hasOwn(after, name);
  const isAskedAgain = ({ name, questions }: Page) => name !== page && questions.some(lost);
  const again = form.pages.filter(isAskedAgain).map(({ name }) => name);
  return [...new Set([...pagesDone, page])].filter((name) => !again.includes(name));
}
