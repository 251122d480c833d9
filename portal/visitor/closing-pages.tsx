/** The pages after the questions, and the offer in the middle of them. Every one says plainly what was kept. */
import type { ComponentChildren } from 'preact';
import { DeleteLink, Layout } from './layout.tsx';
import { Listen } from './listen.tsx';
import { linkTo, type View } from './view.ts';

/** @param left how many pages the rest has. */
export function OfferPage({ view, left }: { view: View; left: number }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('offer.title')}>
      <h1>{say('offer.title')}</h1>
      <p>{say('offer.text', { n: left })}</p>
      <form method="post" action={linkTo(view, '/more')} class="pair">
        <button class="button" type="submit" name="more" value="yes" data-action="more-yes">
          {say('offer.yes')}
        </button>
        <button class="button" type="submit" name="more" value="no" data-action="more-no">
          {say('offer.no')}
        </button>
      </form>
      <div class="foot">
        <DeleteLink view={view} />
      </div>
    </Layout>
  );
}

export function ThanksPage({ view }: { view: View }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('thanks.title')}>
      <h1>{say('thanks.title')}</h1>
      <p>{say('thanks.text')}</p>
      <p>{say('thanks.help')}</p>
      <Foot view={view}>
        <DeleteLink view={view} />
      </Foot>
    </Layout>
  );
}

const childrenPoints = ['internet', 'alone', 'strangers', 'free', 'tell'] as const;

/** @param hasAnswered reached by the form's ending, not by the link. */
export function ChildrenPage({ view, hasAnswered }: { view: View; hasAnswered: boolean }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('children.title')}>
      <h1>{say('children.title')}</h1>
      <Listen view={view} />
      {hasAnswered ? <p>{say('children.thanks')}</p> : null}
      <ul class="points">
        {childrenPoints.map((point) => (
          <li key={point}>{say(`children.${point}`)}</li>
        ))}
      </ul>
      <Foot view={view}>{hasAnswered ? <DeleteLink view={view} /> : null}</Foot>
    </Layout>
  );
}

/** @param isKept there was at least one answer. */
export function StoppedPage({ view, isKept }: { view: View; isKept: boolean }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('stopped.title')}>
      <h1>{say('stopped.title')}</h1>
      <p>{say(isKept ? 'stopped.text' : 'stopped.nothing')}</p>
      {isKept ? (
        <a class="button" href={linkTo(view, '/delete')} data-action="delete">
          {say('question.delete')}
        </a>
      ) : null}
      <Foot view={view} />
    </Layout>
  );
}

/** An answer came too late to be added. @param isKept what was answered before is known here, and can be deleted. */
export function LatePage({ view, isKept }: { view: View; isKept: boolean }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('late.title')}>
      <h1>{say('late.title')}</h1>
      <p>{say(isKept ? 'late.kept' : 'late.unknown')}</p>
      <a
        class="button"
        href={linkTo(view, isKept ? '/delete' : '/consent')}
        data-action={isKept ? 'delete' : 'start'}
      >
        {say(isKept ? 'question.delete' : 'late.again')}
      </a>
      <Foot view={view} />
    </Layout>
  );
}

export function DeletePage({ view }: { view: View }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('delete.title')}>
      <h1>{say('delete.title')}</h1>
      <p>{say('delete.text')}</p>
      <form method="post" action={linkTo(view, '/delete')} class="pair">
        <button class="button alarm" type="submit" data-action="delete">
          {say('delete.yes')}
        </button>
        <a class="button" href={linkTo(view, '/form')} data-action="continue">
          {say('delete.no')}
        </a>
      </form>
    </Layout>
  );
}

export function DeletedPage({ view }: { view: View }) {
  const { say } = view;
  return (
    <Layout view={view} title={say('deleted.title')}>
      <h1>{say('deleted.title')}</h1>
      <p>{say('deleted.text')}</p>
      <Foot view={view} />
    </Layout>
  );
}

function Foot({ view, children }: { view: View; children?: ComponentChildren }) {
  return (
    <div class="foot row">
      <a class="quiet" href={linkTo(view, '')}>
        {view.say('frame.home')}
      </a>
      <a class="quiet" href={linkTo(view, '/about')}>
        {view.say('frame.about')}
      </a>
      {children}
    </div>
  );
}
