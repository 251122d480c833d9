/**
 * Makes portal/content/lists/countries.json: ISO 3166-1 alpha-3 codes with their names in the portal's languages, and the
 * demonstration country behind them. Run it when a language is added, then format the file; both are committed.
 */
import countries from 'i18n-iso-countries';
import { writeFileAtomically } from '../../src/platform/atomic-file.ts';
import { resourcePath } from '../../src/platform/resources.ts';
import type { ListItem } from '../../src/protocol/form.ts';

const languages = ['es', 'en', 'fr'];

/** Names as people say and search them, where the package has a filing name ("Moldova, Republic of"). */
const plainNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CHN: { en: 'China' },
  CIV: { en: "Côte d'Ivoire" },
  COD: { es: 'República Democrática del Congo' },
  FSM: { en: 'Micronesia' },
  GMB: { en: 'Gambia' },
  IRN: { en: 'Iran' },
  KOR: { es: 'Corea del Sur' },
  LAO: { es: 'Laos', en: 'Laos' },
  MDA: { en: 'Moldova' },
  MKD: { en: 'North Macedonia' },
  PRK: { es: 'Corea del Norte' },
  PSE: { en: 'Palestine' },
  RUS: { en: 'Russia' },
  SWZ: { fr: 'Eswatini' },
  SYR: { es: 'Siria', en: 'Syria' },
  TWN: { en: 'Taiwan' },
  TZA: { en: 'Tanzania', fr: 'Tanzanie' },
  VGB: { en: 'British Virgin Islands' },
  VIR: { es: 'Islas Vírgenes (EE. UU.)', en: 'Virgin Islands (US)' },
};

/** ISO has no code for Kosovo; the United Nations and the World Bank write XKX, the package XKK. */
const codes: Readonly<Record<string, string>> = { XKK: 'XKX' };

const iso: ListItem[] = Object.keys(countries.getAlpha3Codes())
  .map((code) => ({
    name: codes[code] ?? code,
    label: Object.fromEntries(
      languages.map((language) => [
        language,
        plainNames[code]?.[language] ?? countries.getName(code, language) ?? code,
      ]),
    ),
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const demonstration: ListItem = {
  // XAA to XZZ are for users to assign: no real country can ever have this code.
  name: 'XDM',
  label: { es: 'País de demostración', en: 'Demonstration country', fr: 'Pays de démonstration' },
};

writeFileAtomically(
  resourcePath('portal', 'content', 'lists', 'countries.json'),
  `${JSON.stringify([...iso, demonstration])}\n`,
);
