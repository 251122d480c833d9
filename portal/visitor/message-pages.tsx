/**
 * Protection messages: the list, one message, and the alert that stands above all. What must stay true: the words alone say
 * everything; nothing plays or loads a film by itself; whoever reads something dangerous to be seen with can leave at once.
 */
import { AudioButton } from './audio-button.tsx';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { languageNames, linkTo, type View } from './view.ts';

export interface ShownFilm {
  readonly sources: readonly { readonly src: string; readonly lines: number; readonly kilobytes: number }[];
  readonly poster: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  /** undefined: it has no voice. */
  readonly spoken: string | undefined;
  readonly captions: readonly { readonly language: string; readonly src: string }[];
  /** Nobody has checked it. */
  readonly isDraft: boolean;
}

export interface ShownMessage {
  readonly id: string;
  readonly icon: string;
  /** Of the words: the page's, or another where the message is not in it. */
  readonly language: string;
  readonly title: string;
  readonly text: readonly string[];
  readonly points: readonly string[];
  readonly isSensitive: boolean;
  readonly audio: { readonly src: string; readonly isDraft: boolean } | undefined;
  readonly film: ShownFilm | undefined;
}

export interface MessageListProps {
  readonly view: View;
  readonly pinned: ShownMessage | undefined;
  readonly messages: readonly ShownMessage[];
}

export function MessageListPage({ view, pinned, messages }: MessageListProps) {
  const { say } = view;
  return (
    <Layout view={view} title={say('messages.title')} sheets={['home']}>
      <h1>{say('messages.title')}</h1>
      <p>{say(pinned || messages.length > 0 ? 'messages.intro' : 'messages.none')}</p>
      {pinned ? <PinnedAlert view={view} message={pinned} /> : null}
      <div class="cards">
        {messages.map((message) => (
          <a key={message.id} class="tile" href={linkTo(view, `/messages/${message.id}`)}>
            <span class="sign">
              <Icon name={message.icon} />
            </span>
            <div>
              <h2 lang={message.language}>{message.title}</h2>
              {message.film ? <p>{say('messages.with_video')}</p> : null}
            </div>
            <Icon name="onward" />
          </a>
        ))}
      </div>
      <a class="quiet" href={linkTo(view, '')}>
        {say('frame.home')}
      </a>
    </Layout>
  );
}

/** On the first page and above the list; its first words say what to do, for who reads no further. */
export function PinnedAlert({ view, message }: { view: View; message: ShownMessage }) {
  const { say } = view;
  return (
    <section class="notice down" data-alert={message.id}>
      <p>
        {say('messages.important')} · <span lang={message.language}>{message.title}</span>
      </p>
      <p lang={message.language}>{message.points[0]}</p>
      <a class="quiet" href={linkTo(view, `/messages/${message.id}`)}>
        {say('messages.read')}
        <span class="shy">: {message.title}</span>
      </a>
    </section>
  );
}

export function MessagePage({ view, message }: { view: View; message: ShownMessage }) {
  const { say } = view;
  const { title, language, film, audio } = message;
  return (
    <Layout view={view} title={title} isSensitive={message.isSensitive} sheets={['home', 'message']}>
      <h1 lang={language}>{title}</h1>
      {audio ? (
        <div class="voice">
          <AudioButton view={view} src={audio.src} label={title} />
          <div>
            <div aria-hidden="true">{say('messages.listen')}</div>
            <div class="soft small">{say(audio.isDraft ? 'audio.computer' : 'audio.person')}</div>
          </div>
        </div>
      ) : null}
      <div lang={language}>
        {message.text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <ul class="points">
          {message.points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </div>
      {film ? <Film view={view} film={film} title={title} /> : null}
      <p>{say('messages.help')}</p>
      <a class="button" href={linkTo(view, '/help')}>
        <Icon name="help" />
        {say('messages.help_link')}
      </a>
      <a class="quiet" href={linkTo(view, '/messages')}>
        {say('messages.all')}
      </a>
    </Layout>
  );
}

/** The smallest picture first: this is a phone, and the radio is shared. */
function Film({ view, film, title }: { view: View; film: ShownFilm; title: string }) {
  const { say } = view;
  const [small, ...larger] = film.sources;
  if (!small) return null;
  return (
    <section class="film">
      <h2>{say('messages.watch')}</h2>
      {/* biome-ignore lint/a11y/useMediaCaption: its captions are the tracks below, as many as the message has */}
      <video
        controls
        playsInline
        preload="none"
        poster={film.poster}
        width={film.width}
        height={film.height}
        aria-label={title}
      >
        <source src={small.src} type="video/mp4" />
        {film.captions.map(({ language, src }) => (
          <track
            key={language}
            kind="captions"
            src={src}
            srcLang={language}
            label={languageNames[language] ?? language}
            default={language === view.language}
          />
        ))}
      </video>
      <p class="soft small">
        {[
          say('messages.length', { seconds: film.seconds, size: small.kilobytes }),
          voice(view, film),
          film.isDraft ? say('messages.machine') : null,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      {larger.map(({ src, lines, kilobytes }) => (
        <a key={lines} class="quiet" href={src}>
          {say('messages.larger', { size: kilobytes })}
        </a>
      ))}
    </section>
  );
}

function voice({ say, language }: View, { spoken }: ShownFilm): string | null {
  if (spoken === undefined) return say('messages.no_voice');
  return spoken === language
    ? null
    : say('messages.other_voice', { language: languageNames[spoken] ?? spoken });
}
