/**
 * The pages around feedback: what it is, what became of it, the ticket and its reply, the board, and the page that keeps nothing.
 * The questions themselves are question-page.tsx's. What must stay true: a code is shown and never put into an address.
 */
import type { ComponentChildren } from 'preact';
import type { Directory } from '../../src/protocol/directory.ts';
import type { FeedbackStatus } from '../../src/protocol/feedback.ts';
import type { BoardEntry } from '../../src/protocol/replies.ts';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { labelOf } from './list-options.ts';
import type { Refusal } from './opening-pages.tsx';
import { ComplaintPlaces } from './place-page.tsx';
import { linkTo, type PhraseKey, type View } from './view.ts';

interface FeedbackHomeProps {
  readonly view: View;
  /** Why nothing new can be taken now. */
  readonly refusal: Refusal | undefined;
  /** This phone has told something that it can still take back. */
  readonly canDelete: boolean;
}

export function FeedbackHomePage({ view, refusal, canDelete }: FeedbackHomeProps) {
  const { say } = view;
  return (
    <Layout view={view} title={say('feedback.title')} sheets={['home']} isSensitive>
      <h1>{say('feedback.title')}</h1>
      <p>{say('feedback.intro')}</p>
      {refusal ? (
        <div class="notice">
          <h2>{say(`${refusal}.title`)}</h2>
          <p>{say(`${refusal}.text`)}</p>
        </div>
      ) : (
        <>
          <p class="soft small">{say('feedback.privacy')}</p>
          <form method="post" action={linkTo(view, '/feedback')}>
            <button class="button main" type="submit" data-action="tell">
              {say('feedback.start')}
            </button>
          </form>
        </>
      )}
      <div class="cards">
        <Way
          view={view}
          icon="ticket"
          path="/feedback/ticket"
          name="feedback.look_up"
          text="feedback.look_up_text"
        />
        <Way
          view={view}
          icon="board"
          path="/feedback/board"
          name="feedback.board"
          text="feedback.board_text"
        />
        <Way view={view} icon="misconduct" path="/feedback/safe" name="safe.title" />
      </div>
      <Foot view={view}>{canDelete ? <DeleteLink view={view} /> : null}</Foot>
    </Layout>
  );
}

interface WayProps {
  readonly view: View;
  readonly icon: string;
  readonly path: string;
  readonly name: PhraseKey;
  readonly text?: PhraseKey;
}

function Way({ view, icon, path, name, text }: WayProps) {
  return (
    <a class="tile" href={linkTo(view, path)} data-action={icon}>
      <span class="sign">
        <Icon name={icon} />
      </span>
      <div>
        <h2>{view.say(name)}</h2>
        {text ? <p>{view.say(text)}</p> : null}
      </div>
      <Icon name="onward" />
    </a>
  );
}

/** @param code as it is to be written down; undefined: no reply is wanted, or it was written down. */
export function FeedbackSentPage({ view, code }: { view: View; code: string | undefined }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('feedback.sent_title')} sheets={['help']} isSensitive={code !== undefined}>
      <h1>{say('feedback.sent_title')}</h1>
      <p>{say('feedback.sent_text')}</p>
      {code === undefined ? null : (
        <>
          <h2>{say('feedback.code_title')}</h2>
          <strong class="code" dir="ltr" translate={false}>
            {code}
          </strong>
          <p>{say('feedback.code_text')}</p>
          <p>{say('feedback.code_once')}</p>
          <form method="post" action={linkTo(view, '/feedback/done')}>
            <button class="button main" type="submit" data-action="noted">
              {say('feedback.code_done')}
            </button>
          </form>
        </>
      )}
      <Foot view={view}>
        <DeleteLink view={view} />
      </Foot>
    </Layout>
  );
}

export function FeedbackNothingPage({ view }: { view: View }) {
  return <Plain view={view} title="feedback.nothing_title" text="feedback.nothing_text" />;
}

export function FeedbackDeletedPage({ view }: { view: View }) {
  return <Plain view={view} title="deleted.title" text="feedback.deleted_text" />;
}

export function FeedbackDeletePage({ view }: { view: View }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('feedback.delete_title')}>
      <h1>{say('feedback.delete_title')}</h1>
      <p>{say('feedback.delete_text')}</p>
      <form method="post" action={linkTo(view, '/feedback/delete')} class="pair">
        <button class="button alarm" type="submit" data-action="delete">
          {say('delete.yes')}
        </button>
        <a class="button" href={linkTo(view, '/feedback')}>
          {say('delete.no')}
        </a>
      </form>
    </Layout>
  );
}

