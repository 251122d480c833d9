/**
 * Listening to a page: a link to the sound with the look of a button. Without a script the browser plays it as it plays any file, and
 * "Back" returns; the script makes a button of it that plays where one is (script/hear-pages.ts). Not the browser's own player: on a
 * slow phone making one takes longer than the whole page.
 */
import type { View } from './view.ts';
import { voiceShape } from './voice-shape.ts';

export interface AudioButtonProps {
  readonly view: View;
  /** Of this kit: '/media/…'. */
  readonly src: string;
  /** What is to be heard; by itself "Listen". */
  readonly label?: string | undefined;
}

export function AudioButton({ view, src, label }: AudioButtonProps) {
  const name = view.say('controls.listen');
  return (
    <a class="say hear" href={src}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={voiceShape} />
      </svg>
      <span class="shy">{label === undefined ? name : `${name}: ${label}`}</span>
    </a>
  );
}
