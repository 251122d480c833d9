/**
 * Listening to a sentence: the browser's own player, made so narrow that only its play button is left. It needs no script, loads
 * nothing before it is tapped, and every screen reader knows it.
 */
import type { View } from './view.ts';

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
    // biome-ignore lint/a11y/useMediaCaption: what it says stands beside it in words.
    <audio
      class="hear"
      controls
      controlsList="nodownload noplaybackrate"
      preload="none"
      src={src}
      aria-label={label === undefined ? name : `${name}: ${label}`}
    />
  );
}
