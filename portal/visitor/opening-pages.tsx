/** The pages before the questions: language, home, consent, and "that is fine" for those who do not want to. */
import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { Listen } from './listen.tsx';
import { Scene } from './pictures.tsx';
import { languageNames, linkTo, type PhraseKey, type View } from './view.ts';

/** Asked in the language that the phone speaks; whoever reads another one knows the name of it. */
export function LanguagePage({ view }: { view: View }) {
  return (
    <Layout view={view} title={view.say('language.title')} sheets={['home']} isLanguageChoice>
      <Scene />
      <h1 class="many">{view.say('language.title')}</h1>
      <div class="speak">
        {view.languages.map((language) => (
          <a
            key={language}
            class={language === view.language ? 'button main' : 'button'}
            href={`/${language}`}
            lang={language}
            hreflang={language}
            data-action="language"
          >
            {languageNames[language] ?? language}
          </a>
        ))}
      </div>
    </Layout>
  );
}

/** How the phone stands with the questions. */
export type Standing = 'new' | 'open' | 'complete' | 'ended';

/** What else a kit offers from its first page. */
export type Door = 'messages' | 'help' | 'feedback';

export interface HomePageProps {
  readonly view: View;
  readonly standing: Standing;
  /** In the order in which they are shown. */
  readonly doors: readonly Door[];
  /** The alert that is pinned, if there is one. */
  readonly alert?: ComponentChildren;
}

/** The card of the internet is the bar below: always in sight, first under the thumb. */
export function HomePage({ view, standing, doors, alert }: HomePageProps) {
  const { say } = view;
  return (
    <Layout view={view} title={say('home.title')} sheets={['home']} barText="home.online_text">
      <Scene />
      <h1>{say('home.title')}</h1>
      <p>{say('home.intro')}</p>
      <p class="soft small">{say('home.place', { site: view.siteName })}</p>
      <Listen view={view} />
      {alert}
      <div class="cards">
        <Questions view={view} standing={standing} />
        {doors.map((door) => (
          <Tile
            key={door}
            icon={door}
            href={linkTo(view, `/${door}`)}
            title={say(`${door}.title`)}
            text={say(`home.${door}_text`)}
          />
        ))}
        <Tile
          icon="about"
          href={linkTo(view, '/about')}
          title={say('home.information_title')}
          text={say('home.information_text')}
        />
      </div>
    </Layout>
  );
}

interface TileProps {
  readonly icon: string;
  readonly href: string;
  readonly title: string;
  readonly text: string;
}

function Tile({ icon, href, title, text }: TileProps) {
  return (
    <a class="tile" href={href}>
      <span class="sign">
        <Icon name={icon} />
      </span>
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      <Icon name="onward" />
    </a>
  );
}

interface Invitation {
  readonly text: PhraseKey;
  readonly way?: { readonly label: PhraseKey; readonly path: string; readonly action: string };
}

const invitations: Readonly<Record<Standing, Invitation>> = {
  new: {
    text: 'home.questions_text',
    way: { label: 'home.start', path: '/consent', action: 'start' },
  },
  open: {
    text: 'home.continue_text',
    way: { label: 'home.continue', path: '/form', action: 'continue' },
  },
  complete: { text: 'home.done_text' },
  ended: { text: 'home.ended_text' },
};

function Questions({ view, standing }: { view: View; standing: Standing }) {
  const { say } = view;
  const { text, way } = invitations[standing];
  const content = (
    <>
      <span class="sign">
        <Icon name="questions" />
      </span>
      <div>
        <h2>{say('home.questions_title')}</h2>
        <p>{say(text)}</p>
        {way ? (
          <span class="go-on">
            {say(way.label)}
            <Icon name="onward" />
          </span>
        ) : null}
      </div>
    </>
  );
  if (!way) return <div class="tile">{content}</div>;
  return (
    <a class="tile first" href={linkTo(view, way.path)} data-action={way.action}>
      {content}
    </a>
  );
}

const consentPoints = ['who', 'why', 'anonymous', 'voluntary', 'same', 'time', 'totals', 'complain'] as const;

/** Yes and no have the same size, weight and colour: neither is the answer we hope for. */
export function ConsentPage({ view }: { view: View }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('consent.title')} formStyles="fetch">
      <h1>{say('consent.title')}</h1>
      <Listen view={view} />
      <ul class="points">
        {consentPoints.map((point) => (
          <li key={point}>
            <b>{say(`consent.${point}_title`)}</b>
            {say(`consent.${point}`)}
          </li>
        ))}
      </ul>
      <form method="post" action={linkTo(view, '/consent')} class="pair">
        <button class="button" type="submit" name="consent" value="yes" data-action="consent-yes">
          {say('consent.yes')}
        </button>
        <button class="button" type="submit" name="consent" value="no" data-action="consent-no">
          {say('consent.no')}
        </button>
      </form>
    </Layout>
  );
}

/** Why no new form can be begun: the phone has given its share, or the card its last room. */
export type Refusal = 'enough' | 'full';

export function RefusedPage({ view, refusal }: { view: View; refusal: Refusal }) {
  const { say } = view;
  return (
    <Layout view={view} title={say(`${refusal}.title`)}>
      <h1>{say(`${refusal}.title`)}</h1>
      <p>{say(`${refusal}.text`)}</p>
      <p>{say('thanks.help')}</p>
      <a class="button" href={linkTo(view, '')}>
        {say('frame.home')}
      </a>
    </Layout>
  );
}

export function DeclinedPage({ view }: { view: View }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('declined.title')}>
      <h1>{say('declined.title')}</h1>
      <p>{say('declined.text')}</p>
      <p>{say('thanks.help')}</p>
      <a href={linkTo(view, '/about')} class="quiet">
        {say('frame.about')}
      </a>
    </Layout>
  );
}
