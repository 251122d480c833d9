/** How the staff's pages say numbers, times and states. One place, so that one thing is called the same everywhere. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const number = (value: number): string => value.toLocaleString('en-GB');

export const plural = (count: number, one: string, many: string): string =>
  `${number(count)} ${count === 1 ? one : many}`;

export function ago(at: number, now: number): string {
  const passed = Math.max(0, now - at);
  if (passed < minuteMs) return 'less than a minute ago';
  if (passed < hourMs) return `${plural(Math.floor(passed / minuteMs), 'minute', 'minutes')} ago`;
  if (passed < dayMs) return `${plural(Math.floor(passed / hourMs), 'hour', 'hours')} ago`;
  return `${plural(Math.floor(passed / dayMs), 'day', 'days')} ago`;
}

export function duration(seconds: number): string {
  const ms = seconds * 1000;
  if (ms < hourMs) return plural(Math.floor(ms / minuteMs), 'minute', 'minutes');
  if (ms < dayMs) return plural(Math.floor(ms / hourMs), 'hour', 'hours');
  return plural(Math.floor(ms / dayMs), 'day', 'days');
}

/** In UTC: kits of several time zones stand in one table. */
export const moment = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** null: the machine cannot tell. */
export function size(megabytes: number | null): string {
  if (megabytes === null) return 'not known';
  return megabytes >= 1024 ? `${(megabytes / 1024).toFixed(1)} GB` : `${Math.round(megabytes)} MB`;
}

/** A Monday, as people say it. */
export const week = (monday: string): string =>
  `week of ${new Date(`${monday}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })}`;

export const siteKinds: Readonly<Record<string, string>> = {
  bus_terminal: 'bus terminal',
  border_post: 'border post',
  road: 'road',
  transit_centre: 'transit centre',
  service_point: 'service point',
  port: 'port',
};

export interface ReasonWords {
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

export const reasonWords: Readonly<Record<string, ReasonWords>> = {
  unknown_kit: {
    title: 'From a kit that is not enrolled here',
    meaning: 'A bundle names a kit that this collector does not know. Nothing shows yet that it is genuine.',
    remedy: 'If the kit is yours, it was enrolled at another collector: enrol it here. Otherwise discard it.',
  },
  revoked_kit: {
    title: 'From a revoked kit',
    meaning: 'The kit was revoked, so nothing of it is taken any more.',
    remedy:
      'If the kit was recovered and its answers can be trusted, take the revocation back, then try again.',
  },
  bad_signature: {
    title: 'Signature does not match',
    meaning: 'A bundle names an enrolled kit but was not signed by it, or was changed on the way.',
    remedy:
      'One or two are line faults: the kit sends again by itself. Many may mean that somebody is forging.',
  },
  unreadable_bundle: {
    title: 'Signed, but not readable',
    meaning: 'An enrolled kit signed it, yet this version of the collector cannot read it.',
    remedy: 'The kit probably has a newer version. Update the collector, then try again.',
  },
  chain_broken: {
    title: 'Does not follow what came before',
    meaning: 'Each bundle names the one before it. This one names another than the one held here.',
    remedy:
      'The kit’s card was probably restored or copied. Both versions are kept. Visit the kit; if it may have been copied, revoke it.',
  },
  equivocation: {
    title: 'Contradicts what is held',
    meaning:
      'The kit signed two different contents under one number. The first is counted, this one is kept beside it.',
    remedy:
      'The kit’s card was probably restored or copied. Visit the kit; if it may have been copied, revoke it.',
  },
  cannot_open: {
    title: 'Cannot be opened',
    meaning: 'The envelope was sealed for another key, or was damaged before it was signed.',
    remedy: 'If the collector’s key was replaced, put the old one back, then try again.',
  },
  unreadable_record: {
    title: 'Opened, but not readable',
    meaning: 'The envelope opened, but what is in it has no form this version knows.',
    remedy: 'The kit probably has a newer version. Update the collector, then try again.',
  },
  unknown_form: {
    title: 'Answers to an unknown form',
    meaning: 'The form these answers belong to is not registered here.',
    remedy: 'Register the form’s version at the collector, then try again.',
  },
  unknown_site: {
    title: 'From an unknown site',
    meaning: 'The submission names a site that is not registered here.',
    remedy: 'Register the site, then try again.',
  },
  failed_check: {
    title: 'Does not pass the form’s checks',
    meaning: 'An answer is not allowed by the form, or answers a question that should not have been asked.',
    remedy:
      'If lists of places differ between kit and collector, bring them in line, then try again. Otherwise the kit has a fault.',
  },
  impossible_count: {
    title: 'A count that cannot be',
    meaning:
      'The figures contradict themselves or the calendar: a bitmap of another size, one that is full, or a day that the kit cannot have counted then.',
    remedy:
      'If the kit’s clock was wrong, mend it; what is named here stays out of every figure. Many of one kit mean a fault, or that somebody forges: visit the kit.',
  },
};

export const unknownReason: ReasonWords = {
  title: 'For another reason',
  meaning: 'This page has no words for the reason.',
  remedy: 'Tell whoever runs this collector.',
};
