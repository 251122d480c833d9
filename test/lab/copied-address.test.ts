/**
 * Journey: a phone under the hardware address of another that has gone to sleep. An open network cannot tell them apart; what that
 * gives away, and what not, is said in deploy/kit/README.md and proven here, so that it cannot grow unseen.
 */
import { expect, it } from 'vitest';
import { run } from '../../scripts/lab/namespaces.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { until } from '../../scripts/lab/program.ts';
import { visitorWith } from '../../scripts/lab/visitor.ts';
import { describeInLab, handleOf } from '../support/lab-bench.ts';

const probe = 'http://connectivitycheck.gstatic.com/generate_204';

describeInLab('a copied hardware address', {}, (journey) => {
  const page = (phone: Phone, path: string) => phone.fetch(`${journey().lab.kit.portalUrl}en${path}`);
  const leadsTo = async (phone: Phone, path: string) => (await page(phone, path)).headers.location;
  /** Choices that a page of the form shows as made. */
  const shown = async (phone: Phone, path: string) => [
    ...(await page(phone, path)).body.matchAll(/<input[^>]*\bchecked\b[^>]*>/g),
  ];
  const sleep = (phone: Phone) => run('ip', ['-n', phone.namespace, 'link', 'set', 'wifi0', 'down']);
  let owner: Phone;
  let copier: Phone;

  it('takes over what is left of the other’s time, and nothing but that address does', async () => {
    const { phones, kit } = journey().lab;
    const [joined, stranger] = await phones.join(2);
    if (!joined || !stranger) throw new Error('no phones');
    owner = joined;
    const visitor = visitorWith(owner);
    await visitor.open(`${kit.portalUrl}en`);
    await visitor.answer(2);
    await until('the owner is online', async () => {
      await owner.post(`${kit.portalUrl}en/online`);
      return (await owner.fetch(probe)).status === 204;
    });
    expect((await stranger.fetch(probe)).status).toBe(302);

    const handle = await handleOf(journey(), owner.address);
    await sleep(owner);
    const number = await phones.prepare(1);
    const namespace = journey().lab.plan.phone(number);
    await run('ip', ['-n', namespace, 'link', 'set', 'wifi0', 'address', owner.mac]);
    copier = await phones.joinOne(number);
    expect(copier.address).toBe(owner.address);
    expect(await handleOf(journey(), copier.address)).toBe(handle);
    expect((await copier.fetch(probe)).status).toBe(204);
  });

  it('shows the answers of a form that is still open, and may end or delete it', async () => {
    expect(await leadsTo(copier, '/form')).toMatch(/^\/en\/q\//);
    expect(await shown(copier, '/q/age_group')).toHaveLength(1);
    expect((await copier.post(`${journey().lab.kit.portalUrl}en/stop`)).headers.location).toBe('/en/stopped');
  });

  it('shows no answer once the form has ended: only that there was one, which may be deleted', async () => {
    for (const path of ['/q/age_group', '/form', '/consent', '/thanks'])
      expect([path, await leadsTo(copier, path)]).toEqual([path, '/en/stopped']);
    for (const path of ['', '/about', '/stopped', '/delete']) {
      expect((await page(copier, path)).status).toBe(200);
      expect(await shown(copier, path)).toEqual([]);
    }
    const deleted = await copier.post(`${journey().lab.kit.portalUrl}en/delete`);
    expect(deleted.headers.location).toBe('/en/deleted');
  });
});
