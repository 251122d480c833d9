/**
 * What a phone has to load before it sees anything: the portal's first page in each language, compressed, as one response. A real
 * browser shows that nothing else is asked for. Wanted: at most 14 KB, which a new TCP connection carries in its first round trip.
 * All other pages for comparison, the largest by name.
 */
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { chromium } from 'playwright-core';
import { loadDemonstrationSites, loadLists } from '../../src/platform/content.ts';
import { coreForm } from '../../test/support/kit-parts.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, report, whole } from './figures.ts';
import { fullAnswers, seededRandom } from './full-answers.ts';
import { leanPhone, walkForm } from './lean-phone.ts';

const limitBytes = 14 * 1024;
/** Where scripts/setup puts it. */
const chromiumPath = '/usr/bin/chromium';

interface Weight {
  readonly path: string;
  readonly bodyBytes: number;
}

interface First {
  readonly language: string;
  readonly bodyBytes: number;
  /** With its head. */
  readonly responseBytes: number;
  /** Of a browser that opens it. */
  readonly requests: number;
}

export async function firstPage(): Promise<Figure[]> {
  const road = await makeRoad();
  const kit = await road.startKit();
  try {
    const { languages } = coreForm();
    const firsts: First[] = [];
    for (const language of languages) {
      const weight = await load(road.visitorUrl, language);
      firsts.push({ ...weight, language, requests: await requestsOfBrowser(road.visitorUrl, language) });
    }
    const figures = figuresOfFirst(firsts);
    const others = (
      await Promise.all(
        languages.map((language) =>
          otherPages(road.visitorUrl, language, 1000 * (1 + languages.indexOf(language))),
        ),
      )
    ).flat();
    others.sort((a, b) => b.bodyBytes - a.bodyBytes);
    const [largest] = others;
    if (!largest) throw new Error('no other page was loaded');
    const named = others.slice(1, 4).map(({ path, bodyBytes }) => `${path} ${whole(bodyBytes)}`);
    figures.push({
      what: `  the largest body of ${others.length} other pages`,
      seen: `${whole(largest.bodyBytes)} B (${largest.path})`,
      peer: `then ${named.join(', ')}`,
    });
    return figures;
  } finally {
    await kit.end('SIGTERM');
    road.remove();
  }
}

function figuresOfFirst(firsts: readonly First[]): Figure[] {
  const [largest, ...others] = [...firsts].sort((a, b) => b.responseBytes - a.responseBytes);
  if (!largest) throw new Error('no first page was loaded');
  const requests = Math.max(...firsts.map((first) => first.requests));
  return [
    {
      what: `first page, complete and compressed, the largest of ${firsts.length} languages`,
      wanted: `≤ ${whole(limitBytes)} B, 1 request`,
      seen: `${whole(largest.responseBytes)} B (${largest.language}), ${requests} request${requests === 1 ? '' : 's'}`,
      peer: `its body: ${whole(largest.bodyBytes)} B; ${others.map(({ language, responseBytes }) => `${language} ${whole(responseBytes)}`).join(', ')}`,
      isMet: largest.responseBytes <= limitBytes && requests === 1,
    },
  ];
}

async function load(url: string, language: string): Promise<{ bodyBytes: number; responseBytes: number }> {
  const agent = new Agent({ keepAlive: true });
  const headers = { 'Accept-Encoding': 'gzip', 'Accept-Language': language };
  const [incoming] = (await once(get(url, { agent, headers }), 'response')) as [IncomingMessage];
  const { socket } = incoming;
  let bodyBytes = 0;
  for await (const chunk of incoming) bodyBytes += (chunk as Buffer).length;
  const responseBytes = socket.bytesRead;
  agent.destroy();
  if (incoming.statusCode !== 200) throw new Error(`the first page answered ${incoming.statusCode}`);
  return { bodyBytes, responseBytes };
}

async function requestsOfBrowser(url: string, language: string): Promise<number> {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage({ locale: language, viewport: { width: 360, height: 640 } });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(url, { waitUntil: 'networkidle' });
    return asked.filter((address) => !address.startsWith('data:')).length;
  } finally {
    await browser.close();
  }
}

const informationPages = [
  '',
  '/about',
  '/declined',
  '/reconnect',
  '/online',
  '/children',
  '/messages',
  '/help',
  '/feedback',
  '/feedback/safe',
  '/feedback/board',
];

/** @param base number of the first phone */
async function otherPages(url: string, language: string, base: number): Promise<Weight[]> {
  const form = coreForm();
  const [site] = loadDemonstrationSites();
  if (!site) throw new Error('no demonstration site');
  const lists = loadLists(undefined, site.country);
  const random = seededRandom(4);
  const pages = new Map<string, Weight>();
  const note = (weight: Weight) => {
    const known = pages.get(weight.path);
    if (!known || known.bodyBytes < weight.bodyBytes) pages.set(weight.path, weight);
  };
  // Several people: which pages are asked depends on the answers.
  for (let person = 0; person < 12; person += 1) {
    const phone = leanPhone(new URL(url), base + person, language);
    const answers = fullAnswers(form, lists, site, random);
    await walkForm(phone, { form, answers, language, isLoadingPages: true, onPage: note });
    if (person === 0)
      for (const path of [...informationPages, '/delete']) {
        const reply = await phone.get(`/${language}${path}`);
        if (reply.status === 200) note(reply);
      }
    phone.close();
  }
  return [...pages.values()];
}

if (import.meta.main) report(await firstPage());
