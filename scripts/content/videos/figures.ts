/**
 * What the films are drawn with: people, things, places as flat shapes in the portal's colours, on a canvas of 640 × 360. No
 * words and no signs that belong to one script, so that a drawing serves every language and can be mirrored.
 */
export const colours = {
  paper: '#f8f2e7',
  tint: '#dcebe6',
  sand: '#ead9b8',
  ink: '#1c2a2c',
  teal: '#0b5c5d',
  amber: '#f6b93f',
  clay: '#a3361e',
  white: '#fffdf8',
  grey: '#b9bdb6',
} as const;

const skins = ['#8d5a3b', '#c68b5e', '#5c3a28', '#a9714b'] as const;
const clothes = [colours.teal, colours.clay, '#3f6fa0', '#7a5a94', '#4d7a3a'] as const;

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? colours.teal;

export interface PersonOptions {
  readonly x: number;
  /** Where the feet stand. */
  readonly y?: number;
  /** 1 is a grown person. */
  readonly size?: number;
  readonly who?: number;
  readonly hair?: 'short' | 'scarf' | 'long' | 'cap';
  /** An aid worker's vest. */
  readonly vest?: boolean;
  /** Arms, from the shoulder: where each hand is. */
  readonly left?: readonly [number, number];
  readonly right?: readonly [number, number];
  readonly sad?: boolean;
  readonly colour?: string;
}

export function person(options: PersonOptions): string {
  const { x, y = 320, size = 1, who = 0, hair = 'short', vest = false, sad = false } = options;
  const { left = [-34, -70], right = [34, -70] } = options;
  const skin = options.colour ?? pick(skins, who);
  const cloth = options.colour ?? pick(clothes, who);
  const arm = ([ax, ay]: readonly [number, number], side: number) =>
    `<path d="M${side * 20} -118L${ax} ${ay}" stroke="${cloth}" stroke-width="15" stroke-linecap="round"/><circle cx="${ax}" cy="${ay}" r="9" fill="${skin}"/>`;
  const heads = {
    short: `<path d="M-23 -160a23 23 0 0 1 46 0z" fill="${colours.ink}"/>`,
    long: `<path d="M-26 -128v-32a26 26 0 0 1 52 0v32h-9v-30h-34v30z" fill="${colours.ink}"/>`,
    scarf: `<path d="M-25 -152a25 25 0 0 1 50 0q-25 -22 -50 0z" fill="${colours.amber}"/>`,
    cap: `<path d="M-24 -162a24 22 0 0 1 48 0h12v6h-60z" fill="${colours.amber}"/>`,
  };
  const behind =
    hair === 'scarf' ? `<path d="M-29 -116v-40a29 29 0 0 1 58 0v40z" fill="${colours.amber}"/>` : '';
  const face = options.colour
    ? ''
    : `<circle cx="-8" cy="-156" r="2.6"/><circle cx="8" cy="-156" r="2.6"/><path d="${sad ? 'M-7 -142q7 -6 14 0' : 'M-7 -146q7 7 14 0'}" fill="none" stroke="${colours.ink}" stroke-width="2.6" stroke-linecap="round"/>`;
  const jacket = vest
    ? `<path d="M-26 -122h20v72h-22zM6 -122h20l2 72h-22z" fill="${colours.amber}"/><path d="M-27 -82h54" stroke="${colours.white}" stroke-width="6"/>`
    : '';
  return `<g transform="translate(${x} ${y}) scale(${size})"><path d="M-12 -52v46M12 -52v46" stroke="${options.colour ?? colours.ink}" stroke-width="17" stroke-linecap="round"/><path d="M-26 -112q26 -22 52 0l6 66h-64z" fill="${cloth}"/>${jacket}${arm(left, -1)}${arm(right, 1)}${behind}<path d="M0 -140v22" stroke="${skin}" stroke-width="16"/><circle cy="-156" r="23" fill="${skin}"/>${face}${options.colour ? '' : heads[hair]}</g>`;
}

export const at = (x: number, y: number, shape: string, size = 1): string =>
  `<g transform="translate(${x} ${y}) scale(${size})">${shape}</g>`;

