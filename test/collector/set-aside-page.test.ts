/** What anybody can send does not hide from staff what their own kits could not deliver. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createUser } from '../../src/collector/accounts/create-account.ts';
import { revokeKit } from '../../src/collector/enrol-kit.ts';
import { insertSetAside, listSetAside } from '../../src/collector/store/set-aside-table.ts';
import { newId } from '../../src/protocol/ids.ts';
import { makeBrowser } from '../support/make-browser.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const account = { email: 'ana@example.org', password: 'correct horse battery' };
const junk = 600;

beforeEach(async () => {
  collector = await makeCollector();
  await createUser(collector.context, account);
  kit = await collector.kit();
});
afterEach(() => collector.close());

const signedIn = async () => {
  const browser = makeBrowser(collector.app);
  await browser.get('/sign-in');
  await browser.submit('/sign-in', account);
  return browser;
};

/** Later than all else, half of it in the name of an enrolled kit. */
const insertJunk = () =>
  collector.context.store.transaction(async (writer) => {
    for (let n = 0; n < junk; n++)
      await insertSetAside(writer, {
        item_id: `junk-${n}`,
        what: 'bundle',
        reason: n % 2 === 0 ? 'bad_signature' : 'unknown_kit',
        detail: '',
        kit_id: n % 2 === 0 ? kit.kitId : newId(8),
        incarnation: kit.incarnation,
        number: n,
        seq: null,
        is_authenticated: 0,
        size_bytes: 1,
        bytes: new Uint8Array(1),
        set_aside_at: startTime + 1000,
      });
  });

const revokedBundle = async () => {
  const revoked = await collector.kit(collector.sites[1]);
  await revokeKit(collector.context.store, revoked.kitId, collector.clock);
  return revoked.bundle([await revoked.submission({ sex: 'f' })]).bytes;
};

it('what enrolled kits signed is first on the page and alone in the navigation; both are counted, and the limit said', async () => {
  await collector.receipt(kit.bundle([await kit.submission({}, { formRef: 'later/1/00000000' })]));
  await insertJunk();
  const browser = await signedIn();
  const { html } = await browser.get('/set-aside');
  expect(html).toContain('Set aside (1)');
  expect(html).toContain('data-figure="signed">1 item<');
  expect(html).toContain('data-figure="unvouched">600 bundles<');
  expect(html).toContain('at most 500');
  expect(html).toContain('These are 500 of 601.');
  expect(/data-reason="(\w+)"/.exec(html)?.[1]).toBe('unknown_form');
  expect((await browser.get('/')).html).toContain('data-figure="set-aside">1<');
});

it('staff discard what nothing vouches for, and nothing else', async () => {
  await collector.receipt(kit.bundle([await kit.submission({}, { formRef: 'later/1/00000000' })]));
  await collector.send({ bytes: await revokedBundle() });
  await insertJunk();
  const browser = await signedIn();
  await browser.get('/set-aside');
  const after = await browser.submit('/set-aside/discard', {});
  expect(after.html).toContain('600 bundles that nothing vouched for were discarded.');
  expect(after.html).toContain('Set aside (2)');
  expect(after.html).not.toContain('action="/set-aside/discard"');
  const left = (await listSetAside(collector.context.store.read, 700)).map(({ reason }) => reason);
  expect(left).toEqual(['unknown_form', 'revoked_kit']);
});

it('what only claims to be from a revoked kit counts as forged', async () => {
  const bytes = Uint8Array.from(await revokedBundle());
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await collector.send({ bytes });
  const { html } = await (await signedIn()).get('/set-aside');
  expect(html).toContain('Signature does not match (1)');
  expect(html).not.toContain('Set aside (1)');
});
