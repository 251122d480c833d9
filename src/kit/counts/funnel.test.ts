/** The funnel: each phone once a day, whatever it opens; sums only. */
import { describe, expect, test } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { createFunnel } from './funnel.ts';

const [anna, juan] = [newId(8), newId(8)];
const make = () => createFunnel(() => 'round-1');

describe('a phone', () => {
  test('is counted once, by the first page that stands in a language', () => {
    const funnel = make();
    funnel.opened(anna, undefined);
    expect(funnel.sums()).toMatchObject({ opened: 1, languages: {} });
    for (const language of ['es', 'es', 'fr', undefined]) funnel.opened(anna, language);
    funnel.opened(juan, 'fr');
    expect(funnel.sums()).toMatchObject({ opened: 2, languages: { es: 1, fr: 1 } });
  });

  test('declines once, however often it is asked', () => {
    const funnel = make();
    funnel.declined(anna);
    funnel.declined(anna);
    expect(funnel.sums()).toMatchObject({ opened: 0, declined: 1 });
  });

  test('is new on another day, and in another campaign', () => {
    let campaign = 'one';
    const funnel = createFunnel(() => campaign);
    funnel.opened(anna, 'es');
    funnel.clear();
    funnel.opened(anna, 'es');
    expect(funnel.sums().opened).toBe(0);
    funnel.forget();
    funnel.opened(anna, 'es');
    campaign = 'two';
    funnel.opened(anna, 'es');
    expect(funnel.sums()).toMatchObject({ opened: 2, languages: { es: 2 } });
  });
});

test('visits are sums by step, and by the question that was open', () => {
  const funnel = make();
  for (const step of ['consented', 'consented', 'begun', 'finished'] as const) funnel[step]();
  for (const question of ['sex', 'offer', 'sex']) funnel.abandoned(question);
  expect(funnel.sums()).toMatchObject({
    consented: 2,
    begun: 1,
    finished: 1,
    abandonedAt: { sex: 2, offer: 1 },
  });
  funnel.clear();
  expect(funnel.sums()).toMatchObject({ consented: 0, begun: 0, finished: 0, abandonedAt: {} });
});

test('of 200,000 phones on one day it forgets the first rather than to grow or to stand still', () => {
  const funnel = make();
  for (let phone = 1; phone <= 200_000; phone++)
    funnel.opened(
      Math.imul(phone, 0x9e3779b1).toString(16).replace('-', '').padStart(8, '0').padEnd(16, '0'),
      'es',
    );
  expect(funnel.sums().opened).toBeGreaterThan(190_000);
});
