/**
 * Changing the language, on every page: all of them by their own names behind one button with the name of the present one, so
 * that eight fit a window of 320 pixels. The browser opens and closes it (`details`): no script.
 */
import { Icon } from './icons.tsx';
import { languageNames, type View } from './view.ts';

export function Languages({ view }: { view: View }) {
  return (
    <nav aria-label={view.say('frame.languages')}>
      <details class="tongues">
        <summary>
          <Icon name="language" />
          {languageNames[view.language] ?? view.language}
          <Icon name="expand" class="more" />
        </summary>
        <ul>
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
      </details>
    </nav>
  );
}
