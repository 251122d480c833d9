/**
 * Where "Leave now" leads: a page that could be anybody's at a bus station. No name of ours, no way back to what was read; the way
 * online as on every page. It says in small words what it cannot do.
 */
import { Icon } from './icons.tsx';
import { sheets } from './styles.ts';
import { directionOf, linkTo, type View } from './view.ts';

const tips = [
  { icon: 'water', key: 'leave.water' },
  { icon: 'weather', key: 'leave.rain' },
  { icon: 'bus', key: 'leave.ticket' },
] as const;

export function LeavePage({ view }: { view: View }) {
  const { say, language } = view;
  return (
    <html lang={language} dir={directionOf(language)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{say('leave.title')}</title>
        {/* An empty icon: or the browser would ask for one. */}
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: sheets.frame }} />
      </head>
      <body>
        <main id="main">
          <h1>{say('leave.title')}</h1>
          <div class="cards">
            {tips.map(({ icon, key }) => (
              <section key={key} class="card">
                <span class="sign">
                  <Icon name={icon} />
                </span>
                <p>{say(key)}</p>
              </section>
            ))}
          </div>
          <p class="soft small">{say('leave.history')}</p>
        </main>
        <footer class="bar">
          <form method="post" action={linkTo(view, '/online')} data-action="online">
            <button class="button go" type="submit" data-action="online">
              {say(view.access?.kind === 'granted' ? 'online.renew' : 'online.go')}
            </button>
          </form>
        </footer>
      </body>
    </html>
  );
}
