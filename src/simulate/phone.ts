/**
 * One phone from joining the Wi-Fi to leaving: its system probes, the sign-in window opens, a person walks the form or
 * does not, goes online or does not, and the system probes again. Yields a line of truth for each visit.
 */
import type { Clock } from '../platform/clock.ts';
import type { Behaviour } from './behaviour.ts';
import { createBrowser } from './browser.ts';
import { deleteAnswers } from './delete-answers.ts';
import { findAction } from './fill-in.ts';
import { type PersonTools, walk } from './person.ts';
import type { PhoneHttp } from './phone-http.ts';
import { placeOf } from './place.ts';
import type { Dice } from './random.ts';
import type { Page } from './read-page.ts';
import type { System, Verdict } from './systems.ts';
import type { VisitTruth } from './truth.ts';
import { createVisitNotes } from './visit-notes.ts';

export interface PhoneOptions {
  readonly phone: number;
  readonly os: string;
  readonly system: System;
  readonly language: string;
  readonly http: PhoneHttp;
  readonly dice: Dice;
  readonly behaviour: Behaviour;
  readonly freeText: string;
  readonly retryDelaysMs: readonly number[];
  readonly clock: Clock;
  readonly think: (steps: number) => Promise<void>;
  readonly onTrouble: () => void;
  readonly fault: (what: string) => void;
}

/** Of those whose visit is lost with a kit's memory, so many begin again. */
const beginsAgain = 0.6;
const maxVisits = 5;

export async function playPhone(options: PhoneOptions): Promise<VisitTruth[]> {
  const { system, dice, behaviour, clock, fault } = options;
  const browser = createBrowser({ ...options, userAgent: system.browser });
  const lines: VisitTruth[] = [];
  const about = { phone: options.phone, os: options.os, online: false, probesOk: true };
  let notes = createVisitNotes(clock.now());
  const endVisit = () => {
    lines.push(notes.line(about));
    notes = createVisitNotes(clock.now());
  };

  const probeFor = async (expected: Verdict) => {
    const verdict = await probe(options);
    if (verdict === undefined || verdict === expected) return;
    about.probesOk = false;
    fault(`${options.os} sees "${verdict}" where it should see "${expected}"`);
  };

  const goOnline = async (page: Page): Promise<Page | undefined> => {
    const button = findAction(page, 'online');
    if (!button) {
      fault(`no way online on a page (${placeOf(page)})`);
      return undefined;
    }
    const pressed = await browser.press(button);
    if (pressed.kind === 'broken' || pressed.page.status >= 400) return undefined;
    about.online = true;
    await probeFor('online');
    return pressed.page;
  };

  const finish = async (page: Page | undefined) => {
    if (page && !about.online && dice.chance(behaviour.goesOnlineAtEnd)) await goOnline(page);
    endVisit();
    return lines;
  };

  await probeFor('portal');
  if (dice.chance(behaviour.ignoresPortal)) return finish(undefined);
  await options.think(1);
  const opened = await browser.open(system.opens);
  if (!opened) return finish(undefined);
  if (dice.chance(behaviour.goesOnlineFirst)) {
    await goOnline(opened);
    return finish(undefined);
  }
  let page: Page | undefined = await chooseLanguage(opened);

  while (page && lines.length < maxVisits) {
    const tools: PersonTools = {
      ...options,
      browser,
      notes,
      goOnline,
      isOnline: () => about.online,
      enterPortal: () => enter(opened.url),
    };
    const last = await walk(tools, page);
    if (last !== 'lost') {
      const isSeen = last !== 'left';
      if (isSeen && notes.isEnded && dice.chance(behaviour.deletes)) await deleteAnswers(tools, last);
      return finish(isSeen ? last : page);
    }
    endVisit();
    page = dice.chance(beginsAgain) ? await enter(opened.url) : undefined;
  }
  return lines;

  /** What a phone sees first may ask for the language only. */
  async function chooseLanguage(first: Page): Promise<Page | undefined> {
    if (first.language === options.language && placeOf(first) !== 'end') return first;
    const button = findAction(first, 'language', options.language) ?? findAction(first, 'language');
    if (!button) return first;
    await options.think(1);
    const pressed = await browser.press(button);
    return pressed.kind === 'arrived' ? pressed.page : undefined;
  }

  async function enter(url: string): Promise<Page | undefined> {
    const first = await browser.open(url);
    return first && chooseLanguage(first);
  }
}

/** The first verdict that is not 'failed'; undefined when nothing answered at all. */
async function probe({ system, http, onTrouble }: PhoneOptions): Promise<Verdict | undefined> {
  let verdict: Verdict | undefined;
  for (const { url, userAgent, judge } of system.probes) {
    try {
      verdict = judge(await http.send({ method: 'GET', url, body: undefined }, userAgent));
      if (verdict !== 'failed') return verdict;
    } catch {
      onTrouble();
    }
  }
  return verdict;
}
