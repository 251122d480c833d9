/**
 * Answers to every question of a form, for measuring: drawn from a seeded generator, valid by the survey's own checks.
 */
import type { Answer, Answers, Form, Lists, Question } from '../../src/protocol/form.ts';
import type { SiteFacts } from '../../src/survey/evaluate.ts';
import { offeredItems } from '../../src/survey/offered.ts';
import { isAsked, isRelevant } from '../../src/survey/order.ts';

export type Random = () => number;

/** Mulberry32: small, seeded, good enough for choosing answers. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every relevant question answered, none skipped; adults only, since under 18 the form ends. */
export function fullAnswers(form: Form, lists: Lists, site: SiteFacts, random: Random): Answers {
  const answers: Record<string, Answer> = {};
  for (const question of form.questions) {
    if (!isAsked(question) || !isRelevant(question, answers, site)) continue;
    answers[question.name] = answerOf(question, answers, lists, site, random);
  }
  return answers;
}

function answerOf(
  question: Question,
  answers: Answers,
  lists: Lists,
  site: SiteFacts,
  random: Random,
): Answer {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const choices = (question.choices ?? []).filter(({ name }) => name !== 'under18');
  switch (question.type) {
    case 'select_one':
      return pick(choices).name;
    case 'select_multiple': {
      const several = choices.filter(({ exclusive }) => !exclusive);
      const count = 1 + Math.floor(random() * Math.min(question.max_selected ?? 3, 3));
      const names = new Set(Array.from({ length: count }, () => pick(several).name));
      return several.filter(({ name }) => names.has(name)).map(({ name }) => name);
    }
    case 'select_one_from_file': {
      const items = offeredItems(question, answers, lists, site);
      // As in the field: most come from the country of the site or a few others.
      const national = items.find(({ name }) => name === 'XDM');
      return national && random() < 0.6 ? national.name : pick([...items, ...choices]).name;
    }
    case 'integer':
      // A group has one to twenty people.
      return 1 + Math.floor(random() * 5);
    default:
      return 'some words';
  }
}