export type TicketTrouble = 'code_wrong' | 'code_unknown' | 'code_wait';

interface TicketPageProps {
  readonly view: View;
  readonly trouble?: TicketTrouble;
  /** What was typed, to be put right. */
  readonly typed?: string;
}

export function TicketPage({ view, trouble, typed = '' }: TicketPageProps) {
  const { say } = view;
  return (
    <Layout view={view} title={say('feedback.look_up')} sheets={['question', 'help']} isSensitive>
      <h1>{say('feedback.look_up')}</h1>
      {trouble ? (
        <p class="notice" role="alert">
          {say(`feedback.${trouble}`)}
        </p>
      ) : null}
      <form method="post" action={linkTo(view, '/feedback/ticket')}>
        <p>
          <label for="code">{say('feedback.code_label')}</label>
          <input
            class="code-in"
            id="code"
            type="text"
            name="code"
            dir="ltr"
            value={typed}
            maxLength={60}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            aria-describedby="code-hint"
            aria-invalid={trouble === 'code_wrong' ? 'true' : undefined}
          />
        </p>
        <p class="soft small" id="code-hint">
          {say('feedback.code_hint')}
        </p>
        <button class="button main" type="submit" data-action="look">
          {say('feedback.code_look')}
        </button>
      </form>
      <Foot view={view} />
    </Layout>
  );
}

interface ReplyPageProps {
  readonly view: View;
  readonly status: FeedbackStatus;
  readonly reply: string | undefined;
}

export function ReplyPage({ view, status, reply }: ReplyPageProps) {
  const { say } = view;
  return (
    <Layout view={view} title={say('feedback.status')} sheets={['help']} isSensitive>
      <h1>{say('feedback.status')}</h1>
      <p data-status={status}>{say(`status.${status}`)}</p>
      {reply === undefined ? null : (
        <section class="card">
          <h2>{say('feedback.reply')}</h2>
          <p class="words" dir="auto">
            {reply}
          </p>
        </section>
      )}
      <Foot view={view} />
    </Layout>
  );
}

export function BoardPage({ view, board }: { view: View; board: readonly BoardEntry[] }) {
  const { say, language } = view;
  return (
    <Layout view={view} title={say('feedback.board')} sheets={['help']}>
      <h1>{say('feedback.board')}</h1>
      <p>{say(board.length > 0 ? 'feedback.board_text' : 'feedback.board_empty')}</p>
      <div class="cards">
        {board.map((entry) => (
          <section key={entry.id} class="card">
            <h2>{say('feedback.said')}</h2>
            <p dir="auto">{labelOf(entry.said, language)}</p>
            <h2>{say('feedback.did')}</h2>
            <p dir="auto">{labelOf(entry.did, language)}</p>
          </section>
        ))}
      </div>
      <Foot view={view} />
    </Layout>
  );
}

/** IOM's own channel for misconduct, read by nobody at the site. */
const independentChannel = 'weareallin.iom.int';

export function SafePage({ view, directory }: { view: View; directory: Directory }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('safe.title')} sheets={['help']} isSensitive>
      <h1>{say('safe.title')}</h1>
      <p>{say('safe.forbidden')}</p>
      <p>{say('safe.fault')}</p>
      <p class="notice">{say('safe.danger')}</p>
      <p>{say('safe.nothing_kept')}</p>
      <section class="card">
        <h2>{say('safe.online_title')}</h2>
        <p>{say('safe.online_text')}</p>
        <p class="address">
          <bdi dir="ltr">{independentChannel}</bdi>
        </p>
      </section>
      <ComplaintPlaces view={view} directory={directory} />
      <Foot view={view} />
    </Layout>
  );
}

function Plain({ view, title, text }: { view: View; title: PhraseKey; text: PhraseKey }) {
  return (
    <Layout view={view} title={view.say(title)}>
      <h1>{view.say(title)}</h1>
      <p>{view.say(text)}</p>
      <Foot view={view} />
    </Layout>
  );
}

function DeleteLink({ view }: { view: View }) {
  return (
    <a class="quiet" href={linkTo(view, '/feedback/delete')} data-action="delete">
      {view.say('feedback.delete')}
    </a>
  );
}

function Foot({ view, children }: { view: View; children?: ComponentChildren }) {
  return (
    <div class="foot row">
      <a class="quiet" href={linkTo(view, '/feedback')}>
        {view.say('feedback.title')}
      </a>
      <a class="quiet" href={linkTo(view, '')}>
        {view.say('frame.home')}
      </a>
      {children}
    </div>
  );
}
