/** Which messages stand on the shelf, with and without a clock. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageShelfParts } from '../../src/kit/messages/message-shelf.ts';
import type { UtcEstimate } from '../../src/kit/sync/time-keeper.ts';
import type { Message, SiteList, Validity } from '../../src/protocol/message.ts';
import { type KitParts, makeKitParts } from '../support/kit-parts.ts';
import { makeMessageParts } from '../support/messages.ts';

const dayMs = 86_400_000;
let kit: KitParts;
beforeEach(async () => {
  kit = await makeKitParts();
});
afterEach(() => kit.remove());

const message = (id: string, change: Partial<Message> = {}): Message => ({
  id,
  version: 1,
  theme: 'safety',
  icon: 'safety',
  title: { en: id },
  text: { en: ['x'] },
  points: { en: ['y'] },
  translations: { en: 'source' },
  ...change,
});

function shelf(messages: Message[], siteList: SiteList, change: Partial<MessageShelfParts> = {}) {
  return makeMessageParts(kit, { messages, siteList, timezone: 'UTC', ...change }).shelf;
}

const ids = (shelved: ReturnType<typeof shelf>) => shelved.list().messages.map(({ id }) => id);

/** Knows the time, to so many milliseconds; or only that it is at least so late. */
const clock = (date: string, isExact: boolean): MessageShelfParts['timeKeeper'] => {
  const utcMs = Date.parse(`${date}T12:00:00Z`);
  const estimate: UtcEstimate | undefined = isExact ? { utcMs, uncertaintyMs: 1000 } : undefined;
  return { estimateUtc: () => estimate, earliestUtcMs: () => utcMs };
};
const noClock: MessageShelfParts['timeKeeper'] = {
  estimateUtc: () => undefined,
  earliestUtcMs: () => undefined,
};

describe('the shelf', () => {
  it('has the site’s messages in the site’s order, and no others', () => {
    const all = [message('a'), message('b'), message('c')];
    const shelved = shelf(all, { messages: ['c', 'a'] });
    expect(ids(shelved)).toEqual(['c', 'a']);
    expect(shelved.find('b')).toBeUndefined();
    expect(shelved.find('c')?.id).toBe('c');
  });

  it('pins the alert of the kind that the site’s list names, or the kit’s own setting, and shows it once', () => {
    const all = [
      message('a'),
      message('storm', { alert: 'weather' }),
      message('shots', { alert: 'conflict' }),
    ];
    const list: SiteList = { messages: ['storm', 'a'], pinned: { alert: 'weather' } };
    const shelved = shelf(all, list);
    expect([shelved.list().pinned?.id, ids(shelved)]).toEqual(['storm', ['a']]);
    expect(shelf(all, list, { pinnedAlert: 'conflict' }).list().pinned?.id).toBe('shots');
    expect(shelf(all, { messages: ['a'] }).find('storm')).toBeUndefined();
  });

  it.each<[string, Validity, MessageShelfParts['timeKeeper'], boolean]>([
    ['its last day', { until: '2026-03-05' }, clock('2026-03-05', true), true],
    ['the day after', { until: '2026-03-05' }, clock('2026-03-06', true), false],
    ['at least the day after', { until: '2026-03-05' }, clock('2026-03-06', false), false],
    ['at least its last day', { until: '2026-03-05' }, clock('2026-03-05', false), true],
    ['nobody knows when', { until: '2026-03-05' }, noClock, true],
    ['the day before it begins', { from: '2026-03-05' }, clock('2026-03-04', true), false],
    ['the day it begins', { from: '2026-03-05' }, clock('2026-03-05', true), true],
    ['at least the day before it begins', { from: '2026-03-05' }, clock('2026-03-04', false), true],
    ['before it begins, for all anybody knows', { from: '2026-03-05' }, noClock, true],
  ])('on %s, %j', (_, validity, timeKeeper, isShown) => {
    expect(ids(shelf([message('a', { validity })], { messages: ['a'] }, { timeKeeper }))).toEqual(
      isShown ? ['a'] : [],
    );
  });

  it('counts days of running without a clock, over restarts', async () => {
    const alert = message('storm', { alert: 'weather' });
    const list: SiteList = { messages: [], pinned: { alert: 'weather', validity: { running_days: 2 } } };
    const first = shelf([alert], list);
    await first.note();
    kit.time.ms = dayMs;
    await first.note();
    expect(first.list().pinned?.id).toBe('storm');
    // Another start: the time since it began is its own.
    kit.cut();
    kit = await makeKitParts({ folder: kit.folder });
    const second = shelf([alert], list);
    expect(second.list().pinned?.id).toBe('storm');
    await second.note();
    kit.time.ms = dayMs - 60_000;
    expect(second.list().pinned?.id).toBe('storm');
    kit.time.ms = dayMs + 60_000;
    expect(second.list().pinned).toBeUndefined();
    await second.note();
    expect(second.list().pinned).toBeUndefined();
    // A new version is a new message.
    expect(shelf([{ ...alert, version: 2 }], list).list().pinned?.version).toBe(2);
  });
});
