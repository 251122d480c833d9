/**
 * Which services of the directory somebody looks for: by kind, by who they are for, by language, by time, by words. Pure. The words
 * are searched forgivingly, in every language at once: a traveller may type what a sign on the wall says.
 */
import type { Audience, Service, ServiceKind, WeekDay } from '../../src/protocol/directory.ts';
import { fold } from '../../src/survey/fold.ts';
import { days, type LocalMoment, openState, opensOn } from './opening-hours.ts';

export interface ServiceFilter {
  readonly kind: ServiceKind | undefined;
  readonly audience: Audience | undefined;
  readonly language: string | undefined;
  /** 'now' filters only where the time is known. */
  readonly open: 'now' | WeekDay | undefined;
  readonly words: string;
}

/** What a kind is called in every language: it is searched as well. */
export type KindNames = (kind: ServiceKind) => readonly string[];

/** From a query string; what there is none of is left out. */
export function readServiceFilter(query: URLSearchParams, services: readonly Service[]): ServiceFilter {
  const known = <T extends string>(name: string, values: readonly T[]): T | undefined =>
    values.find((value) => value === query.get(name));
  return {
    kind: known('need', kindsOf(services)),
    audience: known('for', audiencesOf(services)),
    language: known('language', languagesOf(services)),
    open: known('open', ['now', ...days]),
    words: (query.get('q') ?? '').trim().slice(0, 60),
  };
}

export const isFiltered = ({ kind, audience, language, open, words }: ServiceFilter): boolean =>
  [kind, audience, language, open].some((value) => value !== undefined) || words !== '';

/** Those that match, the nearest first; of equal ones in the directory's own order. */
export function findServices(
  services: readonly Service[],
  filter: ServiceFilter,
  now: LocalMoment | undefined,
  kindNames: KindNames,
): Service[] {
  const words = fold(filter.words).split(' ').filter(Boolean);
  return services
    .filter(
      (service) =>
        (filter.kind === undefined || service.kinds.includes(filter.kind)) &&
        isFor(service, filter.audience) &&
        (filter.language === undefined || service.languages.includes(filter.language)) &&
        isOpenThen(service, filter.open, now) &&
        hasWords(service, words, kindNames),
    )
    .sort((a, b) => (a.walk_minutes ?? farAway) - (b.walk_minutes ?? farAway));
}

/** By phone, or too far to walk. */
const farAway = 1000;

const isFor = ({ audiences }: Service, wanted: Audience | undefined): boolean =>
  wanted === undefined || audiences.includes(wanted) || audiences.includes('everyone');

function isOpenThen({ hours }: Service, open: ServiceFilter['open'], now: LocalMoment | undefined): boolean {
  if (open === undefined || (open === 'now' && now === undefined)) return true;
  if (open !== 'now') return opensOn(hours, open);
  const { kind } = openState(hours, now);
  return kind === 'open' || kind === 'always';
}

/** Each word begins one of the entry's, or stands within one if it is long enough to mean something. */
function hasWords(service: Service, words: readonly string[], kindNames: KindNames): boolean {
  if (words.length === 0) return true;
  const text = ` ${fold(
    [
      service.organization,
      ...[service.name, service.directions, service.notes ?? {}].flatMap((texts) => Object.values(texts)),
      ...service.kinds.flatMap(kindNames),
    ].join(' '),
  )}`;
  return words.every((word) => text.includes(` ${word}`) || (word.length > 3 && text.includes(word)));
}

const inUse = <T>(values: readonly T[]): T[] => [...new Set(values)];
export const kindsOf = (services: readonly Service[]): ServiceKind[] =>
  inUse(services.flatMap(({ kinds }) => kinds));
export const audiencesOf = (services: readonly Service[]): Audience[] =>
  inUse(services.flatMap(({ audiences }) => audiences)).filter((audience) => audience !== 'everyone');
export const languagesOf = (services: readonly Service[]): string[] =>
  inUse(services.flatMap(({ languages }) => languages));
