/**
 * Hearing with one tap: the link to the sound becomes a button that plays it here, and on a question there is one beside each choice,
 * which plays that choice alone. What is being read is marked. The player is made at the first tap, for making one costs a slow phone
 * more than the page. Where nothing can be played the link stays.
 */
import { voiceShape } from '../voice-shape.ts';

const pause = 'M8 5v14M16 5v14';

/** The page's one player, made when it is first wanted. */
type Player = () => HTMLAudioElement;

export function hearPages(page: Document): void {
  // Where media are switched off, the page has not even the name of a player.
  if (!('HTMLAudioElement' in window)) return;
  for (const link of Array.from(page.querySelectorAll<HTMLAnchorElement>('a.hear'))) {
    const whole = link.parentElement && link.parentElement.className === 'listen';
    const follow = whole ? hearChoices(page, () => player()) : undefined;
    const player = replaceLink(page, link, follow);
  }
}

function replaceLink(
  page: Document,
  link: HTMLAnchorElement,
  follow: ((audio: HTMLAudioElement) => void) | undefined,
): Player {
  const { button, draw } = sayButton(page, link.textContent || '');
  let made: HTMLAudioElement | undefined;
  const player = () => {
    if (made) return made;
    const audio = page.createElement('audio');
    audio.preload = 'none';
    audio.src = link.href;
    audio.hidden = true;
    const show = () => {
      button.setAttribute('aria-pressed', String(!audio.paused));
      draw(audio.paused ? voiceShape : pause);
    };
    for (const change of ['play', 'pause', 'ended']) audio.addEventListener(change, show);
    if (follow) follow(audio);
    if (button.parentNode) button.parentNode.appendChild(audio);
    made = audio;
    return audio;
  };
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    const audio = player();
    if (audio.paused) play(audio);
    else audio.pause();
  });
  draw(voiceShape);
  if (link.parentNode) link.parentNode.replaceChild(button, link);
  return player;
}

interface Part {
  readonly label: HTMLElement;
  readonly from: number;
  readonly to: number;
}

/** Buttons beside the choices; returns what the player of the page is to be followed by. */
function hearChoices(page: Document, player: Player): (audio: HTMLAudioElement) => void {
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
      playFrom(player(), from);
    });
  }
  return (audio) => {
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
  };
}

/**
 * Not among what the Tab key goes through, nor for a screen reader, which reads the choice itself; the whole page can be heard by
 * the button above.
 */
function putBeside(page: Document, label: HTMLElement, hear: () => void): void {
  const { button, draw } = sayButton(page, '');
  draw(voiceShape);
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
