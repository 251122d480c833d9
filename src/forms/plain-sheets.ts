/**
 * Between the opened file and the library that reads it: the same cells, written as the library expects them. Other programs may
 * leave out the addresses of rows and cells, put comments between the signs of a text, or quote it whole (CDATA); the library
 * would stop at the first and pass over the others.
 */
import { columnLetters, columnNumber } from '../survey/xlsform/tables.ts';
import { attributesOf, walkXml, type XmlPart } from './walk-xml.ts';

export function plainSheets(parts: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  return new Map(
    [...parts].map(([path, part]) => {
      if (!/^xl\/.*\.xml$/i.test(path)) return [path, part];
      const xml = part.toString('utf8');
      const plain = plainXml(xml);
      return [path, plain === xml ? part : Buffer.from(plain)];
    }),
  );
}

function plainXml(xml: string): string {
  const written: string[] = [];
  const addresses = new Addresses(xml);
  /** What is to be taken over begins here. */
  let from = 0;
  const replace = (start: number, end: number, by: string) => {
    written.push(xml.slice(from, start), by);
    from = end;
  };
  for (const part of walkXml(xml)) {
    const { kind, start, end, name } = part;
    if (kind === 'cdata')
      replace(start, end, escaped(xml.slice(start + '<![CDATA['.length, end - ']]>'.length)));
    else if (kind === 'other' && xml.startsWith('<!--', start)) replace(start, end, '');
    else if (kind === 'open' || kind === 'empty') {
      const missing = addresses.missing(part);
      const behindName = start + xml.slice(start, end).indexOf(name) + name.length;
      if (missing !== undefined) replace(behindName, behindName, ` r="${missing}"`);
    }
  }
  return from === 0 ? xml : written.concat(xml.slice(from)).join('');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Counts rows and cells. ECMA-376 Part 1, §18.3.1.4: without an address a cell stands behind the one before. */
class Addresses {
  private readonly xml: string;
  private isInRows = false;
  private row = 0;
  private column = -1;

  constructor(xml: string) {
    this.xml = xml;
  }

  missing(tag: XmlPart): string | undefined {
    if (tag.name === 'sheetData') this.isInRows = true;
    if (!this.isInRows) return undefined;
    if (tag.name === 'row') {
      const given = attributesOf(this.xml, tag).get('r');
      this.row = given === undefined ? this.row + 1 : Number(given);
      this.column = -1;
      return given === undefined ? String(this.row) : undefined;
    }
    if (tag.name !== 'c') return undefined;
    const given = /^[A-Z]+/.exec(attributesOf(this.xml, tag).get('r') ?? '')?.[0];
    this.column = given === undefined ? this.column + 1 : columnNumber(given);
    return given === undefined ? columnLetters(this.column) + this.row : undefined;
  }
}
