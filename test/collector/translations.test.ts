/** The staff's page of translations: for those who are signed in, down to the single text with its English. */
import { expect, it } from 'vitest';
import { createUser } from '../../src/collector/accounts/create-account.ts';
import { makeBrowser } from '../support/make-browser.ts';
import { makeCollector } from '../support/make-collector.ts';

it('shows what wants a native speaker, by language, by part and text by text', async () => {
  const collector = await makeCollector();
  try {
    const browser = makeBrowser(collector.app);
    expect((await browser.get('/translations')).path).toBe('/sign-in');

    const account = { email: 'ana@example.org', password: 'correct horse battery' };
    await createUser(collector.context, account);
    await browser.get('/sign-in');
    await browser.submit('/sign-in', account);

    const all = await browser.get('/translations');
    expect(all.html).toContain('<h1>Translations</h1>');
    for (const name of ['Arabic', 'Hausa', 'Haitian Creole', 'Swahili'])
      expect(all.html, name).toMatch(new RegExp(`<a href="/translations\\?language=\\w+"[^>]*>${name}</a>`));

    const arabic = await browser.get('/translations?language=ar');
    expect(arabic.html).toContain('href="/translations?language=ar&amp;part=phrases%2Fframe"');

    const frame = await browser.get('/translations?language=ar&part=phrases%2Fframe');
    expect(frame.html).toContain('Free Wi-Fi on your way');
    expect(frame.html).toContain('<td lang="ar" dir="rtl">واي فاي مجاني في طريقك</td>');

    const unknown = await browser.get('/translations?language=%3Cscript%3E');
    expect(unknown.status).toBe(200);
    expect(unknown.html).not.toContain('<script');
  } finally {
    await collector.close();
  }
});
