/** The frame of every staff page: title, navigation, who is signed in. */
import type { ComponentChildren } from 'preact';

export interface Frame {
  readonly email: string;
  /** Hidden field of every form that changes something. */
  readonly csrf: string;
  /** Items of kits known here, for the navigation: what anybody can send is not counted there. */
  readonly setAside: number;
  /** Feedback that nobody has done anything with yet. */
  readonly feedback: number;
}

interface LayoutProps {
  readonly title: string;
  readonly path: string;
  readonly frame?: Frame;
  readonly children: ComponentChildren;
}

const places = [
  { path: '/', label: 'Sites' },
  { path: '/flows', label: 'Flows' },
  { path: '/results', label: 'Results' },
  { path: '/feedback', label: 'Feedback' },
  { path: '/messages', label: 'Messages' },
  { path: '/export', label: 'Export' },
  { path: '/translations', label: 'Translations' },
  { path: '/set-aside', label: 'Set aside' },
];

export function Layout({ title, path, frame, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · DTM Wi-Fi`}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="top">
          <div class="top-inner">
            <span class="brand">DTM Wi-Fi</span>
            {frame && <Navigation path={path} frame={frame} />}
          </div>
        </header>
        <main id="content">{children}</main>
      </body>
    </html>
  );
}

/** How much waits behind a place, to be seen from everywhere. */
function waiting(path: string, frame: Frame): string {
  const counts: Readonly<Record<string, number>> = {
    '/set-aside': frame.setAside,
    '/feedback': frame.feedback,
  };
  const count = counts[path] ?? 0;
  return count > 0 ? ` (${count})` : '';
}

function Navigation({ path, frame }: { path: string; frame: Frame }) {
  return (
    <>
      <nav aria-label="Pages">
        <ul>
          {places.map((place) => (
            <li key={place.path}>
              <a href={place.path} {...(place.path === path ? { 'aria-current': 'page' } : {})}>
                {place.label}
                {waiting(place.path, frame)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form class="who" method="post" action="/sign-out">
        <input type="hidden" name="csrf" value={frame.csrf} />
        <span>{frame.email}</span>
        <button class="quiet" type="submit">
          Sign out
        </button>
      </form>
    </>
  );
}
