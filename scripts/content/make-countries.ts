/**
 * Makes portal/content/lists/countries.json: ISO 3166-1 alpha-3 codes with their names in the portal's languages, what else
 * people call them, and the demonstration country behind them. Names come from an ISO package and from Unicode's CLDR (which
 * Node carries); where neither has one that people say, or none at all (Haitian Creole), country-names.json has it. Run it
 * when a language is added, then format the file; both are committed.
 */
import countries from 'i18n-iso-countries';
import { writeFileAtomically } from '../../src/platform/atomic-file.ts';
import { resourcePath } from '../../src/platform/resources.ts';
import type { ListItem } from '../../src/protocol/form.ts';
import own from './country-names.json' with { type: 'json' };

type Names = Readonly<Record<string, Readonly<Record<string, string>>>>;
const ownNames: Names = own.names;
const aliases: Readonly<Record<string, readonly string[]>> = own.aliases;

const fromPackage = (code: string, language: string) => countries.getName(code, language);
const fromUnicode = (code: string, language: string) =>
  new Intl.DisplayNames([language], { type: 'region' }).of(countries.alpha3ToAlpha2(code) ?? '');

/** In the order of the file. */
const sources: Readonly<Record<string, (code: string, language: string) => string | undefined>> = {
  es: fromPackage,
  en: fromPackage,
  fr: fromPackage,
  pt: fromUnicode,
  ht: () => undefined,
  ar: fromUnicode,
  sw: fromUnicode,
  ha: fromUnicode,
};

/** ISO has no code for Kosovo; the United Nations and the World Bank write XKX, the package XKK. */
const codes: Readonly<Record<string, string>> = { XKK: 'XKX' };

/** @param known the package's code; undefined: no real country. */
function itemOf(name: string, known?: string): ListItem {
  const label = Object.entries(sources).map(([language, source]) => {
    const text = ownNames[language]?.[name] ?? (known && source(known, language));
    if (!text) throw new Error(`${name} has no name in ${language}: add it to country-names.json`);
    return [language, text.replaceAll("'", '’')];
  });
  const others = aliases[name];
  return { name, label: Object.fromEntries(label), ...(others && { aliases: others }) };
}

const iso = Object.keys(countries.getAlpha3Codes())
  .map((code) => itemOf(codes[code] ?? code, code))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

writeFileAtomically(
  resourcePath('portal', 'content', 'lists', 'countries.json'),
  // XAA to XZZ are for users to assign: no real country can ever have this code.
  `${JSON.stringify([...iso, itemOf('XDM')])}\n`,
);
