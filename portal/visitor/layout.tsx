/**
 * The frame of every visitor's page: the languages above, the page, and below it, always in sight, the way online. What must
 * stay true: "Go online" is on every page, alike for those who answer and those who do not, and needs one tap; where a page
 * is sensitive, "Leave now" is the first thing in it.
 */
import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';
import { Languages } from './language-choice.tsx';
import { formatDuration } from './locale.ts';
import { Mark } from './pictures.tsx';
import { type Sheet, sheets } from './styles.ts';
import { directionOf, linkTo, type PhraseKey, type View } from './view.ts';

export interface LayoutProps {
  readonly view: View;
  readonly title: string;
  /** The page is itself about languages. */
  readonly isLanguageChoice?: boolean;
  /** Whoever looks over a shoulder must not see it: "Leave now" stands first. */
  readonly isSensitive?: boolean;
  /** Style sheets it wants beside the frame's. */
  readonly sheets?: readonly Sheet[];
  /**
   * The form's styles as a file: `use` it in place of sheets in the page, or `fetch` it for later while somebody reads. A sheet for
   * printing holds up no browser.
   */
  readonly formStyles?: 'use' | 'fetch' | undefined;
  /** Address of a script for this page beside the one for all. */
  readonly script?: string | undefined;
  /** What the bar says in place of the usual, for a phone that is not online. */
  readonly barText?: PhraseKey;
  readonly children: ComponentChildren;
}

export function Layout(props: LayoutProps) {
  const { view, title, isLanguageChoice = false, isSensitive = false, barText, children } = props;
  const wanted: readonly Sheet[] = ['frame', ...(props.sheets ?? [])];
  return (
    <html lang={view.language} dir={directionOf(view.language)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${view.say('brand')}`}</title>
        {/* An empty icon: or the browser would ask for one. */}
        <link rel="icon" href="data:," />
        {props.formStyles === 'use' ? (
          <link rel="stylesheet" href={view.formStyles} />
        ) : (
          wanted.map((sheet) => <style key={sheet} dangerouslySetInnerHTML={{ __html: sheets[sheet] }} />)
        )}
      </head>
      <body>
        {isSensitive ? <Leave view={view} /> : null}
        <header class="top">
          <a class="jump" href="#main">
            {view.say('controls.skip')}
          </a>
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
        <main id="main" tabIndex={-1}>
          {/* Where languages are chosen nobody can be sure to read it: the choice comes first. */}
          {isLanguageChoice ? null : <InternetNotice view={view} languages={[view.language]} />}
          {children}
          {isLanguageChoice ? <InternetNotice view={view} languages={view.languages} /> : null}
        </main>
        <footer class="bar">
          <OnlineForm view={view} text={barText} />
        </footer>
        {/* Last: on a slow line what is only useful would come in the way of the words. The first page of all needs none. */}
        {props.formStyles === 'fetch' ? <link rel="stylesheet" href={view.formStyles} media="print" /> : null}
        {view.script === undefined || isLanguageChoice ? null : <script defer src={view.script} />}
        {props.script === undefined ? null : <script defer src={props.script} />}
      </body>
    </html>
  );
}

/** A link: it works before anything else of the page has arrived. The script replaces the page, so that "back" does not return. */
function Leave({ view }: { view: View }) {
  return (
    <nav class="leave" aria-label={view.say('controls.leave')}>
      <a href={linkTo(view, '/leave')} data-action="leave">
        <Icon name="leave" />
        {view.say('controls.leave')}
      </a>
    </nav>
  );
}

/** Plainly, on every page: what does not work, and that the rest does. */
function InternetNotice({ view, languages }: { view: View; languages: readonly string[] }) {
  if (view.internet === 'up') return null;
  return (
    <div class="notice down">
      {languages.map((language) => (
        <p key={language} lang={language} dir={directionOf(language)}>
          {view.sayIn(language)('frame.internet_down')}
        </p>
      ))}
    </div>
  );
}

/** A form and not a script: iOS shows "Done" only after a POST that ends on a full page. */
function OnlineForm({ view, text }: { view: View; text: PhraseKey | undefined }) {
  const { say, access } = view;
  const isGranted = access?.kind === 'granted';
  return (
    <form method="post" action={linkTo(view, '/online')} data-action="online">
      <p>{onlineHint(view, text)}</p>
      <button class="button go" type="submit" data-action="online">
        <Icon name="online" />
        {say(isGranted ? 'online.renew' : 'online.go')}
      </button>
    </form>
  );
}

function onlineHint({ say, language, access, internet }: View, text: PhraseKey = 'online.free'): string {
  if (internet === 'down') return say(access?.kind === 'granted' ? 'online.ready' : 'online.ahead');
  switch (access?.kind) {
    case 'granted':
      return say('online.left', { time: formatDuration(language, access.secondsRemaining) });
    case 'expired':
      return say('online.expired');
    default:
      return say(text);
  }
}

export function DeleteLink({ view }: { view: View }) {
  return (
    <a class="quiet" href={linkTo(view, '/delete')} data-action="delete">
      {view.say('question.delete')}
    </a>
  );
}
