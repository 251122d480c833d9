/** One voice at a time: what begins to play silences what played before. */
export function playOne(page: Document): void {
  // Media events do not bubble; on the way down they can be heard.
  page.addEventListener(
    'play',
    ({ target }) => {
      for (const other of Array.from(page.querySelectorAll<HTMLMediaElement>('audio,video')))
        if (other !== target) other.pause();
    },
    true,
  );
}
