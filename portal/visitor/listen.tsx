/**
 * Hearing a whole page: its words and, on a question, every choice after it. One sound a page, so that it works without
 * a script, and nothing is loaded before it is tapped; it says when the voice is a machine's. With the script each choice can be heard alone,
 * and is shown while it is read: `heard` tells it from which second to which.
 */
import { AudioButton } from './audio-button.tsx';
import type { View } from './view.ts';

/** What reads the page aloud: '/media/audio/…'. */
export interface PageAudio {
  readonly src: string;
  /** Read by a machine: nobody who speaks the language has checked it. */
  readonly isDraft: boolean;
  /** Seconds from and to, by the name of the part: '<question>.<choice>'. */
  readonly marks: Readonly<Record<string, readonly [number, number]>>;
}

/** Nothing where the page has no audio in this language. */
export function Listen({ view }: { view: View }) {
  if (!view.audio) return null;
  return (
    <div class="listen">
      <AudioButton view={view} src={view.audio.src} />
      <span class="soft small">{view.say(view.audio.isDraft ? 'audio.computer' : 'audio.person')}</span>
    </div>
  );
}

/** For the script, on the label of a choice: '3.25 4.8'. */
export const heard = ({ audio }: View, question: string, choice: string): string | undefined =>
  audio?.marks[`${question}.${choice}`]?.join(' ');
