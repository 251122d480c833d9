/** What is true whether or not somebody answers: privacy, the state of the internet, and what to do when something fails. */
import type { CountProfile } from '../../src/protocol/counts.ts';
import { DeleteLink, Layout } from './layout.tsx';
import { formatDuration } from './locale.ts';
import { linkTo, type PhraseKey, type View } from './view.ts';

const aboutPoints = [
  'what',
  'not',
  'answers',
  'memory',
  'with',
  'counts',
  'delete',
  'free',
  'safety',
] as const;

const phonesTexts: Readonly<Record<CountProfile, PhraseKey>> = {
  local: 'about.phones_local',
  linked: 'about.phones_linked',
  'high-risk': 'about.phones_high_risk',
};

export interface AboutPageProps {
  readonly view: View;
  /** There is something to delete. */
  readonly canDelete: boolean;
  /** After the receipt, for which answers stay on this kit. */
  readonly retentionDays: number;
  /** How phones are counted here. */
  readonly profile: CountProfile;
  /** For which feedback is kept; undefined: none is taken here. */
  readonly feedbackDays: { readonly afterClosing: number; readonly atMost: number } | undefined;
}

export function AboutPage({ view, canDelete, retentionDays, profile, feedbackDays }: AboutPageProps) {
  const { say } = view;
  return (
    <Layout view={view} title={say('about.title')}>
      <h1>{say('about.title')}</h1>
      <ul class="points">
        {aboutPoints.map((point) => (
          <li key={point}>
            <b>{say(`about.${point}_title`)}</b>
            {say(`about.${point}`)}
          </li>
        ))}
        <li>
          <b>{say('about.phones_title')}</b>
          {say(phonesTexts[profile])}
        </li>
        <li>
          <b>{say('about.kept_title')}</b>
          {say('about.kept', { days: retentionDays })}
        </li>
        {feedbackDays ? (
          <li>
            <b>{say('about.feedback_title')}</b>
            {say('about.feedback', { days: feedbackDays.afterClosing, longest: feedbackDays.atMost })}
          </li>
        ) : null}
        {(['totals', 'complain'] as const).map((point) => (
          <li key={point}>
            <b>{say(`consent.${point}_title`)}</b>
            {say(`consent.${point}`)}
          </li>
        ))}
      </ul>
      <div class="row">
        <a class="quiet" href={linkTo(view, '/children')}>
          {say('about.children_link')}
        </a>
        {feedbackDays ? (
          <>
            <a class="quiet" href={linkTo(view, '/feedback')}>
              {say('about.say_link')}
            </a>
            <a class="quiet" href={linkTo(view, '/feedback/safe')}>
              {say('about.staff_link')}
            </a>
          </>
        ) : null}
        {canDelete ? <DeleteLink view={view} /> : null}
      </div>
    </Layout>
  );
}

export function OnlinePage({ view }: { view: View }) {
  const { say, access, internet } = view;
  if (access === undefined) return <ReconnectPage view={view} />;
  const isWaiting = access.kind === 'granted' && internet === 'down';
  const titles: Readonly<Record<typeof access.kind, PhraseKey>> = {
    granted: 'online.title_granted',
    captive: 'online.title_captive',
    expired: 'online.title_expired',
  };
  const title = say(isWaiting ? 'online.title_waiting' : titles[access.kind]);
  return (
    <Layout view={view} title={title}>
      <h1>{title}</h1>
      {access.kind === 'granted' ? (
        <>
          {isWaiting ? null : (
            <p class="notice">
              {say('online.left', { time: formatDuration(view.language, access.secondsRemaining) })}
            </p>
          )}
          <p>{say(isWaiting ? 'online.waiting_text' : 'online.granted_text')}</p>
          <p class="soft">{say('online.address', { address: view.portalAddress })}</p>
        </>
      ) : (
        <p>{say(access.kind === 'expired' ? 'online.expired' : 'online.captive_text')}</p>
      )}
      <a class="quiet" href={linkTo(view, '')}>
        {say('frame.home')}
      </a>
    </Layout>
  );
}

export function ReconnectPage({ view }: { view: View }) {
  return <PlainPage view={view} title="reconnect.title" text="reconnect.text" />;
}

export function ErrorPage({ view, text }: { view: View; text: PhraseKey }) {
  return <PlainPage view={view} title="error.title" text={text} />;
}

export function NotFoundPage({ view }: { view: View }) {
  return <PlainPage view={view} title="not_found.title" text="not_found.text" />;
}

function PlainPage({ view, title, text }: { view: View; title: PhraseKey; text: PhraseKey }) {
  const { say } = view;
  return (
    <Layout view={view} title={say(title)}>
      <h1>{say(title)}</h1>
      <p>{say(text)}</p>
      <a class="button" href={linkTo(view, '')}>
        {say('frame.home')}
      </a>
    </Layout>
  );
}
