/**
 * How a language writes numbers, dates, times and durations, and how a foreign name stands in its sentences. Wherever the
 * program's own tables (ICU) know the language they decide; Haitian Creole has none, so it follows the French of Haiti, and
 * has its own words where words are needed.
 *
 * Arabic gets the digits 0–9: they are the usual ones in the Maghreb, are read everywhere, and are what a phone's keypad
 * and the numbers to call show. What must stay true: one page never mixes two kinds of digits.
 */

const locales: Readonly<Record<string, string>> = { ar: 'ar-u-nu-latn', ht: 'fr-HT' };

export const localeOf = (language: string): string => locales[language] ?? language;

/**
 * ICU takes a quarter of a millisecond and memory of its own to make a format, so that each language's is made once. It depends on
 * nothing but the language; there are only as many as the portal offers.
 */
function onceEach<T>(make: (language: string) => T): (language: string) => T {
  const made = new Map<string, T>();
  return (language) => {
    const known = made.get(language) ?? make(language);
    made.set(language, known);
    return known;
  };
}

/** How its speakers sort names. */
export const collatorOf = onceEach((language) => new Intl.Collator(localeOf(language)));

const numberFormat = onceEach((language) => new Intl.NumberFormat(localeOf(language)));

/** '1,250' or '1.250'. The narrow space of French is not in the fonts of old phones. */
export const formatNumber = (language: string, value: number): string =>
  numberFormat(language)
    .format(value)
    .replace(/\u202f/g, '\u00a0');

const creoleMonths = 'janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm'.split(' ');
const creoleDays = 'dimanch lendi madi mèkredi jedi vandredi samdi'.split(' ');

/** @param date of the calendar, without a time: '2026-03-09'. With its weekday: 'Monday, March 9, 2026'. */
export function formatDate(language: string, date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return date;
  if (language === 'ht')
    return `${creoleDays[day.getUTCDay()]} ${day.getUTCDate()} ${creoleMonths[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  return dateFormat(language).format(day);
}

const dateFormat = onceEach(
  (language) => new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'full', timeZone: 'UTC' }),
);

/** The days of the week, Monday first: 'Monday', 'Tuesday'. */
export const weekdayNames = onceEach((language): readonly string[] => {
  if (language === 'ht') return [...creoleDays.slice(1), creoleDays[0] ?? ''];
  const format = new Intl.DateTimeFormat(localeOf(language), { weekday: 'long', timeZone: 'UTC' });
  // 5 January 2026 was a Monday.
  return Array.from({ length: 7 }, (_, index) => format.format(Date.UTC(2026, 0, 5 + index)));
});

/**
 * On all clocks of a site, and in every language, 24 hours: what opening hours are painted with on doors. Swahili counts its
 * hours from sunrise in speech; written with a colon they are the clock's.
 */
export const formatTime = (hours: number, minutes: number): string =>
  [hours, minutes].map((part) => String(part).padStart(2, '0')).join(':');

/** From one time to another. In Arabic with words: a dash between two times is read from the right by one, from the left by another. */
export const formatSpan = (language: string, from: string, to: string): string =>
  language === 'ar' ? `من ${isolated('ar', from)} إلى ${isolated('ar', to)}` : `${from}–${to}`;

/** 'food, water': what stands side by side, without an "and". */
export const listed = (language: string, items: readonly string[]): string =>
  items.join(language === 'ar' ? '، ' : ', ');

/** Words where ICU has none, or none that people use. */
const ownDurations: Readonly<Record<string, (hours: number, minutes: number) => string>> = {
  ht: (hours, minutes) => words([hours, `${hours} èdtan`], [minutes, `${minutes} minit`], ' ak '),
  ha: (hours, minutes) => words([hours, `awa ${hours}`], [minutes, `minti ${minutes}`], ' da '),
};

const words = (hours: [number, string], minutes: [number, string], and: string): string =>
  [hours, minutes]
    .filter(([amount], index, both) => amount > 0 || (index === 1 && both[0]?.[0] === 0))
    .map(([, text]) => text)
    .join(and);

/** 'long' where the short form is letters that only readers of timetables know. */
const durationStyles: Readonly<Record<string, 'long' | 'short'>> = { ar: 'long', sw: 'long' };

/** '23 hr, 50 min', rounded up to the minute. */
export function formatDuration(language: string, seconds: number): string {
  const all = Math.ceil(seconds / 60);
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  const own = ownDurations[language];
  if (own) return own(hours, minutes);
  const format = all === 0 ? zeroFormat(language) : durationFormat(language);
  return format.format({ hours, minutes }).replace(/[\u00a0\u202f]/g, ' ');
}

const durationFormat = onceEach(
  (language) => new Intl.DurationFormat(localeOf(language), { style: durationStyles[language] ?? 'short' }),
);
/** Says minutes also where there are none. */
const zeroFormat = onceEach(
  (language) =>
    new Intl.DurationFormat(localeOf(language), {
      style: durationStyles[language] ?? 'short',
      minutesDisplay: 'always',
    }),
);

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const leftToRight = /[A-Za-z0-9\u00c0-\u024f]/;

/**
 * A name, number or address in a sentence that runs the other way. Unicode's isolates (U+2068, U+2069) keep it whole and keep
 * the punctuation after it in place (UAX #9 §2.4); unlike an element they also work in a title and an attribute.
 */
export function isolated(language: string, value: string): string {
  const isForeign = (language === 'ar' ? leftToRight : rightToLeft).test(value);
  return isForeign ? `\u2068${value}\u2069` : value;
}
