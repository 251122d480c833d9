/**
 * XML from its first sign to its last, part by part, in one pass: no sign is looked at more than a few times, whatever the file
 * holds. Nothing is checked and no entity is opened; that is the library's. Prefixes of names are left out, as it does.
 */
export interface XmlPart {
  /** `empty` is a tag that opens and closes at once; `other` a comment, an instruction or a declaration. */
  readonly kind: 'open' | 'empty' | 'close' | 'text' | 'cdata' | 'other';
  /** Where it begins in the text, and the first sign behind it. */
  readonly start: number;
  readonly end: number;
  /** Of a tag. */
  readonly name: string;
}

/** Ends early where the XML does: a tag that is not closed is no part. */
export function* walkXml(xml: string): Generator<XmlPart> {
  let at = 0;
  while (at < xml.length) {
    const start = xml.indexOf('<', at);
    if (start < 0) return;
    if (start > at) yield { kind: 'text', start: at, end: start, name: '' };
    const fixed = fixedKinds.find(({ begin }) => xml.startsWith(begin, start));
    const end = fixed ? behind(xml, fixed.end, start + fixed.begin.length) : behindTag(xml, start + 1);
    if (end < 0) return;
    if (fixed) yield { kind: fixed.kind, start, end, name: '' };
    else yield { kind: tagKind(xml, start, end), start, end, name: nameAt(xml, start) };
    at = end;
  }
}

/** https://www.w3.org/TR/xml/#syntax: what ends with a mark of its own. */
const fixedKinds = [
  { begin: '<!--', end: '-->', kind: 'other' },
  { begin: '<![CDATA[', end: ']]>', kind: 'cdata' },
  { begin: '<?', end: '?>', kind: 'other' },
  { begin: '<!', end: '>', kind: 'other' },
] as const;

function behind(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  return found < 0 ? -1 : found + mark.length;
}

/** A ">" within quotes ends no tag. A quote without its other one quotes nothing. */
function behindTag(xml: string, from: number): number {
  const marks = /["'>]/g;
  marks.lastIndex = from;
  for (let mark = marks.exec(xml); mark; mark = marks.exec(xml)) {
    if (mark[0] === '>') return mark.index + 1;
    const other = xml.indexOf(mark[0], mark.index + 1);
    if (other >= 0) marks.lastIndex = other + 1;
  }
  return -1;
}

function tagKind(xml: string, start: number, end: number): 'open' | 'empty' | 'close' {
  if (xml[start + 1] === '/') return 'close';
  return xml[end - 2] === '/' ? 'empty' : 'open';
}

function nameAt(xml: string, start: number): string {
  const name = /<\/?(?:[^\s/>:]*:)?([^\s/>]*)/y;
  name.lastIndex = start;
  return name.exec(xml)?.[1] ?? '';
}

/** The attributes of a tag by their names without prefixes; those that declare prefixes left out. */
export function attributesOf(xml: string, { start, end }: XmlPart): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const tag = xml.slice(start, end);
  const each = /\s+([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gy;
  each.lastIndex = tag.search(/\s|$/);
  for (let one = each.exec(tag); one; one = each.exec(tag)) {
    const [, name = '', double, single = ''] = one;
    if (!name.startsWith('xmlns')) found.set(name.slice(name.indexOf(':') + 1), double ?? single);
  }
  return found;
}
