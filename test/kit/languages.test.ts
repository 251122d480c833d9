/** Eight languages on one kit: chosen by the phone, written in their own direction, and none offered that is not whole. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultContentFolder, loadPhrases } from '../../src/platform/content.ts';
import type { Log } from '../../src/platform/log.ts';
import { silentLog } from '../../src/platform/log.ts';
import { startTestKit } from '../support/started-kit.ts';
import { makeVisitorBench, type VisitorBench } from '../support/visitor-bench.ts';

const { tables } = loadPhrases();
const languages = ['ar', 'en', 'es', 'fr', 'ha', 'ht', 'pt', 'sw'];

let bench: VisitorBench | undefined;
afterEach(async () => {
  await bench?.kit.remove();
  bench = undefined;
});

describe('the pages', () => {
  test.each(languages)('are offered in %s, say so, and run in its direction', async (language) => {
    bench = await makeVisitorBench();
    const { html } = await bench.phone('127.0.0.9').open(`/${language}`);
    expect(html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    expect(html).toContain(tables[language]?.['home.title']);
    for (const other of languages) expect(html).toContain(`hreflang="${other}"`);
  });

  test.each([
    ['ar-SD,ar;q=0.9,en;q=0.5', 'ar'],
    ['ha-NG', 'ha'],
    ['ht,fr;q=0.8', 'ht'],
    ['pt-BR,pt;q=0.9', 'pt'],
    ['sw-CD,fr;q=0.7', 'sw'],
    ['de-DE,de;q=0.9', 'es'],
  ])('come in the language that the phone asks for: %s', async (header, language) => {
    bench = await makeVisitorBench();
    const page = await bench.phone('127.0.0.9').open('/nothing-here', { 'Accept-Language': header });
    expect(page.language).toBe(language);
  });

  test('in Arabic keep names, addresses and numbers whole within their sentences', async () => {
    bench = await makeVisitorBench();
    const phone = bench.phone('127.0.0.9');
    const home = await phone.open('/ar');
    expect(home.html).toContain(`\u2068${bench.kit.site.name}\u2069`);
    const question = await phone.press(await phone.open('/ar/consent'), 'consent-yes');
    expect(question.html).toMatch(/السؤال \u20681\u2069 من \u2068\d+\u2069/);
    const online = await phone.press(home, 'online');
    expect(online.html).toContain('\u2068wifi.example\u2069');
    expect(online.html).toContain('ساعة');
  });

  test('in the others have no marks of direction', async () => {
    bench = await makeVisitorBench();
    for (const language of languages.filter((one) => one !== 'ar'))
      expect((await bench.phone('127.0.0.9').open(`/${language}`)).html).not.toMatch(/[\u2066-\u2069]/);
  });
});

test('a kit offers no language that lacks a phrase, and says at its start what it lacks', async () => {
  const warnings: unknown[] = [];
  const warn = (facts: unknown) => warnings.push(facts);
  const log = new Proxy(silentLog, {
    get: (target, key) => (key === 'warn' ? warn : Reflect.get(target, key)),
  }) as Log;
  const kit = await startTestKit(
    (folder) => ({ content_dir: contentWithoutAWord(join(folder, 'content')) }),
    {
      log,
    },
  );
  try {
    expect(warnings).toContainEqual({ language: 'ht', missing: ['home.title'] });
    const home = await (await fetch(`${kit.visitorUrl}/es`)).text();
    expect(home).toContain('hreflang="sw"');
    expect(home).not.toContain('hreflang="ht"');
    expect((await fetch(`${kit.visitorUrl}/ht`)).status).toBe(404);
  } finally {
    await kit.remove();
  }
});

/** The committed content, but for one phrase in Haitian Creole. */
function contentWithoutAWord(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const linked = ['forms', 'lists', 'messages', 'media', 'audio', 'directory', 'site-list.json'];
  for (const name of linked) symlinkSync(join(defaultContentFolder(), name), join(folder, name));
  cpSync(join(defaultContentFolder(), 'phrases'), join(folder, 'phrases'), { recursive: true });
  const file = join(folder, 'phrases/ht/frame.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/ {2}"home\.title".*\n/, ''));
  return folder;
}
