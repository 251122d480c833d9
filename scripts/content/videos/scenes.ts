/**
 * The scenes of the films: by message, the first for its title, then one a point. Each has two moments that take turns, so that
 * somebody moves while the voice speaks. Nobody is shown being hurt.
 */
import {
  at,
  bag,
  bowl,
  bubble,
  bus,
  clock,
  coin,
  colours,
  cross,
  envelope,
  flag,
  heart,
  hook,
  house,
  lens,
  papers,
  person,
  phone,
  pin,
  sun,
  tree,
  wheel,
} from './figures.ts';

/** @param moment 0 or 1 */
export type Scene = (moment: number) => string;

const child = { size: 0.66 } as const;

export const scenes: Readonly<Record<string, readonly Scene[]>> = {
  'false-job-offers': [
    (m) =>
      person({ x: 150, who: 1, hair: 'long' }) +
      person({ x: 470, colour: colours.grey, left: [-60, -100 - 8 * m] }) +
      bubble(360, 96, at(0, 6, bag, 1.1), false) +
      at(236 + 8 * m, 190, hook, 0.8) +
      at(256 + 8 * m, 150, coin),
    (m) =>
      person({ x: 230, who: 1, hair: 'long', left: [-6, -84], right: [14, -84] }) +
      at(234, 236, papers, 0.9) +
      `<path d="M${640 - 12 * m} 216L${440 - 12 * m} 232" stroke="${colours.grey}" stroke-width="34" stroke-linecap="round"/>` +
      at(360, 220, cross, 0.6),
    (m) =>
      at(400, 306, house, 1.7) +
      person({ x: 170, who: 1, hair: 'long', right: [60, -96] }) +
      at(262 + 14 * m, 190, lens),
    (m) =>
      person({ x: 150, who: 1, hair: 'long', right: [58, -100] }) +
      person({ x: 490, colour: colours.grey, left: [-60, -96] }) +
      at(250 + 40 * m, 214, coin) +
      at(320, 106, clock, 1.1),
    (m) =>
      person({ x: 180, who: 1, hair: 'long', right: [30, -120] }) +
      at(214, 206, phone, 0.6) +
      person({ x: 470, who: 3, hair: 'scarf', left: [-26, -128] }) +
      bubble(318, 92 - 4 * m, at(0, 6, pin), true),
    (m) =>
      sun +
      person({ x: 210, who: 1, hair: 'long', right: [52, -150 - 12 * m] }) +
      person({ x: 400 - 14 * m, who: 3, hair: 'scarf', vest: true, left: [-58, -104] }),
  ],
  'help-is-free': [
    (m) =>
      sun +
      person({ x: 180, who: 3, vest: true, right: [60, -104 - 6 * m] }) +
      at(252, 226 - 6 * m, bowl, 0.9) +
      person({ x: 380, who: 1, hair: 'scarf', left: [-52, -104] }) +
      at(490, 306, house, 0.9) +
      at(316, 110, heart, 1.1),
    (m) =>
      person({ x: 200, who: 0, vest: true, right: [66, -100 + 6 * m] }) +
      at(300, 190 + 6 * m, coin) +
      person({ x: 460, who: 1, hair: 'long', sad: true }) +
      at(300, 180, cross),
    (m) =>
      person({ x: 110, who: 0, vest: true, right: [34, -74 - 6 * m] }) +
      person({ x: 250, who: 3, hair: 'cap', left: [-16, -96], right: [16, -96] }) +
      at(250, 226, wheel, 0.8) +
      person({ x: 390, who: 2, hair: 'cap', left: [-34, -70 - 6 * m] }) +
      person({ x: 530, who: 1, hair: 'scarf', vest: true }),
    (m) =>
      person({ x: 240, who: 1, hair: 'long', right: [64, -138 - 6 * m] }) +
      `<path d="M318 ${146 - 6 * m}v-34M304 ${150 - 6 * m}v-30M332 ${150 - 6 * m}v-28M304 ${148 - 6 * m}h32v22q-16 14 -32 0z" stroke="${colours.clay}" stroke-width="11" stroke-linecap="round" stroke-linejoin="round" fill="${colours.clay}"/>` +
      person({ x: 500, colour: colours.grey }),
    (m) =>
      person({ x: 180, who: 1, hair: 'long', right: [40, -112] }) +
      at(224, 212, phone, 0.7) +
      at(340 + 26 * m, 150 - 12 * m, envelope) +
      person({ x: 510, who: 3, hair: 'scarf', vest: true, left: [-40, -112] }),
    (m) =>
      sun +
      person({ x: 260, who: 1, hair: 'long' }) +
      person({ x: 330, who: 2, hair: 'scarf', left: [-72, -108 - 4 * m] }) +
      at(296, 86, heart, 1 + 0.1 * m),
  ],
  'children-travelling': [
    (m) =>
      at(430, 308, bus, 1.05) +
      person({ x: 120, who: 3, hair: 'scarf', right: [40, -66] }) +
      person({ x: 186, who: 1, ...child, left: [-36, -96], right: [34, -96 - 10 * m] }) +
      person({ x: 244, who: 2, hair: 'long', ...child, left: [-36, -96] }),
    (m) =>
      [70, 170, 470, 570]
        .map((x) => person({ x: x + 8 * m, y: 296, colour: colours.grey, size: 0.9 }))
        .join('') +
      person({ x: 290, who: 3, hair: 'scarf', right: [44, -64] }) +
      person({ x: 364, who: 1, ...child, left: [-44, -96], right: [36, -84 - 6 * m] }),
    (m) =>
      at(500, 304, tree, 1.2) +
      at(330, 306, flag, 1 + 0.03 * m) +
      person({ x: 150, who: 3, hair: 'scarf', right: [64, -118] }) +
      person({ x: 230, who: 1, ...child, right: [40, -130 - 8 * m] }),
    (m) =>
      person({ x: 240, y: 338, size: 1.5, who: 1, right: [40, -70] }) +
      `<rect x="252" y="222" width="42" height="40" rx="6" fill="${colours.amber}"/>` +
      at(273, 216 - 10 * m, phone, 0.5) +
      person({ x: 470, who: 3, hair: 'scarf', left: [-70, -104] }),
    (m) =>
      at(180, 306, house, 1.3) +
      person({ x: 380, who: 0, hair: 'scarf', left: [-40, -70] }) +
      person({ x: 316, who: 1, ...child, right: [40, -98], left: [-36, -86 - 8 * m] }) +
      at(350, 96, heart, 0.9 + 0.1 * m) +
      person({ x: 520, who: 3, hair: 'long', left: [-52, -134 - 6 * m] }),
    (m) =>
      at(110, 306, bag) +
      person({ x: 200, who: 1, hair: 'long', ...child, sad: true }) +
      person({ x: 350 - 16 * m, who: 3, vest: true, left: [-56, -84] }) +
      at(540, 306, flag, 0.9),
  ],
};
