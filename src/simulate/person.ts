/**
 * A person at the portal: looks at the page, decides by their dice, presses something, looks again. They find their way
 * by what can be pressed and by the names of the fields, never by an address they know beforehand.
 */
import type { Behaviour } from './behaviour.ts';
import type { Browser, Pressed } from './browser.ts';
import { chooseAnswer, decidesOthers, searchWords } from './choose-answers.ts';
import { deleteAnswers } from './delete-answers.ts';
import { type FilledIn, findAction, questionsOn } from './fill-in.ts';
import { isOutside, placeOf } from './place.ts';
import type { Dice } from './random.ts';
import type { Field, Page } from './read-page.ts';
import { type Step, type TruthValue, truthValue } from './truth.ts';
import type { VisitNotes } from './visit-notes.ts';

export interface PersonTools {
  readonly browser: Browser;
  readonly dice: Dice;
  readonly behaviour: Behaviour;
  readonly freeText: string;
  readonly notes: VisitNotes;
  /** A pause as long as a person needs for `steps` ordinary looks. */
  readonly think: (steps: number) => Promise<void>;
  /** Presses "go online" and lets the phone probe again. */
  readonly goOnline: (page: Page) => Promise<Page | undefined>;
  readonly isOnline: () => boolean;
  /** Something no page should do. */
  readonly fault: (what: string) => void;
  /** Opens the portal where it was found, and chooses the language if asked; undefined: no answer. */
  readonly enterPortal: () => Promise<Page | undefined>;
}

/** The person leaves, the visit was lost with the kit's memory, or a page shows. */
export type Next = Page | 'left' | 'lost';

const maxSteps = 150;

/** Walks from `first` until the visit is over, the person leaves or the visit is lost; the page they see last. */
export async function walk(tools: PersonTools, first: Page): Promise<Next> {
  let page: Next = first;
  const progress: Progress = { isRevisiting: false, atMost: 3, wasRefused: false };
  for (let step = 0; step < maxSteps; step += 1) {
    if (page === 'left' || page === 'lost' || tools.notes.isEnded) return page;
    await tools.think(1);
    const place = placeOf(page);
    if (place === 'end') return page;
    page = await steps[place](tools, page, progress);
  }
  tools.fault('the form does not end');
  return 'left';
}

interface Progress {
  isRevisiting: boolean;
  atMost: number;
  wasRefused: boolean;
}

const steps = {
  start: (tools, page) => go(tools, page, 'start'),
  continue: async (tools, page) => {
    const next = await go(tools, page, 'continue');
    if (typeof next !== 'string') settle(tools, next);
    return next;
  },
  consent: async (tools, page) => {
    const isYes = !tools.dice.chance(tools.behaviour.declinesConsent);
    const next = await go(tools, page, isYes ? 'consent-yes' : 'consent-no');
    if (typeof next === 'string' || placeOf(next) === 'consent') return next;
    tools.notes.consented(isYes, page.language);
    return isYes ? next : 'left';
  },
  more: async (tools, page) => {
    if (tools.dice.chance(tools.behaviour.walksAway)) return 'left';
    if (tools.dice.chance(tools.behaviour.wantsMore)) return go(tools, page, 'more-yes');
    return commit(tools, page, 'more-no', 'finish', {}, {});
  },
  question: (tools, page, progress) => question(tools, page, progress),
} as const satisfies Record<string, (tools: PersonTools, page: Page, progress: Progress) => Promise<Next>>;

/** Presses what changes nothing that counts; a broken connection leads back to the portal's first page. */
async function go(tools: PersonTools, page: Page, action: string, filledIn?: FilledIn): Promise<Next> {
  const button = findAction(page, action);
  if (!button) return 'left';
  const pressed = await tools.browser.press(button, filledIn);
  if (pressed.kind === 'arrived' && pressed.page.status < 500) return pressed.page;
  return reopen(tools);
}

/** Opens the portal again, and sees what became of the visit. */
async function reopen(tools: PersonTools): Promise<Next> {
  const page = await tools.enterPortal();
  if (!page) return 'left';
  return settle(tools, page);
}

/** What a page tells about the step before it, when that step's own answer never came. */
function settle({ notes }: PersonTools, page: Page): Next {
  const place = placeOf(page);
  if (place === 'question' || place === 'more') {
    const asked = questionsOn(page).map(({ name }) => name);
    notes.seenOpen((question) => asked.includes(question));
  } else if (place === 'end') notes.seenEnded();
  else if (place !== 'continue' && notes.hasTrace) return 'lost';
  return page;
}

/** Presses what counts, and notes what became of it. */
async function commit(
  tools: PersonTools,
  page: Page,
  action: string,
  step: Step,
  filledIn: FilledIn,
  given: Readonly<Record<string, TruthValue>>,
): Promise<Next> {
  const { browser, dice, behaviour, notes } = tools;
  const button = findAction(page, action);
  if (!button) return 'left';
  let pressed: Pressed;
  if (dice.chance(behaviour.tapsTwice)) {
    const [one, other] = await Promise.all([
      browser.press(button, filledIn),
      browser.press(button, filledIn),
    ]);
    pressed = other.kind === 'arrived' ? other : one;
  } else pressed = await browser.press(button, filledIn);

  if (pressed.kind === 'broken' || pressed.page.status >= 500) {
    notes.broke(step, given);
    return reopen(tools);
  }
  const place = placeOf(pressed.page);
  if (!pressed.isRedirected) return pressed.page;
  if (isOutside(place)) {
    notes.refused();
    return notes.hasAnswers ? 'lost' : pressed.page;
  }
  notes.kept(given);
  if (place === 'end') notes.ended(step);
  return pressed.page;
}

