/**
 * Chooses what a walker does on each page, so that a set of visits tries everything once: each choice and list item that a page
 * offers, each text that people type, a search in each list, a skip of each page. It learns on the way which choice leads to
 * which questions, and so finds back to what is still untried.
 */
import { findAction, questionsOn } from '../../src/simulate/fill-in.ts';
import type { Field, Page, Pressable } from '../../src/simulate/read-page.ts';

export interface Typing {
  /** What people write into a field, by its question. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** What they look for in a long list, and what they then choose. */
  readonly find: { readonly text: string; readonly choose: string };
}

export type Deed =
  | { readonly kind: 'skip' }
  | {
      readonly kind: 'search';
      readonly button: Pressable;
      readonly box: string;
      readonly text: string;
      readonly choose: string;
    }
  | { readonly kind: 'answer'; readonly filledIn: Readonly<Record<string, readonly string[]>> };

/** A choice of a question, or what can be done with its page. */
type Mark = string;

interface Known {
  tries: number;
  isTried: boolean;
  /** Questions that came after it in the same visit. */
  readonly leadsTo: Set<string>;
}

export interface Coverage {
  /** A visit begins. */
  begin(): void;
  /** @param refusals how often this page came back with a mistake */
  choose(page: Page, refusals: number): Deed;
  /** Whether to go on where the rest of the form is offered. */
  wantsMore(): boolean;
  /** What was chosen last was taken. */
  taken(): void;
  /** What was offered and never taken. */
  untried(): Mark[];
  /** Everything that was asked. */
  readonly questions: ReadonlySet<string>;
}

export function createCoverage(typing: Typing): Coverage {
  const marks = new Map<Mark, Known>();
  const marksOf = new Map<string, Set<Mark>>();
  const asked = new Set<string>();
  const seen = new Set<string>();
  let offers = 0;
  let visit: Known[] = [];
  let last: Mark[] = [];

  const know = (question: string, value: string): Mark => {
    const mark = `${question}=${value}`;
    if (!marks.has(mark)) marks.set(mark, { tries: 0, isTried: false, leadsTo: new Set() });
    const own = marksOf.get(question) ?? new Set();
    marksOf.set(question, own.add(mark));
    return mark;
  };
  const known = (mark: Mark): Known => marks.get(mark) ?? { tries: 0, isTried: true, leadsTo: new Set() };
  const untriedBehind = ({ leadsTo }: Known): number =>
    [...leadsTo].reduce((sum, question) => sum + untriedOf(question), 0);
  const untriedOf = (question: string): number =>
    [...(marksOf.get(question) ?? [])].filter((mark) => !known(mark).isTried).length;

  /** The untried first, then what leads to most of it, then what was chosen least; after a mistake that alone. */
  const ranked = (question: string, values: readonly string[], refusals: number): string[] =>
    values
      .map((value) => ({ value, at: known(know(question, value)) }))
      .map(({ value, at }) => ({ value, at, behind: untriedBehind(at) }))
      .sort(
        (a, b) =>
          (refusals === 0 && (Number(a.at.isTried) - Number(b.at.isTried) || b.behind - a.behind)) ||
          a.at.tries - b.at.tries,
      )
      .map(({ value }) => value);

  const valuesFor = (field: Field, refusals: number): readonly string[] => {
    if (field.options.length === 0)
      return ranked(field.name, typing.texts[field.name] ?? [], refusals).slice(0, 1);
    const values = field.options.map(({ value }) => value);
    if (field.kind !== 'checkbox') return ranked(field.name, values, refusals).slice(0, 1);
    // Two at once, until the page says that these do not go together.
    const order = ranked(field.name, values, 0);
    const untried = order.filter((value) => !known(know(field.name, value)).isTried);
    return refusals > 0 || untried.length === 0 ? order.slice(0, 1) : untried.slice(0, 2);
  };

  const choosing = (chosen: readonly Mark[]): void => {
    last = [...chosen];
    for (const mark of chosen) known(mark).tries += 1;
  };

  return {
    begin: () => {
      visit = [];
    },
    choose: (page, refusals) => {
      const fields = questionsOn(page);
      const names = fields.map(({ name }) => name);
      for (const name of names) asked.add(name);
      for (const at of visit) for (const name of names) at.leadsTo.add(name);
      const [first] = names;
      // A page to read.
      if (first === undefined) {
        choosing([]);
        return { kind: 'answer', filledIn: {} };
      }
      const search = findAction(page, 'search');
      const box = search?.form?.fields.find(({ kind }) => kind === 'search');
      const [skip, find] = [know(first, '(skip)'), box && know(first, '(find)')];
      const isNew = !seen.has(first);
      seen.add(first);
      if (!isNew && known(skip).tries === 0) {
        choosing([skip]);
        return { kind: 'skip' };
      }
      if (search && box && find && known(skip).isTried && known(find).tries === 0) {
        choosing([find, know(first, typing.find.choose)]);
        return { kind: 'search', button: search, box: box.name, ...typing.find };
      }
      const filledIn = Object.fromEntries(
        fields.map((field, index) => {
          // After a mistake every other field is filled in otherwise: it may be all of them together that is wrong.
          const isMended = (index + refusals) % 2 === 1;
          return [field.name, valuesFor(field, isMended ? refusals : 0)];
        }),
      );
      choosing(Object.entries(filledIn).flatMap(([name, values]) => values.map((one) => know(name, one))));
      return { kind: 'answer', filledIn };
    },
    wantsMore: () => {
      // No, the second time it is asked.
      offers += 1;
      choosing([know('(more)', offers === 2 ? 'no' : 'yes')]);
      return offers !== 2;
    },
    taken: () => {
      for (const mark of last) known(mark).isTried = true;
      visit.push(...last.map(known));
    },
    untried: () => [...marks.keys()].filter((mark) => !known(mark).isTried),
    get questions() {
      return asked;
    },
  };
}
