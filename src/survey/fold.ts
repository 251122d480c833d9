/**
 * How two texts are compared that people typed: without case, accents, vowel signs, hooked letters and punctuation, in every
 * script of the portal. Runs on kit, collector and phone, so that a search finds the same everywhere.
 */

/** Arabic: the forms of alef, yaa and haa that people use one for the other; the stretching stroke. */
const arabic: readonly (readonly [RegExp, string])[] = [
  [/[\u0622\u0623\u0625\u0671]/g, '\u0627'],
  [/[\u0649\u06cc]/g, '\u064a'],
  [/\u0629/g, '\u0647'],
  [/\u0624/g, '\u0648'],
  [/\u0626/g, '\u064a'],
  [/\u0640/g, ''],
  // Its comma, semicolon, question mark and full stop.
  [/[\u060c\u061b\u061f\u06d4]/g, ' '],
];

/** Letters that are no letter and a mark: Hausa's hooked ones, and a few of Europe. */
const single: Readonly<Record<string, string>> = {
  '\u0253': 'b',
  '\u0257': 'd',
  '\u0199': 'k',
  '\u01b4': 'y',
  '\u00df': 'ss',
  '\u00e6': 'ae',
  '\u0153': 'oe',
  '\u00f8': 'o',
  '\u0142': 'l',
  '\u0131': 'i',
};

/** 'Côte d’Ivoire' → 'cote d ivoire'; 'ɗan ƙasa' → 'dan kasa'; 'السُّودان' → 'السودان'. */
export function fold(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    // Combining marks, Arabic vowel signs among them.
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, '')
    .replace(
      /[\u0253\u0257\u0199\u01b4\u00df\u00e6\u0153\u00f8\u0142\u0131]/g,
      (letter) => single[letter] ?? letter,
    );
  return arabic
    .reduce((folded, [letters, by]) => folded.replace(letters, by), plain)
    .replace(/[^0-9a-z\u00c0-\u024f\u0370-\u1fff\u2c00-\ud7ff\uf900-\ufdff\ufe70-\ufeff]+/g, ' ')
    .trim();
}
