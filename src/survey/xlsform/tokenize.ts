/** The words of an XLSForm expression. Curly quotes, which word processors put in, are read as the straight ones they were. */
export interface Token {
  readonly kind: 'number' | 'string' | 'reference' | 'self' | 'name' | 'sign';
  /** Without quotes or ${ }. */
  readonly text: string;
}

export type Tokens = { readonly tokens: readonly Token[] } | { readonly reason: string };

const singleQuotes = "'\u2018\u2019\u201a";
const doubleQuotes = '"\u201c\u201d\u201e';

/** What people write who know another language, and what to write instead. */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [/^==/, 'has "==": write "="'],
  [/^&&/, 'has "&&": write "and"'],
  [/^\|\|/, 'has "||": write "or"'],
  [/^\u2260/, 'has "\u2260": write "!="'],
  [/^\u2264/, 'has "\u2264": write "<="'],
  [/^\u2265/, 'has "\u2265": write ">="'],
  [/^<>/, 'has "<>": write "!="'],
  [/^(\.\.|\.?\/)/, 'has a path; name the question instead: ${name}'],
  [/^\[/, 'has "[ ]", which picks from repeats and files; neither is known here'],
  [/^\$(?!\{)/, 'has "$" without "{": write ${name}'],
  [/^\$\{[^}]*$/, 'has "${" without "}"'],
  [/^#/, 'has "#"'],
];

const shapes: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /^(?:\d+(?:\.\d*)?|\.\d+)/],
  ['reference', /^\$\{\s*([^}]*?)\s*\}/],
  ['name', /^[A-Za-z_][\w.:-]*/],
  ['sign', /^(?:!=|<=|>=|[=<>+*(),\-\u2212])/],
  ['self', /^\./],
];

export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  let rest = text.replace(/[\u00a0\u200b\ufeff]/g, ' ').trimStart();
  while (rest !== '') {
    const quote = singleQuotes.includes(rest.charAt(0))
      ? singleQuotes
      : doubleQuotes.includes(rest.charAt(0))
        ? doubleQuotes
        : undefined;
    if (quote !== undefined) {
      const end = endOfString(rest, quote);
      if (end === undefined) return { reason: 'has a text without its closing quote' };
      tokens.push({ kind: 'string', text: rest.slice(1, end) });
      rest = rest.slice(end + 1).trimStart();
      continue;
    }
    const mistake = mistakes.find(([shape]) => shape.test(rest));
    if (mistake) return { reason: mistake[1] };
    const found = shapes
      .map(([kind, shape]) => ({ kind, match: shape.exec(rest) }))
      .find(({ match }) => match);
    const [whole, inner] = found?.match ?? [];
    if (!found || whole === undefined) return { reason: `has "${rest.charAt(0)}", which is not known here` };
    tokens.push({ kind: found.kind, text: (inner ?? whole).replace('\u2212', '-') });
    rest = rest.slice(whole.length).trimStart();
  }
  return { tokens };
}

/** A straight quote ends only at its own kind, so that 'it’s' stays one text. */
function endOfString(text: string, quotes: string): number | undefined {
  const isStraight = text.charAt(0) === quotes.charAt(0);
  for (let at = 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (isStraight ? character === quotes.charAt(0) : quotes.includes(character)) return at;
  }
  return undefined;
}
