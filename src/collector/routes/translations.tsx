/**
 * The staff's page of what wants a native speaker, in the content that comes with the program. Only texts that visitors read: no
 * answer of anybody.
 */
import { Hono } from 'hono';
import type { Frame } from '../../../portal/staff/layout.tsx';
import { renderPage } from '../../../portal/staff/render.ts';
import { type StateRow, TranslationsPage } from '../../../portal/staff/translations-page.tsx';
import { audioStates } from '../../platform/audio.ts';
import { translationStates } from '../../platform/content-states.ts';
import {
  type ContentStatus,
  readContentStatus,
  totalAudio,
  totalFilms,
  totalTranslations,
} from '../../platform/content-status.ts';
import { filmStates } from '../../platform/message-media.ts';
import type { StaffEnv } from './staff-access.tsx';

export interface TranslationRoutes {
  readonly contentFolder: string;
  readonly frameOf: (staff: StaffEnv['Variables']) => Promise<Frame>;
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });
const path = '/translations';

/** The guard stands before them. */
export function translationRoutes({ contentFolder, frameOf }: TranslationRoutes): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  app.get(path, async (c) => {
    const status = readContentStatus(contentFolder);
    const { language, part } = c.req.query();
    return c.html(
      renderPage(
        <TranslationsPage
          frame={await frameOf(c.var)}
          columns={[
            ...translationStates,
            ...audioStates.map((state) => `audio: ${state}`),
            ...filmStates.map((state) => `films: ${state}`),
          ]}
          languages={languageRows(status, language)}
          chosen={language === undefined ? undefined : chosenOf(status, language, part)}
        />,
      ),
    );
  });
  return app;
}

const codesOf = ({ translations, audio }: ContentStatus): string[] => [
  ...new Set([...translations, ...audio].map(({ language }) => language)),
];

function languageRows(status: ContentStatus, chosen: string | undefined): StateRow[] {
  return codesOf(status).map((language) => {
    const counted = totalTranslations(status.translations.filter((entry) => entry.language === language));
    const heard = totalAudio(status.audio.filter((entry) => entry.language === language));
    const seen = totalFilms(status.films.filter((entry) => entry.language === language));
    return {
      name: language,
      label: languageNames.of(language) ?? language,
      isChosen: language === chosen,
      href: `${path}?${new URLSearchParams({ language })}`,
      counts: [
        ...translationStates.map((state) => counted[state]),
        ...audioStates.map((state) => heard[state]),
        ...filmStates.map((state) => seen[state]),
      ],
    };
  });
}

function chosenOf(status: ContentStatus, language: string, part: string | undefined) {
  if (!codesOf(status).includes(language)) return undefined;
  const own = status.translations.filter((entry) => entry.language === language);
  const parts = [...new Set(own.map((entry) => entry.part))].map((name) => {
    const counted = totalTranslations(own.filter((entry) => entry.part === name));
    return {
      name,
      label: name,
      isChosen: name === part,
      href: `${path}?${new URLSearchParams({ language, part: name })}`,
      counts: translationStates.map((state) => counted[state]),
    };
  });
  return {
    language,
    label: languageNames.of(language) ?? language,
    direction: language === 'ar' ? ('rtl' as const) : ('ltr' as const),
    columns: translationStates,
    parts,
    texts: own.filter((entry) => entry.part === part),
    media: [
      ...status.audio
        .filter((entry) => entry.language === language && entry.key.startsWith('messages/'))
        .map(({ key, state }) => ({ what: 'voice', key, state })),
      ...status.films
        .filter((entry) => entry.language === language)
        .map(({ key, state }) => ({ what: 'film', key, state })),
    ],
  };
}