export const papers = `<rect x="-26" y="-34" width="52" height="68" rx="6" fill="${colours.teal}"/><circle cy="-6" r="12" fill="none" stroke="${colours.amber}" stroke-width="4"/><path d="M-14 20h28" stroke="${colours.amber}" stroke-width="4" stroke-linecap="round"/>`;
export const phone = `<rect x="-20" y="-36" width="40" height="72" rx="8" fill="${colours.ink}"/><rect x="-15" y="-28" width="30" height="52" rx="2" fill="${colours.tint}"/>`;
export const coin = `<circle r="17" fill="${colours.amber}" stroke="${colours.ink}" stroke-width="3"/><circle r="9" fill="none" stroke="${colours.ink}" stroke-width="3"/>`;
export const heart = `<path d="M0 24C-40 -4 -24 -34 0 -16C24 -34 40 -4 0 24z" fill="${colours.clay}"/>`;
export const house = `<path d="M-52 0v-46h104v46z" fill="${colours.white}" stroke="${colours.ink}" stroke-width="4"/><path d="M-64 -42L0 -92l64 50z" fill="${colours.clay}"/><rect x="-12" y="-32" width="24" height="32" fill="${colours.teal}"/>`;
export const tree = `<path d="M0 0v-60" stroke="#7a5a3a" stroke-width="14"/><circle cy="-92" r="48" fill="#5f8f55"/>`;
export const bag = `<rect x="-24" y="-40" width="48" height="40" rx="7" fill="${colours.clay}"/><path d="M-10 -40v-9h20v9" fill="none" stroke="${colours.ink}" stroke-width="5"/>`;
export const bowl = `<path d="M-34 -22h68a34 26 0 0 1 -68 0z" fill="${colours.clay}"/><path d="M-14 -30q-4 -8 2 -14M6 -30q-4 -8 2 -14" fill="none" stroke="${colours.grey}" stroke-width="4" stroke-linecap="round"/>`;
export const pin = `<path d="M0 30c-22 -26 -28 -36 -28 -50a28 28 0 0 1 56 0c0 14 -6 24 -28 50z" fill="${colours.clay}"/><circle cy="-20" r="11" fill="${colours.white}"/>`;
export const lens = `<circle r="34" fill="${colours.tint}" fill-opacity=".6" stroke="${colours.ink}" stroke-width="9"/><path d="M25 25l32 32" stroke="${colours.ink}" stroke-width="13" stroke-linecap="round"/>`;
export const bus = `<rect x="-150" y="-128" width="300" height="110" rx="18" fill="${colours.teal}"/><path d="M-130 -108h62v40h-62zM-56 -108h52v40h-52zM8 -108h52v40h-52zM72 -108h60v40h-60z" fill="${colours.tint}"/><path d="M-150 -44h300" stroke="${colours.amber}" stroke-width="8"/><circle cx="-86" cy="-16" r="24" fill="${colours.ink}"/><circle cx="90" cy="-16" r="24" fill="${colours.ink}"/>`;
export const hook = `<path d="M0 -190v150a26 26 0 1 0 52 0l-12 12" fill="none" stroke="${colours.ink}" stroke-width="8" stroke-linecap="round"/>`;
export const clock = `<circle r="40" fill="${colours.white}" stroke="${colours.ink}" stroke-width="7"/><path d="M0 -26V0l18 12" fill="none" stroke="${colours.ink}" stroke-width="6" stroke-linecap="round"/>`;
export const flag = `<path d="M0 0v-150" stroke="${colours.ink}" stroke-width="8" stroke-linecap="round"/><path d="M4 -148h70l-18 24 18 24h-70z" fill="${colours.amber}"/>`;
export const envelope = `<rect x="-44" y="-30" width="88" height="60" rx="6" fill="${colours.white}" stroke="${colours.ink}" stroke-width="5"/><path d="M-42 -26L0 8l42 -34" fill="none" stroke="${colours.ink}" stroke-width="5"/>`;
export const cross = `<path d="M-48 -48L48 48M48 -48L-48 48" stroke="${colours.clay}" stroke-width="20" stroke-linecap="round"/>`;
export const wheel = `<circle r="30" fill="none" stroke="${colours.ink}" stroke-width="9"/><path d="M-28 0h56M0 0v28" stroke="${colours.ink}" stroke-width="7"/>`;

/** Somebody speaks; what about stands in it. */
export const bubble = (x: number, y: number, content: string, toLeft = true): string =>
  at(
    x,
    y,
    `<rect x="-70" y="-52" width="140" height="98" rx="30" fill="${colours.white}" stroke="${colours.ink}" stroke-width="4"/><path d="${toLeft ? 'M-34 44l-18 30 42 -30z' : 'M34 44l18 30 -42 -30z'}" fill="${colours.white}" stroke="${colours.ink}" stroke-width="4"/>${content}`,
  );

export const sun = at(
  548,
  78,
  `<circle r="38" fill="${colours.amber}"/><circle r="54" fill="none" stroke="${colours.amber}" stroke-width="5" stroke-dasharray="8 20"/>`,
);

export function picture(content: string, isMirrored: boolean, sky: string = colours.tint): string {
  const mirrored = isMirrored ? ' transform="translate(640 0) scale(-1 1)"' : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360"><g${mirrored}><rect width="640" height="360" fill="${sky}"/><path d="M0 300q160 -26 320 -6t320 -8v74h-640z" fill="${colours.sand}"/>${content}</g></svg>`;
}
