/** What stands in a cell of a table: a figure or a share, its interval under it, so that four columns fit on a phone. */
import type { CountFigure, ShownFigure } from './flows-shown.ts';
import { figureText, intervalText, shareIntervalText, shareText } from './flows-words.ts';

export function Figure({ figure }: { figure: ShownFigure }) {
  return (
    <>
      {figureText(figure)}
      <span class="under">{intervalText(figure)}</span>
    </>
  );
}

/** @param share of 100; undefined: empty */
export function Share({ share }: { share: CountFigure | undefined }) {
  return (
    <>
      {shareText(share)}
      <span class="under">{shareIntervalText(share)}</span>
    </>
  );
}
