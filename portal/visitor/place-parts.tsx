/** What the list of places and the page of one have in common: its icon, how far it is, when it is open, how to call. */
import type { Directory, Service, ServiceKind } from '../../src/protocol/directory.ts';
import { Icon } from './icons.tsx';
import { labelOf } from './list-options.ts';
import { formatDuration, formatSpan, listed } from './locale.ts';
import { clockTime, hoursLines, type LocalMoment, openState } from './opening-hours.ts';
import { linkTo, type View } from './view.ts';

export const kindIcons: Readonly<Record<ServiceKind, string>> = {
  referral: 'signpost',
  health: 'health',
  mental_health: 'mind',
  food: 'food',
  water_hygiene: 'water',
  shelter: 'shelter',
  legal_safety: 'legal',
  women_space: 'woman',
  child_space: 'child',
  family_tracing: 'tracing',
  school: 'school',
  cash: 'cash',
  work: 'work',
  information_phone: 'phone',
  transport: 'transport',
};

export interface PlaceProps {
  readonly view: View;
  readonly service: Service;
  readonly now: LocalMoment | undefined;
}

export function Notices({ view, directory }: { view: View; directory: Directory }) {
  return (
    <>
      {directory.notices.map((notice) => (
        <p key={notice.en} class="notice">
          {labelOf(notice, view.language)}
        </p>
      ))}
    </>
  );
}

export function Distance({ view, service }: { view: View; service: Service }) {
  const { walk_minutes: minutes } = service;
  if (minutes === undefined) return null;
  const time = formatDuration(view.language, minutes * 60);
  return <>{minutes <= 1 ? view.say('help.here') : view.say('help.walk', { time })} · </>;
}

/** What is open now, in words and not by colour alone; without a clock the hours themselves. */
export function OpenNow({ view, service, now }: PlaceProps) {
  const { say } = view;
  const state = openState(service.hours, now);
  switch (state.kind) {
    case 'always':
      return <span class="state open">{say('help.always')}</span>;
    case 'open':
      return <span class="state open">{say('help.open_until', { time: clockTime(state.until) })}</span>;
    case 'closed':
      return <span class="state">{say('help.closed_now')}</span>;
    case 'unknown':
      return <span>{hoursText(view, service)}</span>;
  }
}

function hoursText({ say, language }: View, { hours }: Service): string {
  if (hours === undefined) return say('help.hours_unknown');
  if (hours === 'always') return say('help.always');
  const lines = hoursLines(hours, language, say('day.every'));
  return listed(
    language,
    lines.map(({ days, from, to }) => `${days} ${formatSpan(language, from, to)}`),
  );
}

type Phone = Service['phones'][number];

/** `tel:` works in most sign-in windows; the number stands there to be read for the others. */
export function CallButton({ view, phone }: { view: View; phone: Phone }) {
  const label = phone.label && labelOf(phone.label, view.language);
  return (
    <a class="button" href={`tel:${phone.number}`} data-action="call">
      <Icon name="call" />
      <span>
        {label ?? view.say('help.call')} <bdi dir="ltr">{spaced(phone.number)}</bdi>
        {phone.is_free ? ` (${view.say('help.call_free')})` : null}
      </span>
    </a>
  );
}

/** '+999 500 101': read and copied in threes. */
export const spaced = (number: string): string => number.replace(/(\+?\d{3})(?=\d)/g, '$1\u00a0');

export function HelpFoot({ view }: { view: View }) {
  return (
    <div class="foot row">
      <a class="quiet" href={linkTo(view, '')}>
        {view.say('frame.home')}
      </a>
    </div>
  );
}
