/**
 * From connected to answered, as sums: how many opened a page, and in which language, agreed, declined, gave a first answer, finished, or
 * stopped at which question. A phone is counted once a day and campaign. What must stay true: everything is in memory; of a handle
 * only half its digits are kept, in a table that is emptied with the day, and nothing of it is in a sum.
 */
import type { CountRecord } from '../../protocol/counts.ts';
import type { Handle } from '../../protocol/gate.ts';

export type FunnelSums = CountRecord['funnel'] & Pick<CountRecord, 'languages'>;

export interface Funnel {
  /** A page was asked for. @param language that the page's address stands in; undefined: in none yet. */
  opened(handle: Handle, language: string | undefined): void;
  /** "No, thank you", to being asked. */
  declined(handle: Handle): void;
  /** These four come once a visit, from whoever keeps visits. */
  consented(): void;
  begun(): void;
  finished(): void;
  /** @param question that was open then. */
  abandoned(question: string): void;
  /** Since they were last cleared. */
  sums(): FunnelSums;
  clear(): void;
  /** A new day: every phone is new. */
  forget(): void;
}

/** How often a phone was counted already: bits of one byte. */
const marks = { opened: 1, language: 2, declined: 4 } as const;

/** Slots of the table of phones, five bytes each; beyond three quarters of them it is emptied, and phones may count twice. */
const tableSize = 32_768;

/** @param campaign another one asks the phones anew. */
export function createFunnel(campaign: () => string): Funnel {
  const prints = new Uint32Array(tableSize);
  const seen = new Uint8Array(tableSize);
  let phones = 0;
  let campaignNow = campaign();
  let sums = noSums();

  const forget = () => {
    prints.fill(0);
    seen.fill(0);
    phones = 0;
  };

  /** True: for the first time. Handles are random, so their first digits are as good as any hash of them. */
  const isFirst = (handle: Handle, mark: number): boolean => {
    if (campaign() !== campaignNow || phones > (tableSize * 3) / 4) {
      campaignNow = campaign();
      forget();
    }
    // 0 stands for nobody.
    const print = Number.parseInt(handle.slice(0, 8), 16) || 1;
    let place = print % tableSize;
    while (prints[place] !== 0 && prints[place] !== print) place = (place + 1) % tableSize;
    if (prints[place] === 0) phones += 1;
    prints[place] = print;
    const before = seen[place] ?? 0;
    seen[place] = before | mark;
    return (before & mark) === 0;
  };

  return {
    opened: (handle, language) => {
      if (isFirst(handle, marks.opened)) sums.opened += 1;
      if (language !== undefined && isFirst(handle, marks.language))
        sums.languages[language] = (sums.languages[language] ?? 0) + 1;
    },
    declined: (handle) => {
      if (isFirst(handle, marks.declined)) sums.declined += 1;
    },
    consented: () => {
      sums.consented += 1;
    },
    begun: () => {
      sums.begun += 1;
    },
    finished: () => {
      sums.finished += 1;
    },
    abandoned: (question) => {
      sums.abandonedAt[question] = (sums.abandonedAt[question] ?? 0) + 1;
    },
    sums: () => sums,
    clear: () => {
      sums = noSums();
    },
    forget,
  };
}

const noSums = (): FunnelSums => ({
  opened: 0,
  consented: 0,
  declined: 0,
  begun: 0,
  finished: 0,
  abandonedAt: {},
  languages: {},
});
