/**
 * The visits now going on. On the road: routes hand in checked answers; each is sealed into the visit's own row and
 * committed before the promise resolves; when the form ends the row gets its seq and enters the outbox. What must stay
 * true: one phone has at most one open visit; its writes happen one after the other; memory changes only after the commit.
 */
import type { Log } from '../../platform/log.ts';
import type { Answers, Form, FormRef, Lists, Page } from '../../protocol/form.ts';
import type { Handle } from '../../protocol/gate.ts';
import { newId, type RandomBytes, type RecordId } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import { type BootTime, encodeSubmission } from '../../protocol/records.ts';
import type { KitSite } from '../../protocol/site.ts';
import { compressionDictionary } from '../../survey/dictionary.ts';
import { encodeAnswers } from '../../survey/encode-answers.ts';
import { nextStep, settle } from '../../survey/order.ts';
import type { SubmissionStore } from '../store/submission-store.ts';
import { createHourlyAllowance, type HourlyLimits } from './hourly-allowance.ts';
import type { Sealer } from './sealer.ts';
import { takeBack } from './take-back.ts';
import type { Visit, VisitState, Visits } from './visit.ts';

export interface VisitsOptions {
  readonly submissions: SubmissionStore;
  readonly sealer: Sealer;
  readonly form: Form;
  readonly formRef: FormRef;
  readonly lists: Lists;
  readonly site: KitSite;
  readonly round: number;
  /** Another one asks the phones anew. */
  readonly campaign: () => string;
  readonly hourly: HourlyLimits;
  /** Where this start of the kit stands in its own count of time. */
  readonly bootTime: () => BootTime;
  readonly random: RandomBytes;
  readonly idleMs: number;
  /** So long an ended visit is remembered: then a phone's handle leads to nothing any more, and it may be asked again. */
  readonly rememberMs: number;
  readonly log: Log;
  /** Something is in the outbox. */
  readonly onQueued: () => void;
}

export interface RunningVisits extends Visits {
  /** Ends visits idle for longer than `idleMs`. Called on a timer. */
  sweep(): Promise<void>;
  countOpen(): number;
  /** Resolves when every answer taken so far is durable. */
  drain(): Promise<void>;
}

/** Beyond so many remembered phones the one longest quiet is let go; an open visit of it is kept as abandoned. */
const maxEntries = 5000;

interface Entry {
  visit: Visit;
  readonly recordId: RecordId;
  readonly begun: BootTime;
  lastMs: number;
  /** At least one answer is on the disk. */
  hasRow: boolean;
  /** The submission has entered the outbox, and may have left it since. */
  wasQueued: boolean;
  /** It was on the disk once: it counts towards what one phone may give in an hour. */
  isCounted: boolean;
  /** The phone's writes, one after the other. */
  turn: Promise<unknown>;
}

