/**
 * regex() of XLSForm: whether a text matches a pattern as a whole, as ODK has it (JavaRosa calls Java's Pattern.matches). A
 * matcher of our own and not RegExp, because patterns come from other people's files: it walks the set of places where a match
 * can stand, so it never backtracks, and a budget of steps ends what is still too much, alike on phone, kit and collector.
 *
 *   known: characters, `.`, classes, \d \w \s (and upper case), groups, |, ? * + {n} {n,m}, ^ and $, (?: )
 *   not:   backreferences, look-ahead, lazy and possessive marks, flags, \p{…}
 */
export type Pattern =
  | { readonly kind: 'one'; readonly test: (character: string) => boolean }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'all'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'any'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'times'; readonly part: Pattern; readonly min: number; readonly max: number };

export const maxPatternLength = 200;
export const maxTextLength = 500;
const maxRepeats = 500;
const maxSteps = 100_000;

export type ParsedPattern = { readonly pattern: Pattern } | { readonly reason: string };

export function parsePattern(source: string): ParsedPattern {
  if (source.length > maxPatternLength) return { reason: `is longer than ${maxPatternLength} characters` };
  const reader = { characters: [...source], at: 0 };
  try {
    const pattern = readAlternatives(reader);
    if (reader.at < reader.characters.length) throw new NotAPattern('has a ")" too many');
    return { pattern };
  } catch (error) {
    if (error instanceof NotAPattern) return { reason: error.message };
    throw error;
  }
}

/** False, too, where the text is too long, the pattern is none, or the steps run out. */
export function matches(text: string, source: string): boolean {
  const characters = [...text];
  if (characters.length > maxTextLength) return false;
  const parsed = parsePattern(source);
  if ('reason' in parsed) return false;
  const walk = { characters, stepsLeft: maxSteps };
  return placesAfter(parsed.pattern, new Set([0]), walk).has(characters.length) && walk.stepsLeft > 0;
}

class NotAPattern extends Error {}

interface Reader {
  readonly characters: readonly string[];
  at: number;
}

function readAlternatives(reader: Reader): Pattern {
  const parts = [readSequence(reader)];
  while (reader.characters[reader.at] === '|') {
    reader.at++;
    parts.push(readSequence(reader));
  }
  return { kind: 'any', parts };
}

function readSequence(reader: Reader): Pattern {
  const parts: Pattern[] = [];
  for (;;) {
    const next = reader.characters[reader.at];
    if (next === undefined || next === '|' || next === ')') return { kind: 'all', parts };
    parts.push(readRepeats(reader, readAtom(reader)));
  }
}

function readRepeats(reader: Reader, part: Pattern): Pattern {
  const rest = reader.characters.slice(reader.at, reader.at + 12).join('');
  const [mark, , least, comma, most] = /^(?:[?*+]|(\{(\d{1,4})(,)?(\d{1,4})?\}))/.exec(rest) ?? [];
  if (mark === undefined) return part;
  reader.at += mark.length;
  const next = reader.characters[reader.at];
  if (next !== undefined && '?*+'.includes(next))
    throw new NotAPattern(`has "${mark}${next}", which is not known here`);
  const min = least === undefined ? Number(mark === '+') : Number(least);
  const bounded =
    mark === '?' ? 1 : comma === undefined && least !== undefined ? min : Number(most ?? maxTextLength);
  if (Math.max(min, most === undefined ? 0 : bounded) > maxRepeats || bounded < min)
    throw new NotAPattern(`repeats "${mark}", which is too often`);
  return { kind: 'times', part, min, max: bounded };
}

function readAtom(reader: Reader): Pattern {
  const character = reader.characters[reader.at++] ?? '';
  switch (character) {
    case '(':
      return readGroup(reader);
    case '[':
      return { kind: 'one', test: readClass(reader) };
    case '.':
      return { kind: 'one', test: (given) => given !== '\n' };
    case '^':
      return { kind: 'start' };
    case '$':
      return { kind: 'end' };
    case '\\':
      return { kind: 'one', test: readEscape(reader) };
    case '*':
    case '+':
    case '?':
      throw new NotAPattern(`has "${character}" with nothing before it`);
    default:
      return { kind: 'one', test: (given) => given === character };
  }
}