async function question(tools: PersonTools, page: Page, progress: Progress): Promise<Next> {
  const { dice, behaviour, browser } = tools;
  if (dice.chance(behaviour.stops)) return commit(tools, page, 'stop', 'stop', {}, {});
  if (dice.chance(behaviour.walksAway)) return 'left';
  if (dice.chance(behaviour.deletesMidway)) {
    await deleteAnswers(tools, page);
    return 'left';
  }
  if (!tools.isOnline() && dice.chance(behaviour.goesOnlineMidway)) {
    await tools.goOnline(page);
    return dice.chance(behaviour.staysAfterOnline) ? reopen(tools) : 'left';
  }
  if (dice.chance(behaviour.leavesAndReturns)) {
    await tools.think(8);
    return reopen(tools);
  }
  if (dice.chance(behaviour.reloads)) {
    const again = await browser.open(page.url);
    return again ? settle(tools, again) : 'left';
  }
  if (!progress.isRevisiting && findAction(page, 'back') && dice.chance(behaviour.goesBack)) {
    const before = await go(tools, page, 'back');
    progress.isRevisiting = typeof before !== 'string' && isAnswered(tools, before);
    return before;
  }
  return answer(tools, page, progress);
}

const isAnswered = ({ notes }: PersonTools, page: Page) => {
  const questions = questionsOn(page);
  return questions.length > 0 && questions.every(({ name }) => notes.knows(name));
};

async function answer(tools: PersonTools, shown: Page, progress: Progress): Promise<Next> {
  const { dice, behaviour } = tools;
  let page = shown;
  const isRevisit = isAnswered(tools, page);
  progress.isRevisiting = false;
  if (isRevisit) {
    const isFree = !questionsOn(page).some(({ name }) => decidesOthers(name));
    if (!isFree || !dice.chance(behaviour.changesAnswer))
      return sendAnswers(tools, page, progress, standing(page));
  }
  if (findAction(page, 'search') && (questionsOn(page).length === 0 || dice.chance(behaviour.searches))) {
    const found = await search(tools, page);
    if (typeof found === 'string') return found;
    page = found;
  }
  const questions = questionsOn(page);
  if (questions.length === 0) {
    tools.fault('a question page without a question to answer');
    return go(tools, page, 'skip');
  }
  if (!isRevisit && dice.chance(behaviour.skips)) return skip(tools, page);
  const isMany = !progress.wasRefused && dice.chance(behaviour.choosesTooMany);
  const atMost = isMany ? 4 : progress.wasRefused ? 2 : progress.atMost;
  const choosing = { dice, freeText: tools.freeText, atMost };
  return sendAnswers(
    tools,
    page,
    progress,
    Object.fromEntries(questions.map((field) => [field.name, chooseAnswer(field, choosing)])),
  );
}

function skip(tools: PersonTools, page: Page): Promise<Next> {
  const given = Object.fromEntries(questionsOn(page).map(({ name }) => [name, null]));
  return commit(tools, page, 'skip', 'answer', {}, given);
}

async function sendAnswers(
  tools: PersonTools,
  page: Page,
  progress: Progress,
  filledIn: FilledIn,
): Promise<Next> {
  const questions = questionsOn(page);
  if (questions.every(({ name }) => (filledIn[name] ?? []).length === 0)) return skip(tools, page);
  const given = Object.fromEntries(
    questions.map((field) => [field.name, truthValue(valueKind(field), filledIn[field.name] ?? [])]),
  );
  const next = await commit(tools, page, 'next', 'answer', filledIn, given);
  const first = questions[0]?.name;
  progress.wasRefused = typeof next !== 'string' && questionsOn(next).some(({ name }) => name === first);
  return next;
}

const valueKind = ({ kind }: Field) => (kind === 'checkbox' || kind === 'number' ? kind : 'other');

const standing = (page: Page): FilledIn =>
  Object.fromEntries(
    questionsOn(page).map(({ name, options, value, kind }) => [
      name,
      kind === 'radio' || kind === 'checkbox'
        ? options.filter(({ chosen }) => chosen).map((option) => option.value)
        : [value],
    ]),
  );

/** Types into the list's search box, a few times if nothing is found. */
async function search(tools: PersonTools, shown: Page): Promise<Next> {
  let page = shown;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const box = findAction(page, 'search')?.form?.fields.find(({ kind }) => kind === 'search');
    if (!box) return page;
    const next = await go(tools, page, 'search', { [box.name]: [tools.dice.pick(searchWords)] });
    if (typeof next === 'string' || placeOf(next) !== 'question') return next;
    page = next;
    if (questionsOn(page).length > 0) return page;
  }
  return page;
}