export function createVisits(options: VisitsOptions): RunningVisits {
  const { submissions, sealer, form, formRef, lists, site, campaign, bootTime, log } = options;
  const dictionary = compressionDictionary(form);
  /** In the order of the last sign of life, oldest first. */
  const entries = new Map<Handle, Entry>();
  const allowance = createHourlyAllowance(options.hourly, () => bootTime().msSinceBoot);
  const leaving = new Set<Promise<unknown>>();

  const seal = (entry: Entry, answers: Answers, isComplete: boolean) =>
    sealer.seal(
      'submission',
      entry.recordId,
      formRef,
      encodeSubmission(
        {
          isComplete,
          begun: entry.begun,
          language: entry.visit.language,
          siteId: site.id,
          round: options.round,
          answers: encodeAnswers(form, answers),
        },
        dictionary,
      ),
    );

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
    if (!entry.isCounted) allowance.note(handle);
    entry.isCounted = true;
  };

  /** What a new visit would take the place of. */
  const isOver = ({ visit }: Entry): boolean =>
    visit.state === 'removed' || (visit.state !== 'open' && visit.campaign !== campaign());

  const deciding = referredTo(form.endings ?? []);

  /** Ended: what was answered leaves memory, but for what decides the closing page. */
  const end = (entry: Entry, state: Exclude<VisitState, 'open'>, answers: Answers = {}) => {
    const kept = Object.entries(answers).filter(([name]) => deciding.includes(name));
    entry.hasRow = false;
    entry.visit = { ...entry.visit, state, answers: Object.fromEntries(kept) };
    options.onQueued();
  };

  const complete = async (entry: Entry, answers: Answers) => {
    const record = await seal(entry, answers, true);
    await submissions.commits.write(() => {
      submissions.visits.delete(entry.recordId);
      submissions.outbox.insert(record);
    });
    entry.wasQueued = true;
    end(entry, 'complete', answers);
  };

  const abandon = async (entry: Entry) => {
    if (entry.hasRow) await submissions.commits.write(() => submissions.finishVisit(entry.recordId));
    entry.wasQueued = entry.hasRow;
    end(entry, 'stopped');
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

  const letGo = (handle: Handle, entry: Entry): Promise<void> => {
    entries.delete(handle);
    const gone = inTurn(entry, async () => {
      if (entry.visit.state === 'open') await abandon(entry);
    }).catch((error) => {
      // The row stays in `visits`: the next start of the kit turns it into a submission.
      log.error({ code: Problem.is(error) ? error.code : 'internal' }, 'an idle visit could not be queued');
    });
    leaving.add(gone);
    return gone.finally(() => leaving.delete(gone));
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
        void letGo(oldest, entry);
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
      const recordId = newId(16, options.random);
      entries.set(handle, {
        visit,
        recordId,
        begun,
        lastMs: begun.msSinceBoot,
        hasRow: false,
        wasQueued: false,
        isCounted: false,
        turn: Promise.resolve(),
      });
      return visit;
    },

    setLanguage: (handle, language) => change(handle, { language }),
    wantMore: (handle) => change(handle, { wantsMore: true }),

    answer: (handle, page, given) =>
      withEntry(handle, async (entry) => {
        const { visit } = entry;
        if (visit.state !== 'open') return;
        const answers = settle(form, { ...visit.answers, ...given }, lists, site);
        const pagesDone = pagesDoneAfter(visit, page, answers);
        const isLast = nextStep(form, answers, pagesDone, visit.wantsMore, site).kind === 'end';
        if (isLast) {
          await complete(entry, answers);
          return count(handle, entry);
        }
        const record = await seal(entry, answers, false);
        await submissions.commits.write(() => submissions.visits.mark(record));
        entry.hasRow = true;
        count(handle, entry);
        entry.visit = { ...entry.visit, answers, pagesDone };
      }),

    finish: (handle) =>
      withEntry(handle, async (entry) => {
        if (entry.visit.state === 'open') await complete(entry, entry.visit.answers);
      }),

    stop: (handle) =>
      withEntry(handle, async (entry) => {
        if (entry.visit.state === 'open') await abandon(entry);
      }),

    remove: (handle) =>
      withEntry(handle, async (entry) => {
        if (entry.visit.state === 'removed') return;
        const { recordId, wasQueued } = entry;
        await takeBack(options, recordId, wasQueued);
        end(entry, 'removed');
      }),

    sweep: async () => {
      const now = bootTime().msSinceBoot;
      const limitMs = ({ visit }: Entry) => (visit.state === 'open' ? options.idleMs : options.rememberMs);
      const quiet = [...entries].filter(([, entry]) => entry.lastMs < now - limitMs(entry));
      await Promise.all(quiet.map(([handle, entry]) => letGo(handle, entry)));
    },

    countOpen: () => [...entries.values()].filter(({ visit }) => visit.state === 'open').length,

    drain: async () => {
      await Promise.all([...entries.values()].map(({ turn }) => turn));
      await Promise.all(leaving);
      await submissions.commits.drain();
    },
  };
}

/**
 * Visits that were open when the power went: each becomes an abandoned submission, with every answer that was acknowledged.
 * Returns how many.
 */
export async function abandonLeftOver(submissions: SubmissionStore): Promise<number> {
  const left = submissions.visits.list();
  await submissions.commits.write(() => {
    for (const { recordId } of left) submissions.finishVisit(recordId);
  });
  return left.length;
}

/** Without the pages whose answer has gone with the one it hung on: they are asked again. */
function pagesDoneAfter({ form, answers: before, pagesDone }: Visit, page: string, after: Answers): string[] {
  const lost = (name: string) => Object.hasOwn(before, name) && !Object.hasOwn(after, name);
  const isAskedAgain = ({ name, questions }: Page) => name !== page && questions.some(lost);
  const again = form.pages.filter(isAskedAgain).map(({ name }) => name);
  return [...new Set([...pagesDone, page])].filter((name) => !again.includes(name));
}

/** The names of the answers that expressions within `value` refer to. */
const referredTo = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"ref":"([a-z0-9_]+)"/g)].map(([, name]) => name ?? '');
