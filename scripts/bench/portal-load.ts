/**
 * How long a slow phone with nothing in its cache waits until the first question can be answered, and what comes over the line for
 * it: our pages against bare HTML with the same questions and no script (wanted: at most 1.25 times as long), and against SurveyJS
 * and ODK Web Forms with the same ten questions on one page (wanted: ten times faster, 25 times lighter). Taken in turns.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { defaultContentFolder } from '../../src/platform/content.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, median, report, whole } from './figures.ts';
import { peerPages } from './portal/peer-pages.ts';
import { launch, type Opened, openOnSlowPhone } from './portal/slow-phone.ts';
import { type StaticServer, serveFiles } from './portal/static-server.ts';
import { bareHtml, language, portalForm, tenQuestions } from './portal/ten-questions.ts';

const turns = 9;
/** The peers take long, and vary little. */
const peerTurns = 3;
const wanted = { bareRatio: 1.25, faster: 10, lighter: 25 };

interface Side {
  readonly name: string;
  readonly url: string;
  readonly turns: number;
  readonly opened: Opened[];
}

export async function portalLoad(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-portal-bench-'));
  const questions = tenQuestions();
  const [first] = questions;
  if (!first) throw new Error('no questions');
  const servers: StaticServer[] = [];
  const serve = async (files: ReadonlyMap<string, Uint8Array>) => {
    const server = await serveFiles(files);
    servers.push(server);
    return server.url;
  };
  const roads = [
    await makeRoad(),
    await makeRoad({
      contentDir: makeContent(folder, portalForm(questions)),
      questions: { form: 'ten-questions' },
    }),
  ];
  const kits = await Promise.all(roads.map((road) => road.startKit()));
  const browser = await launch();
  try {
    const [oneUrl = '', tenUrl = ''] = await Promise.all(roads.map((road) => beginVisit(road.visitorUrl)));
    const side = (name: string, url: string, times = turns): Side => ({
      name,
      url,
      turns: times,
      opened: [],
    });
    const bare = async (those: typeof questions) => serve(new Map([['/', Buffer.from(bareHtml(those))]]));
    const one = { ours: side('portal', oneUrl), bare: side('bare', await bare([first])) };
    const ten = { ours: side('portal', tenUrl), bare: side('bare', await bare(questions)) };
    const peers: Side[] = [];
    for (const { name, files } of await peerPages(questions))
      peers.push(side(name, await serve(files), peerTurns));
    await measureAll(browser, [one.ours, one.bare, ten.ours, ten.bare, ...peers]);
    return [
      againstBare('slow phone, first page of the form: answerable', one.ours, one.bare),
      againstBare('slow phone, ten questions on one page: answerable', ten.ours, ten.bare),
      ...peers.flatMap((peer) => againstPeer(ten.ours, peer)),
    ];
  } finally {
    await browser.close();
    for (const server of servers) server.close();
    for (const kit of kits) await kit.end('SIGTERM');
    for (const road of roads) road.remove();
    rmSync(folder, { recursive: true });
  }
}

function makeContent(folder: string, form: { readonly name: string }): string {
  const content = join(folder, 'content');
  cpSync(defaultContentFolder(), content, { recursive: true });
  rmSync(join(content, 'forms'), { recursive: true });
  mkdirSync(join(content, 'forms'));
  writeFileSync(join(content, 'forms', `${form.name}.1.json`), JSON.stringify(form));
  return content;
}

/** The browser is the same phone, and is led on to the first question: what it opens is that page itself. */
async function beginVisit(portal: string): Promise<string> {
  const response = await fetch(`${portal}/${language}/consent`, {
    method: 'POST',
    body: new URLSearchParams({ consent: 'yes' }),
  });
  await response.arrayBuffer();
  if (!new URL(response.url).pathname.startsWith(`/${language}/q/`))
    throw new Error(`no question at ${response.url}`);
  return response.url;
}

async function measureAll(browser: Browser, sides: readonly Side[]): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1)
    for (const side of sides)
      if (turn < side.turns) side.opened.push(await openOnSlowPhone(browser, side.url));
}

const timeOf = ({ opened }: Side): number => median(opened.map(({ answerableMs }) => answerableMs));
const weightOf = ({ opened }: Side): number => median(opened.map(({ bytes }) => bytes));
const requestsOf = ({ opened }: Side): number => median(opened.map(({ requests }) => requests));
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
const spread = ({ opened }: Side): string =>
  `${seconds(Math.min(...opened.map(({ answerableMs }) => answerableMs)))} to ${seconds(Math.max(...opened.map(({ answerableMs }) => answerableMs)))}`;
const told = (side: Side): string =>
  `${seconds(timeOf(side))} (${spread(side)}), ${whole(weightOf(side))} B in ${requestsOf(side)} requests`;

function againstBare(what: string, ours: Side, bare: Side): Figure {
  const ratio = timeOf(ours) / timeOf(bare);
  return {
    what,
    wanted: `≤ ${wanted.bareRatio} × bare HTML`,
    seen: `${ratio.toFixed(2)} ×: ${told(ours)}`,
    peer: `bare: ${told(bare)}`,
    isMet: ratio <= wanted.bareRatio,
  };
}

function againstPeer(ours: Side, peer: Side): Figure[] {
  const faster = timeOf(peer) / timeOf(ours);
  const lighter = weightOf(peer) / weightOf(ours);
  return [
    {
      what: `  the same ten against ${peer.name}: answerable`,
      wanted: `≥ ${wanted.faster} × faster`,
      seen: `${faster.toFixed(1)} × faster`,
      peer: `${peer.name}: ${told(peer)}`,
      isMet: faster >= wanted.faster,
    },
    {
      what: '  and by everything that was fetched',
      wanted: `≥ ${wanted.lighter} × lighter`,
      seen: `${lighter.toFixed(1)} × lighter`,
      isMet: lighter >= wanted.lighter,
    },
  ];
}

if (import.meta.main) report(await portalLoad());