function readGroup(reader: Reader): Pattern {
  if (reader.characters[reader.at] === '?') {
    if (reader.characters[reader.at + 1] !== ':') throw new NotAPattern('has "(?", which is not known here');
    reader.at += 2;
  }
  const inner = readAlternatives(reader);
  if (reader.characters[reader.at++] !== ')') throw new NotAPattern('has a "(" without ")"');
  return inner;
}

type Test = (character: string) => boolean;
const kinds: Readonly<Record<string, Test>> = {
  d: (c) => c >= '0' && c <= '9',
  w: (c) => /^[A-Za-z0-9_]$/.test(c),
  s: (c) => /^\s$/.test(c),
};
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function readEscape(reader: Reader): Test {
  const character = reader.characters[reader.at++];
  if (character === undefined) throw new NotAPattern('ends with "\\"');
  const kind = kinds[character.toLowerCase()];
  if (kind) return character === character.toLowerCase() ? kind : (given) => !kind(given);
  const control = controls[character];
  if (control === undefined && /[A-Za-z0-9]/.test(character))
    throw new NotAPattern(`has "\\${character}", which is not known here`);
  return (given) => given === (control ?? character);
}

function readClass(reader: Reader): Test {
  const isNegated = reader.characters[reader.at] === '^';
  if (isNegated) reader.at++;
  const tests: Test[] = [];
  for (let isFirst = true; ; isFirst = false) {
    const from = reader.characters[reader.at++];
    if (from === undefined) throw new NotAPattern('has a "[" without "]"');
    if (from === ']' && !isFirst) break;
    if (from === '[') throw new NotAPattern('has "[" inside "[ ]"');
    if (from === '\\') {
      tests.push(readEscape(reader));
      continue;
    }
    const to = reader.characters[reader.at + 1];
    if (reader.characters[reader.at] === '-' && to !== undefined && to !== ']') {
      if (to === '\\' || to < from) throw new NotAPattern(`has the range "${from}-${to}"`);
      reader.at += 2;
      tests.push((given) => given >= from && given <= to);
    } else tests.push((given) => given === from);
  }
  return (given) => tests.some((test) => test(given)) !== isNegated;
}

interface Walk {
  readonly characters: readonly string[];
  stepsLeft: number;
}

/** Where a match can end that begins at one of these places. */
function placesAfter(pattern: Pattern, places: ReadonlySet<number>, walk: Walk): ReadonlySet<number> {
  walk.stepsLeft -= places.size + 1;
  if (places.size === 0 || walk.stepsLeft <= 0) return new Set();
  const only = (keeps: (place: number) => boolean) => new Set([...places].filter(keeps));
  switch (pattern.kind) {
    case 'one':
      return new Set(
        [
          ...only((place) => pattern.test(walk.characters[place] ?? '') && place < walk.characters.length),
        ].map((place) => place + 1),
      );
    case 'start':
      return only((place) => place === 0);
    case 'end':
      return only((place) => place === walk.characters.length);
    case 'all':
      return pattern.parts.reduce((reached, part) => placesAfter(part, reached, walk), places);
    case 'any':
      return new Set(pattern.parts.flatMap((part) => [...placesAfter(part, places, walk)]));
    case 'times':
      return repeated(pattern, places, walk);
  }
}

type Repetition = Extract<Pattern, { kind: 'times' }>;

function repeated(
  { part, min, max }: Repetition,
  places: ReadonlySet<number>,
  walk: Walk,
): ReadonlySet<number> {
  let reached = places;
  for (let round = 0; round < min; round++) reached = placesAfter(part, reached, walk);
  const all = new Set(reached);
  let fresh: ReadonlySet<number> = reached;
  for (let round = min; round < max && fresh.size > 0; round++) {
    fresh = new Set([...placesAfter(part, fresh, walk)].filter((place) => !all.has(place)));
    for (const place of fresh) all.add(place);
  }
  return all;
}
