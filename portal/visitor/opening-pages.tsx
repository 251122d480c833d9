/** The pages before the questions: language, home, consent, and "that is fine" for those who do not want to. */
import { Layout, OnlineForm } from './layout.tsx';
import { languageNames, linkTo, type PhraseKey, type View } from './view.ts';

export function LanguagePage({ view }: { view: View }) {
  return (
    <Layout view={view} title={view.say('language.title')} isLanguageChoice>
      <h1>
        {view.languages.map((language) => (
          <span key={language} lang={language}>
            {view.sayIn(language)('language.title')}
            <br />
          </span>
        ))}
      </h1>
      <div class="cards">
        {view.languages.map((language) => (
          <a
            key={language}
            class="button"
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

export function HomePage({ view, standing }: { view: View; standing: Standing }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('home.title')}>
      <h1>{say('home.title')}</h1>
      <p>{say('home.intro')}</p>
      <p class="soft small">{say('home.place', { site: view.siteName })}</p>
      <div class="cards">
        <section class="card">
          <h2>{say('home.online_title')}</h2>
          <p>{say('home.online_text')}</p>
          <OnlineForm view={view} />
        </section>
        <Questions view={view} standing={standing} />
        <section class="card">
          <h2>{say('home.information_title')}</h2>
          <p>{say('home.information_text')}</p>
          <a class="button" href={linkTo(view, '/about')}>
            {say('home.information_link')}
          </a>
        </section>
      </div>
    </Layout>
  );
}

function Questions({ view, standing }: { view: View; standing: Standing }) {
  const { say } = view;
  const texts: Readonly<Record<Standing, PhraseKey>> = {
    new: 'home.questions_text',
    open: 'home.continue_text',
    complete: 'home.done_text',
    ended: 'home.ended_text',
  };
  return (
    <section class="card">
      <h2>{say('home.questions_title')}</h2>
      <p>{say(texts[standing])}</p>
      {standing === 'new' ? (
        <a class="button" href={linkTo(view, '/consent')} data-action="start">
          {say('home.start')}
        </a>
      ) : null}
      {standing === 'open' ? (
        <a class="button" href={linkTo(view, '/form')} data-action="continue">
          {say('home.continue')}
        </a>
      ) : null}
    </section>
  );
}

const consentPoints = ['who', 'why', 'anonymous', 'voluntary', 'same', 'time', 'totals', 'complain'] as const;

/** Yes and no have the same size, weight and colour: neither is the answer we hope for. */
export function ConsentPage({ view }: { view: View }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('consent.title')}>
      <h1>{say('consent.title')}</h1>
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
