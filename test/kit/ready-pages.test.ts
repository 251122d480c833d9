/**
 * Pages are kept ready for the next phone that stands alike. What is proven here: nobody ever sees in one what somebody else gave,
 * chose or has left, and there are only so many.
 */
import { Hono } from 'hono';
import { h } from 'preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReadyPages } from '../../src/kit/routes/visitor-response.ts';
import { type FilledIn, questionsOn } from '../../src/simulate/fill-in.ts';
import type { Page } from '../../src/simulate/read-page.ts';
import { makeVisitorBench, type Shown, type TestPhone, type VisitorBench } from '../support/visitor-bench.ts';

let bench: VisitorBench;
beforeEach(async () => {
  bench = await makeVisitorBench();
});
afterEach(() => bench.kit.remove());

const optionsOn = (page: Page) => questionsOn(page).flatMap(({ options }) => options);
const chosenOn = (page: Page) =>
  optionsOn(page)
    .filter(({ chosen }) => chosen)
    .map(({ value }) => value);

async function walk(phone: TestPhone, given: readonly FilledIn[]): Promise<Shown> {
  let page = await phone.press(await phone.open('/es/consent'), 'consent-yes');
  for (const filledIn of given) page = await phone.press(page, 'next', filledIn);
  return page;
}

const toOrigin: readonly FilledIn[] = [
  { age_group: ['25_59'] },
  { sex: ['f'] },
  { nationality: ['VEN'] },
  { move_type: ['transit'] },
];

describe('a page of the form', () => {
  test('shows what was given on it to the phone that gave it, and to no other', async () => {
    const [one, other] = [bench.phone('127.0.0.2'), bench.phone('127.0.0.3')];
    await walk(one, [{ age_group: ['25_59'] }]);
    // Stands just like the first, but for what was given.
    await other.press(await walk(other, []), 'skip');
    for (let time = 0; time < 2; time += 1) {
      expect(chosenOn(await one.open('/es/q/age_group'))).toEqual(['25_59']);
      expect(chosenOn(await other.open('/es/q/age_group'))).toEqual([]);
    }
  });

  test('begins with the choice that is the visitor’s own first, whoever saw it before', async () => {
    const needs = bench.kit.form.questions.find(({ name }) => name === 'needs');
    const rotating = (needs?.choices ?? []).filter(({ exclusive }) => !exclusive).map(({ name }) => name);
    const seen = new Set<string | undefined>();
    for (let number = 2; number < 14; number += 1) {
      const address = `127.0.0.${number}`;
      const phone = bench.phone(address);
      const page = await walk(phone, [
        ...toOrigin,
        { origin_country: ['VEN'] },
        { destination_country: ['dont_know'] },
      ]);
      const known = await bench.gate.whoIs(address);
      const visit = known && bench.kit.visits.find(known.handle);
      const [first] = optionsOn(page);
      expect(first?.value).toBe(rotating[(visit?.rotation ?? 0) % rotating.length]);
      seen.add(first?.value);
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  test('offers the districts of the region that this visitor chose', async () => {
    const toRegion = (region: string) => [
      ...toOrigin,
      { origin_country: ['XDM'] },
      { origin_adm1: [region] },
    ];
    const districtsOf = async (address: string, region: string) =>
      optionsOn(await walk(bench.phone(address), toRegion(region))).map(({ value }) => value);
    expect(await districtsOf('127.0.0.2', 'XDM04')).toEqual(['XDM0402', 'XDM0401']);
    expect(await districtsOf('127.0.0.3', 'XDM01')).toSatisfy((values: string[]) =>
      values.every((value) => value.startsWith('XDM01')),
    );
  });

  test('tells a phone that is online its own time, and an other one nothing of it', async () => {
    const [one, other] = [bench.phone('127.0.0.2'), bench.phone('127.0.0.3')];
    await one.press(await walk(one, []), 'online');
    await walk(other, []);
    const timeOn = ({ html }: Shown) => /data-action="online"><p>([^<]*)</.exec(html)?.[1] ?? '';
    const before = timeOn(await one.open('/es/q/age_group'));
    expect(before).toMatch(/1\sh/);
    expect(timeOn(await other.open('/es/q/age_group'))).not.toMatch(/\d/);
    bench.pass(1800);
    expect(timeOn(await one.open('/es/q/age_group'))).toMatch(/30\smin/);
  });
});

test('of too many pages the one whose last use is longest ago is made anew', async () => {
  const ready = createReadyPages();
  const made: number[] = [];
  const view = { language: 'es', access: undefined, internet: 'up', path: '', portalAddress: '' } as const;
  const app = new Hono().get('/:number', (c) => {
    const number = Number(c.req.param('number'));
    return ready.send(c, view, [number], () => {
      made.push(number);
      return h('p', {}, number);
    });
  });
  const open = async (number: number) => (await app.request(`/${number}`)).text();
  for (let number = 0; number < 300; number += 1) await open(number);
  expect(await open(0)).toContain('<p>0</p>');
  expect(made).toHaveLength(300);
  await open(300);
  await open(0);
  expect(made).toHaveLength(301);
  await open(1);
  expect(made.slice(300)).toEqual([300, 1]);
});
