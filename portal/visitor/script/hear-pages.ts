/**
 * Hearing with one tap: a round button in place of the browser's player, and on a question one beside each choice, which plays that
 * choice alone. What is being read is marked. Where nothing can be played the browser's own player stays.
 */
const voice = 'M4 9v6h4l6 5V4L8 9zM17.500 9a4 4 0 0 1 0 6M20 6.500a8 8 0 0 1 0 11';
const pause = 'M8 5v14M16 5v14';

export function hearPages(page: Document): void {
  for (const audio of Array.from(page.querySelectorAll<HTMLAudioElement>('audio.hear'))) {
    if (!audio.canPlayType) return;
    replacePlayer(page, audio);
    if (audio.parentElement && audio.parentElement.className === 'listen') hearChoices(page, audio);
  }
}

function replacePlayer(page: Document, audio: HTMLAudioElement): void {
  const { button, draw } = sayButton(page, audio.getAttribute('aria-label') || '');
  const show = () => {
    button.setAttribute('aria-pressed', String(!audio.paused));
    draw(audio.paused ? voice : pause);
  };
  button.addEventListener('click', () => (audio.paused ? play(audio) : audio.pause()));
  for (const change of ['play', 'pause', 'ended']) audio.addEventListener(change, show);
  show();
  if (audio.parentNode) audio.parentNode.insertBefore(button, audio);
  audio.hidden = true;
}

interface Part {
  readonly label: HTMLElement;
  readonly from: number;
  readonly to: number;
}

function hearChoices(page: Document, audio: HTMLAudioElement): void {
  const parts: Part[] = [];
  let alone: Part | undefined;
  for (const label of Array.from(page.querySelectorAll<HTMLElement>('label[data-heard]'))) {
    const [from = Number.NaN, to = Number.NaN] = (label.getAttribute('data-heard') || '')
      .split(' ')
      .map(Number);
    if (!(from < to)) continue;
    // Among the items of a list, which have no voice, a button would only push aside.
    if (label.parentElement?.querySelector('label:not([data-heard])')) continue;
    const part = { label, from, to };
    parts.push(part);
    putBeside(page, label, () => {
      alone = part;
      playFrom(audio, from);
    });
  }
  audio.addEventListener('timeupdate', () => {
    const now = audio.currentTime;
    if (alone && now >= alone.to) {
      alone = undefined;
      audio.pause();
    }
    for (const { label, from, to } of parts)
      label.classList[!audio.paused && now >= from && now < to ? 'add' : 'remove']('heard');
  });
  audio.addEventListener('pause', () => {
    for (const { label } of parts) label.classList.remove('heard');
  });
}

/**
 * Not among what the Tab key goes through, nor for a screen reader, which reads the choice itself; the whole page can be heard by
 * the button above.
 */
function putBeside(page: Document, label: HTMLElement, hear: () => void): void {
  const { button, draw } = sayButton(page, '');
  draw(voice);
  button.tabIndex = -1;
  button.setAttribute('aria-hidden', 'true');
  button.addEventListener('click', hear);
  const row = page.createElement('div');
  row.className = 'spoken';
  if (label.parentNode) label.parentNode.insertBefore(row, label);
  row.appendChild(label);
  row.appendChild(button);
}

function playFrom(audio: HTMLAudioElement, seconds: number): void {
  const seek = () => {
    audio.removeEventListener('loadedmetadata', seek);
    audio.currentTime = seconds;
  };
  // Played at once all the same: a phone lets only the tap itself begin a sound.
  if (audio.readyState > 0) seek();
  else audio.addEventListener('loadedmetadata', seek);
  play(audio);
}

function play(audio: HTMLAudioElement): void {
  // Browsers of 2016 promise nothing.
  const begun: Promise<void> | undefined = audio.play();
  if (begun) begun.catch(() => undefined);
}

function sayButton(page: Document, label: string) {
  const button = page.createElement('button');
  button.type = 'button';
  button.className = 'say';
  if (label) button.setAttribute('aria-label', label);
  const svg = page.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = page.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.appendChild(path);
  button.appendChild(svg);
  return { button, draw: (shape: string) => path.setAttribute('d', shape) };
}
