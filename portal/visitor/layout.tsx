/**
 * The frame of every visitor's page: the languages above, the page, and below it, always in sight, the way online. What must
 * stay true: "Go online" is on every page, alike for those who answer and those who do not, and needs one tap.
 */
import type { ComponentChildren } from 'preact';
import { Mark } from './icons.tsx';
import { styles } from './styles.ts';
import { duration, languageNames, linkTo, type View } from './view.ts';

export interface LayoutProps {
  readonly view: View;
  readonly title: string;
  /** The page is itself about languages. */
  readonly isLanguageChoice?: boolean;
  readonly children: ComponentChildren;
}

export function Layout({ view, title, isLanguageChoice = false, children }: LayoutProps) {
  return (
    <html lang={view.language} dir={view.language === 'ar' ? 'rtl' : 'ltr'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${view.say('brand')}`}</title>
        {/* An empty icon: or the browser would ask for one. */}
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: styles }} />
      </head>
      <body>
        <header>
          <a
            class="brand"
            href={linkTo(view, '')}
            aria-label={`${view.say('brand')} · ${view.say('frame.home')}`}
          >
            <Mark />
            <span>{view.say('brand')}</span>
          </a>
          {isLanguageChoice ? null : <Languages view={view} />}
        </header>
        <main>
          {/* Where languages are chosen nobody can be sure to read it: the choice comes first. */}
          {isLanguageChoice ? null : <InternetNotice view={view} languages={[view.language]} />}
          {children}
          {isLanguageChoice ? <InternetNotice view={view} languages={view.languages} /> : null}
        </main>
        <footer class="bar">
          <OnlineForm view={view} hint />
        </footer>
      </body>
    </html>
  );
}

/** Plainly, on every page: what does not work, and that the rest does. */
function InternetNotice({ view, languages }: { view: View; languages: readonly string[] }) {
  if (view.internet === 'up') return null;
  return (
    <div class="notice down">
      {languages.map((language) => (
        <p key={language} lang={language}>
          {view.sayIn(language)('frame.internet_down')}
        </p>
      ))}
    </div>
  );
}

function Languages({ view }: { view: View }) {
  return (
    <nav aria-label={view.say('frame.languages')}>
      <ul class="tongues">
        {view.languages.map((language) => (
          <li key={language}>
            <a
              href={`/${language}${view.path}`}
              lang={language}
              hreflang={language}
              data-action="language"
              aria-current={language === view.language ? 'true' : undefined}
            >
              {languageNames[language] ?? language}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A form and not a script: iOS shows "Done" only after a POST that ends on a full page. */
export function OnlineForm({ view, hint = false }: { view: View; hint?: boolean }) {
  const { say, access } = view;
  const isGranted = access?.kind === 'granted';
  return (
    <form method="post" action={linkTo(view, '/online')} data-action="online">
      {hint ? <p>{onlineHint(view)}</p> : null}
      <button class="button go" type="submit" data-action="online">
        {say(isGranted ? 'online.renew' : 'online.go')}
      </button>
    </form>
  );
}

function onlineHint({ say, access, internet }: View): string {
  if (internet === 'down') return say(access?.kind === 'granted' ? 'online.ready' : 'online.ahead');
  switch (access?.kind) {
    case 'granted':
      return say('online.left', { time: duration(say, access.secondsRemaining) });
    case 'expired':
      return say('online.expired');
    default:
      return say('online.free');
  }
}

export function DeleteLink({ view }: { view: View }) {
  return (
    <a class="quiet" href={linkTo(view, '/delete')} data-action="delete">
      {view.say('question.delete')}
    </a>
  );
}
