/** XML as it comes, broken one included, is walked through once. */
import { describe, expect, it } from 'vitest';
import { attributesOf, walkXml } from './walk-xml.ts';

const parts = (xml: string) =>
  [...walkXml(xml)].map(({ kind, name, start, end }) =>
    kind === 'text' || kind === 'cdata' || kind === 'other'
      ? `${kind} ${xml.slice(start, end)}`
      : `${kind} ${name}`,
  );

describe('a walk through XML', () => {
  it('tells tags, texts and the rest apart, and leaves prefixes out', () => {
    expect(parts('<?xml version="1.0"?><x:a b="1>2"><!-- <c> --><d/>t<![CDATA[<e>]]></x:a >')).toEqual([
      'other <?xml version="1.0"?>',
      'open a',
      'other <!-- <c> -->',
      'empty d',
      'text t',
      'cdata <![CDATA[<e>]]>',
      'close a',
    ]);
  });

  it.each(['<a><b', '<a><!-- ', '<a><![CDATA[x', '<a><?x', '<a>text', '<a><b c="'])(
    'ends where %s does',
    (xml) => expect(parts(xml)).toEqual(['open a']),
  );

  it('goes on behind a quote that has no other', () => {
    expect(parts(`<a b="><c d='x'/>`)).toEqual(['open a', 'empty c']);
  });

  it('reads attributes in either quotes, with any prefix, and not those within others', () => {
    const xml = `<c a="r='Z9'"  x:r = 'B2' xmlns:r="urn:x" t="s"/>`;
    const [part] = walkXml(xml);
    expect(part && [...attributesOf(xml, part)]).toEqual([
      ['a', "r='Z9'"],
      ['r', 'B2'],
      ['t', 's'],
    ]);
  });

  it.each(['<c r="A1">', '<c "', "<c '", '<!--', '<![CDATA[', '<', '<c a=', '</c'])(
    'is over soon for a million times %s',
    (piece) => {
      let count = 0;
      const xml = piece.repeat(1_000_000);
      for (const part of walkXml(xml)) {
        attributesOf(xml, part);
        count += 1;
      }
      expect(count).toBeLessThanOrEqual(1_000_000);
    },
    30_000,
  );
});
