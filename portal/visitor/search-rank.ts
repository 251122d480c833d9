/**
 * What a typed text finds in a list, the same on the kit and, with the script, on the phone. Pure; ES2015 and nothing younger.
 * A name that begins so comes first, then one with a word that begins so, then one that has it anywhere; only where there is
 * none of these, one small mistake is forgiven.
 */

/** Folded (survey/fold.ts), in every language and with every other name it goes by. */
type Names = readonly string[];

/** Shorter texts with a mistake in them are like too many names. */
const minForgivenLength = 5;

/** @param items in the order in which equals are wanted. @param text folded; '' finds everything. */
export function findMatches<T>(items: readonly T[], namesOf: (item: T) => Names, text: string): T[] {
  if (text === '') return items.slice();
  const ranked: T[][] = [[], [], []];
  for (const item of items) {
    const rank = Math.min(...namesOf(item).map((name) => rankOf(name, text)));
    const equals = ranked[rank];
    if (equals) equals.push(item);
  }
  const [first = [], second = [], third = []] = ranked;
  const found = first.concat(second, third);
  if (found.length > 0 || text.length < minForgivenLength) return found;
  return items.filter((item) => namesOf(item).some((name) => isNearly(name, text)));
}

const noMatch = 3;

function rankOf(name: string, text: string): number {
  if (name.startsWith(text)) return 0;
  if (name.includes(` ${text}`)) return 1;
  // One or two letters are in the middle of nearly every name.
  return text.length > 2 && name.includes(text) ? 2 : noMatch;
}

/** The name, or a word in it, begins with the text but for one letter: another, one more, one less, or two that changed places. */
function isNearly(name: string, text: string): boolean {
  return name.split(' ').some((_, index, words) => beginsNearly(words.slice(index).join(' '), text));
}

function beginsNearly(name: string, text: string): boolean {
  let at = 0;
  while (at < text.length && name[at] === text[at]) at += 1;
  // A wrong first letter is another name.
  if (at === 0) return false;
  const [here = '', next = ''] = [text[at], text[at + 1]];
  const rest = text.slice(at + 1);
  return (
    name.startsWith(rest, at + 1) ||
    name.startsWith(rest, at) ||
    name.startsWith(here + rest, at + 1) ||
    name.startsWith(next + here + text.slice(at + 2), at)
  );
}
