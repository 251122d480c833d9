/**
 * Journey: three browser engines on a phone's network are led to the portal from any address, walk it, and end online.
 */
import { expect, it } from 'vitest';
import { onPhone } from '../../scripts/lab/browser-place.ts';
import { type Engine, type LabBrowser, openBrowser } from '../../scripts/lab/browsers.ts';
import { describeInLab } from '../support/lab-bench.ts';

const programs = ['chromium', 'firefox-esr', 'WebKitWebDriver', 'Xvfb'];
const engines: readonly Engine[] = ['Chromium', 'Firefox', 'WebKit'];
const chooseFirst = `(() => {
  const first = document.querySelector('main input[type="radio"], main input[type="checkbox"]');
  if (first) first.click();
  return true;
})()`;

describeInLab('a browser on a phone', { programs }, (journey) => {
  const hostOf = (browser: LabBrowser) => browser.evaluate('location.host');

  it.for(engines)('%s is caught from any address, walks the portal and ends online', async (engine) => {
    const { lab } = journey();
    const [phone] = await lab.phones.join(1);
    if (!phone) throw new Error('no phone');
    const browser = await openBrowser(engine, onPhone(phone), lab.plan.folder);
    try {
      await browser.open('http://news.example/today');
      expect(await hostOf(browser)).toBe(lab.kit.network.name);
      await browser.open(`${lab.kit.portalUrl}en`);
      await browser.press('start');
      await browser.press('consent-yes');
      const first = String(await browser.evaluate('location.pathname'));
      expect(first).toMatch(/^\/en\/q\//);
      await browser.evaluate(chooseFirst);
      await browser.press('next');
      expect(await browser.evaluate('location.pathname')).not.toBe(first);
      await browser.press('online');
      expect(await browser.evaluate('location.pathname')).toBe('/en/online');
      await browser.open('http://news.example/today');
      expect(await hostOf(browser)).toBe('news.example');
      expect(await browser.evaluate('document.body.textContent.trim()')).toBe('the real news.example');
    } finally {
      await browser.close();
    }
  });
});
