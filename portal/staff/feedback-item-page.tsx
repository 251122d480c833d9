/** One feedback: what was written, how far it is, the reply, and who did what. */
import type { FeedbackStatus } from '../../src/protocol/feedback.ts';
import { statusOptions, statusWords } from './feedback-page.tsx';
import { type Frame, Layout } from './layout.tsx';
import { moment } from './words.ts';

export interface FeedbackItemPageProps {
  readonly frame: Frame;
  /** Its page: '/feedback/<kit>/<id>'. */
  readonly path: string;
  readonly site: string;
  readonly date: string;
  readonly language: string;
  readonly type: string;
  readonly sector: string;
  readonly body: string | null;
  readonly status: FeedbackStatus;
  readonly wantsReply: boolean;
  readonly isErased: boolean;
  readonly receivedAt: number;
  readonly reply: { readonly body: string; readonly by: string; readonly at: number } | undefined;
  readonly events: readonly { readonly action: string; readonly by: string; readonly at: number }[];
  readonly maxReplyCharacters: number;
}

const actionWords: Readonly<Record<string, string>> = {
  ...statusWords,
  received: 'opened again',
  reply: 'reply written',
  erased: 'text and reply erased',
};

export function FeedbackItemPage(props: FeedbackItemPageProps) {
  const { frame, path, status, isErased, reply, events } = props;
  return (
    <Layout title="Feedback" path="/feedback" frame={frame}>
      <h1>{props.type}</h1>
      <dl class="facts">
        <Fact name="About" value={props.sector} />
        <Fact name="Site" value={props.site} />
        <Fact name="Told on" value={props.date} />
        <Fact name="Language" value={props.language} />
        <Fact name="Received" value={moment(props.receivedAt)} />
        <Fact name="Status" value={statusWords[status]} />
      </dl>
      <h2>What was written</h2>
      <blockquote class="note" dir="auto" data-feedback-text>
        {isErased ? 'Erased: its time was over.' : (props.body ?? 'Nothing: only the choices above.')}
      </blockquote>
      {isErased ? null : (
        <>
          <ReplyForm {...props} />
          <form class="filter" method="post" action={`${path}/status`}>
            <input type="hidden" name="csrf" value={frame.csrf} />
            <div>
              <label for="status">Status</label>
              <select id="status" name="status">
                {statusOptions.map(({ value, label }) => (
                  <option key={value} value={value} selected={value === status}>
                    {label}
                  </option>
                ))}
              </select>
            </div>
            <button type="submit">Change</button>
          </form>
        </>
      )}
      {reply ? (
        <p class="soft small">
          Reply of {reply.by}, {moment(reply.at)}
        </p>
      ) : null}
      <h2>Who did what</h2>
      {events.length === 0 ? (
        <p>Nobody has done anything yet.</p>
      ) : (
        <ul>
          {events.map(({ action, by, at }) => (
            <li key={`${at}${action}`}>
              {moment(at)}: {actionWords[action] ?? action}
              {by ? `, ${by}` : ''}
            </li>
          ))}
        </ul>
      )}
    </Layout>
  );
}

function ReplyForm({ frame, path, wantsReply, reply, maxReplyCharacters }: FeedbackItemPageProps) {
  if (!wantsReply) return <p class="note">No reply is wanted: there is no ticket to read it with.</p>;
  return (
    <form method="post" action={`${path}/reply`}>
      <input type="hidden" name="csrf" value={frame.csrf} />
      <p>
        <label for="reply">
          Reply: plain words, in the visitor’s language, no names. Only the holder of the ticket can read it,
          at any kit.
        </label>
        <textarea id="reply" name="reply" rows={6} maxLength={maxReplyCharacters} dir="auto">
          {reply?.body ?? ''}
        </textarea>
      </p>
      <button type="submit">{reply ? 'Put in the place of the reply before' : 'Send the reply'}</button>
    </form>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value || '–'}</dd>
    </div>
  );
}
