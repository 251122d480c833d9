/** Languages as the heads of columns name them: 'es', 'Español (es)', 'Spanish'. A form keeps the code. */
const names: Readonly<Record<string, string>> = {
  ar: 'العربية',
  en: 'English',
  es: 'Español',
  fr: 'Français',
  ha: 'Hausa',
  ht: 'Kreyòl ayisyen',
  pt: 'Português',
  sw: 'Kiswahili',
};

/** What else people write, in lower case. */
const otherNames: Readonly<Record<string, string>> = {
  arabic: 'ar',
  castellano: 'es',
  creole: 'ht',
  espagnol: 'es',
  espanol: 'es',
  francais: 'fr',
  french: 'fr',
  'haitian creole': 'ht',
  'kreyol ayisyen': 'ht',
  portugues: 'pt',
  portuguese: 'pt',
  spanish: 'es',
  swahili: 'sw',
};

export const languageHeader = (code: string): string => `${names[code] ?? code} (${code})`;

/** The code, or undefined where nobody can tell. */
export function languageCode(text: string): string | undefined {
  const words = text.trim();
  const inBrackets = /\(\s*([a-zA-Z]{2,3})(?:[-_][A-Za-z0-9]+)?\s*\)\s*$/.exec(words)?.[1];
  if (inBrackets !== undefined) return inBrackets.toLowerCase();
  const byName = Object.keys(names).find((code) => fold(names[code] ?? '') === fold(words));
  const known = byName ?? otherNames[fold(words)];
  if (known !== undefined) return known;
  return /^[a-zA-Z]{2,3}$/.test(words) ? words.toLowerCase() : undefined;
}

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
